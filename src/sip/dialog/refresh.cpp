// The session timer of a call at work (RFC 4028), and the probe for a silent peer.
#include "sip/dialog/call.hpp"
#include "sip/text/request_view.hpp"

namespace layby::sip {

void Call::start_timer(const SessionTimer& timer) {
    const bool news = !timer_ || *timer_ != timer;
    timer_ = timer;
    if (news) changed();
    if (timer.interval == 0) return session_clock_.clear();
    const auto ours = interval_to_ask(timer_rules(host_.options()), 0);
    session_clock_.set(timer.next(ours), [this] { timer_fired(); });
}

void Call::timer_fired() {
    if (phase_ != Phase::up) return;
    const auto ours = interval_to_ask(timer_rules(host_.options()), 0);
    if (!timer_->we_ask(ours)) return unanswered(Purpose::refresh);
    refresh(Purpose::refresh);
}

void Call::unanswered(Purpose purpose) {
    if (!spared()) return lost(cause_of(purpose));
    const auto left = spared_until_ - host_.stack().loop().now();
    session_clock_.set(left, [this, purpose] { refresh(purpose); });
}

void Call::probe() {
    if (phase_ == Phase::up) refresh(Purpose::probe);
}

std::string Call::refresh_request_headers() const {
    if (!timer_ || timer_->interval == 0) return {};
    return request_headers(timer_->interval, timer_rules(host_.options()).min_se, timer_->we_refresh);
}

/// For a name in a Contact whose name server is dead: the stack itself would wait for minutes.
constexpr Duration refresh_patience = std::chrono::seconds{40};

/// A peer that has said 100 or 180 to our re-INVITE is there, and takes its time: as much as RFC 3261 section
/// 16.6 gives to any INVITE.
constexpr Duration patience_with_the_slow = std::chrono::seconds{185};

void Call::working_on_it() {
    if (phase_ != Phase::up || reoffer_purpose_ == Purpose::change || reoffer_purpose_ == Purpose::show)
        return;
    session_clock_.set(patience_with_the_slow, [this, purpose = reoffer_purpose_] { unanswered(purpose); });
}

/// By UPDATE, which can't collide with an offer; else by a re-INVITE that says the same as before.
void Call::refresh(Purpose purpose) {
    const bool talking = reoffer_ || offered_in_ || unacked_;
    const bool by_update = state_.allows_update && confirmed_;  // else it would prove an early dialog only
    if (!by_update && (talking || !state_.local_media)) return alive();
    session_clock_.set(refresh_patience, [this, purpose] { unanswered(purpose); });
    if (!by_update) return send_offer(MediaDescription{*state_.local_media}, purpose);
    auto update = in_dialog("UPDATE");
    update.headers = usual_headers() + refresh_request_headers();
    request(std::move(update),
            [this, purpose](int status, const sip_t* sip) { refreshed(purpose, status, sip); });
}

void Call::alive() {
    if (timer_) start_timer(*timer_);
}

void Call::refreshed(Purpose purpose, int status, const sip_t* sip) {
    if (phase_ != Phase::up) return;
    if (!sip) return unanswered(purpose);
    if (status == 408 || status == 481) return lost(cause_of(purpose));  // it knows nothing of us
    if (status < 300) return start_timer(agree_as_client(timer_headers(*sip), timer_ ? timer_->interval : 0));
    const auto longer = status == 422 && sip->sip_min_se ? seconds_in(sip->sip_min_se->min_delta) : 0;
    if (!timer_ || longer <= timer_->interval) return alive();
    timer_->interval = longer;
    refresh(purpose);
}

}  // namespace layby::sip

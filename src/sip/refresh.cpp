// The session timer of a call at work (RFC 4028), and the probe for a silent peer.
#include "sip/call.hpp"
#include "sip/request_view.hpp"

namespace layby::sip {

void Call::start_timer(const SessionTimer& timer) {
    timer_ = timer;
    if (timer.interval == 0) return session_clock_.clear();
    session_clock_.set(timer.next(), [this] { timer_fired(); });
}

void Call::timer_fired() {
    if (phase_ != Phase::up) return;
    if (!timer_->we_refresh) return lost(calls::HangupCause::unreachable);
    refresh(Purpose::refresh);
}

void Call::probe() {
    if (phase_ == Phase::up) refresh(Purpose::probe);
}

std::string Call::refresh_request_headers() const {
    if (!timer_ || timer_->interval == 0) return {};
    return request_headers(timer_->interval, timer_rules(host_.options()).min_se, timer_->we_refresh);
}

/// For a name in a Contact whose name server is dead: the stack itself would wait for minutes.
constexpr calls::Duration patience = std::chrono::seconds{40};

/// By UPDATE, which can't collide with an offer; else by a re-INVITE that says the same as before.
void Call::refresh(Purpose purpose) {
    const bool talking = reoffer_ || offered_in_ || unacked_;
    if (!state_.allows_update && (talking || !state_.local_media)) return alive();
    session_clock_.set(patience, [this, purpose] { lost(cause_of(purpose)); });
    if (!state_.allows_update) return send_offer(*state_.local_media, purpose);
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
    if (!sip || status == 408 || status == 481)  // no answer, no way, or it knows nothing of us
        return lost(cause_of(purpose));
    if (status < 300) return start_timer(agree_as_client(timer_headers(*sip), timer_ ? timer_->interval : 0));
    const auto longer = status == 422 && sip->sip_min_se ? sip->sip_min_se->min_delta : 0;
    if (!timer_ || longer <= timer_->interval) return alive();
    timer_->interval = static_cast<std::uint32_t>(longer);
    refresh(purpose);
}

}  // namespace layby::sip

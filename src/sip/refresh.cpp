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

/// By UPDATE, which can't collide with an offer; else by a re-INVITE that says the same as before.
void Call::refresh(Purpose purpose) {
    if (!state_.allows_update) {
        if (reoffer_ || offered_in_ || unacked_ || !state_.local_media) return;  // a refresh is under way
        return send_offer(*state_.local_media, purpose);
    }
    auto update = in_dialog("UPDATE");
    update.headers = usual_headers() + refresh_request_headers();
    request(std::move(update),
            [this, purpose](int status, const sip_t* sip) { refreshed(purpose, status, sip); });
}

void Call::refreshed(Purpose purpose, int status, const sip_t* sip) {
    if (phase_ != Phase::up) return;
    const bool probing = purpose == Purpose::probe;
    if (!sip || status == 408 || status == 481)  // no answer, no way, or it knows nothing of us
        return lost(probing ? calls::HangupCause::silent : calls::HangupCause::unreachable);
    if (status == 422 && sip && sip->sip_min_se && timer_) {
        timer_->interval = std::max(timer_->interval, static_cast<std::uint32_t>(sip->sip_min_se->min_delta));
        return refresh(purpose);
    }
    if (status < 300 && sip)
        return start_timer(agree_as_client(timer_headers(*sip), timer_ ? timer_->interval : 0));
    if (timer_) start_timer(*timer_);  // it is alive, and will be asked again
}

}  // namespace layby::sip

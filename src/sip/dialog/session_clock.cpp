#include "sip/dialog/session_clock.hpp"

#include "runtime/check.hpp"
#include "sip/stack/message_parts.hpp"

namespace layby::sip {

SessionClock::SessionClock(DialogContext& dialog) : dialog_(dialog), clock_(dialog.host().stack().loop()) {}

TimerRules SessionClock::rules() const { return timer_rules(dialog_.host().options()); }

void SessionClock::agree_to(const SessionTimer& timer) {
    if (agreed_ == timer) return;
    agreed_ = timer;
    dialog_.changed();
}

std::optional<Reply> SessionClock::refused(const sip_t& request) {
    const auto asked = timer_headers(request);
    if (too_small(asked, rules()))
        return Reply{422, {}, header("Min-SE", std::to_string(rules().min_se)), {}};
    asked_ = asked;
    return {};
}

std::string SessionClock::agree() {
    const auto timer = agree_as_server(asked_, rules());
    agree_to(timer);
    return timer.response_headers();
}

std::string SessionClock::ask() const {
    if (agreed_seconds() == 0) return {};
    return request_headers(agreed_->interval, rules().min_se, agreed_->we_refresh);
}

void SessionClock::agreed(const TimerHeaders& answer, std::uint32_t asked_seconds) {
    agree_to(agree_as_client(answer, asked_seconds));
}

void SessionClock::agreed(const sip_t& answer) { agreed(timer_headers(answer), agreed_seconds()); }

bool SessionClock::lengthen(int status, const sip_t& refusal) {
    if (status != 422 || !refusal.sip_min_se || !agreed_) return false;
    const auto longer = seconds_in(refusal.sip_min_se->min_delta);
    if (longer <= agreed_->interval) return false;
    agreed_->interval = longer;
    return true;
}

void SessionClock::start() {
    if (!agreed_) return;
    if (agreed_->interval == 0) return stop();
    clock_.set(agreed_->next(interval_to_ask(rules(), 0)), [this] { fired(); });
}

void SessionClock::fired() {
    if (dialog_.phase() != Phase::up || !CHECK(agreed_)) return;
    dialog_.session_due(agreed_->we_ask(interval_to_ask(rules(), 0)));
}

TimerHeaders timer_headers(const sip_t& sip) {
    TimerHeaders out;
    if (sip.sip_session_expires) {
        out.session_expires = seconds_in(sip.sip_session_expires->x_delta);
        out.refresher = str(sip.sip_session_expires->x_refresher);
    }
    if (sip.sip_min_se) out.min_se = seconds_in(sip.sip_min_se->min_delta);
    out.supported = sip_has_feature(sip.sip_supported, "timer") || sip_has_feature(sip.sip_require, "timer");
    return out;
}

TimerRules timer_rules(const Options& options) {
    const auto seconds = [](Duration duration) {
        return static_cast<std::uint32_t>(std::chrono::duration_cast<std::chrono::seconds>(duration).count());
    };
    return {seconds(options.session_expires), seconds(options.min_session_expires)};
}

}  // namespace layby::sip

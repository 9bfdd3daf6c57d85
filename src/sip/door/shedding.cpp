#include "sip/door/shedding.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace layby::sip {
namespace {

using namespace std::chrono_literals;

/// Who has waited for less is always served.
constexpr Duration acceptable = 20ms;
/// So long it may be more, as in a burst of calls.
constexpr Duration grace = 100ms;
/// After a refusal for less: it is the same overload. But a busy machine lets a thread stand still for this
/// long, and what has come meanwhile is served soon.
constexpr Duration grace_again = 50ms, remembered = 5s;
constexpr Duration longest_call = 2ms;  ///< more is the machine's
constexpr Duration patience_with_strangers = acceptable / 2, patience_with_upkeep = 5 * acceptable;

bool may_begin_something(std::string_view method) {
    constexpr std::array begins{"INVITE", "REFER", "REGISTER", "SUBSCRIBE", "OPTIONS", "MESSAGE", "PUBLISH"};
    for (const std::string_view one : begins)
        if (method == one) return true;
    return false;
}

}  // namespace

Urgency urgency_of(const Glance& glance, const AboutRequest& about) {
    if (glance.within_dialog || !may_begin_something(glance.method)) return Urgency::dialog;
    if (about.taken(glance.call_id)) return Urgency::dialog;
    if (glance.method != "INVITE" && glance.method != "REFER") return Urgency::upkeep;
    if (!about.known()) return Urgency::stranger;
    if (glance.method == "REFER") return Urgency::call;
    if (glance.replaces || about.retrieves(glance.uri)) return Urgency::retrieval;
    return Urgency::call;
}

void Shedding::read(Duration waited, Instant now) {
    const bool nothing_waited_before = last_read_ && now - waited > *last_read_;
    if (waited < acceptable || nothing_waited_before) late_since_.reset();
    if (waited >= acceptable && !late_since_) late_since_ = now;
    too_much_ = late_since_ && now - *late_since_ >= (is_on(now) ? grace_again : grace);
    if (taken_) next_call_ = nothing_waited_before ? now : now + std::min(now - *taken_, longest_call);
    taken_.reset();
    waited_ = waited;
    last_read_ = now;
    if (now - second_ >= 1s) {
        longest_before_ = now - second_ < 2s ? longest_ : Duration{};
        longest_ = {};
        second_ = now;
    }
    longest_ = std::max(longest_, waited);
}

bool Shedding::refuses(Urgency urgency, Instant now) const {
    if (!last_read_ || now - *last_read_ > grace) return false;
    switch (urgency) {
        case Urgency::dialog:
        case Urgency::retrieval:
            return false;
        case Urgency::upkeep:
            return too_much_ && waited_ >= patience_with_upkeep;
        case Urgency::call:
            return too_much_ || (is_on(now) && now < next_call_);
        case Urgency::stranger:
            return too_much_ || (is_on(now) && (now < next_call_ || waited_ >= patience_with_strangers));
    }
    return false;
}

void Shedding::count_refused(Instant now) {
    last_refused_ = now;
    ++refused_;
}

bool Shedding::is_on(Instant now) const { return last_refused_ && now - *last_refused_ < remembered; }

Duration Shedding::longest_wait(Instant now) const {
    if (now - second_ >= 2s) return {};
    return now - second_ >= 1s ? longest_ : std::max(longest_, longest_before_);
}

}  // namespace layby::sip

#include "world/fake_signalling.hpp"

namespace layby::world {

void FakeSignalling::die() {
    to_tell.clear();
    referrals.clear();
    died_ = true;
    for (auto& [id, seen] : legs)
        if (seen.inbound && seen.state != Seen::State::up) seen.state = Seen::State::over;
}

bool FakeSignalling::resume(const calls::Resumed& leg) { return is_open(leg.leg); }

LegId FakeSignalling::new_leg() { return LegId{++last_leg_}; }

std::vector<calls::Device> FakeSignalling::devices_of(const std::string& user) const {
    const auto found = devices.find(user);
    return found == devices.end() ? std::vector<calls::Device>{} : found->second;
}

std::optional<std::string> FakeSignalling::near_ip_of_trunk(const std::string& trunk) const {
    const auto found = trunks.find(trunk);
    if (found == trunks.end()) return std::nullopt;
    return found->second;
}

LegId FakeSignalling::arrive(const std::optional<MediaDescription>& offer) {
    const LegId leg = new_leg();
    legs[leg].inbound = true;
    legs[leg].offer = offer;
    return leg;
}

/// The order can't be carried out: the leg ends, and the fact follows.
void FakeSignalling::fail(LegId leg) {
    Seen& seen = legs[leg];
    const bool unanswered = !seen.inbound && seen.state != Seen::State::up;
    seen.state = Seen::State::over;
    if (unanswered)
        to_tell.emplace_back(calls::CallFailed{leg, 503, "order refused", {}});
    else
        to_tell.emplace_back(calls::HungUp{leg, calls::HangupCause::refused_order});
}

/// The leg that an order is for; none if the order has no effect.
Seen* FakeSignalling::ordered(LegId leg, const char* what, bool unanswered_inbound) {
    if (deaf) return nullptr;
    const auto found = legs.find(leg);
    if (found == legs.end()) {
        mistakes.push_back(std::string{what} + " for an unknown leg " + std::to_string(leg.value));
        return nullptr;
    }
    if (found->second.state == Seen::State::over) return nullptr;
    if (unanswered_inbound && (!found->second.inbound || found->second.state == Seen::State::up))
        mistakes.push_back(std::string{what} + " for leg " + std::to_string(leg.value) + " in a wrong state");
    if (++orders != refuse_order) return &found->second;
    fail(leg);
    return nullptr;
}

void FakeSignalling::ring(LegId leg, const std::optional<MediaDescription>& early, const Party& shown) {
    Seen* seen = ordered(leg, "ring", true);
    if (!seen) return;
    seen->state = Seen::State::ringing;
    seen->early = early;
    seen->shown = shown;
    ++seen->rings;
}

void FakeSignalling::answer(LegId leg, const MediaDescription& description, const Party& shown) {
    Seen* seen = ordered(leg, "answer", true);
    if (!seen) return;
    if (seen->early && !(*seen->early == description)) mistakes.push_back("the 200 differs from the 183");
    seen->state = Seen::State::up;
    seen->answered = description;
    seen->shown = shown;
}

void FakeSignalling::refuse(LegId leg, const calls::Refused& why) {
    Seen* seen = ordered(leg, "refuse", true);
    if (!seen) return;
    if (why.status < 400 || why.status > 699)
        mistakes.push_back("refused with " + std::to_string(why.status));
    seen->state = Seen::State::over;
    seen->refused = why;
}

void FakeSignalling::call(LegId leg, const calls::OutboundCall& order) {
    if (deaf) return;
    Seen& seen = legs[leg];
    seen.call = order;
    seen.shown = order.caller;
    if (++orders == refuse_order) fail(leg);
}

void FakeSignalling::hang_up(LegId leg, calls::CancelReason reason) {
    Seen* seen = ordered(leg, "hang_up");
    if (!seen) return;
    if (seen->state != Seen::State::up) seen->cancelled = reason;
    seen->hung_up_by_us = true;
    seen->state = Seen::State::over;
}

void FakeSignalling::offer(LegId leg, const MediaDescription& description) {
    if (Seen* seen = ordered(leg, "offer")) seen->offered = description;
}

void FakeSignalling::accept_offer(LegId leg, const MediaDescription& answer) {
    if (Seen* seen = ordered(leg, "accept_offer")) seen->accepted = answer;
}

void FakeSignalling::refuse_offer(LegId leg, const calls::Refused& why) {
    if (Seen* seen = ordered(leg, "refuse_offer")) seen->offer_refused = why;
}

void FakeSignalling::show_party(LegId leg, const Party& shown) {
    if (Seen* seen = ordered(leg, "show_party")) seen->shown = shown;
}

void FakeSignalling::probe(LegId leg) {
    if (Seen* seen = ordered(leg, "probe")) ++seen->probes;
}

void FakeSignalling::send_digit(LegId leg, char digit, Duration) {
    if (Seen* seen = ordered(leg, "send_digit")) seen->digits += digit;
}

void FakeSignalling::accept_transfer(LegId leg) {
    if (deaf && is_open(leg)) legs[leg].acceptance_lost = true;
    if (Seen* seen = ordered(leg, "accept_transfer")) {
        seen->transfer_accepted = true;
        seen->acceptance_lost = false;
        seen->transfer_status.reset();
    }
}

void FakeSignalling::report_transfer(LegId leg, int status, const std::string&) {
    Seen* seen = ordered(leg, "report_transfer");
    if (!seen || seen->acceptance_lost) return;
    if (!seen->transfer_accepted || seen->transfer_status)
        mistakes.push_back("reported a transfer that isn't open");
    seen->transfer_status = status;
    ++seen->reports;
}

void FakeSignalling::refuse_transfer(LegId leg, const calls::Refused& why) {
    if (Seen* seen = ordered(leg, "refuse_transfer")) seen->transfer_refused = why;
}

void FakeSignalling::accept_referral(ReferralId id) {
    if (deaf) return;
    if (referrals.contains(id)) mistakes.push_back("a referral answered twice");
    referrals[id].accepted = true;
}

void FakeSignalling::report_referral(ReferralId id, const calls::Refused& result, LegId parked) {
    const bool forgotten = died_ && !referrals.contains(id);  // it ended with the process that took it
    if (deaf || forgotten) return;
    Referral& referral = referrals[id];
    if (!referral.accepted || referral.result) mistakes.push_back("reported a referral that isn't open");
    referral.result = result;
    referral.parked = parked;
}

void FakeSignalling::refuse_referral(ReferralId id, const calls::Refused& why) {
    if (deaf) return;
    if (referrals.contains(id)) mistakes.push_back("a referral answered twice");
    referrals[id].refused = why;
}

void FakeSignalling::send_message(std::uint64_t token, const std::string& user, const std::string& text) {
    if (!deaf) messages.push_back({token, user, text});
}

void FakeSignalling::send_message_out(std::uint64_t token, const std::string& trunk,
                                      const std::string& number, const std::string& text) {
    if (!deaf) messages.push_back({token, number, text, trunk});
}

bool FakeSignalling::is_open(LegId leg) const {
    const auto found = legs.find(leg);
    return found != legs.end() && found->second.state != Seen::State::over;
}

std::vector<LegId> FakeSignalling::open_legs() const {
    std::vector<LegId> open;
    for (const auto& [id, seen] : legs)
        if (seen.state != Seen::State::over) open.push_back(id);
    return open;
}

std::vector<LegId> FakeSignalling::ringing(const std::string& user) const {
    std::vector<LegId> found;
    for (const auto& [id, seen] : legs) {
        const bool rings = seen.call && seen.state != Seen::State::over && seen.state != Seen::State::up;
        if (rings && seen.call->to == calls::OutboundCall::To::device && seen.call->user == user)
            found.push_back(id);
    }
    return found;
}

std::vector<LegId> FakeSignalling::ringing_trunk(const std::string& trunk) const {
    std::vector<LegId> found;
    for (const auto& [id, seen] : legs) {
        const bool rings = seen.call && seen.state != Seen::State::over && seen.state != Seen::State::up;
        if (rings && seen.call->to == calls::OutboundCall::To::trunk && seen.call->trunk == trunk)
            found.push_back(id);
    }
    return found;
}

}  // namespace layby::world

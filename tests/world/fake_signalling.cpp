#include "world/fake_signalling.hpp"

namespace layby::world {

void FakeSignalling::die() {
    to_tell.clear();
    referrals.clear();
    died_ = true;
    for (auto& [id, seen] : legs)
        if (seen.inbound && seen.state != Seen::State::up) seen.state = Seen::State::over;
}

void FakeSignalling::carry_out(const calls::Order& order) {
    std::visit([this](const auto& what) { on(what); }, order);
}

/// Of one whose order to be called never left nothing is known.
void FakeSignalling::on(const calls::Resume& order) {
    if (is_open(order.leg)) return;
    over(order.leg);
    to_tell.emplace_back(calls::HungUp{order.leg, calls::HangupCause::unreachable});
}

LegId FakeSignalling::arrive(const std::optional<MediaDescription>& offer) {
    const LegId leg = leg_ids_.next();
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

void FakeSignalling::on(const calls::Alert& order) {
    Seen* seen = ordered(order.leg, "ring", true);
    if (!seen) return;
    seen->state = Seen::State::ringing;
    seen->early = order.early;
    seen->shown = order.shown;
    ++seen->rings;
}

void FakeSignalling::on(const calls::Answer& order) {
    Seen* seen = ordered(order.leg, "answer", true);
    if (!seen) return;
    if (seen->early && !(*seen->early == order.description))
        mistakes.push_back("the 200 differs from the 183");
    seen->state = Seen::State::up;
    seen->answered = order.description;
    seen->shown = order.shown;
}

void FakeSignalling::on(const calls::Refuse& order) {
    Seen* seen = ordered(order.leg, "refuse", true);
    if (!seen) return;
    if (order.why.status < 400 || order.why.status > 699)
        mistakes.push_back("refused with " + std::to_string(order.why.status));
    seen->state = Seen::State::over;
    seen->refused = order.why;
}

void FakeSignalling::on(const calls::PlaceCall& order) {
    if (deaf) return;
    Seen& seen = legs[order.leg];
    seen.call = order.call;
    seen.shown = order.call.caller;
    if (++orders == refuse_order) fail(order.leg);
}

void FakeSignalling::on(const calls::HangUp& order) {
    Seen* seen = ordered(order.leg, "hang_up");
    if (!seen) return;
    if (seen->state != Seen::State::up) seen->cancelled = order.reason;
    seen->hung_up_by_us = true;
    seen->state = Seen::State::over;
}

void FakeSignalling::on(const calls::Abandon& order) {
    if (!is_open(order.leg)) return;
    legs[order.leg].abandoned = true;
    over(order.leg);
}

void FakeSignalling::on(const calls::Offer& order) {
    if (Seen* seen = ordered(order.leg, "offer")) seen->offered = order.description;
}

void FakeSignalling::on(const calls::AcceptOffer& order) {
    if (Seen* seen = ordered(order.leg, "accept_offer")) seen->accepted = order.answer;
}

void FakeSignalling::on(const calls::RefuseOffer& order) {
    if (Seen* seen = ordered(order.leg, "refuse_offer")) seen->offer_refused = order.why;
}

void FakeSignalling::on(const calls::Show& order) {
    if (Seen* seen = ordered(order.leg, "show_party")) seen->shown = order.shown;
}

void FakeSignalling::on(const calls::Probe& order) {
    if (Seen* seen = ordered(order.leg, "probe")) ++seen->probes;
}

void FakeSignalling::on(const calls::SendDigit& order) {
    if (Seen* seen = ordered(order.leg, "send_digit")) seen->digits += order.digit;
}

void FakeSignalling::on(const calls::AcceptTransfer& order) {
    if (deaf && is_open(order.leg)) legs[order.leg].acceptance_lost = true;
    if (Seen* seen = ordered(order.leg, "accept_transfer")) {
        seen->transfer_accepted = true;
        seen->acceptance_lost = false;
        seen->transfer_status.reset();
    }
}

void FakeSignalling::on(const calls::ReportTransfer& order) {
    Seen* seen = ordered(order.leg, "report_transfer");
    if (!seen || seen->acceptance_lost) return;
    if (!seen->transfer_accepted || seen->transfer_status)
        mistakes.push_back("reported a transfer that isn't open");
    seen->transfer_status = order.status;
    ++seen->reports;
}

void FakeSignalling::on(const calls::RefuseTransfer& order) {
    if (Seen* seen = ordered(order.leg, "refuse_transfer")) seen->transfer_refused = order.why;
}

void FakeSignalling::on(const calls::AcceptReferral& order) {
    if (deaf) return;
    if (referrals.contains(order.referral)) mistakes.push_back("a referral answered twice");
    referrals[order.referral].accepted = true;
}

void FakeSignalling::on(const calls::ReportReferral& order) {
    const bool forgotten =
        died_ && !referrals.contains(order.referral);  // it ended with the process that took it
    if (deaf || forgotten) return;
    Referral& referral = referrals[order.referral];
    if (!referral.accepted || referral.result) mistakes.push_back("reported a referral that isn't open");
    referral.result = order.result;
    referral.parked = order.parked;
}

void FakeSignalling::on(const calls::RefuseReferral& order) {
    if (deaf) return;
    if (referrals.contains(order.referral)) mistakes.push_back("a referral answered twice");
    referrals[order.referral].refused = order.why;
}

void FakeSignalling::on(const calls::SendMessage& order) {
    if (!deaf) messages.push_back({order.token, order.user, order.text});
}

void FakeSignalling::on(const calls::SendMessageOut& order) {
    if (!deaf) messages.push_back({order.token, order.number, order.text, order.trunk});
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

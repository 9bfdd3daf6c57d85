// The orders, each handed to the call or referral that it is for. Those for a leg or a referral that is gone
// are ignored.
#include "sip/endpoint/endpoint_inside.hpp"

namespace layby::sip {
namespace {

void give(Dialog& call, const calls::Alert& order) { call.ring(order.early, order.shown); }
void give(Dialog& call, const calls::Answer& order) { call.answer(order.description, order.shown); }
void give(Dialog& call, const calls::Refuse& order) { call.refuse(order.why); }
void give(Dialog& call, const calls::HangUp& order) { call.hang_up(order.reason); }
void give(Dialog& call, const calls::Abandon&) { call.abandon(); }
void give(Dialog& call, const calls::Offer& order) { call.offer(order.description); }
void give(Dialog& call, const calls::AcceptOffer& order) { call.accept_offer(order.answer); }
void give(Dialog& call, const calls::RefuseOffer& order) { call.refuse_offer(order.why); }
void give(Dialog& call, const calls::Show& order) { call.show_party(order.shown); }
void give(Dialog& call, const calls::Probe&) { call.probe(); }
void give(Dialog& call, const calls::SendDigit& order) { call.send_digit(order.digit, order.length); }
void give(Dialog& call, const calls::AcceptTransfer&) { call.accept_transfer(); }
void give(Dialog& call, const calls::ReportTransfer& order) {
    call.report_transfer(order.status, order.reason);
}
void give(Dialog& call, const calls::RefuseTransfer& order) { call.refuse_transfer(order.why); }

}  // namespace

template <class What>
void Endpoint::Inside::carry_out(const What& order) {
    if constexpr (std::is_same_v<What, calls::Refuse>) note_refused(not_allowed_call, order.leg, order.why);
    if constexpr (std::is_same_v<What, calls::RefuseTransfer>)
        note_refused(not_allowed_transfer, order.leg, order.why);
    if (auto* call = find(order.leg)) give(*call, order);
}

template <>
void Endpoint::Inside::carry_out(const calls::Resume& order) {
    if (!find(order.leg) && !resumption.resume(order))
        tell(calls::HungUp{order.leg, calls::HangupCause::unreachable});
}

template <>
void Endpoint::Inside::carry_out(const calls::Abandon& order) {
    resumption.forget(order.leg);
    if (auto* call = find(order.leg)) give(*call, order);
}

template <>
void Endpoint::Inside::carry_out(const calls::PlaceCall& order) {
    place(order.leg, order.call);
}

template <>
void Endpoint::Inside::carry_out(const calls::AcceptReferral& order) {
    if (auto* asked = find(order.referral)) asked->accept();
}

template <>
void Endpoint::Inside::carry_out(const calls::ReportReferral& order) {
    auto* asked = find(order.referral);
    const auto* call = find(order.parked);
    if (asked) asked->report(order.result, call ? &call->values() : nullptr);
}

template <>
void Endpoint::Inside::carry_out(const calls::RefuseReferral& order) {
    if (auto* asked = find(order.referral)) asked->refuse(order.why);
}

template <>
void Endpoint::Inside::carry_out(const calls::SendMessage& order) {
    messenger.send(order.token, order.user, order.text);
}

template <>
void Endpoint::Inside::carry_out(const calls::SendMessageOut& order) {
    messenger.send_out(order.token, order.trunk, order.number, order.text);
}

void Endpoint::prepare(const calls::Order& order) {
    if (const auto* answer = std::get_if<calls::Answer>(&order)) inside_->turn.keep_answered(answer->leg);
}

void Endpoint::carry_out(const calls::Order& order) {
    std::visit([this](const auto& what) { inside_->carry_out(what); }, order);
}

}  // namespace layby::sip

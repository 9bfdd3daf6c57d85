// REFER outside of dialogs: a phone asks us to park one of its calls.
#include "sip/endpoint_inside.hpp"
#include "sip/identity.hpp"
#include "sip/invitation.hpp"
#include "sip/refer_to.hpp"
#include "sip/uri.hpp"

namespace layby::sip {

void Endpoint::Inside::on_refer(Arrival& arrival, const calls::Origin& origin, const Hop& hop) {
    const auto& sip = arrival.sip();
    const auto request = parse_uri(text_of(*sip.sip_request->rq_url));
    const auto target = sip.sip_refer_to ? read_refer_to(text_of(sip.sip_refer_to)) : std::nullopt;
    if (!request || !target || !sip.sip_contact || !sip.sip_from->a_tag)
        return arrival.answer(Reply{400, "Bad Refer-To or Contact Header", {}, {}});
    if (!target->replaces) return arrival.answer(refusal({403, "Transfers are asked for within the call"}));
    const auto leg = leg_named(target->replaces->name);
    if (!leg || !find(*leg)) return arrival.answer(refusal({481, "That call is not known here"}));
    const bool silent = lower_case(header_text(sip, "Refer-Sub")) == "false";
    calls::ParkAsked fact{{++last_referral},
                          origin,
                          unescaped(request->user),
                          unescaped(request->parameter("orbit").value_or("")),
                          *leg};
    DialogState state = dialog_of(sip, hop);
    state.contact = stack_.contact(hop.peer.ip, hop.transport);
    const Flow flow = hop.transport == "udp" ? Flow{} : arrival.flow();
    auto refer = arrival.keep();
    if (!refer) return;
    ++subscriptions_;
    const auto id = fact.referral;
    referrals[id] = std::make_unique<Referral>(stack_, std::move(state), std::move(refer), flow, silent,
                                               [this, id] { soon([this, id] { forget_referral(id); }); });
    tell(std::move(fact));
}

void Endpoint::Inside::forget_referral(calls::ReferralId id) { subscriptions_ -= referrals.erase(id); }

Referral* Endpoint::Inside::find(calls::ReferralId id) {
    const auto found = referrals.find(id);
    return found == referrals.end() ? nullptr : found->second.get();
}

void Endpoint::accept_referral(calls::ReferralId referral) {
    if (auto* asked = inside_->find(referral)) asked->accept();
}

void Endpoint::report_referral(calls::ReferralId referral, const calls::Refused& result,
                               calls::LegId parked) {
    auto* asked = inside_->find(referral);
    const auto* call = inside_->find(parked);
    if (asked) asked->report(result, call ? &call->state() : nullptr);
}

void Endpoint::refuse_referral(calls::ReferralId referral, const calls::Refused& why) {
    if (auto* asked = inside_->find(referral)) asked->refuse(why);
}

}  // namespace layby::sip

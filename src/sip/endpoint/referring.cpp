// REFER outside of dialogs: a phone asks us to park one of its calls.
#include "runtime/log.hpp"
#include "sip/dialog/invitation.hpp"
#include "sip/endpoint/endpoint_inside.hpp"
#include "sip/stack/message_parts.hpp"
#include "sip/text/identity.hpp"
#include "sip/text/refer_to.hpp"
#include "sip/text/sent_by.hpp"
#include "sip/text/uri.hpp"

namespace layby::sip {

namespace {

/// Whose wish it is, as it says itself, else as it signs.
std::string asker_of(const sip_t& sip) {
    const auto said = header_text(sip, "Referred-By");
    return said.empty() ? "<" + text_of(*sip.sip_from->a_url) + ">" : said;
}

}  // namespace

void Endpoint::Inside::on_refer(Arrival& arrival, const calls::Origin& origin, const Hop& hop) {
    const auto& sip = arrival.sip();
    const auto request = parse_uri(text_of(*sip.sip_request->rq_url));
    const auto target = sip.sip_refer_to ? read_refer_to(text_of(sip.sip_refer_to)) : std::nullopt;
    if (!request || !target || !sip.sip_contact)
        return arrival.answer(Reply{400, "Bad Refer-To or Contact Header", {}, {}});
    if (!target->replaces) return arrival.answer(refusal({403, "Transfers are asked for within the call"}));
    calls::ParkAsked fact{.referral = referrals.next(),
                          .from = origin,
                          .number = request->number(),
                          .orbit = unescaped(request->parameter("orbit").value_or("")),
                          .replaced = {}};
    fact.asker = referred_by({asker_of(sip), {}, {}}).value_or(Party{});
    if (const auto leg = leg_named(target->replaces->name)) {
        if (!find(*leg)) return arrival.answer(refusal({481, "That call is over"}));
        fact.replaced = *leg;
        return refer(arrival, hop, std::move(fact), {});
    }
    auto party = foreign_party(target->uri, hop);
    if (const auto* refused = std::get_if<calls::Refused>(&party)) {
        front.reception.note_refused(not_allowed_park, origin.name, {hop.peer, hop.transport},
                                     refused->reason + ": " + target->uri);
        return arrival.answer(refusal(*refused));
    }
    log::info("{} asks for the park of a call that isn't ours, with {}", origin.name, for_log(target->uri));
    auto& call = std::get<ForeignCall>(party);
    replace(call.target, *target->replaces, asker_of(sip));
    fact.foreign = {call.who, stack_.near_ip(call.target.peer_ip)};
    refer(arrival, hop, std::move(fact), std::move(call));
}

/// The switchboard is asked, and the REFER kept until it has answered.
void Endpoint::Inside::refer(Arrival& arrival, const Hop& hop, calls::ParkAsked fact,
                             std::optional<ForeignCall> foreign) {
    const bool silent = lower_case(header_text(arrival.sip(), "Refer-Sub")) == "false";
    DialogState state = dialog_of(arrival.sip(), hop);
    state.contact = stack_.contact(hop.peer.ip, hop.transport);
    const Flow flow = is_connection(hop.transport) ? arrival.flow() : Flow{};
    auto request = arrival.keep();
    if (!request) return;
    referrals.add(fact.referral, std::move(state), std::move(request), flow, silent, std::move(foreign));
    tell(std::move(fact));
}

}  // namespace layby::sip

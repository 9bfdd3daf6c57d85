// Requests that belong to no dialog of ours: refused without state where possible, registrations, new calls.
#include "runtime/log.hpp"
#include "sip/dialog/invitation.hpp"
#include "sip/door/request_view.hpp"
#include "sip/endpoint/endpoint_inside.hpp"
#include "sip/registrar/register_view.hpp"
#include "sip/stack/message_parts.hpp"
#include "sip/stack/message_view.hpp"
#include "sip/text/identity.hpp"
#include "sip/text/uri.hpp"

namespace layby::sip {
namespace {

Reply retry_after(int seconds) { return {503, {}, header("Retry-After", std::to_string(seconds)), {}}; }

/// RFC 3261 section 8.2.2.1. A mere "*" comes with the OPTIONS of some that want to know whether we live.
/// Other faults of a URI are for those who look for somebody by it.
bool is_callable(const url_t& url) {
    return url.url_type == url_any || url.url_type == url_sip || url.url_type == url_sips ||
           url.url_type == url_tel;
}

/// What is answered before anybody is asked who they are.
std::optional<Reply> answer_at_once(const Arrival& arrival) {
    const auto& sip = arrival.sip();
    if (sip.sip_max_forwards && sip.sip_max_forwards->mf_count == 0 &&
        arrival.method() != sip_method_register)
        return Reply{483, {}, {}, {}};
    if (arrival.method() == sip_method_cancel || sip.sip_to->a_tag) return Reply{481, {}, {}, {}};
    if (!is_callable(*sip.sip_request->rq_url)) return Reply{416, {}, {}, {}};
    if (arrival.method() != sip_method_invite)
        if (auto refused = refused_extension(sip)) return refused;
    if (arrival.method() == sip_method_options) return options_reply();
    if (arrival.method() == sip_method_notify) return Reply{481, {}, {}, {}};
    if (arrival.method() == sip_method_unknown) return Reply{501, {}, allow_header(), {}};
    return {};
}

}  // namespace

void Endpoint::Inside::on_arrival(Arrival& arrival) {
    const auto hop = arrival.hop();
    if (hop.trunk.empty() && door.ignores(hop.peer, from_user_of(arrival.sip()), now()))
        return arrival.drop();
    if (is_connection(hop.transport) && length_of(arrival.sip()) > longest_message) {
        front.reception.note_refused(too_long, from_user_of(arrival.sip()), {hop.peer, hop.transport});
        return arrival.answer(513);
    }
    if (!hop.trunk.empty()) trunk_came(hop.trunk, arrival.flow());
    if (const auto reply = answer_at_once(arrival)) return arrival.answer(*reply);
    const auto admission = door.admit(view_of(arrival.sip(), hop), now());
    if (const auto* refused = std::get_if<Refusal>(&admission)) return arrival.answer(reply_of(*refused));
    stack_.proved(arrival.flow());
    auto origin = std::get<calls::Origin>(admission);
    if (origin.kind == calls::Origin::Kind::user)
        origin.device = registrations.registrar().device_at(origin.name, hop.peer);
    if (origin.kind == calls::Origin::Kind::trunk && hop.trunk.empty() && hop.transport == Transport::tls)
        trunk_came(origin.name, arrival.flow());
    admitted(arrival, origin, hop);
}

/// The caller of a parked call has a place already, and leaves one when it is taken.
bool Endpoint::Inside::ends_a_wait(const sip_t& invite) const {
    if (invite.sip_replaces) return true;
    const auto uri = parse_uri(text_of(*invite.sip_request->rq_url));
    if (!uri || !options_.retrieves) return false;
    const auto orbit = uri->parameter("orbit");
    return options_.retrieves(orbit ? unescaped(*orbit) : uri->number());
}

bool Endpoint::Inside::overloaded(Arrival& arrival) {
    const auto wait = front.reception.overloaded();
    if (!wait || ends_a_wait(arrival.sip())) return false;
    front.reception.count_overload();
    arrival.answer(retry_after(*wait));
    return true;
}

void Endpoint::Inside::admitted(Arrival& arrival, const calls::Origin& origin, const Hop& hop) {
    switch (arrival.method()) {
        case sip_method_register:
            return on_register(arrival, origin, hop);
        case sip_method_invite:
            // Only now, so that strangers can't use up what is left for callers; a challenge costs next to
            // nothing.
            return overloaded(arrival) ? void() : on_invite(arrival, origin, hop);
        case sip_method_refer:
            return on_refer(arrival, origin, hop);
        case sip_method_subscribe:
            return lamps.subscribe(arrival, origin, hop);
        default:
            return arrival.answer(method_not_allowed());
    }
}

void Endpoint::Inside::on_register(Arrival& arrival, const calls::Origin& origin, const Hop& hop) {
    const auto request = register_of(arrival.sip(), origin.name, hop, arrival.flow());
    if (!request) return arrival.answer(Reply{400, "Bad Contact Header", {}, {}});
    if (!door.believes(request->path, hop.peer.ip)) {
        front.reception.note_refused(strange_path, origin.name, {hop.peer, hop.transport},
                                     request->path.front());
        return arrival.answer(Reply{403, "Path Through An Unknown Proxy", {}, {}});
    }
    const auto flow = arrival.flow();
    const auto answer = registrations.handle(*request);
    arrival.answer(reply_of(answer));
    for (const auto device : answer.registered) {
        registered_from(device, hop);
        if (is_connection(hop.transport)) registered_over(device, flow);
    }
}

void Endpoint::Inside::registered_over(DeviceId device, const Flow& flow) {
    if (resumption.anybody_is_awaited()) resumption.connected_again(device, flow);
    for (const LegId leg : dialogs.of_device(device))
        if (auto* dialog = find(leg)) dialog->registered_over(flow);
}

/// The trunk's calls go on over its connection, if there is one now and they have none.
void Endpoint::Inside::trunk_connected(const std::string& trunk) {
    auto* line = reachable.lines().in_calls(trunk);
    if (!line) return;
    line->connection_changed();
    const auto flow = line->flow();
    if (!flow) return;
    for (const LegId leg : dialogs.of_trunk(trunk))
        if (find(leg)->trunk_connected(flow)) resumption.prove_later(leg);
}

/// One that only calls us opens its connections itself.
void Endpoint::Inside::trunk_came(const std::string& trunk, const Flow& flow) {
    if (auto* line = reachable.lines().in_calls(trunk)) line->came(flow);
    resumption.trunk_came(trunk, flow);
}

void Endpoint::Inside::registered_from(DeviceId device, const Hop& hop) {
    for (const LegId leg : dialogs.of_device(device))
        if (auto* dialog = find(leg)) dialog->registered_from(hop);
}

/// A lamp showed a call that rings: once it has been answered, a press must not take it away. A call that
/// ended a moment ago may still be named: the INVITE of a transfer can come after its BYE.
std::variant<LegId, Reply> Endpoint::Inside::replaced(const Replaces& asked) {
    const auto shown = lamps.ringing_in(asked.name);
    const auto leg = shown ? shown : leg_named(asked.name);
    const auto* call = leg ? find(*leg) : nullptr;
    if (leg && !call && !shown && !asked.early_only) return *leg;
    if (!call) return refusal({481, "The replaced call is not known here"});
    if ((shown || asked.early_only) && call->established()) return refusal({486, "Already answered"});
    return *leg;
}

void Endpoint::Inside::on_invite(Arrival& arrival, const calls::Origin& origin, const Hop& hop) {
    auto read = read_invitation(arrival, timer_rules(options_));
    if (const auto* refused = std::get_if<Reply>(&read)) {
        log::info("a call of {} is refused: {}", origin.name, why_refused(*refused));
        return arrival.answer(*refused);
    }
    auto& invitation = std::get<InvitationRead>(read);
    std::optional<LegId> replaces;
    std::optional<LampNames::Named> parked;
    if (invitation.replaces) parked = lamps.parked_in(invitation.replaces->name);
    if (invitation.replaces && !parked) {
        const auto found = replaced(*invitation.replaces);
        if (const auto* refused = std::get_if<Reply>(&found)) return arrival.answer(*refused);
        replaces = std::get<LegId>(found);
    }
    DialogState state = dialog_of(arrival.sip(), hop);
    state.leg = dialogs.next_leg();
    state.peer = origin;
    state.contact = stack_.contact(hop.peer.ip, hop.transport);
    if (hop.transport == Transport::tls && wants_sips(arrival.sip())) state.contact = as_sips(state.contact);
    calls::CallArrived fact{
        .leg = state.leg,
        .from = origin,
        .caller = party_of(identity_of(arrival.sip()), origin.kind == calls::Origin::Kind::trunk),
        .number = invitation.number,
        .orbit = invitation.orbit,
        .replaces = replaces,
        .expected = {},
        .offer = {},
        .near_ip = hop.local.ip,
        .peer_ip = hop.peer.ip,
        .call_id = state.name.call_id};
    const auto sent = sent_headers_of(arrival.sip());
    fact.referred_by = referred_by(sent);
    fact.diverted_by = diverted_by(sent, invitation.number);
    fact.transport = hop.transport;
    if (parked) {
        fact.number = parked->slot.text();
        fact.orbit.clear();
        fact.expected = parked->park;
    }
    if (invitation.call.offer) fact.offer = invitation.call.offer->audio;
    if (is_connection(hop.transport)) invitation.call.flow = arrival.flow();
    invitation.call.transaction = arrival.keep();
    if (!invitation.call.transaction) return;
    dialogs.add(*this, std::move(state)).arrive(std::move(invitation.call));
    tell(std::move(fact));
}

}  // namespace layby::sip

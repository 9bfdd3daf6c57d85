// Outbound calls: to which contact or servers, and as whom.
#include "sip/endpoint/endpoint_inside.hpp"
#include "sip/registrar/register_view.hpp"
#include "sip/text/identity.hpp"
#include "sip/text/uri.hpp"

namespace layby::sip {
namespace {

Target to_server(const TrunkLine& line, const Server& server, const std::string& number) {
    return {.uri = line.uri_for(number),
            .next_hop = server.uri(),
            .route_headers = {},
            .flow = line.flow(),
            .peer_ip = server.address.ip,
            .transport = server.transport,
            .server = server};
}

std::string from_line(const TrunkLine& line, const calls::OutboundCall& order) {
    auto caller = order.caller;
    if (!order.shown_name.empty()) caller.name = order.shown_name;
    const auto name = line.account().shown.pass_names ? order.shown_name : std::string{};
    return from_value(line.shown(caller, order.number).from, line.from_host(), name);
}

const char* why_nowhere(calls::OutboundCall::To to) {
    if (to == calls::OutboundCall::To::device) return "The device is not registered";
    return to == calls::OutboundCall::To::trunk ? "No server of the trunk can be reached"
                                                : "Nobody asks for it any more";
}

}  // namespace

Target target_of(const Binding& device) {
    const auto way = reach(device);
    NewRequest aimed;
    aim(aimed, way);
    return {.uri = aimed.uri,
            .next_hop = aimed.next_hop,
            .route_headers = aimed.headers,
            .flow = aimed.flow,
            .peer_ip = way.hop.ip,
            .transport = way.transport,
            .server = {}};
}

std::vector<Target> Endpoint::Inside::foreign_target(const calls::OutboundCall& order, DialogState& state) {
    const auto* asked = find(order.referral);
    if (!asked || !asked->foreign()) return {};
    state.peer = asked->foreign()->who;
    return {asked->foreign()->target};
}

std::vector<Target> Endpoint::Inside::targets_of(const calls::OutboundCall& order, DialogState& state) {
    if (order.to == calls::OutboundCall::To::referred) return foreign_target(order, state);
    std::vector<Target> targets;
    if (order.to == calls::OutboundCall::To::device) {
        state.peer = {calls::Origin::Kind::user, order.user, order.device};
        const auto* device = registrations.registrar().find(order.device);
        if (device && registrations.registrar().reaches(*device)) targets.push_back(target_of(*device));
        return targets;
    }
    state.peer = {calls::Origin::Kind::trunk, order.trunk, {}};
    if (const auto* line = reachable.lines().find(order.trunk))
        for (const auto& server : line->servers(now()))
            targets.push_back(to_server(*line, server, order.number));
    return targets;
}

void Endpoint::Inside::place(LegId leg, const calls::OutboundCall& order) {
    if (find(leg)) return;
    DialogState state;
    state.leg = leg;
    const auto targets = targets_of(order, state);
    if (targets.empty()) {
        const bool device = order.to == calls::OutboundCall::To::device;
        return tell(calls::CallFailed{leg, device ? 480 : 503, why_nowhere(order.to), {}});
    }
    const auto* line = reachable.lines().find(order.trunk);
    const auto host =
        options_.domain.empty() ? bracketed(stack_.near_ip(targets.front().peer_ip)) : options_.domain;
    state.name = {token(24), token(), {}};
    state.local = line ? from_line(*line, order) : from_value(order.caller, host, order.shown_name);
    state.remote = "<" + targets.front().uri + ">";
    state.ours.id = static_cast<std::uint64_t>(std::hash<std::string>{}(state.name.local_tag) >> 16);
    dialogs.add(*this, std::move(state)).dial(order, targets);
}

}  // namespace layby::sip

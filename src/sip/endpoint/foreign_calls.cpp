// Whom we call because a phone wants the other party of its call parked, and whom we don't: a REFER must not
// make us call anybody in the world.
#include <algorithm>

#include "runtime/log.hpp"
#include "sip/endpoint/endpoint_inside.hpp"
#include "sip/text/identity.hpp"
#include "sip/text/uri.hpp"
#include "words/networks.hpp"

namespace layby::sip {
namespace {

Address address_in(const Uri& uri) {
    return {uri.host, uri.port ? uri.port : static_cast<std::uint16_t>(5060)};
}

/// None: one that Layby doesn't speak, or over which it doesn't call by itself.
std::optional<Transport> transport_in(const Uri& uri) {
    const auto named = transport_named(lower_case(uri.parameter("transport").value_or("udp")));
    return named && can_be_opened(*named) ? named : std::nullopt;
}

/// By host, port and transport alone: ;maddr= would lead to where nobody has looked.
std::string next_hop_in(const Uri& uri, Transport transport) {
    const auto port = uri.port ? ":" + std::to_string(uri.port) : std::string{};
    return "sip:" + bracketed(uri.host) + port + ";transport=" + name_of(transport);
}

/// Straight to where the URI says.
Target to_uri(const std::string& uri, const Uri& parsed, const std::string& peer_ip) {
    const auto transport = transport_in(parsed).value_or(Transport::udp);
    return {.uri = uri,
            .next_hop = next_hop_in(parsed, transport),
            .route_headers = {},
            .flow = {},
            .peer_ip = peer_ip,
            .transport = transport,
            .server = {}};
}

calls::Origin user_of(const Binding& device) { return {calls::Origin::Kind::user, device.user, device.id}; }

calls::Origin trunk_named(const std::string& name) { return {calls::Origin::Kind::trunk, name, {}}; }

ForeignCall with(calls::Origin who, Target target) {
    ForeignCall call;
    call.who = std::move(who);
    call.target = std::move(target);
    return call;
}

}  // namespace

void replace(Target& target, const Replaces& replaces, const std::string& referred_by) {
    target.extra_headers = header("Require", "replaces") + header("Replaces", text_of(replaces)) +
                           header("Referred-By", referred_by);
    target.features = ";automaton;+sip.byeless;+sip.rendering=\"no\"";
}

/// One of our own addresses: such a call would go round in a circle.
bool Endpoint::Inside::is_ours(const std::string& ip, std::uint16_t port) const {
    if (ip == lower_case(options_.domain) || stack_.outlook().is_ours(ip)) return true;
    return std::ranges::any_of(stack_.listening(),
                               [&](const Listen& one) { return one.ip == ip && one.port == port; });
}

/// To who is there, or to phones behind it, nothing goes but over the connection that is kept to it.
const TrunkLine* Endpoint::Inside::over_tls_at(const std::string& ip) const {
    auto name = door.trunk_at(ip);
    if (!name) name = door.trunk_before(ip);
    const auto* line = name ? reachable.lines().find(*name) : reachable.lines().at_host(ip);
    return line && line->account().transport == Transport::tls ? line : nullptr;
}

std::optional<ForeignCall> Endpoint::Inside::known_party(const std::string& uri, const Uri& parsed) const {
    const auto address = address_in(parsed);
    if (const auto* device = registrations.registrar().reached_at(address)) {
        Target target = target_of(*device);
        target.uri = uri;
        return with(user_of(*device), std::move(target));
    }
    if (const auto* line = over_tls_at(address.ip)) return through(line, uri, parsed);
    if (const auto trunk = door.trunk_at(address.ip))
        return with(trunk_named(*trunk), to_uri(uri, parsed, address.ip));
    if (const auto trunk = door.trunk_before(address.ip))
        return through(reachable.lines().find(*trunk), uri, parsed);
    return through(reachable.lines().at_host(address.ip), uri, parsed);
}

/// The party's own address stays in the request: the proxy knows, or asks the phone, whose it is.
std::optional<ForeignCall> Endpoint::Inside::through(const TrunkLine* line, const std::string& uri,
                                                     const Uri& parsed) const {
    const auto servers = line ? line->servers(now()) : std::vector<Server>{};
    if (servers.empty()) return {};
    Target target = to_uri(uri, parsed, servers.front().address.ip);
    target.next_hop = servers.front().uri();
    target.transport = servers.front().transport;
    target.flow = line->flow();
    return with(trunk_named(line->account().name), std::move(target));
}

std::variant<ForeignCall, calls::Refused> Endpoint::Inside::foreign_party(const std::string& uri,
                                                                          const Hop& asker) const {
    const auto parsed = parse_uri(uri);
    if (!parsed || parsed->scheme != "sip") return calls::Refused{416, "That address can't be called"};
    if (!transport_in(*parsed)) return calls::Refused{488, "That address is reached over another transport"};
    const auto address = address_in(*parsed);
    if (is_ours(address.ip, address.port)) return calls::Refused{481, "That call is not known here"};
    if (options_.foreign_parks == ForeignParks::none)
        return calls::Refused{403, "Only calls through this server are parked"};
    if (auto known = known_party(uri, *parsed)) return *known;
    if (over_tls_at(address.ip)) return calls::Refused{503, "There is no connection to that trunk"};
    if (options_.foreign_parks != ForeignParks::any)
        return calls::Refused{403, "That party is neither registered here nor a trunk"};
    const bool numeric = address_of(address.ip).has_value();
    return with(trunk_named({}), to_uri(uri, *parsed, numeric ? address.ip : asker.peer.ip));
}

}  // namespace layby::sip

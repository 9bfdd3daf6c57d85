#include "sip/front.hpp"

#include <algorithm>

#include "runtime/log.hpp"
#include "sip/endpoint/front_inside.hpp"
#include "sip/stack/loop_inside.hpp"
#include "sip/text/uri.hpp"

namespace layby::sip {
namespace {

/// As it stands in a header, without quotes.
std::string realm_in(const char* const* parameters) {
    const auto* realm = parameters ? msg_params_find(parameters, "realm=") : nullptr;
    auto text = str(realm);
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
    return lower_case(text);
}

Side* in(const std::unordered_map<std::string, Side*>& sides, const std::string& name) {
    const auto found = sides.find(name);
    return found == sides.end() ? nullptr : found->second;
}

}  // namespace

Front::Inside::Inside(Loop& loop, const Options& settings)
    : options(settings),
      stack(loop, options, [this](Arrival& arrival) { on_arrival(arrival); }),
      reception(options, stack,
                {.phones_at = [this](const std::string& ip) { return has_phones_at(ip); },
                 .trusted_at = [this](const std::string& ip) { return trusts(ip); },
                 .retrieves = [this](std::string_view uri) { return retrieves(uri); }}) {
    stack.watch_connections([this](const std::string& ip) { return trusts(ip); },
                            [this](const Address& peer) {
                                reception.note_refused(one_too_many, {}, {peer, Transport::tcp});
                            });
    // Calls may last longer than their trunk stands in the settings: each side knows its own.
    stack.trunk_doors().watch([this](const std::string& trunk) {
        for (auto* side : sides) side->trunk_connected(trunk);
    });
    stack.watch_unreadable([this](const Address& from, Transport transport) {
        reception.note_refused(unreadable, {}, {from, transport});
    });
}

bool Front::Inside::has_phones_at(const std::string& ip) const {
    return std::ranges::any_of(sides, [&](const Side* side) { return side->has_phones_at(ip); });
}

bool Front::Inside::trusts(const std::string& ip) {
    know_sides();
    const auto address = address_of(ip);
    return address && (trunks_by_address.find(*address) || never_banned.find(*address));
}

/// Without a domain that we know it may be anybody's.
bool Front::Inside::retrieves(std::string_view uri) {
    know_sides();
    const auto parsed = parse_uri(uri);
    const auto number = dialled_in(uri);
    const auto asked = [&](const Side* side) {
        const auto& retrieves = side->options().retrieves;
        return retrieves && retrieves(number);
    };
    const auto* side = parsed ? in(by_domain, parsed->host) : nullptr;
    return side ? asked(side) : std::ranges::any_of(sides, asked);
}

void Front::Inside::enter(Side& side) {
    sides.push_back(&side);
    sides_changed();
}

void Front::Inside::leave(Side& side) {
    std::erase(sides, &side);
    sides_changed();
}

void Front::Inside::know_sides() {
    if (std::exchange(known, true)) return;
    by_domain.clear();
    by_trunk.clear();
    trunks_by_address = never_banned = {};
    for (const auto& text : options.never_ban)
        if (const auto network = network_of(text)) never_banned.add(*network, 0);
    for (std::size_t i = 0; i < sides.size(); ++i) {
        const auto& its = sides[i]->options();
        if (!its.domain.empty()) by_domain.emplace(lower_case(its.domain), sides[i]);
        for (const auto& trunk : its.trunks) {
            by_trunk.emplace(trunk.name, sides[i]);
            for (const auto& text : trunk.addresses)
                if (const auto network = network_of(text)) trunks_by_address.add(*network, i);
        }
    }
}

Side* Front::Inside::of_realm(const sip_t& sip) const {
    for (const auto* proof : {sip.sip_authorization, sip.sip_proxy_authorization})
        for (; proof; proof = proof->au_next)
            if (auto* side = in(by_domain, realm_in(proof->au_params))) return side;
    return nullptr;
}

/// Of a REGISTER whom it registers (RFC 3261 section 10.2), of others whom they ask for and who asks.
Side* Front::Inside::at_domain(const sip_t& sip) const {
    const bool registers = sip.sip_request->rq_method == sip_method_register;
    const auto* first = registers ? sip.sip_to->a_url : sip.sip_request->rq_url;
    const auto* second = registers ? sip.sip_request->rq_url : sip.sip_from->a_url;
    for (const auto* url : {first, second})
        if (auto* side = in(by_domain, lower_case(str(url->url_host)))) return side;
    return nullptr;
}

/// Where it leads proves nothing: the tenant's door still asks who it is.
Side* Front::Inside::side_of(const Arrival& arrival) {
    if (sides.size() <= 1) return sides.empty() ? nullptr : sides.front();
    know_sides();
    const auto hop = arrival.hop();
    if (!hop.trunk.empty())
        if (auto* side = in(by_trunk, hop.trunk)) return side;
    if (auto* side = of_realm(arrival.sip())) return side;
    if (auto* side = at_domain(arrival.sip())) return side;
    const auto source = address_of(hop.peer.ip);
    const auto trunk = source ? trunks_by_address.find(*source) : std::nullopt;
    return trunk ? sides[*trunk] : sides.front();
}

void Front::Inside::on_arrival(Arrival& arrival) {
    const auto* call_id = arrival.sip().sip_call_id;
    reception.take(call_id && call_id->i_id ? std::string_view{call_id->i_id} : std::string_view{});
    auto* side = side_of(arrival);
    if (!side) return arrival.answer(503);  // the start is not over
    const log::AboutTenant about(side->options().tenant);
    side->on_arrival(arrival);
}

void Front::Inside::outlook_changed() {
    for (auto* side : sides) side->outlook_changed();
}

Front::Front(Loop& loop, const Options& options) : inside_(std::make_unique<Inside>(loop, options)) {}
Front::~Front() = default;

void Front::open() {
    if (auto* edge = inside_->stack.edge()) edge->begin();
}

void Front::waits_behind(std::function<Duration()> answers) {
    inside_->reception.waits_behind(std::move(answers));
}

void Front::reload(const Options& options) {
    auto& in = *inside_;
    const auto listen = std::move(in.options.listen);
    in.options = options;
    in.options.listen = listen;
    in.stack.use(options.tls);
    in.reception.reload(options);
    in.stack.outlook().change(options);
    in.sides_changed();
}

void Front::is_seen_as(const std::string& network, const SeenAs& seen) {
    if (inside_->stack.outlook().is_seen_as(network, seen)) inside_->outlook_changed();
}

std::vector<PeerNetwork> Front::networks() const { return inside_->stack.outlook().networks(); }

void Front::trace(Trace trace) { inside_->stack.trace(std::move(trace)); }

Counters Front::counters() const {
    auto& in = *inside_;
    Counters counters;
    counters.server_transactions = in.stack.server_transactions();
    counters.client_transactions = in.stack.client_transactions();
    counters.timers = in.stack.loop().inside().timers;
    counters.requests = in.reception.requests();
    counters.refused_overload = in.reception.refused_overload();
    const auto now = in.stack.loop().now();
    counters.refuses_calls = in.reception.shedding().is_on(now);
    counters.longest_wait = in.reception.shedding().longest_wait(now);
    counters.malformed = in.stack.malformed();
    counters.bans = in.reception.bans()->total();
    counters.ended_connections = in.stack.connections().ended();
    if (const auto* edge = in.stack.edge()) {
        counters.tls_connections = edge->connections();
        counters.tls_failed = edge->failed_handshakes() + edge->turned_away();
        counters.web_sockets = edge->web_sockets();
        counters.web_sockets_refused = edge->refused_web_sockets();
    }
    counters.trunk_connections = in.stack.trunk_doors().connections();
    counters.trunk_connections_missing = in.stack.trunk_doors().missing();
    counters.responses = in.stack.responses();
    for (const auto* side : in.sides) side->add_to(counters);
    return counters;
}

std::vector<Ban> Front::bans() const { return inside_->reception.bans()->list(inside_->stack.loop().now()); }

bool Front::lift_ban(const std::string& source) { return inside_->reception.bans()->lift(source_of(source)); }

std::vector<Listen> Front::listening() const { return inside_->stack.listening(); }

std::function<void(edge::HandedOver)> Front::door_for_browsers() {
    auto* edge = inside_->options.browsers ? inside_->stack.edge() : nullptr;
    if (!edge) return {};
    return [edge](edge::HandedOver browser) { edge->enter(std::move(browser)); };
}

}  // namespace layby::sip

#include "sip/stack/trunk_doors.hpp"

#include <algorithm>
#include <chrono>
#include <deque>

#include "runtime/log.hpp"
#include "sip/stack/accepting.hpp"
#include "sip/stack/inner_doors.hpp"
#include "sip/stack/local_addresses.hpp"
#include "sip/stack/stack.hpp"
#include "sip/text/uri.hpp"

namespace layby::sip {
namespace {

using namespace std::chrono_literals;

/// The stack accepts a moment after the edge has connected.
constexpr Duration between_looks_inside = 2ms;
constexpr unsigned looks_inside = 1000;
constexpr Duration before_another = 10s;

std::string ident_of_trunk(std::size_t number) {
    return name_of(Transport::tls) + ":trunk:" + std::to_string(number);
}

/// A socket of the stack on loopback.
struct Way {
    std::string ident;
    tport_t* primary{};
    Address inside;
};

struct CameIn {
    AcceptedSocket socket;
    Address peer;
};

tport_t* primary_called(nta_agent_t* agent, const std::string& ident) {
    for (auto* tport = tport_primaries(nta_agent_tports(agent)); tport; tport = tport_next(tport))
        if (str(tport_name(tport)->tpn_ident) == ident) return tport;
    return nullptr;
}

}  // namespace

struct TrunkDoors::Door {
    explicit Door(Loop& loop) : look(loop) {}
    std::string name;   ///< for whom it was opened: never another one's
    std::string trunk;  ///< the same, or empty: it was given up
    /// One for each family: over that of another one the stack could connect by itself, and in the clear.
    Way v4, v6;
    std::vector<CameIn> came;
    tls::Peer peer;
    bool wanted{};  ///< the edge keeps a connection to it
    std::vector<Address> servers;
    Flow flow;
    Flow left;  ///< the one before, which the stack may still have beside the next
    Address server;
    Told told;
    Listen shown{Transport::tls, {}, 0};
    std::deque<std::string> texts;  ///< the stack keeps pointers into these
    Home home;                      ///< and into this
    Timer look;
};

TrunkDoors::TrunkDoors(Stack& stack, TrunkDoorsHost host)
    : stack_(stack), host_(std::move(host)), alive_(std::make_shared<TrunkDoors*>(this)) {}

TrunkDoors::~TrunkDoors() { leave(); }

TrunkDoors::Door* TrunkDoors::find(const std::string& trunk) const {
    const auto found = std::ranges::find_if(doors_, [&](const auto& door) { return door->trunk == trunk; });
    return found == doors_.end() || trunk.empty() ? nullptr : found->get();
}

/// Null: the machine has no socket left.
TrunkDoors::Door* TrunkDoors::door_for(const std::string& trunk) {
    if (auto* known = find(trunk)) return known;
    const auto own = std::ranges::find_if(doors_, [&](const auto& door) { return door->name == trunk; });
    if (own == doors_.end()) {
        auto door = std::make_unique<Door>(stack_.loop());
        door->name = trunk;
        door->v4.ident = ident_of_trunk(2 * doors_.size());
        door->v6.ident = ident_of_trunk(2 * doors_.size() + 1);
        if (!open(*door)) return nullptr;
        doors_.push_back(std::move(door));
        doors_.back()->trunk = trunk;
        host_.more_sockets();
        for (const auto& one : doors_) show_anew(*one);
        return doors_.back().get();
    }
    (*own)->trunk = trunk;
    return own->get();
}

/// False: there is none, not even for IPv4.
bool TrunkDoors::open(Door& door) {
    const auto open_way = [this](Way& way, const std::string& ip) {
        const auto url = inner_url({Transport::tls, ip, 0});
        const bool added = nta_agent_add_tport(stack_.agent(), URL_STRING_MAKE(url.c_str()),
                                               TPTAG_IDENT(way.ident.c_str()), TAG_END()) == 0;
        way.primary = added ? primary_called(stack_.agent(), way.ident) : nullptr;
        if (!way.primary) return false;
        const auto port = std::stoul(str(tport_name(way.primary)->tpn_port));
        way.inside = {ip, static_cast<std::uint16_t>(port)};
        return true;
    };
    if (!open_way(door.v4, "127.0.0.1")) return false;
    open_way(door.v6, "::1");  // a machine need not have it
    return true;
}

bool TrunkDoors::came(std::uint16_t inside, const AcceptedSocket& socket, const Address& peer) {
    const auto found = std::ranges::find_if(doors_, [&](const auto& door) {
        return inside != 0 && (door->v4.inside.port == inside || door->v6.inside.port == inside);
    });
    if (found == doors_.end() || (*found)->trunk.empty()) return false;
    auto& came = (*found)->came;
    std::erase_if(came, [](const CameIn& one) { return !Accepting::is_there(one.socket); });
    came.push_back({socket, peer});
    return true;
}

/// What they have said already counts for nothing, either.
void TrunkDoors::end_connections(Door& door) {
    for (const auto& one : std::exchange(door.came, {})) Accepting::end(one.socket);
    lose(door);
}

void TrunkDoors::keep(const std::string& trunk, const tls::Peer& peer, std::vector<Address> servers) {
    auto* door = door_for(trunk);
    if (!door) return log::error("trunk {}: no TLS: no socket on loopback is to be had", trunk);
    const bool other_proof = !door->peer.proof.empty() && door->peer.proof != peer.proof;
    if (other_proof || (door->peer.known_by_it && !peer.known_by_it)) end_connections(*door);
    door->peer = peer;
    show(*door);
    auto& edge = host_.edge();
    if (!std::exchange(watching_, true))
        edge.watch_lines([&loop = stack_.loop(), alive = alive_](const edge::LineNews& news) {
            loop.post([alive, news] {
                if (auto* self = *alive) self->learn(news);
            });
        });
    tell_edge_whom_to_know();
    if (servers.empty()) return;
    if (!std::exchange(door->wanted, true)) door->told = {stack_.loop().now(), {}};
    door->servers = std::move(servers);
    want(*door);
}

void TrunkDoors::want(const Door& door) {
    host_.edge().want({door.trunk, door.servers, door.peer, door.v4.inside, door.v6.inside});
}

void TrunkDoors::next_server(const std::string& trunk) { host_.edge().next_server(trunk); }

void TrunkDoors::lose(Door& door) {
    door.look.clear();
    if (door.flow) door.left = std::move(door.flow);
    door.flow.reset();
}

void TrunkDoors::retire(const std::string& trunk) {
    auto* door = find(trunk);
    if (!door) return;
    door->peer.known_by_it = false;
    tell_edge_whom_to_know();
}

void TrunkDoors::give_up(const std::string& trunk) {
    auto* door = find(trunk);
    if (!door) return;
    host_.edge().give_up(trunk);
    door->trunk.clear();
    door->peer = {};
    end_connections(*door);
    door->wanted = false;
    tell_edge_whom_to_know();
}

void TrunkDoors::leave() {
    *alive_ = nullptr;
    doors_.clear();
}

void TrunkDoors::tell_edge_whom_to_know() {
    std::vector<edge::KnownPeer> known;
    for (const auto& door : doors_)
        if (!door->trunk.empty() && door->peer.known_by_it)
            known.push_back({door->peer, door->v4.inside, door->v6.inside});
    host_.edge().know(std::move(known));
}

void TrunkDoors::learn(const edge::LineNews& news) {
    auto* door = find(news.trunk);
    if (!door || !door->wanted) return;
    if (news.up != door->told.news.up) door->told.since = stack_.loop().now();
    door->told.news = news;
    if (news.up) {
        door->server = news.server;
        return look_for(*door, looks_inside);
    }
    lose(*door);
    changed_(door->trunk);
}

/// The stack tells nobody that it has accepted a connection; it knows it by whom it leads to.
void TrunkDoors::look_for(Door& door, unsigned times) {
    const auto host = bracketed(door.server.ip), port = std::to_string(door.server.port);
    tp_name_t name{};
    name.tpn_proto = "tcp";
    name.tpn_host = name.tpn_canon = host.c_str();
    name.tpn_port = port.c_str();
    const auto& way = is_v6(door.server.ip) && door.v6.primary ? door.v6 : door.v4;
    auto* found = tport_by_name(way.primary, &name);
    const bool there = found && tport_is_secondary(found) && !tport_is_closed(found) &&
                       !tport_is_shutdown(found) && found != tport_of(door.left);
    if (there) {
        door.flow = flow_of(tport_ref(found));
        door.left.reset();
        show(door);
        return changed_(door.trunk);
    }
    if (times == 0) {
        log::warn("trunk {}: its connection has got lost inside: another is opened", door.trunk);
        return door.look.set(before_another, [this, &door] {
            host_.edge().give_up(door.trunk);
            want(door);
        });
    }
    door.look.set(between_looks_inside, [this, &door, times] { look_for(door, times - 1); });
}

/// As what our Via shows it: where we listen for TLS, or where we would.
void TrunkDoors::show(Door& door) {
    const auto ip = stack_.near_ip(door.server.ip);
    Listen as{Transport::tls, ip, default_port(Transport::tls)};
    for (const auto& listen : stack_.listening())
        if (listen.transport == Transport::tls && listen.ip == ip) as.port = listen.port;
    if (door.shown.ip == as.ip && door.shown.port == as.port) return;
    door.shown = as;
    show_anew(door);
}

void TrunkDoors::show_anew(Door& door) {
    if (door.shown.ip.empty()) return;
    for (auto* primary : {door.v4.primary, door.v6.primary}) {
        if (!primary) continue;
        show_as(primary, door.shown, door.texts);
        offer_reuse(primary, door.home);
        host_.shown_as(primary, door.shown);
    }
}

Flow TrunkDoors::flow(const std::string& trunk) const {
    const auto* door = find(trunk);
    return door && is_open(door->flow) ? door->flow : Flow{};
}

const TrunkDoors::Told* TrunkDoors::told(const std::string& trunk) const {
    const auto* door = find(trunk);
    return door && door->wanted ? &door->told : nullptr;
}

Address TrunkDoors::server(const std::string& trunk) const {
    const auto* door = find(trunk);
    return door ? door->server : Address{};
}

/// One that the stack itself has opened, be it by mistake, is nobody's.
std::string TrunkDoors::trunk_of(const tport_t* tport) const {
    const auto* primary = tport ? tport_parent(tport) : nullptr;
    const auto found = std::ranges::find_if(doors_, [&](const auto& door) {
        return primary && (door->v4.primary == primary || door->v6.primary == primary);
    });
    if (found == doors_.end()) return {};
    const auto* address = tport_get_address(tport);
    if (!address || !address->ai_addr) return {};
    const auto peer = endpoint_of(*reinterpret_cast<const su_sockaddr_t*>(address->ai_addr));
    const bool passed_on = std::ranges::any_of((*found)->came, [&](const CameIn& one) {
        return one.peer == peer && Accepting::is_there(one.socket);
    });
    return passed_on ? (*found)->trunk : std::string{};
}

std::vector<std::uint16_t> TrunkDoors::ports() const {
    std::vector<std::uint16_t> out;
    for (const auto& door : doors_)
        for (const auto* way : {&door->v4, &door->v6})
            if (way->primary) out.push_back(way->inside.port);
    return out;
}

std::size_t TrunkDoors::missing() const {
    return static_cast<std::size_t>(
        std::ranges::count_if(doors_, [](const auto& door) { return door->wanted && !is_open(door->flow); }));
}

std::size_t TrunkDoors::connections() const {
    return static_cast<std::size_t>(
        std::ranges::count_if(doors_, [](const auto& door) { return is_open(door->flow); }));
}

}  // namespace layby::sip

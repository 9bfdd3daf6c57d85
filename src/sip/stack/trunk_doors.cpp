#include "sip/stack/trunk_doors.hpp"

#include <algorithm>
#include <chrono>
#include <deque>

#include "runtime/log.hpp"
#include "sip/stack/inner_doors.hpp"
#include "sip/stack/stack.hpp"
#include "sip/text/uri.hpp"

namespace layby::sip {
namespace {

using namespace std::chrono_literals;

/// The stack accepts a moment after the edge has connected.
constexpr Duration between_looks_inside = 2ms;
constexpr unsigned looks_inside = 1000;

std::string ident_of_trunk(std::size_t number) {
    return name_of(Transport::tls) + ":trunk:" + std::to_string(number);
}

tport_t* primary_called(nta_agent_t* agent, const std::string& ident) {
    for (auto* tport = tport_primaries(nta_agent_tports(agent)); tport; tport = tport_next(tport))
        if (str(tport_name(tport)->tpn_ident) == ident) return tport;
    return nullptr;
}

}  // namespace

struct TrunkDoors::Door {
    explicit Door(Loop& loop) : look(loop) {}
    std::string ident, trunk;  ///< without a trunk it is free for another
    tport_t* primary{};
    Address inside;
    tls::Peer peer;
    bool wanted{};  ///< the edge keeps a connection to it
    Flow flow;
    Address server;
    std::string trouble;
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
    const auto free = std::ranges::find_if(doors_, [](const auto& door) { return door->trunk.empty(); });
    if (free == doors_.end()) {
        auto door = std::make_unique<Door>(stack_.loop());
        door->ident = ident_of_trunk(doors_.size());
        if (!open(*door)) return nullptr;
        doors_.push_back(std::move(door));
        doors_.back()->trunk = trunk;
        host_.more_sockets();
        for (const auto& one : doors_) show_anew(*one);
        return doors_.back().get();
    }
    (*free)->trunk = trunk;
    return free->get();
}

bool TrunkDoors::open(Door& door) {
    const auto url = inner_url({Transport::tls, "127.0.0.1", 0});
    const bool added = nta_agent_add_tport(stack_.agent(), URL_STRING_MAKE(url.c_str()),
                                           TPTAG_IDENT(door.ident.c_str()), TAG_END()) == 0;
    door.primary = added ? primary_called(stack_.agent(), door.ident) : nullptr;
    if (!door.primary) return false;
    door.inside = {"127.0.0.1",
                   static_cast<std::uint16_t>(std::stoul(str(tport_name(door.primary)->tpn_port)))};
    return true;
}

void TrunkDoors::keep(const std::string& trunk, const tls::Peer& peer, std::vector<Address> servers) {
    auto* door = door_for(trunk);
    if (!door) return log::error("trunk {}: no TLS: no socket on loopback is to be had", trunk);
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
    door->wanted = true;
    edge.want({trunk, std::move(servers), peer, door->inside});
}

void TrunkDoors::give_up(const std::string& trunk) {
    auto* door = find(trunk);
    if (!door) return;
    host_.edge().give_up(trunk);
    door->trunk.clear();
    door->peer = {};
    door->flow.reset();
    door->look.clear();
    door->wanted = false;
    door->trouble.clear();
    tell_edge_whom_to_know();
}

void TrunkDoors::leave() {
    *alive_ = nullptr;
    doors_.clear();
}

void TrunkDoors::tell_edge_whom_to_know() {
    std::vector<edge::KnownPeer> known;
    for (const auto& door : doors_)
        if (!door->trunk.empty() && door->peer.known_by_it) known.push_back({door->peer, door->inside});
    host_.edge().know(std::move(known));
}

void TrunkDoors::learn(const edge::LineNews& news) {
    auto* door = find(news.trunk);
    if (!door || !door->wanted) return;
    door->trouble = news.why;
    if (news.up) {
        door->server = news.server;
        return look_for(*door, looks_inside);
    }
    door->look.clear();
    door->flow.reset();
    changed_(door->trunk);
}

/// The stack tells nobody that it has accepted a connection; it knows it by whom it leads to.
void TrunkDoors::look_for(Door& door, unsigned times) {
    const auto host = bracketed(door.server.ip), port = std::to_string(door.server.port);
    tp_name_t name{};
    name.tpn_proto = "tcp";
    name.tpn_host = name.tpn_canon = host.c_str();
    name.tpn_port = port.c_str();
    auto* found = tport_by_name(door.primary, &name);
    const bool there =
        found && tport_is_secondary(found) && !tport_is_closed(found) && !tport_is_shutdown(found);
    if (there) {
        door.flow = flow_of(tport_ref(found));
        show(door);
        return changed_(door.trunk);
    }
    if (times == 0) return log::warn("trunk {}: its connection has got lost inside", door.trunk);
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
    show_as(door.primary, door.shown, door.texts);
    offer_reuse(door.primary, door.home);
    host_.shown_as(door.primary, door.shown);
}

Flow TrunkDoors::flow(const std::string& trunk) const {
    const auto* door = find(trunk);
    return door && is_open(door->flow) ? door->flow : Flow{};
}

Address TrunkDoors::server(const std::string& trunk) const {
    const auto* door = find(trunk);
    return door ? door->server : Address{};
}

std::string TrunkDoors::trouble(const std::string& trunk) const {
    const auto* door = find(trunk);
    return door ? door->trouble : std::string{};
}

std::string TrunkDoors::trunk_of(const tport_t* tport) const {
    const auto* primary = tport ? tport_parent(tport) : nullptr;
    const auto found =
        std::ranges::find_if(doors_, [&](const auto& door) { return door->primary == primary; });
    return primary && found != doors_.end() ? (*found)->trunk : std::string{};
}

std::vector<std::uint16_t> TrunkDoors::ports() const {
    std::vector<std::uint16_t> out;
    for (const auto& door : doors_) out.push_back(door->inside.port);
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

#include "sip/stack/inner_doors.hpp"

#include <algorithm>
#include <array>
#include <boost/system/system_error.hpp>
#include <stdexcept>
#include <string_view>

#include "sip/stack/local_addresses.hpp"
#include "sip/stack/stack.hpp"
#include "sip/text/uri.hpp"

namespace layby::sip {
namespace {

/// Behind the edge what a socket is called begins with what it stands for.
constexpr std::array behind_the_edge{Transport::tls, Transport::ws, Transport::wss};

thread_local nta_agent_t* agent_here = nullptr;

std::string loopback_for(const Listen& outside) { return is_v6(outside.ip) ? "::1" : "127.0.0.1"; }

}  // namespace

std::string inner_ident(const Listen& outside) {
    return name_of(outside.transport) + ':' + bracketed(outside.ip) + ':' + std::to_string(outside.port);
}

std::string inner_url(const Listen& outside) {
    return "sip:" + bracketed(loopback_for(outside)) + ":*;transport=tcp";
}

bool is_inner(const tport_t* tport) { return !can_be_opened(transport_of(tport)); }

Transport transport_of(const tport_t* tport) {
    if (!tport || !tport_is_stream(tport)) return Transport::udp;
    const auto* primary = tport_parent(tport);
    const auto* name = primary ? tport_name(primary) : nullptr;
    const std::string_view ident = name && name->tpn_ident ? name->tpn_ident : "";
    for (const auto transport : behind_the_edge)
        if (ident.substr(0, ident.find(':')) == spelling_of(transport)) return transport;
    return Transport::tcp;
}

const char* via_protocol_of(Transport transport) {
    switch (transport) {
        case Transport::udp:
            return sip_transport_udp;
        case Transport::tcp:
            return sip_transport_tcp;
        case Transport::tls:
            return sip_transport_tls;
        case Transport::ws:
            return "SIP/2.0/WS";
        case Transport::wss:
            break;
    }
    return "SIP/2.0/WSS";
}

void deliver_here(nta_agent_t* agent) { agent_here = agent; }

Transport transport_of(const msg_t* msg) {
    const auto* address = msg_addrinfo(const_cast<msg_t*>(msg));
    if (!address || address->ai_socktype != SOCK_STREAM) return Transport::udp;
    const auto* by = agent_here ? tport_delivered_by(nta_agent_tports(agent_here), msg) : nullptr;
    return by ? transport_of(by) : Transport::tcp;
}

void InnerDoors::add(tport_t* primary, const Listen& outside) {
    const auto port = static_cast<std::uint16_t>(std::stoul(str(tport_name(primary)->tpn_port)));
    doors_.push_back({primary, outside, {loopback_for(outside), port}});
}

std::vector<std::uint16_t> InnerDoors::ports() const {
    std::vector<std::uint16_t> out;
    for (const auto& door : doors_) out.push_back(door.inside.port);
    return out;
}

std::vector<Listen> InnerDoors::open(const std::vector<Listen>& for_browsers, tls::Context context,
                                     const edge::EdgeLimits& limits) {
    for_browsers_ = for_browsers;
    std::vector<Listen*> outside;
    std::vector<edge::EdgeDoor> wanted;
    const auto want = [&](Listen& listen, const Address& inside) {
        if (!context && listen.transport != Transport::ws)
            throw std::runtime_error("sip: there is no certificate to listen for TLS with");
        outside.push_back(&listen);
        wanted.push_back({listen.transport, {listen.ip, listen.port}, inside});
    };
    for (auto& door : doors_)
        if (!is_web_socket(door.outside.transport)) want(door.outside, door.inside);
    for (auto& listen : for_browsers_) want(listen, {});
    try {
        edge_ = std::make_unique<edge::Edge>(
            wanted, edge::BrowsersInside{inside(Transport::ws), inside(Transport::wss)}, std::move(context),
            limits);
    } catch (const boost::system::system_error& error) {
        for (const auto* listen : outside)
            if (const auto why = cannot_listen_if_so(*listen)) throw *why;
        throw std::runtime_error(std::string("sip: TLS can't be listened for: ") + error.what());
    }
    std::vector<Listen> out;
    for (std::size_t i = 0; i < outside.size(); ++i) {
        outside[i]->port = edge_->ports()[i];
        out.push_back(*outside[i]);
    }
    return out;
}

Address InnerDoors::inside(Transport transport) const {
    const auto found =
        std::ranges::find(doors_, transport, [](const Door& one) { return one.outside.transport; });
    return found == doors_.end() ? Address{} : found->inside;
}

const Listen* InnerDoors::outside_of(const tport_t* primary) const {
    const auto found = std::ranges::find(doors_, primary, &Door::primary);
    return found == doors_.end() ? nullptr : &found->outside;
}

void InnerDoors::show_outside(const Listen& otherwise) {
    const auto& for_all = for_browsers_.empty() ? otherwise : for_browsers_.front();
    for (auto& door : doors_) {
        const auto transport = door.outside.transport;
        if (is_web_socket(transport)) {
            const auto own = std::ranges::find(for_browsers_, transport, &Listen::transport);
            const auto& shown = own == for_browsers_.end() ? for_all : *own;
            door.outside = {transport, shown.ip, shown.port};
        }
        show_as(door.primary, door.outside, shown_);
    }
}

/// Our Via is made from this one; what requests say in theirs is compared with its transport.
void show_as(tport_t* primary, const Listen& outside, std::deque<std::string>& texts) {
    auto* via = static_cast<sip_via_t*>(static_cast<void*>(tport_magic(primary)));
    if (!via) return;
    via->v_protocol = via_protocol_of(outside.transport);
    via->v_host = texts.emplace_back(bracketed(outside.ip)).c_str();
    via->v_port = texts.emplace_back(std::to_string(outside.port)).c_str();
}

void offer_reuse(tport_t* primary, su_home_t* home) {
    auto* via = static_cast<sip_via_t*>(static_cast<void*>(tport_magic(primary)));
    if (via) msg_header_replace_param(home, via->v_common, "alias");
}

void InnerDoors::show_again() {
    for (const auto& door : doors_) show_as(door.primary, door.outside, shown_);
}

edge::Edge& InnerDoors::edge_that_calls(const edge::EdgeLimits& limits) {
    if (!edge_)
        edge_ = std::make_unique<edge::Edge>(std::vector<edge::EdgeDoor>{}, edge::BrowsersInside{},
                                             tls::Context{}, limits);
    return *edge_;
}

}  // namespace layby::sip

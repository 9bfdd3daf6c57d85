#include "layby/doctor/networks.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "words/networks.hpp"

namespace layby::app {
namespace {

using settings::OurAddress;
using settings::PeerNetwork;

std::string joined(const std::vector<std::string>& words, const char* between) {
    std::string out;
    for (const auto& word : words) out += (out.empty() ? "" : between) + word;
    return out;
}

std::string who_is_in(const PeerNetwork& network) {
    return network.from.empty() ? "peers outside" : "peers from " + joined(network.from, ", ");
}

std::string source_of(const OurAddress& address) {
    return (address.kind == OurAddress::Kind::stun ? "the STUN server " : "the name ") + address.text;
}

std::vector<std::string> all_of(const LookedUp& found) {
    auto all = found.v4;
    all.insert(all.end(), found.v6.begin(), found.v6.end());
    return all;
}

bool is_private(const std::string& ip) {
    const auto address = address_of(ip);
    return address && address->is_private();
}

void look_at_found(Findings& out, const PeerNetwork& network, const std::vector<std::string>& found,
                   const std::string& what) {
    if (network.from.empty() && std::ranges::all_of(found, is_private))
        return out.warn(
            what + ", which is a private address",
            network.address.kind == OurAddress::Kind::stun
                ? "Another router is between, perhaps the provider's (CGNAT): nobody outside can call "
                  "in. Ask it for an address of your own, or choose a STUN server outside."
                : "Nobody outside can reach it.");
    if (network.address.kind == OurAddress::Kind::name && found.size() > 1)
        return out.note(what + ": several addresses, of which one is told",
                        "Let the name have one address of each kind (A, AAAA).");
    out.good(what);
}

void look_at_network(Findings& out, const PeerNetwork& network, const Lookout::Ask& ask) {
    const auto who = fmt::format("network {}: {} are told ", network.name, who_is_in(network));
    if (network.address.kind == OurAddress::Kind::own) return out.good(who + "our own address");
    if (network.address.kind == OurAddress::Kind::fixed)
        return look_at_found(out, network, {network.address.text}, who + network.address.text);
    const auto found = usable(ask(network.address, {}), network);
    const auto all = all_of(found);
    if (all.empty())
        return out.complain(fmt::format("network {}: {} says no address: {}", network.name,
                                        source_of(network.address), found.why_not),
                            "Peers there are told the last one that was known, or our own.");
    look_at_found(out, network, all,
                  fmt::format("{}{} by {}", who, joined(all, " and "), source_of(network.address)));
}

}  // namespace

Findings look_at_networks(const settings::Settings& settings, const Lookout::Ask& ask) {
    Findings out{"Networks"};
    for (const auto& network : settings.networks) look_at_network(out, network, ask);
    return out;
}

std::string told_outside(const settings::Settings& settings, const Lookout::Ask& ask) {
    const auto outside = std::ranges::find_if(settings.networks, [](const PeerNetwork& network) {
        return network.from.empty() && network.address.kind != OurAddress::Kind::own;
    });
    if (outside == settings.networks.end()) return settings.sip.public_ip;
    if (outside->address.kind == OurAddress::Kind::fixed) return outside->address.text;
    const auto all = all_of(usable(ask(outside->address, {}), *outside));
    return all.empty() ? std::string{} : all.front();
}

}  // namespace layby::app

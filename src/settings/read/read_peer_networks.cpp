// [[network]].
#include <fmt/format.h>

#include <algorithm>

#include "settings/read/section.hpp"
#include "settings/read/values.hpp"

namespace layby::settings {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t most_networks = 64;
constexpr auto address_form =
    R"(our address there, such as "203.0.113.9", a name such as "park.example.com", or "stun:stun.example.com")";
constexpr std::string_view stun_mark = "stun:";

/// A host, with or without a port behind it.
bool is_server(std::string_view text) {
    const auto colon = text.rfind(':');
    if (is_host(text) || is_resolver(text)) return true;
    return colon != std::string_view::npos && is_host(text.substr(0, colon)) &&
           read_range(fmt::format("1-{}", text.substr(colon + 1))).value_or(Range{0, 65536}).last <= 65535;
}

std::optional<OurAddress> read_our_address(std::string_view text) {
    using Kind = OurAddress::Kind;
    if (text.starts_with(stun_mark)) {
        const auto server = text.substr(stun_mark.size());
        return is_server(server) ? std::optional(OurAddress{Kind::stun, std::string{server}}) : std::nullopt;
    }
    if (is_ip(text)) return OurAddress{Kind::fixed, std::string{text}};
    return is_host(text) ? std::optional(OurAddress{Kind::name, std::string{text}}) : std::nullopt;
}

void read_peer_network(Draft& draft, const Value& table, std::size_t index) {
    Section section{draft, &table, place("network", index)};
    PeerNetwork network;
    network.keep_alive = draft.settings.sip.keep_alive;
    network.keep_alive_every = draft.settings.sip.keep_alive_every;
    section.call_it("network: ");
    section.read("name", network.name, is_name, R"(letters, digits and . _ - + *, such as "outside")");
    section.missing("name", R"(letters, digits and . _ - + *, such as "outside")");
    if (!network.name.empty()) section.call_it(fmt::format("network {}: ", network.name));
    section.read_networks("from", network.from);
    if (const auto* from = section.find("from"); from && from->value.items.empty())
        section.complain_at(from->line, "from is empty; leave it out for everybody outside");
    if (const auto address = section.parsed("address", read_our_address, address_form))
        network.address = *address;
    section.read("look_up_every", network.look_up_every, {5s, 24h, false});
    read_keep_alive(section, network.keep_alive, network.keep_alive_every);
    network.keeps_all = section.find("keep_alive") != nullptr;
    section.unknown_keys();
    const auto& others = draft.settings.networks;
    const bool twice = std::ranges::find(others, network.name, &PeerNetwork::name) != others.end();
    if (twice && !network.name.empty())
        section.complain_at(section.find("name")->line, "there is another network of this name");
    draft.settings.networks.push_back(std::move(network));
}

}  // namespace

void read_keep_alive(Section& section, KeepAlive& how, Duration& every) {
    section.choose<KeepAlive>(
        "keep_alive", how,
        {{"options", KeepAlive::options}, {"crlf", KeepAlive::crlf}, {"off", KeepAlive::off}});
    section.read("keep_alive_every", every, {5s, 10min, false});
}

void read_peer_networks(Draft& draft, const Value& root) {
    const auto tables = tables_of(draft, root, "network");
    for (std::size_t i = 0; i < tables.size(); ++i) read_peer_network(draft, *tables[i], i);
    if (tables.size() > most_networks)
        draft.problem(draft.line(place("network", most_networks)),
                      fmt::format("there are more than {} networks", most_networks));
}

}  // namespace layby::settings

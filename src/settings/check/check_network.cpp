// Ports that collide, and networks that belong to two trunks.
#include <fmt/format.h>

#include "settings/read/draft.hpp"
#include "settings/read/values.hpp"
#include "words/spelling.hpp"

namespace layby::settings {
namespace {

std::string spelled_listen(const Listen& listen) {
    if (listen.ip.find(':') == std::string::npos)
        return fmt::format("{}:{}:{}", name_of(listen.transport), listen.ip, listen.port);
    return fmt::format("{}:[{}]:{}", name_of(listen.transport), listen.ip, listen.port);
}

/// TLS takes a port of TCP.
bool same(const Listen& one, const Listen& other) {
    return is_connection(one.transport) == is_connection(other.transport) && one.ip == other.ip &&
           one.port == other.port && one.port != 0;
}

std::string collision(const Listen& one, const Listen& before) {
    if (one.transport == before.transport)
        return fmt::format("sip: listen has \"{}\" twice", spelled_listen(one));
    return fmt::format("sip: listen \"{}\" has the port of \"{}\"", spelled_listen(one),
                       spelled_listen(before));
}

void check_listen(Draft& draft) {
    const auto& listen = draft.settings.sip.listen;
    const auto& media = draft.settings.media;
    const bool ports_known = draft.sure("media/ports") && draft.sure("sip/listen");
    for (std::size_t i = 0; i < listen.size(); ++i) {
        const int line = draft.line(place("sip/listen", i));
        for (std::size_t j = 0; j < i; ++j)
            if (same(listen[i], listen[j])) draft.problem(line, collision(listen[i], listen[j]));
        if (ports_known && listen[i].transport == Transport::udp && listen[i].port >= media.first_port &&
            listen[i].port <= media.last_port)
            draft.problem(line, fmt::format("sip: listen \"{}\" lies within media ports {}-{}",
                                            spelled_listen(listen[i]), media.first_port, media.last_port));
    }
}

bool is_of_this_machine(const std::string& ip) {
    const auto address = read_network(ip);
    return address && (overlap(*address, *read_network("127.0.0.0/8")) || ip == "::1");
}

/// Whoever reads the network would have every token and password.
void check_encryption(Draft& draft) {
    const auto& console = draft.settings.console;
    const bool guarded = !console.certificate.empty() || !console.trusted_proxies.empty();
    if (is_of_this_machine(console.ip) || guarded || console.unencrypted) return;
    for (const char* key : {"listen", "certificate", "key", "trusted_proxies", "unencrypted"})
        if (!draft.sure(std::string("console/") + key)) return;
    draft.problem(
        draft.line("console/listen"),
        fmt::format(
            "console: {} can be reached from other machines, and tokens and passwords would cross the "
            "network unencrypted; give it a certificate and key, or trusted_proxies, or say "
            "unencrypted = true when that network is yours alone",
            console.ip));
}

void check_console(Draft& draft) {
    const auto& console = draft.settings.console;
    if (!draft.sure("console/listen") || !draft.sure("sip/listen")) return;
    for (const auto& listen : draft.settings.sip.listen)
        if (same(listen, {Transport::tcp, console.ip, console.port}))
            return draft.problem(
                draft.line("console/listen"),
                fmt::format("console: listen is the address of sip listen \"{}\"", spelled_listen(listen)));
    check_encryption(draft);
}

/// Of networks within each other the smaller one counts; equal ones can't be told apart.
bool equal(const Network& one, const Network& other) { return one.bits == other.bits && overlap(one, other); }

void check_pair(Draft& draft, const TrunkLine& one, const TrunkLine& other, int line) {
    for (const auto& here : one.addresses)
        for (const auto& there : other.addresses)
            if (equal(*read_network(here), *read_network(there)))
                draft.problem(line,
                              fmt::format("trunk {}: address {} also belongs to trunk {}; a call from there "
                                          "must belong to one trunk",
                                          one.name, here, other.name));
}

/// Whoever shows it must be one trunk.
void check_certificates(Draft& draft) {
    const auto& lines = draft.settings.lines;
    for (std::size_t i = 0; i < lines.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            if (!lines[i].peer_certificate.empty() &&
                lower_case(lines[i].peer_certificate) == lower_case(lines[j].peer_certificate))
                draft.problem(draft.line(place("trunk", i) + "/peer_certificate"),
                              fmt::format("trunk {}: peer_certificate {} also belongs to trunk {}; who shows "
                                          "it must be one trunk",
                                          lines[i].name, lines[i].peer_certificate, lines[j].name));
}

void check_trunk_networks(Draft& draft) {
    const auto& lines = draft.settings.lines;
    for (std::size_t i = 0; i < lines.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            check_pair(draft, lines[i], lines[j], draft.line(place("trunk", i) + "/addresses"));
}

bool takes_everybody_else(const PeerNetwork& network) { return network.from.empty(); }

void check_two(Draft& draft, const PeerNetwork& one, const PeerNetwork& other, const std::string& where) {
    if (takes_everybody_else(one) && takes_everybody_else(other) && draft.sure(where + "/from"))
        draft.problem(draft.line(where),
                      fmt::format("network {}: network {} has no \"from\", either; only one "
                                  "can be everybody outside",
                                  one.name, other.name));
    for (const auto& here : one.from)
        for (const auto& there : other.from)
            if (equal(*read_network(here), *read_network(there)))
                draft.problem(
                    draft.line(where + "/from"),
                    fmt::format("network {}: {} is also in network {}; a phone there must be in one "
                                "of them",
                                one.name, here, other.name));
}

/// Both would say as whom everybody outside sees us.
void check_outside(Draft& draft, const PeerNetwork& network, const std::string& where) {
    const bool has_address = network.address.kind != OurAddress::Kind::own;
    if (draft.settings.sip.public_ip.empty() || !takes_everybody_else(network) || !has_address) return;
    if (!draft.sure(where + "/from")) return;
    draft.problem(
        draft.line(where + "/address"),
        fmt::format("network {}: address and [sip] public_ip both say as whom everybody outside sees "
                    "us; one of them is enough",
                    network.name));
}

void check_peer_networks(Draft& draft) {
    const auto& networks = draft.settings.networks;
    for (std::size_t i = 0; i < networks.size(); ++i) {
        const auto where = place("network", i);
        check_outside(draft, networks[i], where);
        for (std::size_t j = 0; j < i; ++j) check_two(draft, networks[i], networks[j], where);
    }
}

}  // namespace

void check_network(Draft& draft) {
    check_listen(draft);
    check_console(draft);
    check_peer_networks(draft);
}

void check_trunks(Draft& draft) {
    check_trunk_networks(draft);
    check_certificates(draft);
}

}  // namespace layby::settings

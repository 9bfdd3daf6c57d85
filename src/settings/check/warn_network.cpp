// Ports, addresses and numbers that don't fit each other, or the machine.
#include <fmt/format.h>
#include <ifaddrs.h>
#include <netdb.h>

#include <algorithm>
#include <chrono>
#include <set>

#include "settings/check/unwise.hpp"
#include "settings/read/values.hpp"
#include "tls/trouble.hpp"

namespace layby::settings {
namespace {

constexpr std::size_t ports_of_a_party = 2;  // RTP and RTCP
constexpr std::size_t parties_of_a_call = 2;

bool lies_in(const std::string& ip, std::initializer_list<const char*> networks) {
    const auto address = read_network(ip);
    return address && std::any_of(networks.begin(), networks.end(), [&](const char* network) {
               return overlap(*address, *read_network(network));
           });
}

bool is_private(const std::string& ip) {
    return lies_in(ip, {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "169.254.0.0/16",
                        "100.64.0.0/10", "fc00::/7", "fe80::/10", "::1"});
}

bool is_any(const std::string& ip) { return ip == "0.0.0.0" || ip == "::"; }

void warn_about_ports(const Settings& settings, std::vector<std::string>& out) {
    const auto& media = settings.media;
    const std::size_t parties = media.parties();
    const auto range = fmt::format("media: ports {}-{}", media.first_port, media.last_port);
    if (parties < parties_of_a_call)
        out.push_back(fmt::format("{} are too few for a single call: each of its two parties needs {}", range,
                                  ports_of_a_party));
    else if (parties < settings.sip.max_calls)
        out.push_back(
            fmt::format("{} are enough for {} parties, but sip max_calls is {}: whoever comes then "
                        "is refused for want of a port; leave max_calls out, or give {} ports",
                        range, parties, settings.sip.max_calls, ports_of_a_party * settings.sip.max_calls));
}

std::set<std::string> addresses_of_this_machine() {
    std::set<std::string> found;
    ifaddrs* all = nullptr;
    if (getifaddrs(&all) != 0) return found;
    for (const ifaddrs* one = all; one; one = one->ifa_next) {
        const int family = one->ifa_addr ? one->ifa_addr->sa_family : AF_UNSPEC;
        if (family != AF_INET && family != AF_INET6) continue;
        const socklen_t size = family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
        char text[NI_MAXHOST];
        if (getnameinfo(one->ifa_addr, size, text, sizeof text, nullptr, 0, NI_NUMERICHOST) != 0) continue;
        const std::string_view ip{text};
        found.emplace(ip.substr(0, ip.find('%')));
    }
    freeifaddrs(all);
    return found;
}

void warn_about_address(const std::string& setting, const std::string& ip, const std::set<std::string>& here,
                        std::vector<std::string>& out) {
    if (is_any(ip) || lies_in(ip, {"127.0.0.0/8"}) || here.empty() || here.contains(ip)) return;
    out.push_back(
        fmt::format("{}: this machine has no address {}; the server can't start on it", setting, ip));
}

void warn_about_time(const std::string& where, const std::string& certificate,
                     std::vector<std::string>& out) {
    if (certificate.empty()) return;
    const auto trouble = tls::trouble_with_time(certificate, std::chrono::system_clock::now());
    if (!trouble.empty()) out.push_back(where + ": certificate: " + trouble);
}

/// For a reverse proxy of this machine, which speaks TLS. Elsewhere whoever reads the network reads along.
void warn_about_plain_web_sockets(const Sip& sip, std::vector<std::string>& out) {
    for (const auto& listen : sip.listen)
        if (listen.transport == Transport::ws && !lies_in(listen.ip, {"127.0.0.0/8", "::1"}))
            out.push_back(
                fmt::format("sip: listen \"ws\" on {} is not encrypted, and pages that came over "
                            "https can't use it; wss is, or ws on 127.0.0.1 behind a proxy",
                            listen.ip));
}

bool has_door_for_tls(const Sip& sip) {
    return std::ranges::any_of(sip.listen, [](const Listen& one) { return one.transport == Transport::tls; });
}

void warn_about_trunk_tls(const Settings& settings, std::vector<std::string>& out) {
    for (const auto& line : settings.lines) {
        if (line.transport == Transport::tls && !line.verify)
            out.push_back(
                fmt::format("trunk {}: verify = false: whoever answers at its address is taken for it, and "
                            "hears and makes its calls; name the issuer of its certificate in ca instead",
                            line.name));
        if (!line.peer_certificate.empty() && line.host.empty() && !has_door_for_tls(settings.sip))
            out.push_back(
                fmt::format("trunk {}: peer_certificate is for who comes over TLS, and [sip] listen "
                            "has no \"tls\"",
                            line.name));
    }
}

/// "0.0.0.0/0" is meant as "everybody outside", and takes those beside us as well.
void warn_about_peer_networks(const Settings& settings, std::vector<std::string>& out) {
    for (const auto& network : settings.networks) {
        const bool everybody = std::ranges::any_of(network.from, [](const auto& text) {
            return read_network(text).value_or(Network{0, {}, 1}).bits == 0;
        });
        if (everybody)
            out.push_back(
                fmt::format("network {}: its \"from\" is everybody, also who is beside the server; "
                            "leave it out for everybody outside",
                            network.name));
        const bool fixed = network.address.kind == OurAddress::Kind::fixed;
        if (fixed && network.from.empty() && is_private(network.address.text))
            out.push_back(fmt::format("network {}: {} is a private address: nobody outside can reach it",
                                      network.name, network.address.text));
        if (network.address.kind == OurAddress::Kind::own && network.from.empty() && !network.keeps_all)
            out.push_back(fmt::format("network {} says nothing: it has neither an address nor a keep_alive",
                                      network.name));
    }
}

}  // namespace

void warn_about_network(const Settings& settings, std::vector<std::string>& out) {
    warn_about_ports(settings, out);
    if (listens_for_tls(settings.sip) && settings.sip.certificate.empty())
        out.emplace_back(
            "sip: TLS has no certificate: one of our own making is used, which phones take only when they "
            "are "
            "told not to verify it");
    warn_about_plain_web_sockets(settings.sip, out);
    warn_about_trunk_tls(settings, out);
    warn_about_peer_networks(settings, out);
    if (!settings.sip.public_ip.empty() && is_private(settings.sip.public_ip))
        out.push_back(fmt::format("sip: public_ip {} is a private address: nobody outside can reach it",
                                  settings.sip.public_ip));
}

std::vector<std::string> machine_warnings(const Settings& settings) {
    std::vector<std::string> out;
    const auto here = addresses_of_this_machine();
    std::set<std::string> seen;
    for (const auto& listen : settings.sip.listen)
        if (seen.insert(listen.ip).second) warn_about_address("sip: listen", listen.ip, here, out);
    warn_about_address("console: listen", settings.console.ip, here, out);
    warn_about_time("sip", settings.sip.certificate, out);
    warn_about_socket(settings.console, out);
    warn_about_time("console", settings.console.certificate, out);
    for (const auto& tenant : settings.tenants)
        warn_about_time("tenant " + tenant.name, tenant.certificate, out);
    for (const auto& line : settings.lines) {
        warn_about_time("trunk " + line.name, line.certificate, out);
        warn_about_time("trunk " + line.name, line.ca, out);
    }
    return out;
}

}  // namespace layby::settings

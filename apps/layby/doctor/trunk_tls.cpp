#include "layby/doctor/trunk_tls.hpp"

#include <arpa/nameser.h>
#include <fmt/format.h>
#include <netdb.h>
#include <resolv.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <optional>
#include <stdexcept>

#include "edge/lines.hpp"
#include "layby/encryption.hpp"
#include "runtime/log.hpp"
#include "words/networks.hpp"

namespace layby::app {
namespace {

constexpr auto for_one_trunk = std::chrono::seconds{3};
/// Who speaks TLS 1.3 does so after the handshake.
constexpr auto to_refuse_us = std::chrono::seconds{1};

std::vector<Address> resolved_to(const std::string& host, std::uint16_t port) {
    addrinfo hints{}, *found{};
    hints.ai_socktype = SOCK_STREAM;
    std::vector<Address> out;
    if (getaddrinfo(host.c_str(), nullptr, &hints, &found) != 0) return out;
    for (const auto* one = found; one; one = one->ai_next) {
        std::array<char, NI_MAXHOST> text{};
        if (getnameinfo(one->ai_addr, one->ai_addrlen, text.data(), text.size(), nullptr, 0,
                        NI_NUMERICHOST) == 0)
            out.push_back({text.data(), port});
    }
    freeaddrinfo(found);
    return out;
}

/// RFC 2782; in the order of the answer, as one that works is enough.
std::vector<Address> by_srv(const std::string& host) {
    struct __res_state state {};
    std::vector<Address> out;
    if (res_ninit(&state) != 0) return out;
    std::array<unsigned char, 4096> answer{};
    const auto service = "_sips._tcp." + host;
    const int size =
        res_nquery(&state, service.c_str(), ns_c_in, ns_t_srv, answer.data(), int{answer.size()});
    res_nclose(&state);
    ns_msg message;
    if (size < 0 || ns_initparse(answer.data(), size, &message) != 0) return out;
    for (int i = 0; i < ns_msg_count(message, ns_s_an); ++i) {
        ns_rr record;
        std::array<char, NS_MAXDNAME> target{};
        if (ns_parserr(&message, ns_s_an, i, &record) != 0 || ns_rr_type(record) != ns_t_srv) continue;
        const auto* data = ns_rr_rdata(record);
        if (dn_expand(answer.data(), answer.data() + size, data + 6, target.data(), int{target.size()}) < 0)
            continue;
        const auto port = static_cast<std::uint16_t>(data[4] << 8 | data[5]);
        for (auto& address : resolved_to(target.data(), port)) out.push_back(std::move(address));
    }
    return out;
}

std::vector<Address> servers_to_try(const settings::TrunkLine& trunk) {
    if (trunk.port == 0 && !address_of(trunk.host))
        if (auto found = by_srv(trunk.host); !found.empty()) return found;
    return resolved_to(trunk.host, trunk.port ? trunk.port : default_port(Transport::tls));
}

/// Empty: hands have been shaken, and it hasn't gone at once.
std::string why_not_reached(const settings::TrunkLine& trunk, const tls::Peer& peer,
                            std::vector<Address> servers) {
    boost::asio::io_context io;
    boost::asio::steady_timer heard_out(io);
    std::vector<tls::Pipe::Inside> insides;
    std::string why;
    const auto open = [&](const Address&, const Address&, const tls::Pipe::Opened& opened) {
        tls::open_pair(io, opened, [&](tls::Pipe::Inside inside) { insides.push_back(std::move(inside)); });
    };
    const auto tell = [&](const edge::LineNews& news) {
        why = news.why;
        if (!news.up) return io.stop();
        heard_out.expires_after(to_refuse_us);
        heard_out.async_wait([&io](const boost::system::error_code& cancelled) {
            if (!cancelled) io.stop();
        });
    };
    edge::LinePatience hasty;
    hasty.connecting = hasty.tls.handshake = for_one_trunk;
    edge::Lines lines(io, {open, tell}, hasty);
    lines.want({trunk.name, std::move(servers), peer, {}});
    io.run();
    return why;
}

void look_at(Findings& out, const settings::TrunkLine& trunk, const tls::Peer& peer) {
    auto servers = servers_to_try(trunk);
    if (servers.empty()) return;  // that its name isn't known is told elsewhere
    const auto why = why_not_reached(trunk, peer, std::move(servers));
    if (why.empty())
        return out.good(fmt::format("trunk {}: TLS is spoken{}", trunk.name,
                                    trunk.verify ? ", and its certificate is for " + peer.name : ""));
    out.complain(fmt::format("trunk {}: no TLS connection: {}", trunk.name, why),
                 "The trunk is down until this is mended; docs/admin-guide.md, \"A trunk over TLS\".");
}

}  // namespace

void look_at_trunk_tls(Findings& out, const settings::Settings& settings) try {
    const auto peers = encryption_of_trunks(settings);
    const auto level = spdlog::get_level();
    spdlog::set_level(spdlog::level::off);  // the finding says it
    for (const auto& trunk : settings.lines)
        if (trunk.transport == Transport::tls) look_at(out, trunk, peers.at(trunk.name));
    spdlog::set_level(level);
} catch (const std::runtime_error& error) {
    out.complain(error.what(), "The server can't start with it.");
}

}  // namespace layby::app

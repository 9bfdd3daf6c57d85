#include "sip/stack/local_addresses.hpp"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sip/stack/stack.hpp"
#include "sip/text/uri.hpp"

namespace layby::sip {
namespace {

/// Why this address can't be bound: the stack forgets it, a socket of our own finds out again. 0: it could
/// be.
int why_not(const Listen& listen) {
    su_sockaddr_t address{};
    const bool v6 = is_v6(listen.ip);
    address.su_family = v6 ? AF_INET6 : AF_INET;
    address.su_port = htons(listen.port);
    if (su_inet_pton(address.su_family, listen.ip.c_str(), SU_ADDR(&address)) != 1) return EINVAL;
    const bool tcp = is_connection(listen.transport);
    const int probe = socket(address.su_family, (tcp ? SOCK_STREAM : SOCK_DGRAM) | SOCK_CLOEXEC, 0);
    if (probe < 0) return errno;
    const int on = 1;
    if (tcp) setsockopt(probe, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    const socklen_t size = v6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
    const bool bound = bind(probe, &address.su_sa, size) == 0 && (!tcp || ::listen(probe, 1) == 0);
    const int error = bound ? 0 : errno;
    close(probe);
    return error;
}

std::string said(int error) {
    switch (error) {
        case EADDRINUSE:
            return "is in use by another program";
        case EACCES:
            return "needs more rights (ports below 1024 belong to root)";
        case EADDRNOTAVAIL:
            return "is not an address of this machine";
        default:
            return std::string("can't be listened on: ") + su_strerror(error);
    }
}

std::vector<std::string> local_addresses(int family) {
    std::vector<std::string> found;
    ifaddrs* all{};
    if (getifaddrs(&all) != 0) return found;
    for (auto* one = all; one; one = one->ifa_next) {
        if (!one->ifa_addr || one->ifa_addr->sa_family != family || !(one->ifa_flags & IFF_UP)) continue;
        const auto& address = *reinterpret_cast<const su_sockaddr_t*>(one->ifa_addr);
        const bool link_local = family == AF_INET6 && IN6_IS_ADDR_LINKLOCAL(&address.su_sin6.sin6_addr);
        if (!link_local) found.push_back(endpoint_of(address).ip);
    }
    freeifaddrs(all);
    return found;
}

}  // namespace

std::runtime_error cannot_listen(const Listen& listen, int error) {
    const int found = why_not(listen);
    const auto port = "port " + std::to_string(listen.port) + "/" + name_of(listen.transport);
    return std::runtime_error("sip: " + port + " on " + bracketed(listen.ip) + " " +
                              said(found ? found : error));
}

std::optional<std::runtime_error> cannot_listen_if_so(const Listen& listen) {
    const int error = why_not(listen);
    return error ? std::optional(cannot_listen(listen, error)) : std::nullopt;
}

std::vector<Listen> expanded(const std::vector<Listen>& listens) {
    std::vector<Listen> all;
    for (const auto& listen : listens) {
        if (listen.ip != "0.0.0.0" && listen.ip != "::") {
            all.push_back(listen);
            continue;
        }
        for (auto& ip : local_addresses(is_v6(listen.ip) ? AF_INET6 : AF_INET))
            all.push_back({listen.transport, std::move(ip), listen.port});
    }
    return all;
}

std::string route_source(const std::string& peer_ip) {
    su_sockaddr_t address{};
    const bool v6 = is_v6(peer_ip);
    address.su_family = v6 ? AF_INET6 : AF_INET;
    address.su_port = htons(5060);
    if (su_inet_pton(address.su_family, peer_ip.c_str(), SU_ADDR(&address)) != 1) return {};
    const int probe = socket(address.su_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (probe < 0) return {};
    socklen_t size = v6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
    std::string found;
    if (connect(probe, &address.su_sa, size) == 0 && getsockname(probe, &address.su_sa, &size) == 0)
        found = endpoint_of(address).ip;
    close(probe);
    return found;
}

}  // namespace layby::sip

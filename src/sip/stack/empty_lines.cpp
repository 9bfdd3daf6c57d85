#include "sip/stack/empty_lines.hpp"

#include <dirent.h>
#include <sys/socket.h>

#include <charconv>
#include <memory>
#include <string_view>

#include "sip/stack/sofia.hpp"
#include "sip/stack/stack.hpp"

namespace layby::sip {
namespace {

constexpr std::string_view empty_line = "\r\n\r\n";

bool is_bound_to(int socket, const Address& address) {
    int type{};
    socklen_t size = sizeof type;
    if (getsockopt(socket, SOL_SOCKET, SO_TYPE, &type, &size) != 0 || type != SOCK_DGRAM) return false;
    su_sockaddr_t bound{};
    size = sizeof bound;
    return getsockname(socket, &bound.su_sa, &size) == 0 && endpoint_of(bound) == address;
}

}  // namespace

void EmptyLines::learn(const Address& bound) {
    const std::unique_ptr<DIR, int (*)(DIR*)> files{opendir("/proc/self/fd"), closedir};
    if (!files) return;
    while (const auto* file = readdir(files.get())) {
        const std::string_view name{file->d_name};
        int number = -1;
        std::from_chars(name.data(), name.data() + name.size(), number);
        if (number >= 0 && is_bound_to(number, bound)) sockets_[bound.ip] = number;
    }
}

void EmptyLines::send(const std::string& from_ip, const Address& to) const {
    const auto socket = sockets_.find(from_ip);
    su_sockaddr_t address{};
    const bool v6 = to.ip.find(':') != std::string::npos;
    address.su_family = v6 ? AF_INET6 : AF_INET;
    address.su_port = htons(to.port);
    if (socket == sockets_.end() || su_inet_pton(address.su_family, to.ip.c_str(), SU_ADDR(&address)) != 1)
        return;
    const socklen_t size = v6 ? sizeof address.su_sin6 : sizeof address.su_sin;
    sendto(socket->second, empty_line.data(), empty_line.size(), MSG_DONTWAIT | MSG_NOSIGNAL, &address.su_sa,
           size);
}

}  // namespace layby::sip

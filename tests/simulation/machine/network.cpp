// The network under sofia. A socket that Layby binds to an address of the simulated network stands on
// loopback in truth, on any port. What is sent from it never reaches the kernel; what arrives does, so that
// the event loop notices, and its sender is put right.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <deque>
#include <map>

#include "simulation/machine/machine.hpp"
#include "sip/stack/sofia.hpp"
#include "world/inet.hpp"

namespace layby::simulation {
namespace {

/// The simulated network's addresses: those reserved for documentation (RFC 5737).
bool is_simulated(in_addr_t ip) {
    const auto host = ntohl(ip);
    return host >> 8 == 0xc00002 || host >> 8 == 0xc63364 || host >> 8 == 0xcb0071;
}

struct Bound {
    sockaddr_in claimed{}, real{};
    std::deque<sockaddr_in> senders;  ///< of the datagrams that wait in the socket
};
std::map<int, Bound>& bound() {
    static std::map<int, Bound> sockets;
    return sockets;
}

Bound* find(int socket) {
    const auto found = bound().find(socket);
    return found == bound().end() ? nullptr : &found->second;
}

using tests::address_of;
using tests::endpoint_of;

bool same(const sockaddr_in& one, const sockaddr_in& other) {
    return one.sin_port == other.sin_port && one.sin_addr.s_addr == other.sin_addr.s_addr;
}

int courier() {
    static const int socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    return socket;
}

int bind_claimed(int socket, const sockaddr_in& claimed) {
    Bound entry{.claimed = claimed, .real = {}, .senders = {}};
    entry.real.sin_family = AF_INET;
    entry.real.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof entry.real;
    auto* real = reinterpret_cast<sockaddr*>(&entry.real);
    if (syscall(SYS_bind, socket, real, size) != 0) return -1;
    if (syscall(SYS_getsockname, socket, real, &size) != 0) return -1;
    bound()[socket] = std::move(entry);
    return 0;
}

}  // namespace

bool deliver(const Address& from, const Address& to, const std::string& message) {
    const auto wanted = address_of(to);
    const auto found = std::find_if(bound().begin(), bound().end(),
                                    [&](const auto& entry) { return same(entry.second.claimed, wanted); });
    if (found == bound().end()) return false;
    auto& [socket, entry] = *found;
    entry.senders.push_back(address_of(from));
    const auto sent = ::sendto(courier(), message.data(), message.size(), 0,
                               reinterpret_cast<const sockaddr*>(&entry.real), sizeof entry.real);
    return sent == static_cast<ssize_t>(message.size());
}

void forget_sockets() { bound().clear(); }

}  // namespace layby::simulation

using namespace layby::simulation;

extern "C" {

int bind(int socket, const sockaddr* address, socklen_t size) {
    if (size >= sizeof(sockaddr_in) && address->sa_family == AF_INET) {
        const auto& wanted = *reinterpret_cast<const sockaddr_in*>(address);
        if (is_simulated(wanted.sin_addr.s_addr)) return bind_claimed(socket, wanted);
    }
    return static_cast<int>(syscall(SYS_bind, socket, address, size));
}

int getsockname(int socket, sockaddr* address, socklen_t* size) {
    const auto* entry = find(socket);
    if (!entry) return static_cast<int>(syscall(SYS_getsockname, socket, address, size));
    std::memcpy(address, &entry->claimed, std::min<std::size_t>(*size, sizeof entry->claimed));
    *size = sizeof entry->claimed;
    return 0;
}

/// When a message came is told in virtual time alone: nothing is refused because this machine is slow.
int setsockopt(int socket, int level, int name, const void* value, socklen_t size) noexcept {
    if (level == SOL_SOCKET && name == SO_TIMESTAMPNS) return errno = ENOPROTOOPT, -1;
    return static_cast<int>(syscall(SYS_setsockopt, socket, level, name, value, size));
}

issize_t su_vsend(su_socket_t socket, su_iovec_t const parts[], isize_t count, int flags,
                  su_sockaddr_t const* to, socklen_t size) {
    const auto* entry = find(socket);
    if (!entry || !to) {
        msghdr message{};
        message.msg_name = const_cast<su_sockaddr_t*>(to);
        message.msg_namelen = size;
        message.msg_iov = reinterpret_cast<iovec*>(const_cast<su_iovec_t*>(parts));
        message.msg_iovlen = count;
        return sendmsg(socket, &message, flags);
    }
    std::string text;
    for (isize_t i = 0; i < count; ++i)
        text.append(static_cast<const char*>(static_cast<void*>(parts[i].siv_base)), parts[i].siv_len);
    const auto bytes = static_cast<issize_t>(text.size());
    machine().around->sip_leaves(endpoint_of(entry->claimed), endpoint_of(to->su_sin), std::move(text));
    return bytes;
}

issize_t su_vrecv(su_socket_t socket, su_iovec_t parts[], isize_t count, int flags, su_sockaddr_t* from,
                  socklen_t* size) {
    msghdr message{};
    message.msg_name = from;
    message.msg_namelen = size ? *size : 0;
    message.msg_iov = reinterpret_cast<iovec*>(parts);
    message.msg_iovlen = count;
    const auto got = recvmsg(socket, &message, flags);
    if (size) *size = message.msg_namelen;
    auto* entry = find(socket);
    if (!entry || got < 0 || entry->senders.empty()) return got;
    from->su_sin = entry->senders.front();
    if ((flags & MSG_PEEK) == 0) entry->senders.pop_front();
    return got;
}
}

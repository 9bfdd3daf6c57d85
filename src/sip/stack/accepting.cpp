#include "sip/stack/accepting.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "sip/stack/local_addresses.hpp"
#include "sip/stack/stack.hpp"

namespace layby::sip {
namespace {

/// Whatever is there can be read at once: sofia reads all that is there into one message (see too_long).
constexpr int receive_buffer = 256 << 10;

thread_local Accepting* here = nullptr;

std::uint64_t cookie_of(int socket) {
    std::uint64_t cookie{};
    socklen_t size = sizeof cookie;
    return getsockopt(socket, SOL_SOCKET, SO_COOKIE, &cookie, &size) == 0 ? cookie : 0;
}

Address endpoint_in(const sockaddr_storage& address) {
    su_sockaddr_t peer{};
    std::memcpy(&peer, &address, std::min(sizeof peer, sizeof address));
    SU_CANONIZE_SOCKADDR(&peer);
    return endpoint_of(peer);
}

std::uint16_t port_of(int listening) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    const bool known = getsockname(listening, reinterpret_cast<sockaddr*>(&address), &size) == 0;
    return known ? endpoint_in(address).port : 0;
}

sockaddr_storage socket_address(const Address& address) {
    su_sockaddr_t out{};
    out.su_family = is_v6(address.ip) ? AF_INET6 : AF_INET;
    out.su_port = htons(address.port);
    su_inet_pton(out.su_family, address.ip.c_str(), SU_ADDR(&out));
    sockaddr_storage storage{};
    std::memcpy(&storage, &out, std::min(sizeof storage, sizeof out));
    return storage;
}

}  // namespace

Accepting::Accepting(std::vector<std::uint16_t> ports, OnAccepted on_accepted,
                     std::vector<std::uint16_t> inner, Claim claim, std::vector<std::uint16_t> proved,
                     OnProved on_proved)
    : ports_(std::move(ports)),
      inner_(std::move(inner)),
      proved_(std::move(proved)),
      claim_(std::move(claim)),
      on_accepted_(std::move(on_accepted)),
      on_proved_(std::move(on_proved)) {
    here = this;
}

Accepting::~Accepting() {
    if (here == this) here = nullptr;
}

std::optional<sockaddr_storage> Accepting::take(int listening, int socket, const sockaddr_storage& seen) {
    const auto port = port_of(listening);
    const bool inner = std::ranges::find(inner_, port) != inner_.end();
    if (!inner && std::ranges::find(ports_, port) == ports_.end()) return seen;
    const auto peer = inner ? claim_(endpoint_in(seen)) : std::optional(endpoint_in(seen));
    if (!peer) return {};
    setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    const bool proved = std::ranges::find(proved_, port) != proved_.end();
    const AcceptedSocket accepted{socket, cookie_of(socket)};
    if (!(proved ? on_proved_(port, accepted, *peer) : on_accepted_(accepted, *peer))) return {};
    return inner ? socket_address(*peer) : seen;
}

void Accepting::end(const AcceptedSocket& socket) {
    if (is_there(socket)) shutdown(socket.number, SHUT_RDWR);
}

bool Accepting::is_there(const AcceptedSocket& socket) { return cookie_of(socket.number) == socket.cookie; }

}  // namespace layby::sip

/// In place of the C library's, for sofia and everybody else in this process.
extern "C" int accept(int listening, sockaddr* address, socklen_t* size) {
    sockaddr_storage peer{};
    socklen_t peer_size = sizeof peer;
    const int socket = accept4(listening, reinterpret_cast<sockaddr*>(&peer), &peer_size, SOCK_CLOEXEC);
    if (socket < 0) return socket;
    auto* accepting = layby::sip::here;
    const auto seen = accepting ? accepting->take(listening, socket, peer) : std::optional(peer);
    if (!seen) {
        close(socket);
        errno = ECONNABORTED;
        return -1;
    }
    if (address && size) {
        const auto family_size = seen->ss_family == AF_INET6  ? sizeof(sockaddr_in6)
                                 : seen->ss_family == AF_INET ? sizeof(sockaddr_in)
                                                              : peer_size;
        std::memcpy(address, &*seen, std::min<std::size_t>(*size, family_size));
        *size = static_cast<socklen_t>(family_size);
    }
    return socket;
}

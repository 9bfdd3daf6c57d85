#include "media/wire/udp_socket.hpp"

#include <unistd.h>

#include <utility>

namespace layby::media {
namespace {

// Some 100 packets of G.711 in the kernel's accounting: two seconds of a stalled media thread.
constexpr int receive_buffer_bytes = 128 * 1024;

void set(int fd, int level, int name, int value) { setsockopt(fd, level, name, &value, sizeof value); }

void tune(int fd, int family) {
    set(fd, SOL_SOCKET, SO_RCVBUF, receive_buffer_bytes);
    // Don't fragment, and don't look up the path's MTU for every packet: ours are far below any.
    if (family == AF_INET6) {
        set(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1);
        set(fd, IPPROTO_IPV6, IPV6_MTU_DISCOVER, IPV6_PMTUDISC_PROBE);
        set(fd, IPPROTO_IPV6, IPV6_TCLASS, 0xb8);
        return;
    }
    set(fd, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_PROBE);
    set(fd, IPPROTO_IP, IP_TOS, 0xb8);  // expedited forwarding, as voice is marked (RFC 4594)
}

}  // namespace

std::optional<UdpSocket> UdpSocket::bound_to(const SocketAddress& near) {
    const int fd = ::socket(near.family(), SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return {};
    UdpSocket socket{fd};
    tune(fd, near.family());
    if (::bind(fd, near.raw(), near.length()) != 0) return {};
    return socket;
}

UdpSocket::~UdpSocket() {
    if (fd_ >= 0) ::close(fd_);
}
UdpSocket::UdpSocket(UdpSocket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
UdpSocket& UdpSocket::operator=(UdpSocket&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
}

bool UdpSocket::send(const SocketAddress& to, Bytes packet) const noexcept {
    return ::sendto(fd_, packet.data(), packet.size(), MSG_DONTWAIT | MSG_NOSIGNAL, to.raw(), to.length()) >=
           0;
}

std::span<std::uint8_t> UdpSocket::receive(std::span<std::uint8_t> room, SocketAddress& from) const noexcept {
    socklen_t length = SocketAddress::capacity;
    const ssize_t n =
        ::recvfrom(fd_, room.data(), room.size(), MSG_DONTWAIT | MSG_TRUNC, from.raw(), &length);
    if (n <= 0 || static_cast<std::size_t>(n) > room.size()) return {};
    return room.first(static_cast<std::size_t>(n));
}

}  // namespace layby::media

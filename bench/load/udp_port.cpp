#include "udp_port.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include "clock.hpp"

namespace load {
namespace {

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

void set(int handle, int option, int value) { setsockopt(handle, SOL_SOCKET, option, &value, sizeof value); }

[[noreturn]] void fail(const char* what) { throw std::system_error{errno, std::generic_category(), what}; }

}  // namespace

UdpPort::UdpPort(std::uint16_t port)
    : handle_(socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
    if (handle_ < 0) fail("socket");
    set(handle_, SO_TIMESTAMPNS, 1);
    set(handle_, SO_RXQ_OVFL, 1);
    set(handle_, SO_RCVBUF, 8 << 20);        // as far as rmem_max allows …
    set(handle_, SO_RCVBUFFORCE, 64 << 20);  // … and beyond, for root
    auto address = loopback(port);
    socklen_t size = sizeof address;
    if (bind(handle_, reinterpret_cast<sockaddr*>(&address), size) < 0) fail("bind");
    getsockname(handle_, reinterpret_cast<sockaddr*>(&address), &size);
    number_ = ntohs(address.sin_port);
}

UdpPort::~UdpPort() { close(handle_); }

void UdpPort::send(std::string_view data, std::uint16_t to_port) const {
    const auto to = loopback(to_port);
    sendto(handle_, data.data(), data.size(), 0, reinterpret_cast<const sockaddr*>(&to), sizeof to);
}

std::optional<Datagram> UdpPort::receive() {
    sockaddr_in from{};
    iovec part{buffer_, sizeof buffer_};
    alignas(cmsghdr) char control[128];
    msghdr message{};
    message.msg_name = &from;
    message.msg_namelen = sizeof from;
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    const auto size = recvmsg(handle_, &message, 0);
    if (size < 0) return {};
    double at = 0;
    for (auto* note = CMSG_FIRSTHDR(&message); note; note = CMSG_NXTHDR(&message, note)) {
        if (note->cmsg_type == SO_TIMESTAMPNS) {
            timespec time{};
            std::memcpy(&time, CMSG_DATA(note), sizeof time);
            at = seconds(time);
        } else if (note->cmsg_type == SO_RXQ_OVFL) {
            std::memcpy(&dropped_, CMSG_DATA(note), sizeof dropped_);
        }
    }
    return Datagram{{buffer_, static_cast<std::size_t>(size)}, at > 0 ? at : now(), ntohs(from.sin_port)};
}

}  // namespace load

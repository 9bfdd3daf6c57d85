// One bound, non-blocking UDP socket. Made on the signalling thread, then owned and used by the media thread.
#pragma once
#include <optional>

#include "media/rtp/rtp_packet.hpp"
#include "media/wire/address.hpp"

namespace layby::media {

class UdpSocket {
  public:
    /// None when the address isn't ours or the port is taken; errno says which.
    static std::optional<UdpSocket> bound_to(const SocketAddress& near);
    ~UdpSocket();
    UdpSocket(UdpSocket&& other) noexcept;
    UdpSocket& operator=(UdpSocket&& other) noexcept;

    int fd() const { return fd_; }
    /// False when the kernel refused: no route, no room. Such a packet is simply lost.
    bool send(const SocketAddress& to, Bytes packet) const noexcept;
    /// The next packet's bytes; empty when there is none, or when it is longer than `room`.
    std::span<std::uint8_t> receive(std::span<std::uint8_t> room, SocketAddress& from) const noexcept;

  private:
    explicit UdpSocket(int fd) : fd_(fd) {}
    int fd_;
};

}  // namespace layby::media

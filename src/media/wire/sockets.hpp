// The sockets of all legs, and the waiting for packets on them. The only place of this folder that knows how
// packets get into and out of the process. Media thread, except wake().
#pragma once
#include <array>
#include <functional>
#include <vector>

#include "media/core/core.hpp"
#include "media/wire/udp_socket.hpp"

namespace layby::media {

/// An RTP and an RTCP socket on neighbouring ports.
struct PortPair {
    UdpSocket rtp, rtcp;
    std::uint16_t port{};  ///< of RTP
    /// None when a port is taken or the address isn't ours; errno says which.
    static std::optional<PortPair> bound_to(const SocketAddress& near);
};

class Sockets final : public Wire {
  public:
    Sockets();  ///< throws std::system_error
    ~Sockets() override;
    Sockets(const Sockets&) = delete;
    Sockets& operator=(const Sockets&) = delete;

    void add(Place place, PortPair pair);
    /// Closes both; returns the port.
    std::uint16_t remove(Place place);
    void send(Place leg, Channel channel, const SocketAddress& to, Bytes packet) override;

    /// Waits until a packet or wake() comes, at most until `deadline` (none: for ever).
    void wait(std::optional<Instant> deadline);
    /// Gives everything that wait() found to the core.
    void receive_into(Core& core, Instant now);
    void wake() noexcept;  ///< ends a wait(); any thread, also a signal handler

    static Instant now();

  private:
    void watch(int fd, std::uint64_t tag);
    void collect(std::optional<Instant> deadline);

    int epoll_{-1}, event_{-1};
    std::vector<std::optional<PortPair>> pairs_;
    std::vector<std::uint64_t> ready_;  // tags of sockets with packets
    std::array<std::uint8_t, max_packet_bytes> room_{};
};

}  // namespace layby::media

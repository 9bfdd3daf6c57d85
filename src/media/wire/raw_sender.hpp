// One raw socket for each address of ours in place of the sockets of its legs: dozens of packets leave in one
// call of the kernel, and one socket stays in the cache where thousands don't. What the kernel writes for a
// UDP socket is written here (RFC 791, RFC 768). IPv4; needs CAP_NET_RAW. Media thread, once it is made.
#pragma once
#include <netinet/ip.h>
#include <netinet/udp.h>

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "media/core/batch.hpp"

namespace layby::media {

class RawSender {
  public:
    struct Made {
        std::unique_ptr<RawSender> sender;
        std::string why_not;
    };
    static Made make();
    ~RawSender();
    RawSender(const RawSender&) = delete;
    RawSender& operator=(const RawSender&) = delete;

    /// RTP of this leg leaves from there.
    void add(Place leg, const SocketAddress& from);
    void remove(Place leg);

    /// False: this packet is for its own socket.
    bool takes(const Batch::Packet& packet) const;
    /// Sends what it takes of them; `refused` are those that the kernel didn't, for their own sockets.
    void send(const Batch& packets, std::vector<const Batch::Packet*>& refused);

  private:
    struct Headers {
        ip network;
        udphdr transport;
    };
    static_assert(sizeof(Headers) == 28);
    struct Source {
        in_addr ip{};
        std::uint16_t port{};  ///< in network order
        int socket{-1};        ///< none: not through us
    };

    RawSender();
    int socket_at(const SocketAddress& address);
    void write(const Source& from, const Batch::Packet& packet);
    void send_written(std::vector<const Batch::Packet*>& refused);

    std::vector<std::pair<SocketAddress, int>> sockets_;
    std::vector<Source> sources_;  // by place

    // What leaves through one socket in the next call.
    int socket_{-1};
    std::size_t written_{};
    std::array<Headers, Batch::usual> headers_{};
    std::array<iovec, 2 * Batch::usual> parts_{};
    std::array<mmsghdr, Batch::usual> messages_{};
    std::array<const Batch::Packet*, Batch::usual> packets_{};
};

/// The ones' complement sum of the bytes as 16-bit words in network order, before it is folded (RFC 1071).
std::uint64_t sum_of(Bytes bytes);
/// Folded and inverted; never 0, which would mean that there is none (RFC 768).
std::uint16_t checksum(std::uint64_t sum);

}  // namespace layby::media

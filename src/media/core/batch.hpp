// Packets on their way between the core and the kernel, some dozens at once: one call of the port between
// them instead of one a packet. They lie one after the other in memory that the batch keeps. Media thread.
#pragma once
#include <vector>

#include "media/core/place.hpp"
#include "media/rtp/rtp_packet.hpp"
#include "media/rtp/socket_address.hpp"

namespace layby::media {

class Batch {
  public:
    static constexpr std::size_t usual = 64;

    struct Packet {
        SocketAddress peer;  ///< where it goes to, or comes from
        Place place{};
        Channel channel{};
        Bytes bytes;
    };

    /// Of at most so many packets.
    explicit Batch(std::size_t most = usual);

    /// Whether it has to be emptied before the next packet.
    bool full() const { return packets_.size() == most_ || filled_ + max_packet_bytes > bytes_.size(); }
    /// Where the next packet is to be written; not when it is full().
    std::span<std::uint8_t> room() { return std::span{bytes_}.subspan(filled_, max_packet_bytes); }
    /// The first bytes of the room are a packet.
    void add(Place place, Channel channel, const SocketAddress& peer, std::size_t length);
    void clear();

    bool empty() const { return packets_.empty(); }
    const std::vector<Packet>& packets() const { return packets_; }

  private:
    std::size_t most_, filled_{};
    std::vector<std::uint8_t> bytes_;
    std::vector<Packet> packets_;
};

}  // namespace layby::media

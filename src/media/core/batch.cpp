#include "media/core/batch.hpp"

namespace layby::media {
namespace {

/// A packet of 20 ms of G.711 has 172 bytes.
constexpr std::size_t usual_packet_bytes = 256;

}  // namespace

Batch::Batch(std::size_t most) : most_(most), bytes_(most * usual_packet_bytes + max_packet_bytes) {
    packets_.reserve(most);
}

void Batch::add(Place place, Channel channel, const SocketAddress& peer, std::size_t length) {
    packets_.push_back({peer, place, channel, Bytes{bytes_}.subspan(filled_, length)});
    filled_ += length;
}

void Batch::clear() {
    packets_.clear();
    filled_ = 0;
}

}  // namespace layby::media

// What a sieve does, in plain words, for the core in simulated time and to compare the kernel's with. Header
// only.
#pragma once
#include <functional>
#include <optional>
#include <unordered_map>

#include "media/core/sieve.hpp"

namespace layby::media {

class ModelSieve final : public Sieve {
  public:
    bool start(Place leg, const Stream& stream) override {
        streams_[leg] = {stream, true};
        return true;
    }
    Progress look(Place leg) const override { return streams_.at(leg).stream.progress; }
    void stop(Place leg) override {
        just_before_it_stops();
        streams_.at(leg).sifted = false;
    }

    /// Whether this packet is only counted; then it is.
    bool drops(Place leg, const SocketAddress& from, Bytes bytes, Instant at) {
        const auto found = streams_.find(leg);
        if (found == streams_.end() || !found->second.sifted) return false;
        Stream& stream = found->second.stream;
        const auto packet = read_rtp(bytes);
        if (!packet || bytes[0] != 0x80 || !(from == stream.from)) return false;
        const RtpHeader& header = packet->header;
        const int step = static_cast<std::uint16_t>(header.sequence - stream.progress.sequence);
        if (header.payload_type != stream.payload_type || header.ssrc != stream.ssrc || step < 1 ||
            step > widest_step)
            return false;
        count(stream, header, at);
        ++dropped;
        return true;
    }
    std::uint64_t dropped{};
    std::function<void()> just_before_it_stops = [] {};

  private:
    struct Sifted {
        Stream stream;
        bool sifted{};
    };
    // RFC 3550 appendix A.8.
    static void count(Stream& stream, const RtpHeader& header, Instant at) {
        Progress& progress = stream.progress;
        const auto arrival =
            static_cast<std::uint32_t>(at.time_since_epoch().count() * (stream.clock / 1000) / 1000);
        const std::uint32_t transit = arrival - header.timestamp;
        const std::int64_t jump = ahead(transit, progress.transit);
        const auto difference = static_cast<std::uint32_t>(jump < 0 ? -jump : jump);
        if (difference < static_cast<std::uint32_t>(stream.clock) * 2)
            progress.jitter += difference - ((progress.jitter + 8) >> 4);
        progress.transit = transit;
        progress.sequence = header.sequence;
        progress.timestamp = header.timestamp;
        progress.at = at;
        ++progress.packets;
    }
    std::unordered_map<Place, Sifted> streams_;
};

}  // namespace layby::media

// An encrypted leg: its keys, and where its streams are under them. Part of a leg; media thread.
#pragma once
#include "media/core/place.hpp"
#include "media/srtp/receiver.hpp"
#include "media/srtp/sender.hpp"

namespace layby::media {

struct Secured {
    explicit Secured(const SrtpKeys& its_keys) : keys(its_keys), out(keys.ours), in(keys.theirs) {}

    SrtpKeys keys;
    SrtpSender out;
    SrtpReceiver in;
    bool proved{};  ///< something of the peer was encrypted with its key
    bool refusal_told{};

    /// Our packet, in place; its new length, or 0.
    std::size_t protect(Channel channel, std::span<std::uint8_t> room, std::size_t length) {
        return channel == Channel::rtp ? out.protect_rtp(room, length) : out.protect_rtcp(room, length);
    }
    std::optional<Bytes> open(Channel channel, Bytes packet, std::span<std::uint8_t> plain) {
        return channel == Channel::rtp ? in.open_rtp(packet, plain) : in.open_rtcp(packet, plain);
    }
};

}  // namespace layby::media

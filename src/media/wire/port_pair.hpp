// An RTP and an RTCP socket on neighbouring ports. Made on the signalling thread, then the media thread's.
#pragma once
#include "media/wire/udp_socket.hpp"

namespace layby::media {

struct PortPair {
    UdpSocket rtp, rtcp;
    SocketAddress local;  ///< of RTP
    std::uint16_t port() const { return local.port(); }
    /// None when a port is taken or the address isn't ours; errno says which.
    static std::optional<PortPair> bound_to(const SocketAddress& near);
};

}  // namespace layby::media

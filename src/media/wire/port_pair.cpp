#include "media/wire/port_pair.hpp"

namespace layby::media {

std::optional<PortPair> PortPair::bound_to(const SocketAddress& near) {
    auto rtp = UdpSocket::bound_to(near);
    if (!rtp) return {};
    auto rtcp = UdpSocket::bound_to(near.with_port(static_cast<std::uint16_t>(near.port() + 1)));
    if (!rtcp) return {};
    return PortPair{std::move(*rtp), std::move(*rtcp), near};
}

}  // namespace layby::media

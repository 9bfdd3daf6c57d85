// The network under the media engine, and its turn: orders are carried out and packets are heard when the
// world says so. The engine and its core are the real ones.
#include <map>
#include <set>

#include "media/wire/media_thread.hpp"
#include "simulation/machine/machine.hpp"

namespace layby::media {
namespace {

struct Ports {
    std::map<int, SocketAddress> bound;  ///< by a made-up descriptor
    int last{1'000'000};

    bool taken(const SocketAddress& address) const {
        for (const auto& [fd, its] : bound)
            if (its == address) return true;
        return false;
    }
};
Ports& ports() {
    static Ports all;
    return all;
}

std::map<std::uint16_t, Place>& places() {
    static std::map<std::uint16_t, Place> by_port;
    return by_port;
}

}  // namespace

std::optional<UdpSocket> UdpSocket::bound_to(const SocketAddress& near) {
    if (ports().taken(near)) return errno = EADDRINUSE, std::nullopt;
    ports().bound[++ports().last] = near;
    return UdpSocket(ports().last);
}
UdpSocket::~UdpSocket() { ports().bound.erase(fd_); }
UdpSocket::UdpSocket(UdpSocket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
UdpSocket& UdpSocket::operator=(UdpSocket&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
}
bool UdpSocket::send(const SocketAddress& to, Bytes packet) const noexcept {
    simulation::machine().around->sound_leaves(ports().bound.at(fd_).endpoint(), to.endpoint(), packet);
    return true;
}

std::optional<PortPair> PortPair::bound_to(const SocketAddress& near) {
    auto rtp = UdpSocket::bound_to(near);
    if (!rtp) return {};
    auto rtcp = UdpSocket::bound_to(near.with_port(static_cast<std::uint16_t>(near.port() + 1)));
    if (!rtcp) return {};
    return PortPair{std::move(*rtp), std::move(*rtcp), near.port()};
}

Sockets::Sockets() = default;
Sockets::~Sockets() { places().clear(); }
void Sockets::add(Place place, PortPair pair) {
    if (pairs_.size() <= place) pairs_.resize(place + 1);
    places()[pair.port] = place;
    pairs_[place] = std::move(pair);
}
std::uint16_t Sockets::remove(Place place) {
    const auto port = pairs_[place]->port;
    places().erase(port);
    pairs_[place].reset();
    return port;
}
void Sockets::send(Place leg, Channel channel, const SocketAddress& to, Bytes packet) {
    const auto& pair = pairs_[leg];
    (channel == Channel::rtp ? pair->rtp : pair->rtcp).send(to, packet);
}
void Sockets::wake() noexcept {}
Instant Sockets::now() { return simulation::now(); }

MediaThread::MediaThread(Core::Setup setup, std::function<void(calls::Fact)> tell, Tally& tally)
    : core_(
          setup, sockets_,
          [tell = std::move(tell)](calls::Fact fact) {
              ++simulation::machine().facts_of_sound;
              tell(std::move(fact));
          },
          tally) {
    auto& parts = simulation::machine().parts;
    parts.carry_out_sound_orders = [this] {
        orders_.take(taken_);
        for (Job& order : taken_) order.carry_out(core_, sockets_, Sockets::now());
        taken_.clear();
    };
    parts.sound_ticks = [this] { core_.tick(Sockets::now()); };
    parts.sound_arrives = [this](std::uint16_t port, const Address& from, Bytes packet) {
        const auto found = places().find(port);
        const auto address = SocketAddress::from(from);
        if (found != places().end() && address) core_.rtp(found->second, *address, packet, Sockets::now());
    };
}
MediaThread::~MediaThread() {
    auto& parts = simulation::machine().parts;
    parts.carry_out_sound_orders = parts.sound_ticks = nullptr;
    parts.sound_arrives = nullptr;
}
void MediaThread::post(Job job) { orders_.put(std::move(job)); }
bool MediaThread::make_realtime() { return false; }

}  // namespace layby::media

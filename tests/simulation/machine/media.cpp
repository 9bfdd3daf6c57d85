// The network under the media engine, and its turn: orders are carried out and packets are heard when the
// world says so. The engine and its core are the real ones.
#include <map>
#include <set>

#include "media/wire/clock.hpp"
#include "media/wire/lines.hpp"
#include "media/wire/media_thread.hpp"
#include "media/wire/ways.hpp"
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

/// The ports of the world in place of the kernel's; what arrives is told by the world.
class SimulatedNet final : public Net {
  public:
    SimulatedNet(std::uint16_t first_port, std::uint16_t last_port) : lines_(first_port, last_port) {}

    std::optional<Line> open(const SocketAddress& near, For whom) override { return lines_.open(near, whom); }
    std::optional<Line> reopen(const SocketAddress& local) override { return lines_.reopen(local); }
    std::size_t lines() const override { return lines_.count(); }
    void wake() noexcept override {}
    void take_over() override {
        lines_.take_opened(opened_);
        for (auto& [place, pair] : opened_) {
            places_[pair.port()] = place;
            pairs_.insert_or_assign(place, std::move(pair));
        }
        opened_.clear();
    }
    void wait(std::optional<Instant>) override {}
    bool receive(Batch&) override { return false; }
    void send(const Batch& packets) override {
        for (const auto& packet : packets.packets()) {
            const auto& pair = pairs_.at(packet.place);
            (packet.channel == Channel::rtp ? pair.rtp : pair.rtcp).send(packet.peer, packet.bytes);
        }
    }
    void close(Place place) override {
        const auto port = pairs_.at(place).port();
        places_.erase(port);
        pairs_.erase(place);
        lines_.give_back(place, port);
    }
    std::optional<Place> at(std::uint16_t port) const {
        const auto found = places_.find(port);
        return found == places_.end() ? std::nullopt : std::optional{found->second};
    }

  private:
    Lines lines_;
    std::vector<Lines::Opened> opened_;
    std::map<Place, PortPair> pairs_;
    std::map<std::uint16_t, Place> places_;
};

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

MadeNet make_net(const Options& options) {
    return {std::make_unique<SimulatedNet>(options.first_port, options.last_port),
            {Way::sockets, "simulated"}};
}

Instant clock_now() { return simulation::now(); }

MediaThread::MediaThread(Core::Setup setup, Net& net, std::function<void(calls::Fact)> tell, Tally& tally)
    : net_(net),
      core_(
          setup, net,
          [tell = std::move(tell)](calls::Fact fact) {
              ++simulation::machine().facts_of_sound;
              tell(std::move(fact));
          },
          tally) {
    auto& parts = simulation::machine().parts;
    parts.carry_out_sound_orders = [this] { carry_out_orders(clock_now()); };
    parts.sound_ticks = [this] { core_.tick(clock_now()); };
    parts.sound_arrives = [this](std::uint16_t port, const Address& from, Bytes packet) {
        const auto place = static_cast<SimulatedNet&>(net_).at(port);
        const auto address = SocketAddress::from(from);
        if (!place || !address) return;
        core_.rtp(*place, *address, packet, clock_now());
        core_.flush();
    };
}
MediaThread::~MediaThread() {
    auto& parts = simulation::machine().parts;
    parts.carry_out_sound_orders = parts.sound_ticks = nullptr;
    parts.sound_arrives = nullptr;
}
void MediaThread::carry_out_orders(Instant now) {
    orders_.take(taken_);
    net_.take_over();
    for (Job& order : taken_) order.carry_out(core_, now);
    taken_.clear();
    core_.flush();
}
void MediaThread::post(Job job) { orders_.put(std::move(job)); }
bool MediaThread::make_realtime() { return false; }

}  // namespace layby::media

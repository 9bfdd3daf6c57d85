// A real media engine and phones with real sockets on loopback. Waits for conditions, never for a fixed time.
// Header only.
#pragma once
#include <gtest/gtest.h>
#include <poll.h>

#include <array>
#include <atomic>
#include <mutex>
#include <thread>

#include "media/engine.hpp"
#include "media/rtp/rtp_packet.hpp"
#include "media/wire/udp_socket.hpp"

namespace layby::media {

using namespace std::chrono_literals;

inline const sounds::Library& library() {
    static const sounds::Library loaded{sounds::Sources{}};
    return loaded;
}

struct Facts {
    std::mutex mutex;
    std::vector<calls::Fact> told;

    auto teller() {
        return [this](calls::Fact fact) {
            const std::scoped_lock lock{mutex};
            told.push_back(std::move(fact));
        };
    }
    template <class Fact>
    std::vector<Fact> all() {
        const std::scoped_lock lock{mutex};
        std::vector<Fact> found;
        for (const auto& fact : told)
            if (const auto* one = std::get_if<Fact>(&fact)) found.push_back(*one);
        return found;
    }
    template <class Fact>
    std::size_t count() {
        return all<Fact>().size();
    }
};

template <class Condition>
bool comes_true(Condition condition, std::chrono::milliseconds within = 5s) {
    const auto end = std::chrono::steady_clock::now() + within;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::yield();
    }
    return true;
}

/// A phone's RTP socket on a free port.
class RtpPhone {
  public:
    explicit RtpPhone(const std::string& ip = "127.0.0.1")
        : ip_(ip), socket_(*UdpSocket::bound_to(*SocketAddress::from(ip, 0))) {}

    Address here() const {
        SocketAddress address;
        socklen_t length = SocketAddress::capacity;
        getsockname(socket_.fd(), address.raw(), &length);
        return {ip_, address.port()};
    }
    calls::LegAudio audio(Codec codec = Codec::pcmu) const {
        const CodecChoice choice{codec, static_cast<std::uint8_t>(codec == Codec::pcmu ? 0 : 8)};
        return {here(), {}, choice, {choice}, 101, 101, true, true};
    }
    std::optional<RtpPacket> next(std::chrono::milliseconds within = 5s) {
        const Bytes bytes = datagram(within);
        return bytes.empty() ? std::nullopt : read_rtp(bytes);
    }
    /// The packet of this number in its stream.
    void say(const Address& to, std::uint32_t number, std::uint8_t byte) {
        say(to, {false, 0, static_cast<std::uint16_t>(number), number * 160, 4711},
            std::vector<std::uint8_t>(160, byte));
    }
    void say(const Address& to, const RtpHeader& header, const std::vector<std::uint8_t>& payload) {
        std::vector<std::uint8_t> packet(rtp_header_bytes);
        write_rtp_header(header, std::span{packet}.first<rtp_header_bytes>());
        packet.insert(packet.end(), payload.begin(), payload.end());
        send(to, packet);
    }
    void send(const Address& to, Bytes packet) { socket_.send(*SocketAddress::from(to), packet); }
    /// The next datagram, whatever it is.
    Bytes datagram(std::chrono::milliseconds within = 5s) {
        pollfd waiting{socket_.fd(), POLLIN, 0};
        if (poll(&waiting, 1, static_cast<int>(within.count())) <= 0) return {};
        return socket_.receive(room_, from_);
    }

    int fd() const { return socket_.fd(); }
    const SocketAddress& last_from() const { return from_; }

  private:
    std::string ip_;
    UdpSocket socket_;
    std::array<std::uint8_t, 1500> room_{};
    SocketAddress from_;
};

/// A range of ports that was free a moment ago; each test has its own.
inline bool nobody_has(const Options& range) {
    for (std::uint32_t port = range.first_port; port <= range.last_port; ++port)
        if (!UdpSocket::bound_to(*SocketAddress::from("127.0.0.1", static_cast<std::uint16_t>(port))))
            return false;
    return true;
}

/// Below the ports that the kernel gives away by itself.
inline Options options(std::uint16_t pairs = 8) {
    static std::atomic<std::uint16_t> next{static_cast<std::uint16_t>(RtpPhone{}.here().port % 5000 + 10000)};
    for (;;) {
        Options chosen;
        chosen.first_port = static_cast<std::uint16_t>((10000 + next.fetch_add(300) % 20000) & ~1U);
        chosen.last_port = static_cast<std::uint16_t>(chosen.first_port + pairs * 2 - 1);
        if (nobody_has(chosen)) return chosen;
    }
}

}  // namespace layby::media

// Ears for thousands of calls: one UDP port that all calls name for their RTP, and a thread that reads it. A
// stream is told by the port that it comes from: the server has one for each call.
#pragma once
#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "udp_port.hpp"

namespace load {

struct Stream {
    std::uint64_t packets{}, lost{}, disordered{}, varied{};
    double first{}, last{}, longest_gap{}, jitter{}, transit{};
    std::uint32_t ssrc{}, hash{}, word{};
    std::uint16_t sequence{};
};

class Listener {
  public:
    Listener();
    ~Listener();

    std::uint16_t port() const { return socket_.number(); }
    void send(std::string_view data, std::uint16_t to_port) const { socket_.send(data, to_port); }
    /// The first four bytes of the last payload from this port; none when it was silent for 0.2 s.
    std::optional<std::uint32_t> heard_from(std::uint16_t port);
    /// Forgets everything: a window begins.
    void begin();
    /// The window's report as JSON: live streams (heard in the last 0.2 s), full rate (≥ 98 % of 50
    /// packets/s), music (payloads that change), lost and disordered packets, gaps and jitter in ms, and our
    /// own drops.
    std::string report();

  private:
    void listen();
    void hear(const Datagram& datagram);
    void judge(Stream& stream, const Datagram& datagram, std::uint16_t sequence, std::uint32_t timestamp);

    UdpPort socket_;
    std::mutex lock_;
    std::vector<Stream> streams_;
    double began_{};
    std::uint32_t dropped_before_{};
    std::atomic<bool> running_{true};
    std::thread thread_;
};

}  // namespace load

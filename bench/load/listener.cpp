#include "listener.hpp"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <cstdio>

#include "clock.hpp"
#include "numbers.hpp"

namespace load {
namespace {

constexpr double longest_silence = 0.2;  ///< of a stream that is live

std::uint32_t big_endian(std::string_view data, std::size_t at, std::size_t bytes) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < bytes; ++i) value = value << 8 | static_cast<std::uint8_t>(data[at + i]);
    return value;
}

std::uint32_t hash_of(std::string_view payload) {
    std::uint32_t hash = 2166136261U;
    for (const char byte : payload) hash = (hash ^ static_cast<std::uint8_t>(byte)) * 16777619U;
    return hash;
}

}  // namespace

Listener::Listener() : streams_(65536), began_(now()), thread_([this] { listen(); }) {}

Listener::~Listener() {
    running_ = false;
    thread_.join();
}

void Listener::begin() {
    const std::lock_guard guard{lock_};
    streams_.assign(streams_.size(), {});
    dropped_before_ = socket_.dropped();
    began_ = now();
}

void Listener::listen() {
    if (nice(-10) < 0)
        errno = 0;  // as far as permitted: what we don't hear in time counts against the server
    pollfd wait{socket_.handle(), POLLIN, 0};
    while (running_) {
        if (poll(&wait, 1, 50) <= 0) continue;
        const std::lock_guard guard{lock_};
        for (int count = 0; count < 512; ++count) {
            const auto datagram = socket_.receive();
            if (!datagram) break;
            hear(*datagram);
        }
    }
}

void Listener::hear(const Datagram& datagram) {
    if (datagram.data.size() < 13 || static_cast<std::uint8_t>(datagram.data[0]) >> 6 != 2) return;
    auto& stream = streams_[datagram.from_port];
    const auto ssrc = big_endian(datagram.data, 8, 4);
    if (stream.packets > 0 && stream.ssrc != ssrc) stream = {};  // the port serves another call now
    stream.ssrc = ssrc;
    stream.word = datagram.data.size() < 16 ? 0 : big_endian(datagram.data, 12, 4);
    judge(stream, datagram, static_cast<std::uint16_t>(big_endian(datagram.data, 2, 2)),
          big_endian(datagram.data, 4, 4));
}

void Listener::judge(Stream& stream, const Datagram& datagram, std::uint16_t sequence,
                     std::uint32_t timestamp) {
    const auto hash = hash_of(datagram.data.substr(12));
    const double transit = datagram.at - timestamp / 8000.0;
    if (stream.packets++ == 0) {
        stream.first = datagram.at;
    } else {
        const auto step = static_cast<std::int16_t>(sequence - stream.sequence);
        if (step > 1) stream.lost += static_cast<std::uint64_t>(step - 1);
        if (step < 1) ++stream.disordered;
        if (hash != stream.hash) ++stream.varied;
        stream.longest_gap = std::max(stream.longest_gap, datagram.at - stream.last);
        stream.jitter += (std::abs(transit - stream.transit) - stream.jitter) / 16;  // RFC 3550 section 6.4.1
    }
    stream.transit = transit;
    stream.hash = hash;
    stream.sequence = sequence;
    stream.last = datagram.at;
}

std::optional<std::uint32_t> Listener::heard_from(std::uint16_t port) {
    const std::lock_guard guard{lock_};
    const auto& stream = streams_[port];
    if (stream.packets == 0 || now() - stream.last > longest_silence) return {};
    return stream.word;
}

std::string Listener::report() {
    const std::lock_guard guard{lock_};
    const double end = now(), length = end - began_;
    std::uint64_t packets = 0, lost = 0, disordered = 0;
    std::size_t live = 0, full = 0, music = 0;
    Numbers gaps, jitter;
    for (const auto& stream : streams_) {
        if (stream.packets == 0) continue;
        packets += stream.packets;
        lost += stream.lost;
        disordered += stream.disordered;
        live += end - stream.last < longest_silence;
        full += static_cast<double>(stream.packets) >= 0.98 * 50 * length;
        music += stream.varied * 2 > stream.packets;
        gaps.add(stream.longest_gap * 1e3);
        jitter.add(stream.jitter * 1e3);
    }
    char text[400];
    std::snprintf(
        text, sizeof text,
        R"({"seconds":%.2f,"packets":%lu,"live":%zu,"full_rate":%zu,"music":%zu,"lost":%lu,"disordered":%lu,)"
        R"("own_drops":%u,"longest_gap_ms":)",
        length, packets, live, full, music, lost, disordered, socket_.dropped() - dropped_before_);
    return text + gaps.json() + ",\"jitter_ms\":" + jitter.json() + "}";
}

}  // namespace load

#include "talkers.hpp"

#include <algorithm>

#include "clock.hpp"
#include "measure.hpp"

namespace load {
namespace {

constexpr std::uint32_t silence = 0;  ///< nobody says it
constexpr double packet_time = 0.02;
constexpr double least_rest = 0.005;  ///< on a busy machine packets are late, but SIP is answered

std::uint32_t word_of(std::size_t call) { return static_cast<std::uint32_t>(call) + 1; }

void put(char* at, std::uint32_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) at[i] = static_cast<char>(value >> (8 * (bytes - 1 - i)));
}

/// Dials a number for each slot; whether call `from + i` is up is told by its state.
std::size_t dial_all(Bench& bench, const std::string& prefix, int first, int count, double rate) {
    const auto from = bench.callers.all().size();
    dial(bench, prefix, first, count, rate);
    return from;
}

}  // namespace

void Talkers::begin() {
    if (next_ > 0) return;
    next_ = now();
    speak();
}

void Talkers::speak() {
    for (const auto& [one, other] : pairs_) {
        say(one);
        say(other);
    }
    ++sequence_;
    next_ = std::max(next_ + packet_time, now() + least_rest);
    callers_.at(next_, [this] { speak(); });
}

void Talkers::say(std::size_t index) const {
    const auto& call = callers_.call(index);
    if (call.state != Call::State::up) return;
    char packet[172] = {};
    packet[0] = static_cast<char>(0x80);
    put(packet + 2, sequence_, 2);
    put(packet + 4, sequence_ * 160U, 4);
    put(packet + 8, word_of(index), 4);
    for (int at = 12; at < 172; at += 4) put(packet + at, word_of(index), 4);
    listener_.send({packet, sizeof packet}, call.server_rtp);
}

bool Talkers::hears(std::size_t listener, std::size_t speaker) const {
    return listener_.heard_from(callers_.call(listener).server_rtp).value_or(silence) == word_of(speaker);
}

std::size_t Talkers::in_touch() const {
    return static_cast<std::size_t>(std::ranges::count_if(pairs_, [&](const auto& pair) {
        return hears(pair.first, pair.second) && hears(pair.second, pair.first);
    }));
}

std::string talk(Bench& bench, const std::string& prefix, int first, int count, double rate) {
    const auto parked = dial_all(bench, prefix, first, count, rate);
    const auto takers = dial_all(bench, "", first, count, rate);
    const auto up = [&](std::size_t call) { return bench.callers.call(call).state == Call::State::up; };
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i)
        if (up(parked + i) && up(takers + i)) bench.talkers.add(parked + i, takers + i);
    bench.talkers.begin();
    return "{\"pairs\":" + std::to_string(bench.talkers.pairs()) + "}";
}

std::string in_touch(Bench& bench, double seconds) {
    const auto heard = window(bench, seconds);
    return "{\"pairs\":" + std::to_string(bench.talkers.pairs()) +
           ",\"in_touch\":" + std::to_string(bench.talkers.in_touch()) + ",\"heard\":" + heard + "}";
}

}  // namespace load

#include "speaker.hpp"

#include <time.h>

#include "measure.hpp"

namespace load {
namespace {

constexpr std::size_t beats = 20;  // of 1 ms, in a frame of 20 ms
constexpr std::uint32_t first_ssrc = 70000;

void put(char* at, std::uint32_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) at[i] = static_cast<char>(value >> (8 * (bytes - 1 - i)));
}

void sleep_to_the_next_beat(timespec& time) {
    time.tv_nsec += 1'000'000;
    if (time.tv_nsec >= 1'000'000'000) ++time.tv_sec, time.tv_nsec -= 1'000'000'000;
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nullptr);
}

}  // namespace

void Speaker::begin(std::vector<std::uint16_t> ports) {
    thread_ = {};
    ports_ = std::move(ports);
    thread_ = std::jthread{[this](const std::stop_token& stop) { run(stop); }};
}

void Speaker::run(const std::stop_token& stop) {
    timespec time{};
    clock_gettime(CLOCK_MONOTONIC, &time);
    for (std::size_t beat = 0; !stop.stop_requested(); ++beat, sleep_to_the_next_beat(time))
        for (std::size_t i = beat % beats; i < ports_.size(); i += beats)
            say(i, static_cast<std::uint32_t>(beat / beats));
}

void Speaker::say(std::size_t caller, std::uint32_t frame) const {
    char packet[172] = {};
    packet[0] = static_cast<char>(0x80);
    put(packet + 2, frame, 2);
    put(packet + 4, frame * 160, 4);
    put(packet + 8, first_ssrc + static_cast<std::uint32_t>(caller), 4);
    listener_.send({packet, sizeof packet}, ports_[caller]);
}

std::string speak(Bench& bench) {
    std::vector<std::uint16_t> ports;
    for (const auto& call : bench.callers.all())
        if (call.state == Call::State::up) ports.push_back(call.server_rtp);
    const auto count = ports.size();
    bench.speaker.begin(std::move(ports));
    return "{\"speaking\":" + std::to_string(count) + "}";
}

}  // namespace load

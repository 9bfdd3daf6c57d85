// How fast a caller is parked and handed over, one after the other, with kernel time stamps.
#include <algorithm>
#include <cstring>
#include <optional>
#include <string>

#include "clock.hpp"
#include "measure.hpp"

namespace load {
namespace {

constexpr char caller_speaks = 0x31, retriever_speaks = 0x5a;

/// A party of one round: says the same byte all the time, and notes when it heard what.
struct Party {
    explicit Party(char says) : byte(says) {}

    UdpPort port;
    char byte;
    std::uint16_t to{}, sequence{};
    std::optional<double> first, first_from_other;
    double last{}, longest_gap{};

    void hear(const Datagram& datagram, char other) {
        if (datagram.data.size() < 13) return;
        if (!first) first = datagram.at;
        if (last > 0) longest_gap = std::max(longest_gap, datagram.at - last);
        last = datagram.at;
        const auto payload = datagram.data.substr(12);
        const bool pure = std::all_of(payload.begin(), payload.end(), [&](char one) { return one == other; });
        if (pure && !first_from_other) first_from_other = datagram.at;
    }
    void speak() {
        char packet[172] = {};
        packet[0] = static_cast<char>(0x80);
        packet[2] = static_cast<char>(sequence >> 8);
        packet[3] = static_cast<char>(sequence & 0xff);
        const std::uint32_t timestamp = sequence * 160U;
        for (int i = 0; i < 4; ++i) packet[4 + i] = static_cast<char>(timestamp >> (24 - 8 * i));
        packet[11] = byte;
        std::memset(packet + 12, byte, 160);
        ++sequence;
        if (to) port.send({packet, sizeof packet}, to);
    }
};

struct Results {
    Numbers park, music, retrieve, any, caller_heard, retriever_heard, gap, goodbye;
    int bad{};
};

void speak_on(Callers& callers, Party& party, const bool& on, double when) {
    callers.at(when, [&callers, &party, &on, when] {
        if (!on) return;
        party.speak();
        speak_on(callers, party, on, when + 0.02);
    });
}

bool settled(const Callers& callers, std::size_t call) {
    return callers.call(call).state != Call::State::dialling;
}

bool round(Callers& callers, int slot, Results& results) {
    Party caller{caller_speaks}, retriever{retriever_speaks};
    callers.also_read(caller.port,
                      [&](const Datagram& datagram) { caller.hear(datagram, retriever_speaks); });
    callers.also_read(retriever.port,
                      [&](const Datagram& datagram) { retriever.hear(datagram, caller_speaks); });
    const auto number = std::to_string(slot);
    const auto parked = callers.dial("*7" + number, caller.port.number());
    callers.run(4, [&] { return settled(callers, parked); });
    if (callers.call(parked).status != 200) return false;
    bool speaking = true;
    caller.to = callers.call(parked).server_rtp;
    speak_on(callers, caller, speaking, now());
    callers.run(0.4 + 0.00131 * (slot % 16));  // not in step with the clock of the server
    const auto& park = callers.call(parked);
    results.park.add((park.answered - park.dialled) * 1e3);
    if (caller.first) results.music.add((*caller.first - park.answered) * 1e3);
    caller.longest_gap = 0;
    const auto other = callers.dial(number, retriever.port.number());
    callers.run(4, [&] { return settled(callers, other); });
    if (callers.call(other).status != 200) {
        speaking = false;
        callers.run(0.03);
        return false;
    }
    retriever.to = callers.call(other).server_rtp;
    speak_on(callers, retriever, speaking, now());
    const bool heard = callers.run(3, [&] { return caller.first_from_other && retriever.first_from_other; });
    callers.run(0.1);
    const auto taken = callers.call(other);
    results.retrieve.add((taken.answered - taken.dialled) * 1e3);
    if (retriever.first) results.any.add((*retriever.first - taken.answered) * 1e3);
    if (retriever.first_from_other)
        results.caller_heard.add((*retriever.first_from_other - taken.dialled) * 1e3);
    if (caller.first_from_other)
        results.retriever_heard.add((*caller.first_from_other - taken.dialled) * 1e3);
    results.gap.add(caller.longest_gap * 1e3);
    speaking = false;
    const double bye = now();
    callers.hang_up(other);
    const bool told = callers.run(3, [&] { return callers.call(parked).state == Call::State::over; });
    if (told) results.goodbye.add((callers.call(parked).ended - bye) * 1e3);
    callers.run(0.03);  // the last paced tasks of this round
    return heard && told;
}

}  // namespace

std::string latency(Bench& bench, int rounds, int first) {
    Results results;
    for (int i = 0; i < rounds; ++i) {
        if (!round(bench.callers, first + i, results)) ++results.bad;
        bench.callers.stop_reading();
    }
    return "{\"rounds\":" + std::to_string(rounds) + ",\"bad\":" + std::to_string(results.bad) +
           ",\"park_to_200_ms\":" + results.park.json() +
           ",\"first_music_after_200_ms\":" + results.music.json() +
           ",\"retrieve_to_200_ms\":" + results.retrieve.json() +
           ",\"first_rtp_after_200_ms\":" + results.any.json() +
           ",\"retrieve_to_callers_voice_ms\":" + results.caller_heard.json() +
           ",\"retrieve_to_own_voice_at_caller_ms\":" + results.retriever_heard.json() +
           ",\"longest_gap_at_caller_ms\":" + results.gap.json() +
           ",\"bye_to_bye_ms\":" + results.goodbye.json() + "}";
}

}  // namespace load

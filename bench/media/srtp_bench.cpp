// What encryption costs: CPU time per packet of 172 bytes (20 ms of G.711) that is protected (by one sender,
// and by 2,000 in turn, as in a server), opened, or refused because a stranger has made it, per cipher,
// beside copying it; and what a direction takes in memory and to set up.
//
//   srtp_bench [--quick]
#include <fmt/format.h>
#include <malloc.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <ctime>
#include <vector>

#include "media/srtp/receiver.hpp"
#include "media/srtp/sender.hpp"

using namespace layby;
using namespace layby::media;

namespace {

constexpr std::size_t payload = 160, packet_bytes = rtp_header_bytes + payload;
constexpr std::size_t packets = 2000;  // of a round
using Room = std::array<std::uint8_t, packet_bytes + max_srtp_trailer>;
std::size_t rounds = 200;

double cpu_ns() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

/// Per packet: the median of rounds of `act`, each behind one of `prepare`, which isn't counted.
template <class Prepare, class Act>
double ns_per_packet(Prepare prepare, Act act) {
    std::vector<double> all;
    for (std::size_t round = 0; round < rounds; ++round) {
        prepare();
        const double begin = cpu_ns();
        act();
        all.push_back((cpu_ns() - begin) / packets);
    }
    std::ranges::nth_element(all, all.begin() + static_cast<std::ptrdiff_t>(rounds / 2));
    return all[rounds / 2];
}

SrtpKey some_key(SrtpCipher cipher, std::uint8_t byte) {
    SrtpKey::Bytes bytes;
    bytes.fill(byte);
    return {cipher, bytes};
}

std::size_t write_packet(Room& room, std::size_t sequence) {
    write_rtp_header(
        {false, 0, static_cast<std::uint16_t>(sequence), static_cast<std::uint32_t>(160 * sequence), 7},
        std::span{room}.first<rtp_header_bytes>());
    std::memset(room.data() + rtp_header_bytes, 0x55, payload);
    return packet_bytes;
}

struct Sent {
    Room room;
    std::size_t length;
};

void write_all(std::vector<Sent>& sent) {
    for (std::size_t i = 0; i < packets; ++i) sent[i].length = write_packet(sent[i].room, i);
}

void protect_all(SrtpSender& sender, std::vector<Sent>& sent) {
    for (auto& packet : sent) packet.length = sender.protect_rtp(packet.room, packet.length);
}

/// How many were opened.
std::size_t open_all(SrtpReceiver& receiver, const std::vector<Sent>& sent) {
    std::array<std::uint8_t, max_packet_bytes> plain;
    std::size_t opened = 0;
    for (const auto& packet : sent)
        opened += receiver.open_rtp(Bytes{packet.room}.first(packet.length), plain) ? 1 : 0;
    return opened;
}

template <class Direction>
std::size_t bytes_of(const SrtpKey& key) {
    constexpr std::size_t count = 1000;
    std::vector<std::unique_ptr<Direction>> all(count);
    const auto before = mallinfo2().uordblks;
    for (auto& one : all) one = std::make_unique<Direction>(key);
    return (mallinfo2().uordblks - before) / count;
}

/// Each of many senders protects one packet, as they do within 20 ms.
double protect_in_turn(SrtpCipher cipher) {
    std::vector<std::unique_ptr<SrtpSender>> senders;
    for (std::size_t i = 0; i < packets; ++i)
        senders.push_back(std::make_unique<SrtpSender>(some_key(cipher, static_cast<std::uint8_t>(i))));
    std::vector<Sent> sent(packets);
    std::size_t sequence = 0;
    const auto write = [&] {
        ++sequence;
        for (auto& packet : sent) packet.length = write_packet(packet.room, sequence);
    };
    return ns_per_packet(write, [&] {
        for (std::size_t i = 0; i < packets; ++i)
            sent[i].length = senders[i]->protect_rtp(sent[i].room, sent[i].length);
    });
}

void measure(const char* name, SrtpCipher cipher) {
    const SrtpKey key = some_key(cipher, 1);
    std::vector<Sent> sent(packets);
    std::unique_ptr<SrtpSender> sender;
    std::unique_ptr<SrtpReceiver> receiver;
    const auto begin_sending = [&](std::uint8_t byte) {
        write_all(sent);
        sender = std::make_unique<SrtpSender>(some_key(cipher, byte));
    };
    const auto begin_hearing = [&](std::uint8_t byte) {
        begin_sending(byte);
        protect_all(*sender, sent);
        receiver = std::make_unique<SrtpReceiver>(key);
    };
    std::size_t opened = 0;
    const auto hear = [&] { opened += open_all(*receiver, sent); };
    const double protect = ns_per_packet([&] { begin_sending(1); }, [&] { protect_all(*sender, sent); });
    const double open = ns_per_packet([&] { begin_hearing(1); }, hear);
    if (opened != packets * rounds) fmt::print("not all were opened\n");
    // A stream that goes on, and a stranger who knows its SSRC and has used up what can be tried.
    const double refuse = ns_per_packet(
        [&] {
            begin_hearing(2);
            hear();
        },
        hear);
    const double set_up = ns_per_packet([] {},
                                        [&] {
                                            for (std::size_t i = 0; i < packets / 10; ++i)
                                                sender = std::make_unique<SrtpSender>(key);
                                        });
    fmt::print("| {:<9} | {:7.0f} | {:13.0f} | {:5.0f} | {:6.0f} | {:10.0f} | {:13} | {:15} |\n", name,
               protect, protect_in_turn(cipher), open, refuse, 10 * set_up / 1000, bytes_of<SrtpSender>(key),
               bytes_of<SrtpReceiver>(key));
}

}  // namespace

int main(int argc, char** argv) {
    if (argc > 1 && std::strcmp(argv[1], "--quick") == 0) rounds = 20;
    std::vector<Sent> from(packets), to(packets);
    write_all(from);
    const double copy =
        ns_per_packet([] {},
                      [&] {
                          for (std::size_t i = 0; i < packets; ++i)
                              std::memcpy(to[i].room.data(), from[i].room.data(), packet_bytes);
                      });
    fmt::print("copying a packet: {:.0f} ns\n\n", copy);
    fmt::print(
        "| ns/packet | protect | 2,000 in turn | open  | refuse | set up, us | sender, bytes | receiver, "
        "bytes |\n");
    fmt::print("|---|---|---|---|---|---|---|---|\n");
    measure("CM 128 80", SrtpCipher::cm_128_80);
    measure("CM 128 32", SrtpCipher::cm_128_32);
    measure("CM 256 80", SrtpCipher::cm_256_80);
    measure("CM 256 32", SrtpCipher::cm_256_32);
    measure("GCM 128", SrtpCipher::gcm_128);
    measure("GCM 256", SrtpCipher::gcm_256);
}

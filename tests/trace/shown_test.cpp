// The ladder as people see it, and the file as Wireshark reads it.
#include <gmock/gmock.h>

#include <cstring>

#include "a_tape.hpp"
#include "trace/ladder.hpp"
#include "trace/pcap.hpp"

namespace layby::trace {
namespace {

using testing::HasSubstr;
using testing::Not;

struct Shown : ATape, testing::Test {
    void a_call() {
        received(at(7), request("INVITE", "a"));
        sent(at(7), response("100 Trying", "a"));
        sent(at(8, 5070), request("INVITE", "a"));
        sent(at(8, 5070), request("INVITE", "a"));
        received(at(8, 5070), response("200 OK", "a"));
    }
};

TEST_F(Shown, TheLadderHasAnArrowForEachMessage) {
    a_call();
    const auto text = ladder(find({.call_id = "a"}));
    const auto top = text.substr(0, text.find("\n\n") + 1);
    // clang-format off
    EXPECT_EQ(top,
"                                         192.0.2.7:5060                       Layby                      192.0.2.8:5070\n"
"  1 16:00:00.001000                             |----------- INVITE ----------->|                               |\n"
"  2 16:00:00.002000   +0.001000                 |<---- 100 Trying (INVITE) -----|                               |\n"
"  3 16:00:00.003000   +0.001000                 |                               |----------- INVITE ----------->|\n"
"  4 16:00:00.004000   +0.001000                 |                               |-------- INVITE, again ------->|\n"
"  5 16:00:00.005000   +0.001000                 |                               |<------ 200 OK (INVITE) -------|\n");
    // clang-format on
    EXPECT_THAT(text,
                HasSubstr("-- 4. 16:00:00.004000 sent to 192.0.2.8:5070 over udp, at 192.0.2.1:5060, again\n"
                          "INVITE sip:701@192.0.2.1 SIP/2.0\nCall-ID: a\n"));
}

TEST_F(Shown, AnArrowPassesThoseInBetween) {
    a_call();
    sent(at(9), request("BYE", "a"));
    EXPECT_THAT(ladder(find({.call_id = "a"})), HasSubstr("|------------- BYE ---" + std::string(40, '-')));
}

TEST_F(Shown, ALongReasonGivesWayToTheMethod) {
    received(at(7), response("407 Proxy Authentication Required", "a"));
    EXPECT_THAT(ladder(find({.call_id = "a"})), HasSubstr("- 407 (INVITE) -"));
}

TEST_F(Shown, NothingIsSaidOfNothing) { EXPECT_EQ(ladder({}), "No SIP message is known.\n"); }

TEST_F(Shown, ATerminalObeysNoPhone) {
    received(at(7), request("INVITE", "a", "X: \x1b[2J\x07\r\n"));
    EXPECT_THAT(ladder(find({.call_id = "a"})), Not(HasSubstr("\x1b")));
}

TEST_F(Shown, ManyPartiesShareTheLastColumn) {
    for (std::uint8_t i = 2; i < 20; ++i) received(at(i), request("INVITE", "a"));
    EXPECT_THAT(ladder(find({.call_id = "a"})), HasSubstr(" 18 "));
}

// -- a reader of libpcap's format, as far as it is used

template <class Number>
Number take(std::string_view& bytes) {
    Number out{};
    std::memcpy(&out, bytes.data(), sizeof out);
    bytes.remove_prefix(sizeof out);
    return out;
}

std::size_t big16(std::string_view bytes, std::size_t at) {
    return static_cast<std::size_t>(static_cast<unsigned char>(bytes[at])) << 8 |
           static_cast<unsigned char>(bytes[at + 1]);
}

/// Of words in the order of the network; over what has its checksum in it, zero.
std::size_t sum_of(std::string_view bytes) {
    std::size_t sum = 0;
    for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) sum += big16(bytes, i);
    if (bytes.size() % 2 == 1) sum += static_cast<std::size_t>(static_cast<unsigned char>(bytes.back())) << 8;
    while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
    return ~sum & 0xffff;
}

struct Packet {
    std::uint64_t us{};
    std::string from, to, text;
};

std::vector<Packet> read_pcap(std::string_view bytes) {
    EXPECT_EQ(take<std::uint32_t>(bytes), 0xa1b2c3d4u);
    EXPECT_EQ(take<std::uint16_t>(bytes), 2);
    EXPECT_EQ(take<std::uint16_t>(bytes), 4);
    bytes.remove_prefix(8);
    EXPECT_GE(take<std::uint32_t>(bytes), 65535u);
    EXPECT_EQ(take<std::uint32_t>(bytes), 101u) << "raw IP";
    std::vector<Packet> out;
    while (!bytes.empty()) {
        Packet packet;
        packet.us = take<std::uint32_t>(bytes) * 1'000'000ull;
        packet.us += take<std::uint32_t>(bytes);
        const auto size = take<std::uint32_t>(bytes);
        EXPECT_EQ(take<std::uint32_t>(bytes), size);
        const auto ip = bytes.substr(0, size);
        bytes.remove_prefix(size);
        const bool v6 = ip[0] >> 4 == 6;
        const std::size_t head = v6 ? 40 : 20, ips = v6 ? 8 : 12, length = v6 ? 16 : 4;
        EXPECT_EQ(ip[v6 ? 6 : 9], 17) << "UDP";
        EXPECT_EQ(v6 ? big16(ip, 4) + head : big16(ip, 2), size);
        EXPECT_TRUE(v6 || sum_of(ip.substr(0, head)) == 0u);
        const auto udp = ip.substr(head);
        EXPECT_EQ(big16(udp, 4), udp.size());
        std::string covered(ip.substr(ips, 2 * length));
        covered += {'\0', '\x11', static_cast<char>(udp.size() >> 8), static_cast<char>(udp.size() & 0xff)};
        EXPECT_EQ(sum_of(covered + std::string(udp)), 0u) << "of UDP";
        const auto address = [&](std::size_t at, std::size_t port) {
            RawAddress raw{{}, static_cast<std::uint16_t>(big16(udp, port)), v6};
            std::memcpy(raw.ip.data(), ip.data() + at, length);
            return text_of(address_of(raw));
        };
        packet.from = address(ips, 0);
        packet.to = address(ips + length, 2);
        packet.text = udp.substr(8);
        out.push_back(packet);
    }
    return out;
}

TEST_F(Shown, WiresharkReadsWhatWasSentByWhom) {
    a_call();
    const auto packets = read_pcap(pcap(find({.call_id = "a"})));
    ASSERT_EQ(packets.size(), 5u);
    EXPECT_EQ(packets[0].from, "192.0.2.7:5060");
    EXPECT_EQ(packets[0].to, "192.0.2.1:5060");
    EXPECT_EQ(packets[0].text, request("INVITE", "a"));
    EXPECT_EQ(packets[2].from, "192.0.2.1:5060");
    EXPECT_EQ(packets[2].to, "192.0.2.8:5070");
    EXPECT_EQ(packets[1].us - packets[0].us, 1000u);
}

TEST_F(Shown, WiresharkReadsIpv6AsWell) {
    received(at6(7, 5080), request("INVITE", "a", "X: odd\r\n"));
    received(at6(7, 5080), request("INVITE", "a", "X: even\r\n"));
    const auto packets = read_pcap(pcap(find({.call_id = "a"})));
    ASSERT_EQ(packets.size(), 2u);
    EXPECT_EQ(packets[0].from, "[2001:db8::7]:5080");
    EXPECT_EQ(packets[0].to, "[2001:db8::1]:5060");
    EXPECT_THAT(packets[1].text, HasSubstr("X: even"));
}

}  // namespace
}  // namespace layby::trace

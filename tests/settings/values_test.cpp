#include "settings/read/values.hpp"

#include <gtest/gtest.h>

#include "settings/read/pattern.hpp"

namespace layby::settings {
namespace {

using namespace std::chrono_literals;
using parking::Step;

TEST(Ranges, AreTwoNumbersInOrder) {
    EXPECT_EQ(read_range("701-720"), (Range{701, 720}));
    EXPECT_EQ(read_range("1-1"), (Range{1, 1}));
    for (const char* text : {"", "701", "701-", "-720", "720-701", "0-5", "0701-0720", "701 - 720",
                             "701-720-740", "a-b", "1-9999999999", "701-72x"})
        EXPECT_FALSE(read_range(text)) << text;
}

TEST(ListenAddresses, AreTransportAddressAndPort) {
    const auto v4 = read_listen("udp:0.0.0.0:5060"), v6 = read_listen("tcp:[::]:5061");
    ASSERT_TRUE(v4 && v6);
    EXPECT_EQ(v4->transport, Transport::udp);
    EXPECT_EQ(v4->ip, "0.0.0.0");
    EXPECT_EQ(v4->port, 5060);
    EXPECT_EQ(v6->transport, Transport::tcp);
    EXPECT_EQ(v6->ip, "::");
    EXPECT_EQ(v6->port, 5061);
    EXPECT_EQ(read_listen("ws:127.0.0.1:5080")->transport, Transport::ws);
    EXPECT_EQ(read_listen("wss:[::]:7443")->transport, Transport::wss);
    for (const char* text :
         {"", "udp", "udp:", "udp:0.0.0.0", "0.0.0.0:5060", "http:0.0.0.0:80", "sctp:0.0.0.0:5060",
          "udp:localhost:5060", "udp::::5060", "udp:[0.0.0.0]:5060", "udp:[::]5060", "udp:0.0.0.0:65536",
          "udp:0.0.0.0:-1", "udp:0.0.0.256:5060", "udp:[]:5060", "UDP:0.0.0.0:5060"})
        EXPECT_FALSE(read_listen(text)) << text;
}

TEST(Networks, AreAddressesWithOrWithoutAPrefix) {
    EXPECT_EQ(read_network("192.0.2.7")->bits, 32);
    EXPECT_EQ(read_network("198.51.100.0/24")->bits, 24);
    EXPECT_EQ(read_network("2001:db8::/32")->bits, 32);
    EXPECT_EQ(read_network("0.0.0.0/0")->bits, 0);
    for (const char* text : {"", "/", "192.0.2.7/33", "192.0.2.7/", "192.0.2.7/-1", "192.0.2/24",
                             "2001:db8::/129", "example.com", "192.0.2.7/24/8", "[::1]"})
        EXPECT_FALSE(read_network(text)) << text;
}

struct Pair {
    const char *one, *other;
    bool overlap;
};

TEST(Networks, OverlapWhenOneHoldsTheOther) {
    for (const auto& [one, other, expected] :
         {Pair{"192.0.2.7", "192.0.2.7", true}, Pair{"192.0.2.7", "192.0.2.8", false},
          Pair{"192.0.2.0/24", "192.0.2.8", true}, Pair{"192.0.2.0/25", "192.0.2.128/25", false},
          Pair{"192.0.2.0/23", "192.0.3.9", true}, Pair{"0.0.0.0/0", "10.0.0.1", true},
          Pair{"0.0.0.0/0", "::1", false}, Pair{"2001:db8::/32", "2001:db8:7::1", true}}) {
        EXPECT_EQ(overlap(*read_network(one), *read_network(other)), expected) << one << " " << other;
        EXPECT_EQ(overlap(*read_network(other), *read_network(one)), expected) << other << " " << one;
    }
}

TEST(Hosts, AreNamesOrAddresses) {
    for (const char* text : {"sip.example.com", "localhost", "192.0.2.1", "2001:db8::1", "a-b_c.example"})
        EXPECT_TRUE(is_host(text)) << text;
    for (const char* text : {"", "sip.example.com:5060", "sip:example.com", "-a.example", "a..b", "192.0.2",
                             "192.0.2.999", "a b", "[::1]"})
        EXPECT_FALSE(is_host(text)) << text;
}

TEST(Resolvers, MayHaveAPort) {
    for (const char* text : {"192.0.2.53", "192.0.2.53:5353", "2001:db8::53", "[2001:db8::53]:53"})
        EXPECT_TRUE(is_resolver(text)) << text;
    for (const char* text : {"", "dns.example", "192.0.2.53:", "[2001:db8::53]", "192.0.2.53:99999"})
        EXPECT_FALSE(is_resolver(text)) << text;
}

TEST(LadderSteps, NameWhomAndHowLong) {
    EXPECT_EQ(read_step("parker 30s"), (Step{Step::Who::parker, "", 30s}));
    EXPECT_EQ(read_step("user:202 20s"), (Step{Step::Who::user, "202", 20s}));
    EXPECT_EQ(read_step("number:0123 1m"), (Step{Step::Who::number, "0123", 1min}));
    EXPECT_EQ(read_step("parker"), (Step{Step::Who::parker, "", 30s}));
    EXPECT_EQ(read_step("parker   5s"), (Step{Step::Who::parker, "", 5s}));
    for (const char* text :
         {"", " ", "parker ", " parker", "parker 30", "202 20s", "user: 20s", "user:202 20s 30s",
          "group:sales 20s", "number:abc 20s", "user:a b 20s", "parker30s"})
        EXPECT_FALSE(read_step(text)) << text;
}

TEST(Numbers, AreWhatAPhoneCanDial) {
    for (const char* text : {"700", "*7", "#31#", "+4930123", "0"}) EXPECT_TRUE(is_number(text)) << text;
    for (const char* text : {"", "+", "7 00", "7a", "1+2", "123456789012345678901234567890123"})
        EXPECT_FALSE(is_number(text)) << text;
}

TEST(Names, AreLettersDigitsAndAFewSigns) {
    for (const char* text : {"201", "ann.lee", "desk-2", "a_b", "+49"}) EXPECT_TRUE(is_name(text)) << text;
    for (const char* text : {"", "ann lee", "ann@lee", "a;b", "a:b", "\"a\"", "\xc3\xa4"})
        EXPECT_FALSE(is_name(text)) << text;
}

TEST(Patterns, AreDigitsClassesAndARest) {
    for (const char* text : {"0", "0X", "0Z.", "NXX!", "[1-5]X", "[1-58]", "[159]", "*9.", "+49!", ".", "!"})
        EXPECT_TRUE(is_pattern(text)) << text;
    for (const char* text : {"", "0x", "a", ".5", "!5", "..", "[", "[]", "[1-5", "1-5]", "[5-1]", "[a-z]",
                             "[1-]", "[-1]", "_0X"})
        EXPECT_FALSE(is_pattern(text)) << text;
}

TEST(Values, LoudnessIsANumberOfLufsOrAsRecorded) {
    EXPECT_EQ(read_loudness("-22 LUFS")->lufs, -22);
    EXPECT_EQ(read_loudness("-10 LUFS")->lufs, -10);
    EXPECT_EQ(read_loudness("-40 LUFS")->lufs, -40);
    EXPECT_EQ(read_loudness("as recorded")->lufs, std::nullopt);
    for (const auto* wrong :
         {"", "22 LUFS", "-22", "-9 LUFS", "-41 LUFS", "-22LUFS", "- LUFS", "loud", " LUFS"})
        EXPECT_FALSE(read_loudness(wrong)) << wrong;
}

}  // namespace
}  // namespace layby::settings

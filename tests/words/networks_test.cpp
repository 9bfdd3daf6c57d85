// Addresses, networks, and the table that finds a trunk by its address.
#include "words/networks.hpp"

#include <gtest/gtest.h>

namespace layby {
namespace {

IpAddress at(const std::string& text) { return address_of(text).value(); }

TEST(Addresses, AreReadInAllForms) {
    EXPECT_EQ(at("2001:db8::7"), at("[2001:DB8:0:0::7]"));
    EXPECT_EQ(at("192.0.2.7"), at("::ffff:192.0.2.7"));
    EXPECT_TRUE(at("192.0.2.7").is_v4());
    EXPECT_FALSE(at("::1").is_v4());
    for (const std::string text :
         {"", "192.0.2", "192.0.2.256", "host", "[::1", "::1]", "1.2.3.4:5060", "[1.2.3.4]"})
        EXPECT_FALSE(address_of(text)) << text;
}

TEST(Addresses, KnowWhatTheyAre) {
    for (const std::string text : {"10.1.2.3", "172.31.255.255", "192.168.0.1", "127.0.0.9", "100.64.1.1",
                                   "169.254.0.1", "::1", "fe80::1", "fd00::1"})
        EXPECT_TRUE(at(text).is_private()) << text;
    for (const std::string text :
         {"9.255.255.255", "172.32.0.1", "192.169.0.1", "8.8.8.8", "2001:db8::1", "100.128.0.1"})
        EXPECT_FALSE(at(text).is_private()) << text;
    EXPECT_TRUE(at("0.0.0.0").is_any());
    EXPECT_TRUE(at("::").is_any());
    EXPECT_FALSE(at("0.0.0.1").is_any());
}

TEST(Networks, AreReadOrRefused) {
    EXPECT_EQ(network_of("192.0.2.0/24")->bits, 120u);
    EXPECT_EQ(network_of("192.0.2.77/24")->address, at("192.0.2.0"));
    EXPECT_EQ(network_of("192.0.2.7")->bits, 128u);
    EXPECT_EQ(network_of("2001:db8::/32")->bits, 32u);
    EXPECT_EQ(network_of("0.0.0.0/0")->bits, 96u);
    for (const std::string text :
         {"192.0.2.0/33", "192.0.2.0/", "192.0.2.0/x", "2001:db8::/129", "/24", "192.0.2.0/-1", ""})
        EXPECT_FALSE(network_of(text)) << text;
}

TEST(NetworkTables, FindTheLongestMatch) {
    NetworkTable table;
    table.add(*network_of("10.0.0.0/8"), 1);
    table.add(*network_of("10.1.0.0/16"), 2);
    table.add(*network_of("10.1.2.3"), 3);
    table.add(*network_of("2001:db8::/32"), 4);
    table.add(*network_of("10.1.2.3"), 5);
    EXPECT_EQ(table.find(at("10.200.0.1")), 1u);
    EXPECT_EQ(table.find(at("10.1.200.1")), 2u);
    EXPECT_EQ(table.find(at("10.1.2.3")), 3u) << "the first of equal ones";
    EXPECT_EQ(table.find(at("2001:db8:ffff::1")), 4u);
    EXPECT_EQ(table.find(at("11.0.0.1")), std::nullopt);
    EXPECT_EQ(table.find(at("2001:db9::1")), std::nullopt);
    table.add(*network_of("0.0.0.0/0"), 9);
    EXPECT_EQ(table.find(at("11.0.0.1")), 9u);
    EXPECT_EQ(table.find(at("2001:db9::1")), std::nullopt) << "all of IPv4 is not all of IPv6";
}

TEST(NetworkTables, HoldThousandsOfNetworks) {
    NetworkTable table;
    for (std::size_t i = 0; i < 60000; ++i)
        table.add(*network_of("10." + std::to_string(i / 256) + '.' + std::to_string(i % 256) + ".0/24"), i);
    for (std::size_t i = 0; i < 60000; ++i)
        ASSERT_EQ(table.find(at("10." + std::to_string(i / 256) + '.' + std::to_string(i % 256) + ".7")), i);
}

TEST(Networks, OfIpv6HaveNoIpv4AddressInThem) {
    EXPECT_TRUE(network_of("10.1.0.0/16")->contains(at("10.1.2.3")));
    EXPECT_FALSE(network_of("10.1.0.0/16")->contains(at("10.2.0.1")));
    EXPECT_TRUE(network_of("::/0")->contains(at("2001:db8::7")));
    EXPECT_FALSE(network_of("::/0")->contains(at("10.1.2.3")));
    EXPECT_FALSE(network_of("0.0.0.0/0")->contains(at("2001:db8::7")));
}

}  // namespace
}  // namespace layby

#include "media/wire/address.hpp"

#include <gtest/gtest.h>

namespace layby::media {
namespace {

TEST(Addresses, AnIpv4AddressInIpv6IsTheSameHost) {
    const auto mapped = *SocketAddress::from("::ffff:192.0.2.1", 7),
               plain = *SocketAddress::from("192.0.2.1", 7);
    EXPECT_EQ(mapped, plain);
    EXPECT_EQ(plain, mapped);
    EXPECT_FALSE(mapped == *SocketAddress::from("192.0.2.2", 7));
    EXPECT_FALSE(*SocketAddress::from("2001:db8::192.0.2.1", 7) == plain);
    EXPECT_TRUE(SocketAddress::from("::ffff:10.1.2.3", 7)->is_private());
}

TEST(Addresses, ThatNobodyReachesFromOutsideAreKnown) {
    for (const char* ip : {"10.1.2.3", "172.16.0.1", "172.31.255.1", "192.168.1.1", "100.64.0.1",
                           "169.254.1.1", "fd00::1", "fe80::1"})
        EXPECT_TRUE(SocketAddress::from(ip, 9)->is_private()) << ip;
    for (const char* ip : {"172.32.0.1", "100.128.0.1", "192.0.2.1", "127.0.0.1", "2001:db8::1", "::1"})
        EXPECT_FALSE(SocketAddress::from(ip, 9)->is_private()) << ip;
    EXPECT_TRUE(SocketAddress::from("127.9.9.9", 9)->is_loopback());
    EXPECT_TRUE(SocketAddress::from("::1", 9)->is_loopback());
}

TEST(Addresses, AreGivenBackAsText) {
    EXPECT_EQ(SocketAddress::from("192.0.2.1", 7)->endpoint(), (Address{"192.0.2.1", 7}));
    EXPECT_EQ(SocketAddress::from("2001:db8::1", 7)->endpoint(), (Address{"2001:db8::1", 7}));
}

TEST(Addresses, OfBothFamiliesAreReadAndCompared) {
    EXPECT_FALSE(SocketAddress::from("phone.example.net", 1));
    EXPECT_FALSE(SocketAddress::from("", 1));
    EXPECT_EQ(*SocketAddress::from("2001:db8::1", 7), *SocketAddress::from("2001:0db8:0:0::1", 7));
    EXPECT_FALSE(*SocketAddress::from("2001:db8::1", 7) == *SocketAddress::from("2001:db8::2", 7));
    EXPECT_FALSE(*SocketAddress::from("192.0.2.1", 7) == *SocketAddress::from("::1", 7));
    EXPECT_EQ(SocketAddress::from("192.0.2.1", 7)->with_port(9).port(), 9);
}

TEST(Addresses, OfNobodyOrOfManyAreNotSentTo) {
    for (const char* ip : {"0.0.0.0", "224.0.0.1", "255.255.255.255", "::", "ff02::1"})
        EXPECT_FALSE(SocketAddress::from(ip, 9)->is_one_host()) << ip;
    for (const char* ip : {"127.0.0.1", "192.0.2.1", "223.255.255.255", "::1", "fe80::1"})
        EXPECT_TRUE(SocketAddress::from(ip, 9)->is_one_host()) << ip;
    EXPECT_FALSE(SocketAddress::from("192.0.2.1", 0)->is_one_host());
}

}  // namespace
}  // namespace layby::media

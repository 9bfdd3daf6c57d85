// Which addresses a webhook may not be at.
#include <arpa/inet.h>
#include <gtest/gtest.h>

#include <string>

#include "webhooks/guard.hpp"

namespace layby::webhooks {
namespace {

bool inside(const std::string& text) {
    sockaddr_in6 six{};
    sockaddr_in four{};
    six.sin6_family = AF_INET6;
    four.sin_family = AF_INET;
    if (inet_pton(AF_INET6, text.c_str(), &six.sin6_addr) == 1)
        return is_inside(reinterpret_cast<const sockaddr&>(six));
    EXPECT_EQ(inet_pton(AF_INET, text.c_str(), &four.sin_addr), 1) << text;
    return is_inside(reinterpret_cast<const sockaddr&>(four));
}

TEST(AnAddress, OfOurOwnNetworkOrMachineIsInside) {
    for (const char* one :
         {"127.0.0.1",      "127.255.0.9", "0.0.0.0",         "10.1.2.3",   "172.16.0.1",
          "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.127.255.255",
          "198.18.0.1",     "224.0.0.1",   "255.255.255.255", "::",         "::1",
          "fc00::1",        "fd12::1",     "fe80::1",         "febf::1",    "ff02::1",
          "64:ff9b:1::1"})
        EXPECT_TRUE(inside(one)) << one;
}

TEST(AnAddress, OfOurOwnWithinAnotherIsInside) {
    for (const char* one : {"::ffff:127.0.0.1", "::ffff:10.0.0.1", "::10.0.0.1", "64:ff9b::192.168.0.1",
                            "2002:7f00:1::1", "2002:a9fe:a9fe::"})
        EXPECT_TRUE(inside(one)) << one;
}

TEST(AnAddress, OfSomebodyElseIsOutside) {
    for (const char* one :
         {"1.1.1.1",         "9.255.255.255",  "11.0.0.0",         "100.63.255.255",  "100.128.0.0",
          "126.255.255.255", "128.0.0.1",      "169.253.0.1",      "172.15.255.255",  "172.32.0.0",
          "192.167.0.1",     "192.169.0.1",    "198.17.0.1",       "198.20.0.1",      "223.255.255.255",
          "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::1.1.1.1", "2002:101:101::1", "fbff::1",
          "fe00::1"})
        EXPECT_FALSE(inside(one)) << one;
}

TEST(AnAddress, ThatIsNoneOfTheInternetIsInside) {
    const sockaddr local{.sa_family = AF_UNIX, .sa_data = {}};
    EXPECT_TRUE(is_inside(local));
}

}  // namespace
}  // namespace layby::webhooks

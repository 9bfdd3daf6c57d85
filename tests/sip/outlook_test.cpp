// As whom peers see us, by the network that they are in.
#include "sip/stack/outlook.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace layby::sip {
namespace {

using testing::ElementsAre;

constexpr auto local = "192.168.10.2";

PeerNetwork network(const std::string& name, std::vector<std::string> from, const SeenAs& seen) {
    PeerNetwork out;
    out.name = name;
    out.from = std::move(from);
    out.seen_as = seen;
    return out;
}

PeerNetwork looked_up(const std::string& name) {
    auto out = network(name, {}, {});
    out.looked_up = true;
    return out;
}

TEST(AnOutlook, WithoutSettingsIsOurOwnAddress) {
    const Outlook outlook{Options{}};
    EXPECT_EQ(outlook.shown(local, "198.51.100.1"), local);
    EXPECT_EQ(outlook.shown(local, "192.168.10.20"), local);
}

TEST(AnOutlook, APublicIpIsForPeersOutsideOfPrivateNetworks) {
    Options options;
    options.public_ip = "203.0.113.9";
    const Outlook outlook{options};
    EXPECT_EQ(outlook.shown(local, "198.51.100.1"), "203.0.113.9");
    for (const auto* inside : {"10.1.2.3", "192.168.10.20", "127.0.0.1", "100.64.0.1", "172.16.0.1"})
        EXPECT_EQ(outlook.shown(local, inside), local) << inside;
}

TEST(AnOutlook, AnAddressOfTheOtherFamilyIsNeverTold) {
    Options options;
    options.public_ip = "203.0.113.9";
    const Outlook outlook{options};
    EXPECT_EQ(outlook.shown("2001:db8::2", "2001:db8:1::7"), "2001:db8::2");
    options.networks = {network("outside", {}, {"203.0.113.9", "2001:db8::9"})};
    options.public_ip.clear();
    const Outlook both{options};
    EXPECT_EQ(both.shown("2001:db8::2", "2001:db8:1::7"), "2001:db8::9");
    EXPECT_EQ(both.shown(local, "198.51.100.1"), "203.0.113.9");
}

TEST(AnOutlook, EachNetworkHasItsOwnAndTheSmallestCounts) {
    Options options;
    options.networks = {network("outside", {}, {"203.0.113.9", {}}),
                        network("tunnel", {"10.8.0.0/16"}, {"10.8.0.1", {}}),
                        network("branch", {"10.8.7.0/24", "198.51.100.0/24"}, {"10.8.7.1", {}})};
    const Outlook outlook{options};
    EXPECT_EQ(outlook.shown(local, "198.18.0.1"), "203.0.113.9");
    EXPECT_EQ(outlook.shown(local, "10.8.1.1"), "10.8.0.1");
    EXPECT_EQ(outlook.shown(local, "10.8.7.9"), "10.8.7.1");
    EXPECT_EQ(outlook.shown(local, "198.51.100.9"), "10.8.7.1");
    EXPECT_EQ(outlook.shown(local, "192.168.10.20"), local) << "beside us";
    EXPECT_THAT(outlook.all_shown(local), ElementsAre("203.0.113.9", "10.8.0.1", "10.8.7.1"));
    EXPECT_TRUE(outlook.is_ours("10.8.7.1"));
    EXPECT_FALSE(outlook.is_ours("10.8.7.2"));
    EXPECT_FALSE(outlook.is_ours(""));
}

TEST(AnOutlook, ANetworkWithoutAnAddressIsBesideUs) {
    Options options;
    options.public_ip = "203.0.113.9";
    options.networks = {network("campus", {"198.51.100.0/24"}, {})};
    const Outlook outlook{options};
    EXPECT_EQ(outlook.shown(local, "198.51.100.9"), local);
    EXPECT_EQ(outlook.shown(local, "198.51.101.9"), "203.0.113.9");
}

TEST(AnOutlook, WhatIsLookedUpIsOurOwnUntilItIsKnownAndChanges) {
    Options options;
    options.networks = {looked_up("outside")};
    Outlook outlook{options};
    EXPECT_EQ(outlook.shown(local, "198.51.100.1"), local);
    EXPECT_TRUE(outlook.is_seen_as("outside", {"203.0.113.9", {}}));
    EXPECT_FALSE(outlook.is_seen_as("outside", {"203.0.113.9", {}})) << "nothing new";
    EXPECT_FALSE(outlook.is_seen_as("elsewhere", {"203.0.113.10", {}})) << "there is no such network";
    EXPECT_EQ(outlook.shown(local, "198.51.100.1"), "203.0.113.9");
    outlook.change(options);
    EXPECT_EQ(outlook.shown(local, "198.51.100.1"), "203.0.113.9") << "a reload forgets nothing";
    EXPECT_TRUE(outlook.is_seen_as("outside", {"203.0.113.10", {}}));
    EXPECT_EQ(outlook.shown(local, "198.51.100.1"), "203.0.113.10");
    EXPECT_EQ(outlook.shown(local, "192.168.10.20"), local);
}

TEST(AnOutlook, WhatWasFoundIsOfWhatIsLookedUp) {
    Options options, other;
    options.networks = {looked_up("outside")};
    other.networks = {looked_up("outside")};
    other.networks[0].source = "stun:stun.example";
    Outlook outlook{options};
    outlook.is_seen_as("outside", {"203.0.113.9", {}});
    outlook.change(other);
    EXPECT_EQ(outlook.shown(local, "198.51.100.1"), local) << "under the same name";
    outlook.is_seen_as("outside", {"203.0.113.10", {}});
    outlook.change(Options{});
    outlook.change(other);
    EXPECT_EQ(outlook.shown(local, "198.51.100.1"), local) << "it wasn't looked up meanwhile";
}

TEST(AnOutlook, AnAddressThatIsWrittenIsNotLookedUp) {
    Options options;
    options.networks = {network("outside", {}, {"203.0.113.9", {}})};
    Outlook outlook{options};
    EXPECT_FALSE(outlook.is_seen_as("outside", {"198.51.100.66", {}}));
    EXPECT_EQ(outlook.shown(local, "198.51.100.1"), "203.0.113.9");
}

TEST(AnOutlook, KeepAlivesAreOfTheNetworkOrOfAll) {
    Options options;
    options.keep_alive = {KeepAlive::crlf, std::chrono::seconds{40}, false};
    options.networks = {network("mobile", {"198.51.100.0/24"}, {})};
    options.networks[0].keep_alive = {KeepAlive::off, std::chrono::seconds{25}, true};
    const Outlook outlook{options};
    EXPECT_EQ(outlook.keep_alive_of("198.51.100.1").how, KeepAlive::off);
    EXPECT_EQ(outlook.keep_alive_of("192.168.10.20"), options.keep_alive);
}

}  // namespace
}  // namespace layby::sip

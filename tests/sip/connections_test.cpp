// How many TCP connections strangers may have, and for how long.
#include "sip/stack/connections.hpp"

#include <gtest/gtest.h>

namespace layby::tests {
namespace {

using namespace sip;
using namespace std::chrono_literals;

constexpr Instant start_of_connections{1h};

class ConnectionsOfStrangers : public ::testing::Test {
  protected:
    ConnectionsOfStrangers() {
        connections.trust([](const std::string& ip) { return ip == "198.51.100.1"; });
    }
    /// The connections from one address, with sockets that are numbered like their ports.
    void open(const std::string& ip, int first, int count, Instant now, Duration apart = 0ms) {
        for (int i = 0; i < count; ++i)
            if (!connections.accepted({first + i, 0}, {ip, static_cast<std::uint16_t>(first + i)},
                                      now + i * apart))
                ++refused;
    }
    std::vector<int> ended;
    int refused{};
    ConnectionLimits limits{.total = 100, .per_source = 20};
    Connections connections{limits, [this](const AcceptedSocket& socket) { ended.push_back(socket.number); }};
};

TEST_F(ConnectionsOfStrangers, EndTenSecondsAfterTheirLastRequest) {
    open("203.0.113.7", 1000, 2, start_of_connections);
    connections.heard({"203.0.113.7", 1000}, start_of_connections + 5s);
    connections.expire(start_of_connections + 10s);
    EXPECT_EQ(ended, std::vector{1001});
    EXPECT_EQ(connections.next_deadline(), start_of_connections + 15s);
    connections.expire(start_of_connections + 15s);
    EXPECT_EQ(ended, (std::vector{1001, 1000}));
    EXPECT_EQ(connections.next_deadline(), std::nullopt);
    EXPECT_EQ(connections.ended(), 2u);
}

TEST_F(ConnectionsOfStrangers, OfThoseWhoHaveProvedThemselvesStay) {
    open("203.0.113.7", 1000, 1, start_of_connections);
    open("198.51.100.1", 2000, 500, start_of_connections);
    connections.proved({"203.0.113.7", 1000});
    connections.expire(start_of_connections + 1h);
    EXPECT_TRUE(ended.empty());
    EXPECT_EQ(connections.strangers(), 0u);
    EXPECT_EQ(refused, 0);
}

TEST_F(ConnectionsOfStrangers, AreTwentyPerSourceAndTheOldestGoes) {
    open("203.0.113.7", 1000, 30, start_of_connections, 300ms);
    EXPECT_EQ(connections.strangers(), 20u);
    EXPECT_EQ(ended.size(), 10u);
    EXPECT_EQ(ended.front(), 1000);
    open("203.0.113.8", 2000, 1, start_of_connections + 9s);
    EXPECT_EQ(ended.size(), 10u) << "nobody else's";
}

TEST_F(ConnectionsOfStrangers, AnOfficeMayConnectAllItsPhonesAtOnce) {
    open("203.0.113.7", 1000, 90, start_of_connections, 10ms);
    EXPECT_TRUE(ended.empty());
    EXPECT_EQ(refused, 0);
    for (std::uint16_t port = 1000; port < 1090; ++port) connections.proved({"203.0.113.7", port});
    EXPECT_EQ(connections.strangers(), 0u);
}

TEST_F(ConnectionsOfStrangers, AreNeverMoreThanTheCeilingWhoeverTheyAre) {
    for (int i = 0; i < 300; ++i)
        open("203.0.113." + std::to_string(i % 250), 1000 + i, 1, start_of_connections + i * 1ms);
    EXPECT_EQ(connections.strangers(), 100u);
    EXPECT_EQ(ended.size(), 200u);
    EXPECT_EQ(ended.front(), 1000) << "the one that was heard longest ago";
}

TEST_F(ConnectionsOfStrangers, AFloodFromOneSourceIsRefusedAtTheDoor) {
    limits.total = 10000;
    connections =
        Connections{limits, [this](const AcceptedSocket& socket) { ended.push_back(socket.number); }};
    open("203.0.113.7", 1000, 1000, start_of_connections);
    EXPECT_EQ(connections.strangers(), 200u);
    EXPECT_EQ(refused, 800);
}

TEST_F(ConnectionsOfStrangers, APortThatConnectsAgainIsOneConnection) {
    open("203.0.113.7", 1000, 1, start_of_connections);
    EXPECT_TRUE(connections.accepted({77, 0}, {"203.0.113.7", 1000}, start_of_connections + 5s));
    EXPECT_EQ(connections.strangers(), 1u);
    connections.expire(start_of_connections + 15s);
    EXPECT_EQ(ended, std::vector{77});
}

TEST(ConnectionLimits, LeaveRoomForCalls) {
    EXPECT_GE(limits_for(1).total, 64u);
    EXPECT_GE(limits_for(1'000'000).total, 64u);
    EXPECT_LE(limits_for(1'000'000).total, limits_for(1).total);
}

}  // namespace
}  // namespace layby::tests

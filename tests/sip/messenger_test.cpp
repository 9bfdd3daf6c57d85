// Text messages to users: to all devices, settled once.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "wire.hpp"

namespace layby::sip::test {
namespace {

using namespace std::chrono_literals;
using calls::MessageSettled;

class Messages : public testing::Test {
  protected:
    Messages() {
        Options options;
        options.accounts = {{"201", "secret"}};
        wire.open(options);
    }
    /// A registered phone of 201 that answers messages with this status; 0: not at all.
    Peer& phone(int status) {
        auto& peer = wire.add<Peer>();
        peer.script = [status](const Text& request) {
            return status ? response(request, status) : std::string{};
        };
        const auto first = peer.request(
            "REGISTER", "sip:layby", "201",
            "Contact: <sip:201@127.0.0.1:" + std::to_string(peer.address().port) + ">;expires=600\r\n");
        EXPECT_EQ(wire.ask(peer, proving(first, wire.ask(peer, first), "201", "secret")).status(), 200);
        return peer;
    }
    std::vector<MessageSettled> settled() const { return wire.told<MessageSettled>(); }
    Wire wire;
};

TEST_F(Messages, GoToAllDevicesAndAreDeliveredOnce) {
    auto& one = phone(200);
    auto& other = phone(202);
    wire.endpoint().carry_out(calls::SendMessage{7, "201", "Parked: Ann \xc3\x84, slot 701"});
    EXPECT_TRUE(settled().empty()) << "never from within the order";
    ASSERT_TRUE(wire.until([&] { return one.count("MESSAGE") == 1 && other.count("MESSAGE") == 1; }));
    EXPECT_EQ(one.last().header("Content-Type"), "text/plain;charset=UTF-8");
    EXPECT_EQ(one.last().body(), "Parked: Ann \xc3\x84, slot 701");
    wire.pass(70s);
    ASSERT_EQ(settled().size(), 1u);
    EXPECT_EQ(settled()[0].token, 7u);
    EXPECT_TRUE(settled()[0].delivered);
    EXPECT_EQ(wire.front().counters().client_transactions, 0u);
}

TEST_F(Messages, AreDeliveredWhenOneDeviceTakesThem) {
    phone(486);
    phone(200);
    wire.endpoint().carry_out(calls::SendMessage{1, "201", "x"});
    ASSERT_TRUE(wire.until([&] { return !settled().empty(); }));
    wire.pass(70s);
    ASSERT_EQ(settled().size(), 1u);
    EXPECT_TRUE(settled()[0].delivered);
}

TEST_F(Messages, AreNotDeliveredWhenAllRefuse) {
    phone(405);
    phone(603);
    wire.endpoint().carry_out(calls::SendMessage{1, "201", "x"});
    ASSERT_TRUE(wire.until([&] { return !settled().empty(); }));
    EXPECT_FALSE(settled()[0].delivered);
}

TEST_F(Messages, AreNotDeliveredToTheSilent) {
    auto& silent = phone(0);
    wire.endpoint().carry_out(calls::SendMessage{1, "201", "x"});
    ASSERT_TRUE(wire.until([&] { return silent.count("MESSAGE") == 1; }));
    wire.pass(30s);
    EXPECT_TRUE(settled().empty());
    EXPECT_GT(silent.count("MESSAGE"), 3u) << "it is repeated";
    wire.pass(5s);
    ASSERT_EQ(settled().size(), 1u);
    EXPECT_FALSE(settled()[0].delivered);
}

TEST_F(Messages, ToNobodyAreSettledAtOnceButNotFromWithinTheOrder) {
    wire.endpoint().carry_out(calls::SendMessage{1, "201", "x"});
    wire.endpoint().carry_out(calls::SendMessage{2, "nobody", "x"});
    EXPECT_TRUE(settled().empty());
    ASSERT_TRUE(wire.until([&] { return settled().size() == 2; }));
    EXPECT_FALSE(settled()[0].delivered);
    EXPECT_FALSE(settled()[1].delivered);
}

TEST_F(Messages, UnderWayAtTheEndAreForgotten) {
    phone(0);
    wire.endpoint().carry_out(calls::SendMessage{1, "201", "x"});
    wire.endpoint().carry_out(calls::SendMessage{2, "nobody", "x"});
    wire.close();
    for (int i = 0; i < 10; ++i) wire.step();
    EXPECT_TRUE(settled().empty());
}

}  // namespace
}  // namespace layby::sip::test

// Phones that register over TCP are reached over the connection that they opened.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "wire.hpp"

namespace layby::sip::test {
namespace {

using namespace std::chrono_literals;
using calls::MessageSettled;

class OverTcp : public testing::Test {
  protected:
    OverTcp() {
        Options options;
        options.accounts = {{"201", "secret"}};
        options.listen = {{Transport::udp, "127.0.0.1", 0}, {Transport::tcp, "127.0.0.1", 0}};
        wire.open(options);
    }
    /// A phone behind a NAT: nobody could connect to what it says its address is.
    Connection& phone() {
        auto& connection = wire.add<Connection>(wire.address(Transport::tcp));
        const auto first = request("TCP", connection.address(), "REGISTER", "sip:layby", "201",
                                   "Contact: <sip:201@10.255.255.1:5060;transport=tcp;id=" +
                                       std::to_string(connection.address().port) + ">;expires=600\r\n");
        connection.send(first);
        EXPECT_TRUE(wire.until([&] { return connection.inbox.size() == 1; }));
        connection.send(proving(first, connection.inbox.at(0), "201", "secret"));
        EXPECT_TRUE(wire.until([&] { return connection.inbox.size() == 2; }));
        EXPECT_EQ(connection.inbox.at(1).status(), 200);
        connection.script = [](const Text& message) { return response(message, 200); };
        return connection;
    }
    std::vector<MessageSettled> settled() const { return wire.told<MessageSettled>(); }
    Wire wire;
};

TEST_F(OverTcp, ARequestToAPhoneUsesTheConnectionItRegisteredOver) {
    auto& connection = phone();
    ASSERT_EQ(wire.endpoint().registrations().size(), 1u);
    wire.endpoint().carry_out(calls::SendMessage{1, "201", "Parked: Ann, slot 701"});
    ASSERT_TRUE(wire.until([&] { return !settled().empty(); }));
    EXPECT_TRUE(settled()[0].delivered);
    EXPECT_EQ(connection.inbox.back().body(), "Parked: Ann, slot 701");
    EXPECT_THAT(connection.inbox.back().uri(),
                testing::StartsWith("sip:201@10.255.255.1:5060;transport=tcp"));
}

TEST_F(OverTcp, APhoneWhoseConnectionIsGoneFailsAtOnce) {
    phone().close();
    for (int i = 0; i < 10; ++i) wire.step();
    wire.endpoint().carry_out(calls::SendMessage{1, "201", "x"});
    ASSERT_TRUE(wire.until([&] { return !settled().empty(); })) << "not after half a minute";
    EXPECT_FALSE(settled()[0].delivered);
    wire.pass(70s);
    EXPECT_EQ(wire.front().counters().client_transactions, 0u);
}

TEST_F(OverTcp, APhoneThatConnectsAgainIsReachedOverItsNewConnection) {
    auto& old = phone();
    old.close();
    auto& fresh = phone();
    wire.endpoint().carry_out(calls::SendMessage{1, "201", "x"});
    ASSERT_TRUE(wire.until([&] { return !settled().empty(); }));
    EXPECT_EQ(fresh.inbox.back().method(), "MESSAGE");
}

}  // namespace
}  // namespace layby::sip::test

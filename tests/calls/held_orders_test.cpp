// Orders leave at the end of their turn, and only when what they follow from is durable.
#include "calls/held_orders.hpp"

#include "world/office_world.hpp"

namespace layby::world::held {
namespace {

using namespace calls;

struct HeldOrdersTest : ::testing::Test {
    FakeSignalling signalling;
    std::vector<std::function<void()>> waiting;
    HeldOrders orders{[this](const Order& order) { signalling.carry_out(order); },
                      [this](auto job) { waiting.push_back(std::move(job)); }};
    LegId leg = signalling.arrive(speaks());
    void disk_is_done() {
        for (const auto& job : std::exchange(waiting, {})) job();
    }
};

TEST_F(HeldOrdersTest, NothingLeavesWithinATurn) {
    orders.hold({Answer{leg, speaks(), {"Ann Lee", "030"}}});
    EXPECT_TRUE(waiting.empty());
    EXPECT_EQ(signalling.legs[leg].state, Seen::State::arriving);
}

TEST_F(HeldOrdersTest, ATurnsOrdersLeaveTogetherOnceTheyAreDurable) {
    orders.hold({Alert{leg, {}, {"Ann Lee", "030"}}});
    orders.hold({Answer{leg, speaks(), {"Bob Ray", "201"}}});
    orders.leave();
    ASSERT_EQ(waiting.size(), 1u);
    EXPECT_EQ(signalling.legs[leg].state, Seen::State::arriving);
    disk_is_done();
    EXPECT_EQ(signalling.legs[leg].state, Seen::State::up);
    EXPECT_EQ(signalling.legs[leg].rings, 1);
    EXPECT_EQ(signalling.legs[leg].shown.name, "Bob Ray");
}

TEST_F(HeldOrdersTest, ATurnWithoutOrdersWaitsForNothing) {
    orders.hold({});
    orders.leave();
    EXPECT_TRUE(waiting.empty());
}

TEST_F(HeldOrdersTest, ALegFromBeforeARestartIsTakenUpAtOnce) {
    orders.hold({HangUp{leg}, Resume{{4711}, true, {}, false}});
    ASSERT_EQ(signalling.to_tell.size(), 1u);  // nothing is known of it
    EXPECT_EQ(std::get<HungUp>(signalling.to_tell.front()).leg, LegId{4711});
    EXPECT_FALSE(signalling.legs[leg].hung_up_by_us);
}

TEST_F(HeldOrdersTest, EveryOrderArrivesWithWhatItSays) {
    orders.hold({Answer{leg, speaks(), {}}, AcceptTransfer{leg}, ReportTransfer{leg, 200, "OK"},
                 Show{leg, {"Cleo Fox", "203"}}, Probe{leg}, SendDigit{leg, '5', 200ms}, Offer{leg, speaks()},
                 AcceptOffer{leg, speaks()}, SendMessage{7, "201", "Parked"}, AcceptReferral{{1}},
                 ReportReferral{{1}, {200, "OK"}, leg}});
    orders.leave();
    disk_is_done();
    const Seen& seen = signalling.legs[leg];
    EXPECT_EQ(seen.transfer_status, 200);
    EXPECT_EQ(seen.shown.name, "Cleo Fox");
    EXPECT_EQ(seen.probes, 1);
    EXPECT_EQ(seen.digits, "5");
    EXPECT_TRUE(seen.offered && seen.accepted);
    EXPECT_EQ(signalling.messages.at(0).token, 7u);
    EXPECT_EQ(signalling.referrals[{1}].parked, leg);
    orders.hold({HangUp{leg}});
    orders.leave();
    disk_is_done();
    EXPECT_TRUE(seen.hung_up_by_us);
    EXPECT_TRUE(signalling.mistakes.empty());
}

}  // namespace
}  // namespace layby::world::held

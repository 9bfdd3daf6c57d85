// Orders leave at the end of their turn, and only when what they follow from is durable.
#include "calls/held_orders.hpp"

#include "world/office_world.hpp"

namespace layby::world {
namespace {

struct HeldOrdersTest : ::testing::Test {
    FakeSignalling signalling;
    std::vector<std::function<void()>> waiting;
    calls::HeldOrders orders{signalling, [this](auto job) { waiting.push_back(std::move(job)); }};
    LegId leg = signalling.arrive(speaks());
    void disk_is_done() {
        for (const auto& job : std::exchange(waiting, {})) job();
    }
};

TEST_F(HeldOrdersTest, NothingLeavesWithinATurn) {
    orders.answer(leg, speaks(), {"Ann Lee", "030"});
    EXPECT_TRUE(waiting.empty());
    EXPECT_EQ(signalling.legs[leg].state, Seen::State::arriving);
}

TEST_F(HeldOrdersTest, ATurnsOrdersLeaveTogetherOnceTheyAreDurable) {
    orders.ring(leg, {}, {"Ann Lee", "030"});
    orders.answer(leg, speaks(), {"Bob Ray", "201"});
    orders.turn_over();
    ASSERT_EQ(waiting.size(), 1u);
    EXPECT_EQ(signalling.legs[leg].state, Seen::State::arriving);
    disk_is_done();
    EXPECT_EQ(signalling.legs[leg].state, Seen::State::up);
    EXPECT_EQ(signalling.legs[leg].rings, 1);
    EXPECT_EQ(signalling.legs[leg].shown.name, "Bob Ray");
}

TEST_F(HeldOrdersTest, ATurnWithoutOrdersWaitsForNothing) {
    orders.turn_over();
    EXPECT_TRUE(waiting.empty());
}

TEST_F(HeldOrdersTest, QuestionsAreAnsweredAtOnce) {
    signalling.devices["201"] = {{DeviceId{1}, "127.0.0.1"}};
    EXPECT_EQ(orders.devices_of("201").size(), 1u);
    EXPECT_TRUE(orders.new_leg());
}

TEST_F(HeldOrdersTest, EveryOrderArrivesWithWhatItSays) {
    orders.answer(leg, speaks(), {});
    orders.accept_transfer(leg);
    orders.report_transfer(leg, 200, "OK");
    orders.show_party(leg, {"Cleo Fox", "203"});
    orders.probe(leg);
    orders.send_digit(leg, '5', 200ms);
    orders.offer(leg, speaks());
    orders.accept_offer(leg, speaks());
    orders.send_message(7, "201", "Parked");
    orders.accept_referral({1});
    orders.report_referral({1}, {200, "OK"}, leg);
    orders.turn_over();
    disk_is_done();
    const Seen& seen = signalling.legs[leg];
    EXPECT_EQ(seen.transfer_status, 200);
    EXPECT_EQ(seen.shown.name, "Cleo Fox");
    EXPECT_EQ(seen.probes, 1);
    EXPECT_EQ(seen.digits, "5");
    EXPECT_TRUE(seen.offered && seen.accepted);
    EXPECT_EQ(signalling.messages.at(0).token, 7u);
    EXPECT_EQ(signalling.referrals[{1}].parked, leg);
    orders.hang_up(leg, calls::CancelReason::none);
    orders.turn_over();
    disk_is_done();
    EXPECT_TRUE(seen.hung_up_by_us);
    EXPECT_TRUE(signalling.mistakes.empty());
}

}  // namespace
}  // namespace layby::world

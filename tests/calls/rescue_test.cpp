// A park is refused, and the parker's phone hangs up all the same: no caller is lost to that.
#include "world/office_world.hpp"

namespace layby::world {
namespace {

class RefusedPark : public ::testing::Test {
  protected:
    explicit RefusedPark(calls::Office office = small_office()) : world{std::move(office)} {}

    /// Ann's call with Bob (201), whose phone hangs up when its transfer to `number` is refused.
    LegId lose(const std::string& number = "700", Duration after = 0s) {
        const auto [caller, callee] = world.outside_call("201");
        world.transfers(callee, number);
        EXPECT_TRUE(world.seen(callee).transfer_refused);
        world.pass(after);
        world.hangs_up(callee);
        return caller;
    }
    LegId lose_to_a_full_lot() {
        for (int slot = 0; slot < 5; ++slot) world.parked_by("204");
        return lose();
    }

    OfficeWorld world;
};

TEST_F(RefusedPark, OfAPhoneThatHangsUpRingsItBackWhileTheCallerHearsMusic) {
    const LegId caller = lose_to_a_full_lot();
    EXPECT_TRUE(world.is_up(caller));
    EXPECT_TRUE(world.audio.hears_music(caller));
    const LegId back = world.ringing_one("201");
    EXPECT_EQ(world.seen(back).call->shown_name, "Not parked · Ann Lee");
    EXPECT_EQ(world.seen(back).call->caller.name, "Ann Lee");
    EXPECT_TRUE(world.in_order());
    world.picks_up(back);
    EXPECT_TRUE(world.audio.talk(caller, back));
}

TEST_F(RefusedPark, ToAWrongNumberRingsBackToo) {
    const LegId caller = lose("799");
    EXPECT_TRUE(world.audio.hears_music(caller));
    EXPECT_EQ(world.signalling.ringing("201").size(), 1U);
}

TEST_F(RefusedPark, ThatAPersonHangsUpLaterEndsTheCall) {
    const LegId caller = lose("799", 4s);
    EXPECT_TRUE(world.seen(caller).hung_up_by_us);
    EXPECT_TRUE(world.at_rest());
}

TEST_F(RefusedPark, IsForgottenInTheNextCall) {
    const auto [caller, callee] = world.outside_call("201");
    world.transfers(caller, "799");  // a trunk's: refused
    world.transfers(callee, "700");
    const LegId retriever = world.dial("202", "701");
    world.hangs_up(caller);
    EXPECT_FALSE(world.is_up(retriever));
    world.pass(1min);
    EXPECT_TRUE(world.at_rest());
}

TEST_F(RefusedPark, ThatTheCallerHangsUpIsOver) {
    const auto [caller, callee] = world.outside_call("201");
    world.transfers(callee, "799");
    world.hangs_up(caller);
    EXPECT_TRUE(world.seen(callee).hung_up_by_us);
    EXPECT_TRUE(world.at_rest());
}

TEST_F(RefusedPark, RingsTheFallbackAfterThreeTriesAndThenTheParkerAgain) {
    const LegId caller = lose("799");
    for (int round = 0; round < 2; ++round) {
        for (int attempt = 0; attempt < 3; ++attempt) {
            world.fails(world.ringing_one("201"), 486);
            EXPECT_TRUE(world.audio.hears_music(caller));
            world.pass(10s);
        }
        const auto fallback = world.signalling.ringing("203");
        ASSERT_EQ(fallback.size(), 2U);
        for (const LegId leg : fallback) world.fails(leg, 480);
        world.pass(10s);
    }
    EXPECT_TRUE(world.in_order());
    world.picks_up(world.ringing_one("201"));
    EXPECT_TRUE(world.is_up(caller));
}

TEST_F(RefusedPark, EndsTheCallOnlyWhenMaxWaitIsOver) {
    const LegId caller = lose("799");
    world.pass(29min);
    EXPECT_TRUE(world.is_up(caller));
    EXPECT_TRUE(world.audio.hears_music(caller));
    world.pass(3min);
    EXPECT_TRUE(world.seen(caller).hung_up_by_us);
    EXPECT_TRUE(world.at_rest());
}

TEST_F(RefusedPark, OfACallerWhoGivesUpStopsTheRinging) {
    const LegId caller = lose("799");
    const LegId back = world.ringing_one("201");
    world.hangs_up(caller);
    EXPECT_TRUE(world.seen(back).cancelled);
    EXPECT_TRUE(world.at_rest());
}

TEST_F(RefusedPark, OfAPhoneThatIsGoneIsTriedAgain) {
    const auto phone = world.devices["201"];
    const auto [caller, callee] = world.outside_call("201");
    world.transfers(callee, "799");
    world.has_devices("201", {});
    world.hangs_up(callee);
    EXPECT_TRUE(world.audio.hears_music(caller));
    world.has_devices("201", phone);
    world.pass(11s);
    world.picks_up(world.ringing_one("201"));
    EXPECT_TRUE(world.is_up(caller));
}

calls::Office bob_may_not_park() {
    auto office = small_office();
    office.users.front().may_park = false;
    return office;
}

TEST(RefusedParks, OfThoseWhoMayNotParkRingBackToo) {
    OfficeWorld world{bob_may_not_park()};
    const auto [caller, callee] = world.outside_call("201");
    world.transfers(callee, "700");
    world.hangs_up(callee);
    EXPECT_TRUE(world.audio.hears_music(caller));
    EXPECT_EQ(world.signalling.ringing("201").size(), 1U);
}

TEST(RefusedParks, OfATrunkGoToTheFallback) {
    OfficeWorld world;
    const LegId pbx = world.arrive("pbx", "204");
    const LegId callee = world.ringing_one("204");
    world.picks_up(callee);
    world.confirms(pbx);
    world.transfers(pbx, "799");
    world.hangs_up(pbx);
    EXPECT_TRUE(world.audio.hears_music(callee));
    EXPECT_EQ(world.signalling.ringing("203").size(), 2U);
}

}  // namespace
}  // namespace layby::world

// A bug shows in the middle of a turn: a CHECK fails. The turn is undone as a whole. Whoever asked for it is
// told, and everybody else goes on as before.
#include "world/allow_bugs.hpp"
#include "world/office_world.hpp"

namespace layby::world {
namespace {

struct UndoneTurn : ::testing::Test {
    void finish() {
        EXPECT_TRUE(world.in_order());
        world.everybody_hangs_up();
        EXPECT_TRUE(world.at_rest());
    }
    AllowBugs allow;
    OfficeWorld world;
};

TEST_F(UndoneTurn, CostsTheCallThatArrivedAndNobodyElse) {
    const LegId parked = world.parked_by("201");
    const auto [one, other] = world.outside_call("202");
    const LegId ringing = world.dial("205", "203");
    const auto phone = world.signalling.ringing("203").front();
    world.audio.bug_at_open = 1;
    const LegId unlucky = world.dial("204", "700");
    EXPECT_EQ(world.seen(unlucky).refused->status, 500);
    EXPECT_FALSE(world.audio.port(unlucky)) << "its port is free again";
    EXPECT_TRUE(world.audio.hears_music(parked));
    EXPECT_EQ(world.in_slot(701)->caller.name, "Ann Lee");
    EXPECT_TRUE(world.audio.talk(one, other));
    world.picks_up(phone);
    EXPECT_TRUE(world.audio.talk(ringing, phone));
    finish();
}

TEST_F(UndoneTurn, RefusesATransferAndTheCallGoesOn) {
    const auto [caller, callee] = world.outside_call("201");
    world.audio.bug_at_open = 1;
    world.transfers(callee, "203");
    EXPECT_EQ(world.seen(callee).transfer_refused->status, 500);
    EXPECT_TRUE(world.signalling.ringing("203").empty());
    EXPECT_TRUE(world.audio.talk(caller, callee));
    world.pass(10s);
    world.transfers(callee, "700");
    EXPECT_TRUE(world.audio.hears_music(caller)) << "the next one is handled as ever";
    finish();
}

TEST_F(UndoneTurn, LeavesADeadlineThatIsTriedAgain) {
    const LegId caller = world.parked_by("201");
    world.audio.bug_at_open = 1;
    world.pass(125s);
    EXPECT_FALSE(world.signalling.ringing("201").empty());
    EXPECT_TRUE(world.audio.hears_music(caller));
    finish();
}

TEST_F(UndoneTurn, IsSaidToWhoOrderedIt) {
    world.parked_by("201");
    world.audio.bug_at_open = 1;
    EXPECT_EQ(world.retrieve("main", SlotNumber{701}, "203"), calls::CommandResult::undone);
    EXPECT_TRUE(world.signalling.ringing("203").empty());
    EXPECT_EQ(world.retrieve("main", SlotNumber{701}, "203"), calls::CommandResult::done);
    finish();
}

TEST_F(UndoneTurn, IsKeptAsIfItHadNotBeen) {
    const LegId caller = world.parked_by("201");
    world.audio.bug_at_open = 1;
    world.dial("203", "701");
    world.restart();
    EXPECT_TRUE(world.audio.hears_music(caller));
    EXPECT_TRUE(world.in_slot(701));
    finish();
}

TEST_F(UndoneTurn, OneBugAfterTheOtherIsNotUndoneAgainAndAgain) {
    const auto [caller, callee] = world.outside_call("201");
    for (int i = 0; i < 3; ++i) {
        world.audio.bug_at_open = 1;
        world.dial("204", "700");
    }
    EXPECT_TRUE(world.audio.talk(caller, callee));
    finish();
}

}  // namespace
}  // namespace layby::world

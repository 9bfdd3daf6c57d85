// Ports for RTP and calls at once are limited: nobody can take them all, and a caller who waits is never out
// of reach because of it.
#include "world/office_world.hpp"

namespace layby::world {
namespace {

/// So many ports are there, the last `kept` of them for who ends a wait.
void give_ports(OfficeWorld& world, std::size_t most, std::size_t kept = 0) {
    world.audio.most = most;
    world.audio.kept = kept;
}

TEST(Ports, ACallerWhoGetsNoneIsToldToTryAgain) {
    OfficeWorld world;
    give_ports(world, 0);
    EXPECT_EQ(world.seen(world.dial("201", "202")).refused, (calls::Refused{503, "no audio port"}));
    EXPECT_TRUE(world.at_rest());
}

TEST(Ports, ACalledPhoneThatGetsNoneIsNoAbsentOne) {
    OfficeWorld world;
    give_ports(world, 1);
    EXPECT_EQ(world.seen(world.dial("201", "202")).refused, (calls::Refused{503, "no audio port"}));
    EXPECT_EQ(world.seen(world.dial("201", "203")).refused->status, 503) << "which has two phones";
    EXPECT_TRUE(world.at_rest());
}

TEST(Ports, OneOfTwoPhonesWithoutAPortDoesntHideWhatTheOtherSaid) {
    OfficeWorld world;
    give_ports(world, 2);
    LegId caller = world.dial("201", "203");
    world.fails(world.ringing_one("203"), 404);
    EXPECT_EQ(world.seen(caller).refused->status, 503);
    caller = world.dial("201", "203");
    world.fails(world.ringing_one("203"), 486);
    EXPECT_EQ(world.seen(caller).refused->status, 486);
}

TEST(Ports, ATrunkCallWithoutOneIsNotTheTrunksFault) {
    OfficeWorld world;
    give_ports(world, 1);
    EXPECT_EQ(world.seen(world.dial("201", "0301234")).refused, (calls::Refused{503, "no audio port"}));
}

TEST(Ports, TheLastOnesAreForWhoRetrieves) {
    OfficeWorld world;
    const LegId caller = world.parked_by("201");
    give_ports(world, 3, 2);
    EXPECT_EQ(world.seen(world.dial("202", "205")).refused->status, 503);
    EXPECT_EQ(world.seen(world.dial("202", "704")).refused->status, 503) << "nobody waits there";
    const LegId retriever = world.dial("202", "701");
    EXPECT_TRUE(world.audio.talk(caller, retriever));
    EXPECT_TRUE(world.in_order());
}

TEST(Ports, TheLastOnesAreForPhonesThatRingForACallerWhoWaits) {
    OfficeWorld world;
    const LegId caller = world.parked_by("201");
    give_ports(world, 3, 2);
    world.pass(61s);
    EXPECT_EQ(world.signalling.ringing("201").size(), 1U) << "the reminder";
    world.pass(60s);
    const LegId ringing = world.ringing_one("201");
    world.picks_up(ringing);
    EXPECT_TRUE(world.audio.talk(caller, ringing));
}

TEST(Ports, TheLastOnesAreForARescue) {
    OfficeWorld world;
    for (int slot = 0; slot < 5; ++slot) world.parked_by("202");
    const auto call = world.outside_call("201");
    world.transfers(call.callee, "700");
    give_ports(world, world.audio.ports.size() + 1, 2);
    world.hangs_up(call.callee);
    EXPECT_EQ(world.signalling.ringing("201").size(), 1U);
}

class Limits : public testing::Test {
  protected:
    static calls::Office office() {
        calls::Office office = small_office();
        office.users[0].max_calls = 2;
        office.trunks[0].max_calls = 2;
        return office;
    }
    OfficeWorld world{office()};
};

TEST_F(Limits, AUserHasOnlySoManyCallsAtOnce) {
    world.dial("201", "202");
    const LegId second = world.dial("201", "204");
    EXPECT_EQ(world.seen(world.dial("201", "205")).refused, (calls::Refused{486, "too many calls at once"}));
    world.cancels(second);
    EXPECT_FALSE(world.seen(world.dial("201", "205")).refused);
    EXPECT_FALSE(world.seen(world.dial("202", "205")).refused) << "others aren't concerned";
}

TEST_F(Limits, WhoRetrievesIsNotCounted) {
    const LegId caller = world.parked_by("202");
    world.dial("201", "202");
    world.dial("201", "204");
    EXPECT_TRUE(world.audio.talk(caller, world.dial("201", "701")));
}

TEST_F(Limits, ATrunkHasOnlySoManyCallsInBothDirections) {
    world.arrive("provider", "202");
    world.dial("201", "0301234");
    EXPECT_EQ(world.signalling.ringing_trunk("provider").size(), 1U);
    EXPECT_EQ(world.seen(world.arrive("provider", "204")).refused->status, 486);
    world.dial("204", "0301234");
    EXPECT_EQ(world.signalling.ringing_trunk("backup").size(), 1U) << "the next trunk";
}

TEST_F(Limits, HoldOverARestart) {
    const auto call = world.outside_call("202");
    const auto other = world.outside_call("204");
    world.restart(office());
    EXPECT_EQ(world.seen(world.arrive("provider", "205")).refused->status, 486);
    world.hangs_up(call.caller);
    EXPECT_FALSE(world.seen(world.arrive("provider", "205")).refused);
    EXPECT_TRUE(world.is_up(other.caller));
}

}  // namespace
}  // namespace layby::world

// What a board orders for calls that wait and calls in progress.
#include "world/office_world.hpp"

namespace layby::world {
namespace {

using calls::CommandResult;

TEST(Edit, SaysForWhomACallIs) {
    OfficeWorld world;
    const LegId caller = world.parked_by("201");
    EXPECT_EQ(world.edit("main", {701}, {"asks for Bob", "202", {}}), CommandResult::done);
    EXPECT_EQ(world.in_slot(701)->for_user, "202");
    EXPECT_EQ(world.in_slot(701)->note, "asks for Bob");
    EXPECT_TRUE(world.in_order());
    const LegId bob = world.dial("202", "*88");
    world.confirms(bob);
    EXPECT_TRUE(world.audio.talk(caller, bob)) << "the code finds it for whom it is";
    EXPECT_TRUE(world.in_order());
}

TEST(Edit, OfWhoIsNobodyChangesNothing) {
    OfficeWorld world;
    EXPECT_EQ(world.edit("main", {701}, {"x", {}, {}}), CommandResult::slot_empty);
    world.parked_by("201");
    EXPECT_EQ(world.edit("main", {701}, {"x", "299", {}}), CommandResult::no_such_user);
    EXPECT_EQ(world.in_slot(701)->note, "");
}

TEST(Edit, IsKept) {
    OfficeWorld world;
    world.parked_by("201");
    world.edit("main", {701}, {"VIP", "202", {}});
    world.restart();
    EXPECT_EQ(world.in_slot(701)->note, "VIP");
    EXPECT_EQ(world.in_slot(701)->for_user, "202");
    EXPECT_TRUE(world.in_order());
}

TEST(ParkByOrder, IsLikeTheKeyedCode) {
    OfficeWorld world;
    const auto [caller, parker] = world.outside_call("201");
    EXPECT_EQ(world.park(caller, {"main", SlotNumber{703}}), CommandResult::done);
    ASSERT_TRUE(world.in_slot(703));
    EXPECT_EQ(world.in_slot(703)->caller.name, "Ann Lee");
    EXPECT_EQ(world.in_slot(703)->parker.user, "201");
    EXPECT_TRUE(world.audio.hears_music(caller));
    EXPECT_TRUE(world.in_order());
}

TEST(ParkByOrder, OfWhoCanNotBeParkedSaysWhy) {
    OfficeWorld world;
    const auto [caller, callee] = world.outside_call("201");
    EXPECT_EQ(world.park({4711}), CommandResult::no_such_call);
    EXPECT_EQ(world.park(caller, {"nowhere"}), CommandResult::no_such_lot);
    EXPECT_EQ(world.park(caller, {"main", SlotNumber{999}}), CommandResult::no_such_slot);
    EXPECT_EQ(world.park(callee), CommandResult::not_allowed) << "the provider's line may not park";
    EXPECT_TRUE(world.audio.talk(caller, callee));
    const LegId waits = world.parked_by("202");
    EXPECT_EQ(world.park(waits), CommandResult::not_talking);
}

TEST(ParkByOrder, WhenTheSlotIsTakenTheCallGoesOn) {
    OfficeWorld world;
    world.parked_by("202", "703");
    const auto [caller, callee] = world.outside_call("201");
    EXPECT_EQ(world.park(caller, {"main", SlotNumber{703}}), CommandResult::done);
    world.pass(20s);
    EXPECT_TRUE(world.audio.talk(caller, callee));
    EXPECT_TRUE(world.in_order());
}

TEST(HangUpByOrder, EndsACall) {
    OfficeWorld world;
    const auto [caller, callee] = world.outside_call("201");
    EXPECT_EQ(world.hang_up(callee), CommandResult::done);
    EXPECT_TRUE(world.seen(callee).hung_up_by_us);
    EXPECT_EQ(world.hang_up(callee), CommandResult::no_such_call);
    world.everybody_hangs_up();
    EXPECT_TRUE(world.at_rest());
}

TEST(HangUpByOrder, OfWhoWaitsReleasesTheSlot) {
    OfficeWorld world;
    const LegId caller = world.parked_by("201");
    EXPECT_EQ(world.hang_up(caller), CommandResult::done);
    EXPECT_TRUE(world.seen(caller).hung_up_by_us);
    EXPECT_FALSE(world.in_slot(701));
    EXPECT_TRUE(world.at_rest());
}

TEST(HangUpByOrder, OfWhoOnlyRingsIsRefused) {
    OfficeWorld world;
    const LegId caller = world.dial("201", "202");
    EXPECT_EQ(world.hang_up(caller), CommandResult::not_talking);
    EXPECT_EQ(world.hang_up(world.ringing_one("202")), CommandResult::not_talking);
    EXPECT_TRUE(world.in_order());
}

}  // namespace
}  // namespace layby::world

// A caller hangs up while its parker is still being told the slot: the parker hears that, not a slot that is
// empty by now, and no report says that somebody is parked.
#include "calls/house/prompts.hpp"
#include "world/office_world.hpp"

namespace layby::world {
namespace {

TEST(CallerGone, DuringTheAnnouncementOfATransferEndsItAndIsReportedTruthfully) {
    OfficeWorld world;
    const auto [caller, callee] = world.outside_call("201");
    world.transfers(callee, "700");
    world.hangs_up(caller);
    EXPECT_EQ(world.audio.port(callee)->heard.phrase, calls::caller_gone_phrase());
    EXPECT_EQ(world.seen(callee).shown, (Party{"Caller hung up", "701", false}));
    EXPECT_EQ(world.seen(callee).transfer_status, 487);
    EXPECT_FALSE(world.in_slot(701));
    EXPECT_TRUE(world.in_order());
    world.hears_prompt(callee);
    world.pass(5s);
    EXPECT_EQ(world.seen(callee).reports, 1);
    EXPECT_TRUE(world.at_rest());
}

TEST(CallerGone, IsToldAlsoToWhoDialledThePark) {
    OfficeWorld world;
    const auto [caller, held] = world.outside_call("201");
    world.holds(held);
    const LegId key = world.dial("201", "*68");
    world.confirms(key);
    world.hangs_up(caller);
    EXPECT_EQ(world.audio.port(key)->heard.phrase, calls::caller_gone_phrase());
    EXPECT_EQ(world.seen(key).shown.name, "Caller hung up");
    world.hears_prompt(key);
    world.pass(5s);
    EXPECT_TRUE(world.signalling.messages.empty());
    EXPECT_TRUE(world.at_rest());
}

TEST(CallerGone, IsToldToAConsultationThatHasJustBeenCompleted) {
    OfficeWorld world;
    const auto [caller, main] = world.outside_call("201");
    const LegId consulting = world.dial("201", "700");
    world.confirms(consulting);
    world.transfers_to_leg(main, consulting);
    world.hangs_up(caller);
    EXPECT_EQ(world.audio.port(consulting)->heard.phrase, calls::caller_gone_phrase());
    EXPECT_EQ(world.seen(main).transfer_status, 200) << "that was true when it was reported";
    world.pass(1min);
    EXPECT_TRUE(world.at_rest());
}

TEST(CallerGone, BeforeThePhoneCouldHearAnythingLetsItGo) {
    OfficeWorld world;
    const auto [caller, held] = world.outside_call("201");
    world.holds(held);
    const LegId key = world.dial_delayed("201", "*68");
    world.hangs_up(caller);
    world.confirms(key, speaks());
    world.pass(5s);
    EXPECT_TRUE(world.seen(key).hung_up_by_us);
    EXPECT_TRUE(world.at_rest());
}

TEST(CallerGone, AfterTheAnnouncementIsNoLongerTheParkersConcern) {
    OfficeWorld world;
    const auto [caller, callee] = world.outside_call("201");
    world.transfers(callee, "700");
    world.hears_prompt(callee);
    world.hangs_up(caller);
    EXPECT_EQ(world.seen(callee).transfer_status, 200);
    EXPECT_EQ(world.seen(callee).shown.name, "Parked 701");
    EXPECT_TRUE(world.in_order());
}

}  // namespace
}  // namespace layby::world

// The pickup code and a number: what rings at that user, or who waits in that slot.
#include "calls/house/prompts.hpp"
#include "world/office_world.hpp"

namespace layby::world {
namespace {

TEST(Pickup, TakesTheCallThatRingsAtTheUserAndSilencesItsPhones) {
    OfficeWorld world;
    const LegId caller = world.dial("201", "203");
    const auto phones = world.signalling.ringing("203");
    ASSERT_EQ(phones.size(), 2U);
    const LegId picker = world.dial("204", "**203");
    world.confirms(picker);
    EXPECT_TRUE(world.audio.talk(caller, picker));
    EXPECT_EQ(world.seen(picker).shown, (Party{"Bob Ray", "201", false}));
    EXPECT_EQ(world.seen(caller).shown, (Party{"Eve Kay", "204", false}));
    for (const LegId phone : phones)
        EXPECT_EQ(world.seen(phone).cancelled, calls::CancelReason::completed_elsewhere);
    EXPECT_TRUE(world.in_order());
}

TEST(Pickup, TakesAnOutsideCallAndShowsWhoItIs) {
    OfficeWorld world;
    const LegId caller = world.arrive("provider", "4930201");
    const LegId picker = world.dial("204", "**201");
    EXPECT_TRUE(world.audio.talk(caller, picker));
    EXPECT_EQ(world.seen(picker).shown, (Party{"Ann Lee", "030123", false}));
}

TEST(Pickup, OfTwoCallsTakesTheOneThatHasRungLonger) {
    OfficeWorld world;
    const LegId first = world.dial("201", "202");
    world.pass(1s);
    const LegId second = world.dial("204", "202");
    EXPECT_TRUE(world.audio.talk(first, world.dial("205", "**202")));
    EXPECT_EQ(world.signalling.ringing("202").size(), 1U);
    EXPECT_TRUE(world.audio.talk(second, world.dial("205", "**202")));
    EXPECT_TRUE(world.in_order());
}

TEST(Pickup, OfATransferredCallHasTheCallerToo) {
    OfficeWorld world;
    const auto [caller, callee] = world.outside_call("201");
    world.transfers(callee, "202");
    const LegId picker = world.dial("204", "**202");
    world.confirms(picker);
    EXPECT_TRUE(world.audio.talk(caller, picker));
    EXPECT_EQ(world.seen(callee).transfer_status, 200);
    EXPECT_TRUE(world.in_order());
}

TEST(Pickup, ByADelayedOfferHearsTheCallerFromItsAckOn) {
    OfficeWorld world;
    const LegId caller = world.dial("201", "202");
    const LegId picker = world.dial_delayed("204", "**202");
    world.confirms(picker, speaks());
    EXPECT_TRUE(world.audio.talk(caller, picker));
    EXPECT_TRUE(world.in_order());
}

TEST(Pickup, WithASlotBehindItRetrievesAsAPressedLampDoes) {
    OfficeWorld world;
    const LegId caller = world.parked_by("201", "703");
    const LegId picker = world.dial("204", "**703");
    world.confirms(picker);
    EXPECT_TRUE(world.audio.talk(caller, picker));
    EXPECT_FALSE(world.in_slot(703));
}

TEST(Pickup, OfARecallRetrievesTheCallerWhoWaits) {
    OfficeWorld world;
    const LegId caller = world.parked_by("201");
    world.pass(121s);
    const LegId recall = world.ringing_one("201");
    const LegId picker = world.dial("204", "**201");
    world.confirms(picker);
    EXPECT_TRUE(world.audio.talk(caller, picker));
    EXPECT_EQ(world.seen(recall).cancelled, calls::CancelReason::completed_elsewhere);
    EXPECT_EQ(world.board->counters().retrieves_total, 1U);
    EXPECT_TRUE(world.in_order());
}

TEST(Pickup, OfARecallNeedsTheRightToRetrieveAndThePin) {
    calls::Office office = small_office();
    office.users[3].may_retrieve = false;
    office.lots[0].pin = "4711";
    OfficeWorld world{office};
    const LegId caller = world.parked_by("201");
    world.pass(121s);
    const LegId recall = world.ringing_one("201");
    EXPECT_EQ(world.seen(world.dial("204", "**201")).refused->status, 403);
    EXPECT_EQ(world.seen(world.dial_replacing("204", recall)).refused->status, 403);
    for (const LegId picker : {world.dial("205", "**201"), world.dial_replacing("205", recall)}) {
        EXPECT_EQ(world.audio.port(picker)->heard.phrase, calls::pin_phrase(false));
        world.hangs_up(picker);
    }
    EXPECT_TRUE(world.audio.hears_music(caller));
    EXPECT_EQ(world.signalling.ringing("201").size(), 1U);
    EXPECT_TRUE(world.in_order());
}

TEST(Pickup, WhereNothingRingsSaysSo) {
    calls::Office office = small_office();
    office.spoken_refusals = true;
    OfficeWorld world{office};
    const LegId picker = world.dial("204", "**202");
    EXPECT_EQ(world.audio.port(picker)->heard.phrase, calls::nothing_rings_phrase());
    world.hears_prompt(picker);
    EXPECT_EQ(world.seen(picker).refused, (calls::Refused{480, "nothing rings at 202"}));
    EXPECT_TRUE(world.at_rest());
}

TEST(Pickup, OfAUserWhoTalksAlreadyFindsNothing) {
    OfficeWorld world;
    const auto talk = world.talk("201", "202");
    EXPECT_EQ(world.seen(world.dial("204", "**202")).refused->status, 480);
    EXPECT_EQ(world.seen(world.dial("204", "**201")).refused->status, 480);
    EXPECT_TRUE(world.audio.talk(talk.caller, talk.callee));
}

TEST(Pickup, AloneOrWithAWrongNumberIs404) {
    OfficeWorld world;
    world.dial("201", "202");
    EXPECT_EQ(world.seen(world.dial("204", "**")).refused,
              (calls::Refused{404, "dial ** and the number that rings"}));
    EXPECT_EQ(world.seen(world.dial("204", "**709")).refused,
              (calls::Refused{404, "slots of lot main are 701-705"}));
    EXPECT_EQ(world.seen(world.dial("204", "**0123456")).refused->status, 404);
    EXPECT_EQ(world.signalling.ringing("202").size(), 1U);
}

TEST(Pickup, IsNotForTrunks) {
    OfficeWorld world;
    world.dial("201", "202");
    EXPECT_EQ(world.seen(world.arrive("pbx", "**202")).refused->status, 403);
    EXPECT_EQ(world.signalling.ringing("202").size(), 1U);
}

TEST(Pickup, FindsNothingWhereAPhoneIsOnlyCalledAwayToBeParked) {
    OfficeWorld world;
    const calls::Origin cleo{calls::Origin::Kind::user, "202", DeviceId{2}};
    world.tell(calls::ParkAsked{.referral = ReferralId{7},
                                .from = {calls::Origin::Kind::user, "201", {}},
                                .number = "700",
                                .orbit = {},
                                .replaced = {},
                                .foreign = calls::ForeignParty{cleo, "127.0.0.1"}});
    const LegId called = world.signalling.open_legs().at(0);
    EXPECT_EQ(world.seen(world.dial("204", "**202")).refused->status, 480);
    EXPECT_EQ(world.seen(world.dial_replacing("204", called)).refused->status, 481);
    EXPECT_TRUE(world.in_order());
    const LegId caller = world.dial("205", "202");
    EXPECT_TRUE(world.audio.talk(caller, world.dial("204", "**202"))) << "what does ring is found behind it";
    world.picks_up(called);
    EXPECT_TRUE(world.audio.hears_music(called));
    EXPECT_TRUE(world.in_order());
}

TEST(Pickup, MayHaveAnotherCode) {
    calls::Office office = small_office();
    office.codes.pickup = "*97";
    OfficeWorld world{office};
    const LegId caller = world.dial("201", "202");
    EXPECT_EQ(world.seen(world.dial("204", "**202")).refused->status, 404);
    EXPECT_TRUE(world.audio.talk(caller, world.dial("204", "*97202")));
}

}  // namespace
}  // namespace layby::world

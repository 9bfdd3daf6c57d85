// Feature codes: dialled while a caller is on hold they park it, and dialled by anybody they retrieve.
#include <gmock/gmock.h>

#include "calls/house/prompts.hpp"
#include "world/office_world.hpp"

namespace layby::world {
namespace {

/// An outside caller whom this user holds.
OfficeWorld::Talk held_call(OfficeWorld& world, const std::string& user) {
    const auto call = world.outside_call(user);
    world.holds(call.callee);
    return call;
}

/// Parked by `user` with a code; heard, and hung up.
LegId parked_by_code(OfficeWorld& world, const std::string& user, const std::string& code) {
    const auto [caller, held] = held_call(world, user);
    const LegId key = world.dial(user, code);
    world.confirms(key);
    world.hears_prompt(key);
    world.hangs_up(key);
    world.hangs_up(held);
    return caller;
}

TEST(ParkCode, ParksTheHeldCallAndSaysTheSlotOnTheNewCall) {
    OfficeWorld world;
    const auto [caller, held] = held_call(world, "201");
    const LegId key = world.dial("201", "*68");
    world.confirms(key);
    ASSERT_TRUE(world.in_slot(701));
    EXPECT_EQ(world.in_slot(701)->caller.name, "Ann Lee");
    EXPECT_EQ(world.in_slot(701)->parker.user, "201");
    EXPECT_TRUE(world.audio.hears_music(caller));
    EXPECT_EQ(world.audio.port(key)->heard.phrase, calls::slot_phrase({701}, calls::Announcement::digits));
    EXPECT_EQ(world.seen(key).shown, (Party{"Parked 701", "701", false}));
    world.hears_prompt(key);
    EXPECT_TRUE(world.in_slot(701)->told);
    world.pass(5s);
    EXPECT_TRUE(world.seen(key).hung_up_by_us);
    EXPECT_TRUE(world.seen(held).hung_up_by_us);
    EXPECT_TRUE(world.is_up(caller));
    EXPECT_TRUE(world.signalling.messages.empty());
    EXPECT_TRUE(world.in_order());
}

TEST(ParkCode, WithASlotBehindItParksThere) {
    OfficeWorld world;
    const LegId caller = parked_by_code(world, "201", "*68704");
    EXPECT_TRUE(world.in_slot(704));
    EXPECT_TRUE(world.audio.hears_music(caller));
}

TEST(ParkCode, IntoASlotThatIsTakenIsRefusedAndTheCallerStaysOnHold) {
    OfficeWorld world;
    world.parked_by("202", "704");
    const auto [caller, held] = held_call(world, "201");
    const LegId key = world.dial("201", "*68704");
    EXPECT_EQ(world.seen(key).refused->status, 486);
    EXPECT_EQ(world.seen(key).refused->reason, "slot taken by 202");
    EXPECT_TRUE(world.is_up(held));
    world.resumes(held);
    EXPECT_TRUE(world.audio.talk(caller, held));
    EXPECT_TRUE(world.in_order());
}

TEST(ParkCode, WithoutAHeldCallSaysSo) {
    OfficeWorld world;
    const auto [caller, callee] = world.outside_call("201");
    const LegId key = world.dial("201", "*68");
    EXPECT_EQ(world.seen(key).refused->status, 480);
    EXPECT_EQ(world.seen(key).refused->reason, "you have no call on hold to park");
    EXPECT_TRUE(world.audio.talk(caller, callee));
}

TEST(ParkCode, OfAnotherUsersHeldCallIsNotPossible) {
    OfficeWorld world;
    held_call(world, "202");
    EXPECT_EQ(world.seen(world.dial("201", "*68")).refused->status, 480);
    EXPECT_FALSE(world.in_slot(701));
}

TEST(ParkCode, OfSeveralHeldCallsTakesTheLatestAndSaysWhoseItIs) {
    OfficeWorld world;
    const auto first = held_call(world, "201");
    const auto latest = world.talk("201", "204");
    world.holds(latest.caller);
    const LegId key = world.dial("201", "*68");
    EXPECT_EQ(world.in_slot(701)->caller.number, "204");
    EXPECT_EQ(world.seen(key).shown.name, "Parked 701 · Eve Kay");
    EXPECT_EQ(world.audio.port(key)->heard.phrase,
              (calls::Phrase{"tone/confirm", "digits/7", "digits/0", "digits/1", "vm-from-extension",
                             "digits/2", "digits/0", "digits/4"}));
    EXPECT_TRUE(world.is_up(first.callee));
    EXPECT_TRUE(world.audio.hears_music(first.caller));
    EXPECT_TRUE(world.in_order());
}

TEST(ParkCode, OfSeveralHeldCallsSaysAlsoWhichOutsideCallerItWas) {
    OfficeWorld world;
    const auto first = world.talk("201", "204");
    world.holds(first.caller);
    held_call(world, "201");
    const LegId key = world.dial("201", "*68");
    EXPECT_EQ(world.seen(key).shown.name, "Parked 701 · Ann Lee");
    EXPECT_THAT(world.audio.port(key)->heard.phrase, testing::Contains("vm-from-phonenumber"));
    EXPECT_TRUE(world.audio.hears_music(first.callee)) << "the other one stays on hold";
}

TEST(ParkCode, OfSeveralHeldCallsSaysThatTheCallerIsUnknownIfItWantsToBe) {
    OfficeWorld world;
    const auto first = world.talk("201", "204");
    world.holds(first.caller);
    const LegId caller = world.signalling.arrive(speaks());
    calls::CallArrived call;
    call.leg = caller;
    call.from = {calls::Origin::Kind::trunk, "provider", {}};
    call.caller = {"Ann Lee", "030123", true};
    call.number = "201";
    call.offer = speaks();
    call.near_ip = "127.0.0.2";
    world.tell(call);
    const LegId held = world.ringing_one("201");
    world.picks_up(held);
    world.holds(held);
    const LegId key = world.dial("201", "*68");
    EXPECT_EQ(world.seen(key).shown.name, "Parked 701 · anonymous");
    EXPECT_THAT(world.audio.port(key)->heard.phrase, testing::Contains("from-unknown-caller"));
    EXPECT_THAT(world.audio.port(key)->heard.phrase, testing::Not(testing::Contains("digits/3")));
}

TEST(ParkCode, OfOneHeldCallSaysTheSlotOnly) {
    OfficeWorld world;
    held_call(world, "201");
    const LegId key = world.dial("201", "*68");
    EXPECT_EQ(world.seen(key).shown.name, "Parked 701");
    EXPECT_THAT(world.audio.port(key)->heard.phrase, testing::Not(testing::Contains("vm-from-phonenumber")));
}

TEST(ParkCode, ACallTakenOffHoldIsNotParked) {
    OfficeWorld world;
    const auto first = held_call(world, "201");
    world.resumes(first.callee);
    EXPECT_EQ(world.seen(world.dial("201", "*68")).refused->status, 480);
}

TEST(ParkCode, ADelayedOfferHearsTheSlotFromItsAckOn) {
    OfficeWorld world;
    const auto [caller, held] = held_call(world, "201");
    const LegId key = world.dial_delayed("201", "*68");
    EXPECT_TRUE(world.audio.hears_music(caller));
    world.confirms(key, speaks());
    EXPECT_EQ(world.audio.port(key)->heard.phrase, calls::slot_phrase({701}, calls::Announcement::digits));
    world.hears_prompt(key);
    EXPECT_TRUE(world.in_slot(701)->told);
    EXPECT_TRUE(world.in_order());
}

TEST(ParkCode, APhoneThatHangsUpBeforeItHasHeardTheSlotGetsAMessage) {
    OfficeWorld world;
    held_call(world, "201");
    const LegId key = world.dial("201", "*68");
    world.hangs_up(key);
    ASSERT_EQ(world.signalling.messages.size(), 1U);
    EXPECT_EQ(world.signalling.messages[0].text, "Parked: Ann Lee, slot 701");
    EXPECT_TRUE(world.in_order());
}

TEST(ParkCode, AsTheTargetOfATransferParksAsWell) {
    OfficeWorld world;
    const auto [caller, callee] = world.outside_call("201");
    world.transfers(callee, "*68702");
    EXPECT_TRUE(world.in_slot(702));
    EXPECT_TRUE(world.audio.hears_music(caller));
}

TEST(ParkCode, IsNotForUsersWhoMayNotPark) {
    calls::Office office = small_office();
    office.users[0].may_park = false;
    OfficeWorld world{office};
    held_call(world, "201");
    EXPECT_EQ(world.seen(world.dial("201", "*68")).refused->status, 403);
    EXPECT_FALSE(world.in_slot(701));
}

TEST(ParkCode, ThatIsOffIsANumberLikeAnyOther) {
    calls::Office office = small_office();
    office.codes = {"", "", "", "", ""};
    OfficeWorld world{office};
    held_call(world, "201");
    for (const char* code : {"*68", "*68701", "*88", "*88701", "*86", "**201"})
        EXPECT_EQ(world.seen(world.dial("201", code)).refused->status, 404) << code;
}

TEST(ParkCode, WithAWrongSlotIsToldWhichExist) {
    OfficeWorld world;
    held_call(world, "201");
    const LegId key = world.dial("201", "*68709");
    EXPECT_EQ(world.seen(key).refused->status, 404);
    EXPECT_EQ(world.seen(key).refused->reason, "slots of lot main are 701-705");
}

// -- parked for somebody

TEST(ParkedFor, AUserIsToldAndRetrievesWithTheCodeAlone) {
    OfficeWorld world;
    const LegId caller = parked_by_code(world, "201", "*68204");
    ASSERT_TRUE(world.in_slot(701));
    EXPECT_EQ(world.in_slot(701)->for_user, "204");
    ASSERT_EQ(world.signalling.messages.size(), 1U);
    EXPECT_EQ(world.signalling.messages[0].user, "204");
    EXPECT_EQ(world.signalling.messages[0].text, "Parked for you: Ann Lee, slot 701");
    const LegId retriever = world.dial("204", "*88");
    world.confirms(retriever);
    EXPECT_TRUE(world.audio.talk(caller, retriever));
    EXPECT_FALSE(world.in_slot(701));
    EXPECT_TRUE(world.in_order());
}

TEST(ParkedFor, TheUserIsRungFirstOnRecallThenTheParker) {
    OfficeWorld world;
    parked_by_code(world, "201", "*68204");
    world.pass(121s);
    const LegId recall = world.ringing_one("204");
    EXPECT_EQ(world.seen(recall).call->shown_name, "Recall 701 · Ann Lee");
    EXPECT_TRUE(world.signalling.ringing("201").empty());
    world.fails(recall, 486);
    EXPECT_EQ(world.signalling.ringing("201").size(), 1U);
    EXPECT_TRUE(world.in_order());
}

TEST(ParkedFor, ItsNumberBehindTheCodeRetrievesFromAnyPhone) {
    OfficeWorld world;
    const LegId caller = parked_by_code(world, "201", "*68204");
    EXPECT_EQ(world.seen(world.dial("202", "*88203")).refused->status, 404);
    const LegId retriever = world.dial("202", "*88204");
    EXPECT_TRUE(world.audio.talk(caller, retriever));
}

TEST(ParkedFor, NobodyIsFoundByWhomItWasParkedThen) {
    OfficeWorld world;
    parked_by_code(world, "201", "*68204");
    const LegId retriever = world.dial("201", "*88");
    EXPECT_EQ(world.seen(retriever).refused->status, 404);
    EXPECT_EQ(world.seen(retriever).refused->reason, "no call is parked for 201");
}

TEST(ParkedFor, OwnParksAreFoundWhenThereIsNoneForTheUser) {
    OfficeWorld world;
    const LegId own = world.parked_by("204", "702");
    const LegId for_204 = parked_by_code(world, "201", "*68204");
    const LegId first = world.dial("204", "*88");
    world.confirms(first);
    EXPECT_TRUE(world.audio.talk(for_204, first));
    const LegId second = world.dial("204", "*88");
    EXPECT_TRUE(world.audio.talk(own, second));
}

TEST(ParkedFor, ACallThatIsBeingTakenIsNotOfferedAgain) {
    OfficeWorld world;
    const LegId caller = parked_by_code(world, "201", "*68204");
    const LegId winner = world.dial("204", "*88");
    EXPECT_EQ(world.seen(world.dial("202", "*88204")).refused->status, 404);
    EXPECT_TRUE(world.audio.talk(caller, winner));
    EXPECT_TRUE(world.in_order());
}

// -- retrieve codes

TEST(RetrieveCode, WithASlotBehindItHasTheCallerThere) {
    OfficeWorld world;
    const LegId caller = world.parked_by("201", "703");
    const LegId retriever = world.dial("202", "*88703");
    EXPECT_TRUE(world.audio.talk(caller, retriever));
    EXPECT_EQ(world.seen(retriever).shown, (Party{"Ann Lee", "030123", false}));
}

TEST(RetrieveCode, OfAnEmptySlotIs404) {
    OfficeWorld world;
    EXPECT_EQ(world.seen(world.dial("202", "*88703")).refused->status, 404);
    EXPECT_EQ(world.seen(world.dial("202", "*88703")).refused->reason, "slot 703 is empty");
}

TEST(RetrieveCode, IsNoPlaceToTransferTo) {
    OfficeWorld world;
    const auto [caller, callee] = world.outside_call("201");
    for (const char* code : {"*88703", "*88", "*86", "**204", "**703"}) {
        world.transfers(callee, code);
        EXPECT_EQ(world.seen(callee).transfer_refused->status, 488) << code;
    }
    EXPECT_FALSE(world.in_slot(703));
    EXPECT_TRUE(world.audio.talk(caller, callee));
}

TEST(LongestWaiting, IsRetrievedFirstByTheCodeOrTheLotsNumber) {
    calls::Office office = small_office();
    office.lots[0].longest = "709";
    OfficeWorld world{office};
    const LegId first = world.parked_by("201", "703");
    world.pass(5s);
    const LegId second = world.parked_by("202", "701");
    const LegId one = world.dial("204", "*86");
    world.confirms(one);
    EXPECT_TRUE(world.audio.talk(first, one));
    const LegId two = world.dial("205", "709");
    EXPECT_TRUE(world.audio.talk(second, two));
    EXPECT_TRUE(world.in_order());
}

TEST(LongestWaiting, InAnEmptyLotIs404) {
    OfficeWorld world;
    const LegId retriever = world.dial("204", "*86");
    EXPECT_EQ(world.seen(retriever).refused->status, 404);
    EXPECT_EQ(world.seen(retriever).refused->reason, "nobody waits in lot main");
    EXPECT_TRUE(world.at_rest());
}

// -- ;orbit=

TEST(Orbit, DialledRetrievesFromTheSlotItNames) {
    OfficeWorld world;
    const LegId caller = world.parked_by("201", "702");
    const LegId retriever = world.dial_orbit("202", "702");
    EXPECT_TRUE(world.audio.talk(caller, retriever));
}

TEST(Orbit, AsATargetParksAndTheWordParkAloneIsAnySlot) {
    OfficeWorld world;
    const auto one = world.outside_call("201");
    world.tell(calls::TransferAsked{one.callee, "park", "704", {}});
    EXPECT_TRUE(world.in_slot(704));
    const auto other = world.outside_call("202");
    world.tell(calls::TransferAsked{other.callee, "park", "", {}});
    EXPECT_TRUE(world.in_slot(701));
    EXPECT_TRUE(world.in_order());
}

TEST(Orbit, NeverLeadsOutsideOrToAPhone) {
    OfficeWorld world;
    for (const char* orbit : {"0123456", "202", "799", "abc"}) {
        EXPECT_EQ(world.seen(world.dial_orbit("201", orbit)).refused->status, 404) << orbit;
        const auto [caller, callee] = world.outside_call("204");
        world.tell(calls::TransferAsked{callee, "park", orbit, {}});
        EXPECT_EQ(world.seen(callee).transfer_refused->status, 404) << orbit;
        EXPECT_TRUE(world.audio.talk(caller, callee));
        world.hangs_up(caller);
        world.pass(5s);
    }
    EXPECT_TRUE(world.at_rest());
}

}  // namespace
}  // namespace layby::world

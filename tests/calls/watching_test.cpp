// What watchers are told: every change of a slot or user, in order, once.
#include <gmock/gmock.h>

#include "world/office_world.hpp"

namespace layby::world {
namespace {

using calls::WatchedSlot;
using calls::WatchedUser;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

/// What was told of slots only.
std::vector<std::string> of_slots(std::vector<std::string> news) {
    std::erase_if(news, [](const std::string& line) { return !line.starts_with('7'); });
    return news;
}

TEST(Watchers, KnowTheLotsFromTheStartAndAfterAReload) {
    OfficeWorld world;
    EXPECT_THAT(world.watchers.known_lots, ElementsAre(calls::WatchedLot{"main", "700", {701}, {705}}));
    auto office = small_office();
    office.lots[0].rules.last = {703};
    world.reload(office);
    EXPECT_THAT(world.watchers.known_lots, ElementsAre(calls::WatchedLot{"main", "700", {701}, {703}}));
}

TEST(Watchers, SeeAParkedCallWithWhoWaitsAndWhoParked) {
    OfficeWorld world;
    const auto talk = world.outside_call("201");
    world.watchers.news();
    world.transfers(talk.callee, "700");
    EXPECT_THAT(of_slots(world.watchers.news()), ElementsAre("701 parked"));
    const WatchedSlot& lamp = world.watchers.slots.at({701});
    EXPECT_EQ(lamp.lot, "main");
    EXPECT_EQ(lamp.park, world.in_slot(701)->park);
    EXPECT_EQ(lamp.caller.name, "Ann Lee");
    EXPECT_EQ(lamp.parker.name, "Bob Ray");
    EXPECT_EQ(lamp.for_user, "201");
    EXPECT_EQ(lamp.since, world.now());
}

TEST(Watchers, ACallParkedForSomebodyIsOnThatPersonsLamp) {
    OfficeWorld world;
    const auto talk = world.outside_call("201");
    world.transfers(talk.callee, "*68202");
    EXPECT_EQ(world.watchers.slots.at({701}).for_user, "202");
}

TEST(Watchers, AReservedSlotIsStillFree) {
    OfficeWorld world;
    world.talk("202", "201");
    world.watchers.news();
    const LegId consultation = world.dial("201", "700");
    world.confirms(consultation);
    EXPECT_THAT(of_slots(world.watchers.news()), IsEmpty());
    world.hangs_up(consultation);
    world.pass(10s);
    EXPECT_THAT(of_slots(world.watchers.news()), IsEmpty());
    EXPECT_TRUE(world.in_order());
}

TEST(Watchers, ARetrievalIsSeenUntilItIsConfirmedAndThenTheSlotIsFree) {
    OfficeWorld world;
    world.parked_by("201");
    world.watchers.news();
    const LegId retriever = world.dial("202", "701");
    EXPECT_THAT(of_slots(world.watchers.news()), ElementsAre("701 retrieving"));
    world.confirms(retriever);
    EXPECT_THAT(of_slots(world.watchers.news()), ElementsAre("701 free"));
    EXPECT_TRUE(world.in_order());
}

TEST(Watchers, ARetrieverThatGoesAwayLightsTheSlotAgain) {
    OfficeWorld world;
    world.parked_by("201");
    world.watchers.news();
    const LegId retriever = world.dial("202", "701");
    world.hangs_up(retriever, calls::HangupCause::unreachable);
    EXPECT_THAT(of_slots(world.watchers.news()), ElementsAre("701 retrieving", "701 parked"));
}

TEST(Watchers, ARecallRingsOnTheLampUntilItIsAnswered) {
    OfficeWorld world;
    world.parked_by("201");
    world.watchers.news();
    world.pass(121s);
    EXPECT_THAT(of_slots(world.watchers.news()), ElementsAre("701 ringing"));
    world.picks_up(world.ringing_one("201"));
    EXPECT_THAT(of_slots(world.watchers.news()), ElementsAre("701 free"));
}

TEST(Watchers, ACallerWhoHangsUpFreesTheSlot) {
    OfficeWorld world;
    const LegId caller = world.parked_by("201");
    world.watchers.news();
    world.hangs_up(caller);
    EXPECT_THAT(of_slots(world.watchers.news()), ElementsAre("701 free"));
    EXPECT_THAT(world.watchers.slots, IsEmpty());
}

TEST(Watchers, SeeUsersRingTalkAndRest) {
    OfficeWorld world;
    const LegId caller = world.dial("201", "202");
    EXPECT_THAT(world.watchers.news(), UnorderedElementsAre("201 busy", "202 ringing"));
    EXPECT_EQ(world.watchers.users.at("202").with.name, "Bob Ray");
    const LegId callee = world.ringing_one("202");
    world.picks_up(callee);
    EXPECT_THAT(world.watchers.news(), Contains("202 busy"));
    EXPECT_EQ(world.watchers.users.at("202").with.name, "Bob Ray");
    EXPECT_EQ(world.watchers.users.at("201").with.name, "Cleo Fox");
    world.hangs_up(caller);
    EXPECT_THAT(world.watchers.news(), UnorderedElementsAre("201 idle", "202 idle"));
    EXPECT_TRUE(world.at_rest());
}

TEST(Watchers, AParkerIsIdleAsSoonAsItsPartIsOver) {
    OfficeWorld world;
    world.parked_by("201");
    EXPECT_FALSE(world.watchers.users.contains("201"));
}

TEST(Watchers, AnAnonymousCallerStaysAnonymous) {
    OfficeWorld world;
    auto call = calls::CallArrived{};
    call.leg = world.signalling.arrive(speaks());
    call.from = {calls::Origin::Kind::trunk, "pbx", {}};
    call.caller = {"Ann Lee", "030123", true};
    call.number = "700";
    call.offer = speaks();
    call.near_ip = "127.0.0.1";
    world.tell(call);
    EXPECT_TRUE(world.watchers.slots.at({701}).caller.anonymous);
    EXPECT_EQ(world.watchers.slots.at({701}).for_user, "");
}

TEST(Watchers, AreToldWhichLegRingsSoThatSomebodyElseCanPickItUp) {
    OfficeWorld world;
    const LegId caller = world.dial("202", "201");
    const LegId ringing = world.ringing_one("201");
    EXPECT_EQ(world.watchers.users.at("201").rings, ringing);
    EXPECT_FALSE(world.watchers.users.at("202").rings);
    const LegId other = world.dial_replacing("203", world.watchers.users.at("201").rings);
    world.confirms(other);
    EXPECT_TRUE(world.audio.talk(caller, other));
    EXPECT_FALSE(world.watchers.users.contains("201"));
    EXPECT_FALSE(world.watchers.users.at("203").rings);
    EXPECT_TRUE(world.in_order());
}

TEST(SafeRetrieve, GetsTheCallItWasToldOf) {
    OfficeWorld world;
    const LegId caller = world.parked_by("201");
    const LegId retriever = world.dial_expecting("202", "701", world.watchers.slots.at({701}).park);
    EXPECT_TRUE(world.audio.talk(caller, retriever));
}

TEST(SafeRetrieve, NeverGetsAnotherCall) {
    auto office = small_office();
    office.lots[0].rules.quarantine = 0s;
    OfficeWorld world{office};
    const LegId first = world.parked_by("201", "701");
    const auto told = world.watchers.slots.at({701}).park;
    world.hangs_up(first);
    const LegId nobody = world.dial_expecting("202", "701", told);
    EXPECT_EQ(world.seen(nobody).refused->status, 404);
    const LegId second = world.parked_by("204", "701");
    const LegId retriever = world.dial_expecting("202", "701", told);
    ASSERT_TRUE(world.seen(retriever).refused);
    EXPECT_EQ(world.seen(retriever).refused->status, 480);
    EXPECT_TRUE(world.audio.hears_music(second));
    EXPECT_TRUE(world.in_order());
}

}  // namespace
}  // namespace layby::world

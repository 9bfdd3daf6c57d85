// Slots that a reload took away while callers waited in them: whatever finds them before finds them still,
// and when the last caller has left, their numbers are what the settings say.
#include "world/office_world.hpp"

namespace layby::world {
namespace {

using calls::CommandResult;
using parking::Outcome;

calls::Office with_slots(std::uint32_t first, std::uint32_t last, const std::string& name = "main") {
    calls::Office office = small_office();
    office.lots[0].rules.name = name;
    office.lots[0].rules.first = {first};
    office.lots[0].rules.last = {last};
    return office;
}

calls::Office without_lots() {
    calls::Office office = small_office();
    office.lots.clear();
    return office;
}

/// Every change of settings that takes slot 703 away from lot main, with somebody in it.
struct Leftover : ::testing::TestWithParam<calls::Office (*)()> {
    OfficeWorld world;
    LegId caller = world.parked_by("201", "703");

    void SetUp() override { world.reload(GetParam()()); }
    std::string lot() const {
        for (const auto& lot : world.board->lots())
            if (!lot.parked.empty()) return lot.name;
        return {};
    }
    void taken_by(LegId taker) {
        world.confirms(taker);
        EXPECT_TRUE(world.audio.talk(taker, caller));
        EXPECT_EQ(world.journal.parks.back().outcome, Outcome::retrieved);
        gone();
    }
    void gone() {
        EXPECT_TRUE(world.in_order());
        world.everybody_hangs_up();
        EXPECT_TRUE(world.at_rest());
    }
};

TEST_P(Leftover, IsRetrievedByItsNumber) { taken_by(world.dial("202", "703")); }
TEST_P(Leftover, IsRetrievedByTheOrbit) { taken_by(world.dial_orbit("202", "703")); }
TEST_P(Leftover, IsRetrievedByATrunkThatMay) { taken_by(world.arrive("pbx", "703")); }

TEST_P(Leftover, IsRetrievedByItsLamp) {
    taken_by(world.dial_expecting("202", "703", world.watchers.slots.at({703}).park));
}

TEST_P(Leftover, IsRetrievedByOrderOfABoard) {
    EXPECT_EQ(world.retrieve(lot(), {703}, "202"), CommandResult::done);
    world.tell(calls::AudioLost{});
    world.picks_up(world.ringing_one("202"));
    gone();
}

TEST_P(Leftover, IsReleasedAndLockedByOrderOfABoard) {
    EXPECT_EQ(world.set_pin(lot(), {703}, "4711"), CommandResult::done);
    EXPECT_EQ(world.release(lot(), {703}), CommandResult::done);
    world.tell(calls::AudioLost{});
    EXPECT_FALSE(world.signalling.is_open(caller));
    gone();
}

TEST_P(Leftover, IsKnownAsANumberUnderWhichSomebodyWaits) {
    EXPECT_TRUE(world.board->has_waiting("703"));
    world.hangs_up(caller);
    EXPECT_FALSE(world.board->has_waiting("703"));
    gone();
}

TEST_P(Leftover, IsRetrievedAfterACrash) {
    world.restart(GetParam()());
    taken_by(world.dial("202", "703"));
}

TEST_P(Leftover, StaysOneOverACrashAndAnotherReload) {
    world.restart(GetParam()());
    world.reload(GetParam()());
    taken_by(world.dial("202", "703"));
}

TEST_P(Leftover, IsAnOrdinarySlotWhenTheSettingsHaveItAgain) {
    world.reload(small_office());
    taken_by(world.dial("202", "703"));
}

TEST_P(Leftover, RecallsItsParkerAndIsRetrievedAfterwards) {
    world.pass(121s);
    world.rings(world.ringing_one("201"));
    EXPECT_TRUE(world.in_order());
    taken_by(world.dial("202", "703"));
}

TEST_P(Leftover, IsBusyForWhoeverElseWantsIt) {
    const LegId first = world.dial("202", "703");
    EXPECT_TRUE(world.is_up(first));
    const LegId second = world.dial("203", "703");
    EXPECT_EQ(world.seen(second).refused->reason, "already taken by 202");
    taken_by(first);
}

TEST_P(Leftover, ItsCallerHangsUpAndTheNumberHasGone) {
    world.hangs_up(caller);
    const LegId dialler = world.dial("202", "703");
    EXPECT_FALSE(world.is_up(dialler));
    gone();
}

INSTANTIATE_TEST_SUITE_P(Reload, Leftover,
                         ::testing::Values(
                             +[] { return with_slots(701, 702); },           // fewer slots
                             +[] { return with_slots(801, 805); },           // other numbers
                             +[] { return with_slots(701, 705, "front"); },  // another name
                             +[] { return without_lots(); }));

TEST(Leftovers, AreRetrievedByTheCodesOfUsers) {
    for (const char* code : {"*88703", "**703", "*88"}) {
        OfficeWorld world;
        const LegId caller = world.parked_by("201", "703");
        world.reload(with_slots(701, 702));
        const LegId taker = world.dial("201", code);
        world.confirms(taker);
        EXPECT_TRUE(world.audio.talk(taker, caller)) << code;
    }
}

/// The number has another meaning now. Who waits is not lost to it, and who may not retrieve isn't in the
/// way.
struct NumberOfAUser : ::testing::Test {
    OfficeWorld world;
    LegId caller = world.parked_by("201", "703");
    void SetUp() override {
        calls::Office office = with_slots(801, 805);
        office.users[1].name = "703";
        office.users[2].may_retrieve = false;
        world.has_devices("703", world.devices["202"]);
        world.reload(office);
    }
};

TEST_F(NumberOfAUser, IsTheSlotsWhileTheCallerWaits) {
    const LegId taker = world.dial("201", "703");
    world.confirms(taker);
    EXPECT_TRUE(world.audio.talk(taker, caller));
    world.hangs_up(taker);
    world.dial("201", "703");
    EXPECT_EQ(world.signalling.ringing("703").size(), 1u);
}

TEST_F(NumberOfAUser, RingsTheUserForThoseWhoMayNotRetrieve) {
    world.arrive("provider", "703");
    EXPECT_EQ(world.signalling.ringing("703").size(), 1u);
    world.dial("203", "703");
    EXPECT_EQ(world.signalling.ringing("703").size(), 2u);
}

TEST_F(NumberOfAUser, IsTheUserAsTheTargetOfATransfer) {
    const auto [other, callee] = world.outside_call("204");
    world.transfers(callee, "703");
    EXPECT_EQ(world.signalling.ringing("703").size(), 1u);
}

TEST(Leftovers, ANumberIsNeverGivenToASecondCaller) {
    OfficeWorld world;
    const LegId first = world.parked_by("201", "701");
    world.reload(with_slots(701, 702, "front"));
    const LegId second = world.parked_by("201", "700");
    EXPECT_EQ(world.in_slot(702)->parker.user, "201") << "701 is taken, although by a call of another lot";
    const auto [other, parker] = world.outside_call("204");
    world.transfers(parker, "701");
    EXPECT_EQ(world.seen(parker).transfer_refused->reason, "slot taken");
    const LegId taker = world.dial("202", "701");
    world.confirms(taker);
    EXPECT_TRUE(world.audio.talk(taker, first));
    EXPECT_TRUE(world.audio.hears_music(second));
    EXPECT_TRUE(world.in_order());
}

TEST(Leftovers, AFreedNumberRestsInTheLotThatHasItNow) {
    OfficeWorld world;
    world.hangs_up(world.parked_by("201", "701"));
    world.pass(1min);
    const LegId first = world.parked_by("201", "701");
    world.reload(with_slots(701, 702, "front"));
    world.hangs_up(first);
    world.parked_by("201", "700");
    EXPECT_TRUE(world.in_slot(702)) << "701 was announced a moment ago";
    EXPECT_TRUE(world.in_order());
}

TEST(Leftovers, ALotThatIsGoneTakesNobodyNew) {
    OfficeWorld world;
    world.parked_by("201", "703");
    const LegId consultation = world.dial("202", "700");
    world.reload(with_slots(701, 705, "front"));
    world.hangs_up(consultation);
    world.pass(20s);
    EXPECT_TRUE(world.in_order());
}

TEST(Leftovers, ThePinOfALotThatIsGoneStaysWithItsCallers) {
    calls::Office office = small_office();
    office.lots[0].pin = "4711";
    OfficeWorld world{office};
    const LegId caller = world.parked_by("201", "703");
    world.reload(without_lots());
    world.restart(without_lots());
    const LegId taker = world.dial("202", "703");
    EXPECT_EQ(world.seen(taker).shown.name, "PIN for 703");
    world.confirms(taker);
    EXPECT_FALSE(world.audio.talk(taker, caller));
    world.keys(taker, "4711#");
    EXPECT_TRUE(world.audio.talk(taker, caller));
}

TEST(Leftovers, WhoKeysAPinWhileTheLastCallerLeavesIsToldSo) {
    calls::Office office = small_office();
    office.lots[0].pin = "4711";
    OfficeWorld world{office};
    const LegId caller = world.parked_by("201", "703");
    world.reload(without_lots());
    const LegId taker = world.dial("202", "703");
    world.confirms(taker);
    world.hangs_up(caller);
    world.keys(taker, "4711#");
    EXPECT_TRUE(world.in_order());
    world.everybody_hangs_up();
    EXPECT_TRUE(world.at_rest());
}

TEST(LampOfALeftover, ShowsWhoTakesItsNumberInTheSameTurn) {
    OfficeWorld world;
    const LegId caller = world.parked_by("201");
    world.reload(with_slots(701, 701, "front"));
    const LegId taker = world.dial("203", "701");
    world.transfers(taker, "700");  // which confirms that it has the caller
    EXPECT_TRUE(world.audio.hears_music(caller));
    ASSERT_TRUE(world.watchers.slots.contains({701}));
    EXPECT_EQ(world.watchers.slots.at({701}).lot, "front");
}

}  // namespace
}  // namespace layby::world

// Who was thought to be the caller had only consulted: another comes in its place.
#include "a_lot.hpp"

namespace layby::parking::test {
namespace {

const Party bob{"Bob Ray", "302"};
constexpr LegId bobs_leg{77};

/// 301 behind the trunk "proxy", which is rung through it.
Parker behind_proxy() { return {"", {}, {"Dora", "301"}, "proxy"}; }

TEST(Replace, TheNewcomerHearsMusicInTheSameSlotAndIsShown) {
    ALot lot;
    lot.park(1, {}, from_trunk());
    lot.after(20s);
    EXPECT_EQ(lot.tell(CallerReplaced{{1}, bobs_leg, bob}), orders(PlayMusic{{1}, bobs_leg, "default"}));
    EXPECT_EQ(lot.view(701).caller, bob);
    EXPECT_EQ(lot.view(701).since, Instant{});
    EXPECT_EQ(lot.view(701).next, Instant{} + small_lot().recall);
}

TEST(Replace, WhoStoodThereIsToldRemindedAndRungAsTheParker) {
    ALot lot;
    lot.park(1, {}, from_trunk());
    lot.after(20s);
    EXPECT_EQ(lot.tell(CallerReplaced{{1}, bobs_leg, bob, behind_proxy()}),
              orders(PlayMusic{{1}, bobs_leg, "default"}, SendMessage{{1}, "301", {701}, bob, "proxy"}));
    EXPECT_EQ(lot.tell(MessageSettled{{1}, true}), Effects{});
    EXPECT_TRUE(lot.view(701).told);
    EXPECT_EQ(lot.after(small_lot().reminder), orders(Remind{{1}, "301", {701}, bob, "proxy"}));
    const auto rings = only<Ring>(lot.after(small_lot().recall));
    ASSERT_FALSE(rings.empty());
    EXPECT_EQ(rings.front().step.target, "301");
    EXPECT_EQ(rings.front().step.trunk, "proxy");
    EXPECT_EQ(rings.front().caller, bob);
}

TEST(Replace, AParkerWhoHasHeardTheSlotGetsNoMessage) {
    ALot lot;
    lot.park(1, {}, from_trunk());
    EXPECT_EQ(lot.tell(CallerReplaced{{1}, bobs_leg, bob, behind_proxy(), true}),
              orders(PlayMusic{{1}, bobs_leg, "default"}));
    EXPECT_TRUE(lot.view(701).told);
}

TEST(Replace, PhonesThatRingForTheCallerRingOn) {
    ALot lot;
    lot.park(1);
    lot.after(small_lot().recall);
    ASSERT_EQ(lot.phase(701), Phase::ringing);
    EXPECT_EQ(lot.tell(CallerReplaced{{1}, bobs_leg, bob}), orders(PlayMusic{{1}, bobs_leg, "default"}));
    EXPECT_EQ(lot.phase(701), Phase::ringing);
    const auto connects = only<Connect>(lot.tell(RingAnswered{{1}, 1, retriever("201")}));
    ASSERT_EQ(connects.size(), 1u);
    EXPECT_EQ(connects.front().parkee, bobs_leg);
    EXPECT_EQ(connects.front().caller, bob);
}

TEST(Replace, WhileSomebodyTakesTheCallerTheNewcomerComesBackIfThatFails) {
    ALot lot;
    lot.park(1);
    lot.retrieve("205", 701);
    EXPECT_EQ(lot.tell(CallerReplaced{{1}, bobs_leg, bob}), Effects{});
    EXPECT_EQ(lot.tell(RetrieverFailed{{1}, retriever("205").leg}),
              orders(PlayMusic{{1}, bobs_leg, "default"}));
}

TEST(Replace, OfNobodyOrOfAReservationChangesNothing) {
    ALot lot;
    EXPECT_EQ(lot.tell(CallerReplaced{{1}, bobs_leg, bob}), Effects{});
    lot.ask(1);
    EXPECT_EQ(lot.tell(CallerReplaced{{1}, bobs_leg, bob}), Effects{});
    EXPECT_EQ(lot.phase(701), Phase::reserved);
}

}  // namespace
}  // namespace layby::parking::test

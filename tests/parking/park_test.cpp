// A slot is reserved before the caller is moved; what comes of the reservation.
#include "a_lot.hpp"

namespace layby::parking::test {
namespace {

TEST(Park, ASlotIsReservedBeforeTheCallerIsMoved) {
    ALot lot;
    EXPECT_EQ(lot.ask(1), orders(GrantSlot{{1}, {701}}));
    EXPECT_EQ(lot.phase(701), Phase::reserved);
    EXPECT_EQ(lot.lot.occupied(), 1u);
    EXPECT_EQ(lot.lot.longest_waiting(), std::nullopt);
}

TEST(Park, AReservationHasNoDeadlineWhileTheConsultationIsUp) {
    ALot lot;
    lot.ask(1);
    EXPECT_EQ(lot.lot.next_deadline(), std::nullopt);
    EXPECT_EQ(lot.after(24h), Effects{});
    EXPECT_EQ(lot.phase(701), Phase::reserved);
}

TEST(Park, AReservationLapsesSoonAfterItsConsultationHasEnded) {
    ALot lot;
    lot.ask(1);
    lot.tell(ConsultationEnded{{1}});
    EXPECT_EQ(lot.view(701).next_what, "reservation");
    EXPECT_EQ(lot.after(5s - 1us), Effects{});
    EXPECT_EQ(lot.after(1us), orders(Ended{{1}, {701}, Outcome::given_up, {}}));
    EXPECT_EQ(lot.lot.occupied(), 0u);
    EXPECT_EQ(lot.lot.next_deadline(), std::nullopt);
}

TEST(Park, TheEndOfAConsultationToldTwiceDoesNotProlongTheReservation) {
    ALot lot;
    lot.ask(1);
    lot.tell(ConsultationEnded{{1}});
    lot.after(4s);
    lot.tell(ConsultationEnded{{1}});
    EXPECT_EQ(only<Ended>(lot.after(1s)).size(), 1u);
}

TEST(Park, ACallerWhoComesInTimeWaitsInTheReservedSlot) {
    ALot lot;
    lot.ask(1);
    lot.tell(ConsultationEnded{{1}});
    lot.after(4s);
    EXPECT_EQ(lot.move(1).front(), Effect(PlayMusic{{1}, leg_of({1}), "default"}));
    EXPECT_EQ(lot.phase(701), Phase::waiting);
    EXPECT_TRUE(only<Ended>(lot.after(1h)).empty());
}

TEST(Park, ACallerWhoComesAfterTheReservationHasLapsedGetsTheSameSlotAgain) {
    ALot lot;
    lot.ask(1, {}, parker("201"));
    lot.tell(ConsultationEnded{{1}});
    lot.after(6s);
    EXPECT_EQ(lot.move(1), orders(GrantSlot{{1}, {701}}, PlayMusic{{1}, leg_of({1}), "default"},
                                  SendMessage{{1}, "201", {701}, ann}));
    EXPECT_EQ(lot.phase(701), Phase::waiting);
}

TEST(Park, ACallerWhoComesLateGetsAnotherSlotWhenItsOwnIsTaken) {
    ALot lot;
    lot.ask(1);
    lot.tell(ConsultationEnded{{1}});
    lot.after(5s);
    EXPECT_EQ(lot.park(2, 701), 701u);
    EXPECT_EQ(lot.move(1).front(), Effect(GrantSlot{{1}, {702}}));
    EXPECT_EQ(lot.phase(702), Phase::waiting);
}

TEST(Park, ACallerWhoComesLateToAFullLotStaysWhereItWas) {
    ALot lot;
    lot.ask(1);
    lot.tell(ConsultationEnded{{1}});
    lot.after(5s);
    for (std::uint64_t park = 2; park <= 5; ++park) ASSERT_NE(lot.park(park), 0u);
    EXPECT_EQ(lot.move(1), orders(RefusePark{{1}, Refusal::lot_full, {}}));
}

TEST(Park, TheSlotOfALapsedReservationRestsBecauseItsParkerHasHeardIt) {
    ALot lot;
    lot.ask(1, {}, parker("201"));
    lot.tell(ConsultationEnded{{1}});
    lot.after(5s);
    EXPECT_EQ(lot.ask(2, {}, parker("205")), orders(GrantSlot{{2}, {702}}));
    EXPECT_EQ(lot.ask(3, 701, parker("205")), orders(RefusePark{{3}, Refusal::quarantined, {}}));
}

TEST(Park, ALapsedReservationIsForgottenAfterAMinute) {
    ALot lot;
    lot.ask(1);
    lot.tell(ConsultationEnded{{1}});
    lot.after(5s + 61s);
    EXPECT_EQ(lot.move(1), Effects{});
}

TEST(Park, AParkThatIsGivenUpFreesItsSlotWithoutQuarantine) {
    ALot lot;
    lot.ask(1);
    EXPECT_EQ(lot.tell(ParkGivenUp{{1}}), orders(Ended{{1}, {701}, Outcome::given_up, {}}));
    EXPECT_EQ(lot.ask(2, 701, parker("205")), orders(GrantSlot{{2}, {701}}));
    EXPECT_EQ(lot.move(1), Effects{});
}

TEST(Park, AParkThatIsGivenUpLeavesTheQuarantineOfTheCallBeforeAsItWas) {
    ALot lot;
    lot.park(1, 701, parker("201"));
    lot.take("203", 1, 701);
    lot.ask(2, 701, parker("201"));
    lot.tell(ParkGivenUp{{2}});
    EXPECT_EQ(lot.ask(3, 701, parker("205")), orders(RefusePark{{3}, Refusal::quarantined, {}}));
    lot.after(10s);
    EXPECT_EQ(lot.ask(4, 701, parker("205")), orders(GrantSlot{{4}, {701}}));
}

TEST(Park, GivingUpComesTooLateForACallerWhoIsHere) {
    ALot lot;
    lot.park(1);
    EXPECT_EQ(lot.tell(ParkGivenUp{{1}}), Effects{});
    EXPECT_EQ(lot.tell(ConsultationEnded{{1}}), Effects{});
    EXPECT_EQ(lot.phase(701), Phase::waiting);
}

TEST(Park, AFullLotRefuses) {
    ALot lot;
    for (std::uint64_t park = 1; park <= 4; ++park) lot.park(park);
    EXPECT_EQ(lot.ask(5), orders(RefusePark{{5}, Refusal::lot_full, {}}));
    EXPECT_EQ(lot.lot.occupied(), 4u);
}

TEST(Park, ATakenSlotIsRefusedAndItsParkerNamed) {
    ALot lot;
    lot.park(1, 703, parker("205"));
    EXPECT_EQ(lot.ask(2, 703), orders(RefusePark{{2}, Refusal::slot_taken, {"Desk 205", "205"}}));
}

TEST(Park, ALotThatAllowsItGivesTheNextFreeSlotInsteadOfATakenOne) {
    LotRules rules = small_lot();
    rules.when_taken = WhenTaken::next_free;
    ALot lot(rules);
    lot.park(1, 701);
    EXPECT_EQ(lot.ask(2, 701), orders(GrantSlot{{2}, {702}}));
}

TEST(Park, ASlotOutsideTheLotIsRefused) {
    ALot lot;
    EXPECT_EQ(lot.ask(1, 700), orders(RefusePark{{1}, Refusal::no_such_slot, {}}));
    EXPECT_EQ(lot.ask(1, 705), orders(RefusePark{{1}, Refusal::no_such_slot, {}}));
}

TEST(Park, TwoParkersWhoWantOneSlotInTheSameInstantGetOneSlotAndOneRefusal) {
    ALot lot;
    EXPECT_EQ(lot.ask(1, 702, parker("201")), orders(GrantSlot{{1}, {702}}));
    EXPECT_EQ(lot.ask(2, 702, parker("205")),
              orders(RefusePark{{2}, Refusal::slot_taken, {"Desk 201", "201"}}));
}

TEST(Park, TwoParkersOfAnySlotInTheSameInstantGetTwoSlots) {
    ALot lot;
    EXPECT_EQ(lot.park(1), 701u);
    EXPECT_EQ(lot.park(2), 702u);
}

TEST(Park, TheSameParkAskedOrMovedTwiceChangesNothing) {
    ALot lot;
    lot.ask(1);
    EXPECT_EQ(lot.ask(1), Effects{});
    lot.move(1);
    EXPECT_EQ(lot.move(1), Effects{});
    EXPECT_EQ(lot.ask(1, 703), Effects{});
    EXPECT_EQ(lot.lot.occupied(), 1u);
}

TEST(Park, AnUnknownParkChangesNothing) {
    ALot lot;
    const ParkId nobody{77};
    const std::vector<Event> all{CallerMoved{nobody, {1}, ann, true},
                                 ConsultationEnded{nobody},
                                 ParkGivenUp{nobody},
                                 AnnouncementHeard{nobody},
                                 ParkerLeft{nobody},
                                 MessageSettled{nobody, false},
                                 RetrieverConfirmed{nobody, {1}},
                                 RetrieverFailed{nobody, {1}},
                                 RingFailed{nobody, 1},
                                 CallerLeft{nobody},
                                 ReleaseOrdered{{701}},
                                 SlotAsked{}};
    for (const Event& event : all) EXPECT_EQ(lot.tell(event), Effects{}) << event.index();
    EXPECT_EQ(lot.lot.occupied(), 0u);
}

TEST(Park, TwoLotsHaveNothingToDoWithEachOther) {
    LotRules other = small_lot();
    other.name = "sales";
    other.first = {801};
    other.last = {801};
    other.music = "sales";
    ALot main, sales(other);
    EXPECT_EQ(main.park(1), 701u);
    EXPECT_EQ(sales.ask(2), orders(GrantSlot{{2}, {801}}));
    EXPECT_EQ(only<PlayMusic>(sales.move(2)).front().music, "sales");
    EXPECT_EQ(sales.ask(3), orders(RefusePark{{3}, Refusal::lot_full, {}}));
    EXPECT_EQ(main.park(3), 702u);
    EXPECT_EQ(sales.tell(CallerLeft{{1}}), Effects{});
    EXPECT_EQ(main.lot.occupied(), 2u);
}

TEST(Park, ALotCanBeMovedWithItsCalls) {
    ALot lot;
    lot.park(1);
    Lot moved = std::move(lot.lot);
    EXPECT_EQ(moved.occupied(), 1u);
    EXPECT_TRUE(moved.consistent());
    lot.lot = std::move(moved);
    EXPECT_EQ(only<Connect>(lot.retrieve("203", 701)).size(), 1u);
}

TEST(Park, AClosedLotTakesNobodyNewAndKeepsWhoIsThere) {
    ALot lot;
    lot.park(1);
    lot.ask(2);
    lot.lot.close(true);
    EXPECT_EQ(lot.ask(3), orders(RefusePark{{3}, Refusal::closed, {}}));
    lot.move(2);  // its slot was promised before
    EXPECT_EQ(lot.phase(702), Phase::waiting);
    lot.take("203", 1, 701);
    lot.lot.close(false);
    EXPECT_EQ(lot.park(4), 703u);
}

}  // namespace
}  // namespace layby::parking::test

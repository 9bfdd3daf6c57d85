// Slots that another server has: nobody is given them here, and a reservation may be lost to it.
#include "a_lot.hpp"

namespace layby::parking::test {
namespace {

TEST(Elsewhere, ASlotIsWithheldUntilItIsHandedBack) {
    ALot lot;
    lot.lot.withhold({701});
    EXPECT_EQ(lot.ask(1), orders(GrantSlot{{1}, {702}}));
    EXPECT_TRUE(lot.lot.hand_back({701}, Instant{}));
    EXPECT_FALSE(lot.lot.hand_back({701}, Instant{}));
    EXPECT_TRUE(lot.lot.consistent());
}

TEST(Elsewhere, ASlotThatSomebodyHasHereIsNotWithheld) {
    ALot lot;
    lot.ask(1);
    lot.lot.withhold({701});
    EXPECT_EQ(lot.phase(701), Phase::reserved);
    EXPECT_TRUE(lot.lot.consistent());
}

TEST(Elsewhere, WhoLosesItsReservationGetsTheNextSlotAndNothingHasEnded) {
    ALot lot;
    lot.ask(1);
    EXPECT_EQ(lot.tell(ReservationLost{{1}, true, {}, {}}), orders(GrantSlot{{1}, {702}}));
    EXPECT_EQ(lot.lot.occupied(), 1u);
    EXPECT_FALSE(lot.lot.at({701}));
    EXPECT_TRUE(lot.lot.consistent());
}

TEST(Elsewhere, WhoWantedJustThatSlotIsRefused) {
    ALot lot;
    lot.tell(SlotAsked{{1}, {}, SlotNumber{701}});
    EXPECT_EQ(lot.tell(ReservationLost{{1}, true, SlotNumber{701}, {}}),
              orders(RefusePark{{1}, Refusal::slot_taken, {}}));
    EXPECT_EQ(lot.lot.occupied(), 0u);
}

TEST(Elsewhere, WhereNobodyCanTellTheSlotIsAsFreeAsItWas) {
    ALot lot;
    lot.ask(1);
    EXPECT_EQ(lot.tell(ReservationLost{{1}, false, {}, {}}), orders(RefusePark{{1}, Refusal::closed, {}}));
    EXPECT_EQ(lot.ask(2), orders(GrantSlot{{2}, {701}}));
}

TEST(Elsewhere, WhoWaitsAlreadyLosesNothing) {
    ALot lot;
    lot.ask(1);
    lot.move(1);
    EXPECT_EQ(lot.tell(ReservationLost{{1}, true, {}, {}}), Effects{});
    EXPECT_EQ(lot.phase(701), Phase::waiting);
}

}  // namespace
}  // namespace layby::parking::test

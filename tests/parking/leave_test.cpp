// Every way out of the lot, in every phase.
#include "a_lot.hpp"

namespace layby::parking::test {
namespace {

const Ended abandoned{{1}, {701}, Outcome::abandoned, {}};
const Ended forced{{1}, {701}, Outcome::forced, {}};
const HangUpCaller hang_up{{1}, leg_of({1})};

class Leave : public testing::Test {
  protected:
    /// The last word on a call: nothing of it is left, and nothing happens any more.
    void expect_gone() {
        EXPECT_EQ(lot.lot.occupied(), 0u);
        EXPECT_EQ(lot.lot.next_deadline(), std::nullopt);
        EXPECT_EQ(lot.lot.longest_waiting(), std::nullopt);
        EXPECT_EQ(lot.tell(CallerLeft{{1}}), Effects{});
        EXPECT_EQ(lot.after(24h), Effects{});
    }
    ALot lot;
};

TEST_F(Leave, ACallerHangsUpBeforeItIsMoved) {
    lot.ask(1);
    lot.tell(ConsultationEnded{{1}});
    EXPECT_EQ(lot.tell(CallerLeft{{1}}), orders(abandoned));
    expect_gone();
}

TEST_F(Leave, ACallerHangsUpAfterItsReservationHasLapsed) {
    lot.ask(1);
    lot.tell(ConsultationEnded{{1}});
    lot.after(5s);
    EXPECT_EQ(lot.tell(CallerLeft{{1}}), Effects{});
    EXPECT_EQ(lot.move(1), Effects{});
    expect_gone();
}

TEST_F(Leave, ACallerHangsUpWhileItWaits) {
    lot.park(1);
    EXPECT_EQ(lot.tell(CallerLeft{{1}}), orders(abandoned));
    expect_gone();
}

TEST_F(Leave, ACallerHangsUpDuringTheAnnouncement) {
    lot.ask(1);
    lot.move(1, true);
    EXPECT_EQ(lot.tell(CallerLeft{{1}}), orders(abandoned));
    EXPECT_EQ(lot.tell(AnnouncementHeard{{1}}), Effects{});
    EXPECT_EQ(lot.tell(ParkerLeft{{1}}), Effects{});
    expect_gone();
}

TEST_F(Leave, ACallerHangsUpWhilePhonesRingForIt) {
    lot.park(1);
    lot.after(120s);
    EXPECT_EQ(lot.tell(CallerLeft{{1}}), orders(StopRinging{{1}, 1, true}, abandoned));
    expect_gone();
}

TEST_F(Leave, ACallerHangsUpWhileItIsBeingTaken) {
    lot.park(1);
    lot.retrieve("203", 701);
    EXPECT_EQ(lot.tell(CallerLeft{{1}}), orders(Dismiss{retriever("203").leg, {}}, abandoned));
    EXPECT_EQ(lot.tell(RetrieverConfirmed{{1}, retriever("203").leg}), Effects{});
    expect_gone();
}

TEST_F(Leave, ACallerHangsUpAfterItWasTaken) {
    lot.park(1);
    lot.take("203", 1, 701);
    expect_gone();
}

TEST_F(Leave, AnOperatorReleasesACallerWhoWaits) {
    lot.park(1);
    EXPECT_EQ(lot.tell(ReleaseOrdered{{701}}), orders(hang_up, forced));
    expect_gone();
}

TEST_F(Leave, AnOperatorReleasesACallerWhilePhonesRing) {
    lot.park(1);
    lot.after(120s);
    EXPECT_EQ(lot.tell(ReleaseOrdered{{701}}), orders(hang_up, StopRinging{{1}, 1, true}, forced));
    expect_gone();
}

TEST_F(Leave, AnOperatorReleasesACallerWhoIsBeingTaken) {
    lot.park(1);
    lot.retrieve("203", 701);
    EXPECT_EQ(lot.tell(ReleaseOrdered{{701}}), orders(hang_up, Dismiss{retriever("203").leg, {}}, forced));
    expect_gone();
}

TEST_F(Leave, AnOrderForASlotWithoutACallerDoesNothing) {
    EXPECT_EQ(lot.tell(ReleaseOrdered{{701}}), Effects{});
    EXPECT_EQ(lot.tell(ReleaseOrdered{{9}}), Effects{});
    lot.ask(1);
    EXPECT_EQ(lot.tell(ReleaseOrdered{{701}}), Effects{});
    EXPECT_EQ(lot.phase(701), Phase::reserved);
}

TEST_F(Leave, EverySlotRestsHoweverItsCallerLeft) {
    lot.park(1);
    lot.tell(CallerLeft{{1}});
    EXPECT_EQ(lot.park(2), 702u);
    lot.tell(ReleaseOrdered{{702}});
    EXPECT_EQ(lot.park(3), 703u);
}

}  // namespace
}  // namespace layby::parking::test

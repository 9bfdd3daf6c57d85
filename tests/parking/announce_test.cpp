// The slot always reaches the parker.
#include "a_lot.hpp"

namespace layby::parking::test {
namespace {

TEST(Announce, MusicComesFirstThenTheSlotIsSpokenToTheParker) {
    ALot lot;
    lot.ask(1);
    EXPECT_EQ(lot.move(1, true), orders(PlayMusic{{1}, leg_of({1}), "default"}, Announce{{1}, {201}, {701}}));
    EXPECT_FALSE(lot.view(701).told);
}

TEST(Announce, AParkerWhoHeardTheSlotIsTold) {
    ALot lot;
    lot.ask(1);
    lot.move(1, true);
    EXPECT_EQ(lot.tell(AnnouncementHeard{{1}}), Effects{});
    EXPECT_TRUE(lot.view(701).told);
}

TEST(Announce, AParkerWhoHangsUpBeforeTheEndGetsAMessage) {
    ALot lot;
    lot.ask(1);
    lot.move(1, true);
    EXPECT_EQ(lot.tell(ParkerLeft{{1}}), orders(SendMessage{{1}, "201", {701}, ann}));
    EXPECT_EQ(lot.tell(ParkerLeft{{1}}), Effects{});
    EXPECT_FALSE(lot.view(701).told);
    EXPECT_EQ(lot.tell(MessageSettled{{1}, true}), Effects{});
    EXPECT_TRUE(lot.view(701).told);
}

TEST(Announce, AParkerWhoHangsUpAfterTheEndGetsNoMessage) {
    ALot lot;
    lot.ask(1);
    lot.move(1, true);
    lot.tell(AnnouncementHeard{{1}});
    EXPECT_EQ(lot.tell(ParkerLeft{{1}}), Effects{});
    EXPECT_TRUE(lot.view(701).told);
}

TEST(Announce, AParkerWithoutAVoicePathGetsAMessage) {
    ALot lot;
    lot.ask(1);
    EXPECT_EQ(lot.move(1, false),
              orders(PlayMusic{{1}, leg_of({1}), "default"}, SendMessage{{1}, "201", {701}, ann}));
    ALot other;
    Parker gone = parker();
    gone.leg = {};
    other.ask(1, {}, gone);
    EXPECT_EQ(only<SendMessage>(other.move(1, true)).size(), 1u);
}

TEST(Announce, WhenNoPhoneTakesTheMessageTheParkerIsRungAtOnceAndOnlyOnce) {
    ALot lot;
    lot.park(1);
    EXPECT_EQ(lot.tell(MessageSettled{{1}, false}), orders(Remind{{1}, "201", {701}, ann}));
    EXPECT_EQ(lot.tell(MessageSettled{{1}, false}), Effects{});
    EXPECT_FALSE(lot.view(701).told);
    lot.tell(MessageSettled{{1}, true});
    EXPECT_TRUE(lot.view(701).told);
    EXPECT_EQ(lot.tell(MessageSettled{{1}, false}), Effects{});
    EXPECT_TRUE(lot.view(701).told);
}

TEST(Announce, NobodyIsToldWhenATrunkParks) {
    ALot lot;
    lot.ask(1, {}, from_trunk());
    EXPECT_EQ(lot.move(1, true), orders(PlayMusic{{1}, leg_of({1}), "default"}));
    EXPECT_EQ(lot.tell(ParkerLeft{{1}}), Effects{});
    EXPECT_EQ(lot.tell(AnnouncementHeard{{1}}), Effects{});
    EXPECT_EQ(lot.tell(MessageSettled{{1}, false}), Effects{});
    EXPECT_FALSE(lot.view(701).told);
}

TEST(Announce, ATrunkThatStaysOnTheLineHearsTheSlot) {
    ALot lot;
    Parker trunk = from_trunk();
    trunk.leg = {9};
    lot.ask(1, {}, trunk);
    EXPECT_EQ(only<Announce>(lot.move(1, true)), (std::vector<Announce>{{{1}, {9}, {701}}}));
    EXPECT_EQ(lot.tell(ParkerLeft{{1}}), Effects{});
}

TEST(Announce, ACallThatIsBeingTakenRemindsNobody) {
    ALot lot;
    lot.park(1);
    lot.retrieve("203", 701);
    EXPECT_EQ(lot.tell(MessageSettled{{1}, false}), Effects{});
}

TEST(Announce, AnEndThatIsToldBeforeTheCallerIsHereChangesNothing) {
    ALot lot;
    lot.ask(1);
    EXPECT_EQ(lot.tell(AnnouncementHeard{{1}}), Effects{});
    EXPECT_EQ(lot.tell(ParkerLeft{{1}}), Effects{});
    EXPECT_EQ(lot.tell(MessageSettled{{1}, true}), Effects{});
    EXPECT_FALSE(lot.view(701).told);
}

}  // namespace
}  // namespace layby::parking::test

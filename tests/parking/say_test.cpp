// What people say about a call that waits.
#include "a_lot.hpp"

namespace layby::parking::test {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

TEST(Say, ANoteIsShownUntilTheCallLeaves) {
    ALot lot;
    lot.park(1);
    lot.tell(NoteWritten{{1}, "asks for invoices"});
    EXPECT_EQ(lot.view(701).note, "asks for invoices");
    lot.tell(NoteWritten{{1}, ""});
    EXPECT_EQ(lot.view(701).note, "");
}

TEST(Say, NothingIsSaidAboutWhoIsNotThere) {
    ALot lot;
    lot.ask(1);
    lot.tell(NoteWritten{{1}, "too early"});
    EXPECT_EQ(lot.view(701).note, "");
    EXPECT_THAT(lot.tell(CallDestined{{9}, "204"}), IsEmpty());
    EXPECT_THAT(lot.tell(WaitExtended{{9}, 60s}), IsEmpty());
}

TEST(Say, ForWhomItIsGetsANoticeAndIsRungFirst) {
    ALot lot;
    lot.park(1);
    const auto told = only<SendNotice>(lot.tell(CallDestined{{1}, "204"}));
    ASSERT_THAT(told, SizeIs(1));
    EXPECT_EQ(told[0].user, "204");
    EXPECT_EQ(lot.view(701).for_user, "204");
    const auto rings = only<Ring>(lot.after(120s));
    ASSERT_THAT(rings, SizeIs(1));
    EXPECT_EQ(rings[0].step.target, "204");
    EXPECT_THAT(lot.tell(CallDestined{{1}, "204"}), IsEmpty()) << "it is that already";
}

TEST(Say, WhoIsNamedWhileTheLadderRingsIsRungInItsNextRound) {
    LotRules rules = small_lot();
    rules.ladder = {{Step::Who::parker, "", 20s}, {Step::Who::user, "202", 20s}};
    ALot lot(rules);
    lot.park(1);
    lot.after(120s);
    EXPECT_EQ(lot.view(701).ringing_or_taking->number, "201");
    lot.tell(CallDestined{{1}, "204"});
    lot.after(20s);
    EXPECT_EQ(lot.view(701).ringing_or_taking->number, "202") << "nobody is rung twice";
    lot.tell(CallDestined{{1}, ""});
    EXPECT_EQ(lot.view(701).for_user, "");
    lot.after(20s);
    EXPECT_EQ(lot.phase(701), Phase::waiting);
}

TEST(Say, WhoIsNamedInsteadOfWhoJustRingsIsRungInstead) {
    ALot lot;
    lot.park(1);
    lot.tell(CallDestined{{1}, "204"});
    lot.after(120s);
    ASSERT_EQ(lot.view(701).ringing_or_taking->number, "204");
    EXPECT_THAT(only<StopRinging>(lot.tell(CallDestined{{1}, "205"})), SizeIs(1));
    EXPECT_EQ(lot.view(701).ringing_or_taking->number, "205");
    lot.tell(CallDestined{{1}, ""});
    EXPECT_EQ(lot.view(701).ringing_or_taking->number, "201") << "the first of the lot's own ladder";
}

TEST(Say, MoreTimePostponesEverything) {
    ALot lot;
    lot.park(1);
    const auto before = lot.view(701).next;
    lot.tell(WaitExtended{{1}, 90s});
    EXPECT_EQ(lot.view(701).next, *before + 90s);
    EXPECT_THAT(only<Ring>(lot.after(200s)), IsEmpty());
    EXPECT_THAT(only<Ring>(lot.after(10s)), SizeIs(1)) << "at 120 + 90 s";
}

TEST(Say, MoreTimeSilencesThePhonesOfARecall) {
    ALot lot;
    lot.park(1);
    lot.after(120s);
    ASSERT_EQ(lot.phase(701), Phase::ringing);
    EXPECT_THAT(only<StopRinging>(lot.tell(WaitExtended{{1}, 60s})), SizeIs(1));
    EXPECT_EQ(lot.phase(701), Phase::waiting);
    EXPECT_THAT(only<Ring>(lot.after(60s)), SizeIs(1));
}

TEST(Say, ThatOutlivesTheProcess) {
    ALot lot;
    lot.park(1);
    lot.tell(NoteWritten{{1}, "VIP"});
    Lot next = restarted(lot.lot, small_lot());
    EXPECT_EQ(next.at({701})->note, "VIP");
}

}  // namespace
}  // namespace layby::parking::test

// A lot with a PIN: whoever wants a caller out of it is asked first.
#include "calls/prompts.hpp"
#include "world/office_world.hpp"

namespace layby::world {
namespace {

calls::Office locked_office() {
    calls::Office office = small_office();
    office.lots[0].pin = "4711";
    return office;
}

TEST(Pin, IsAskedByPromptAndTheCallerIsNobodysUntilItIsRight) {
    OfficeWorld world{locked_office()};
    const LegId caller = world.parked_by("201");
    const LegId retriever = world.dial("202", "701");
    world.confirms(retriever);
    EXPECT_EQ(world.audio.port(retriever)->heard.phrase, calls::pin_phrase(false));
    EXPECT_EQ(world.seen(retriever).shown.number, "701") << "the caller isn't shown yet";
    EXPECT_EQ(world.in_slot(701)->phase, parking::Phase::waiting);
    EXPECT_TRUE(world.audio.hears_music(caller));
    world.hears_prompt(retriever);
    world.keys(retriever, "4711");
    EXPECT_TRUE(world.audio.hears_music(caller));
    world.keys(retriever, "#");
    EXPECT_TRUE(world.audio.talk(caller, retriever));
    EXPECT_EQ(world.seen(retriever).shown, (Party{"Ann Lee", "030123", false}));
    EXPECT_FALSE(world.in_slot(701));
    EXPECT_TRUE(world.in_order());
}

TEST(Pin, EndsAlsoWithAPauseAndComesByInfoToo) {
    OfficeWorld world{locked_office()};
    const LegId caller = world.parked_by("201");
    const LegId retriever = world.dial("202", "701");
    world.confirms(retriever);
    world.keys_by_info(retriever, "99*4711");
    world.pass(5s);
    EXPECT_TRUE(world.audio.talk(caller, retriever));
}

TEST(Pin, ThatIsWrongMayBeTriedThreeTimes) {
    OfficeWorld world{locked_office()};
    const LegId caller = world.parked_by("201");
    const LegId retriever = world.dial("202", "701");
    world.confirms(retriever);
    for (int tried = 0; tried < 2; ++tried) {
        world.keys(retriever, "1234#");
        EXPECT_EQ(world.audio.port(retriever)->heard.phrase, calls::pin_phrase(true));
    }
    world.keys(retriever, "47111#");
    EXPECT_TRUE(world.seen(retriever).hung_up_by_us);
    EXPECT_TRUE(world.audio.hears_music(caller));
    EXPECT_EQ(world.in_slot(701)->phase, parking::Phase::waiting);
    EXPECT_TRUE(world.in_order());
}

TEST(Pin, WhoKeysNothingIsLetGo) {
    OfficeWorld world{locked_office()};
    const LegId caller = world.parked_by("201");
    const LegId retriever = world.dial("202", "701");
    world.confirms(retriever);
    world.hears_prompt(retriever);
    world.pass(16s);
    EXPECT_TRUE(world.seen(retriever).hung_up_by_us);
    EXPECT_TRUE(world.audio.hears_music(caller));
    EXPECT_TRUE(world.in_order());
}

TEST(Pin, ADelayedOfferIsAskedFromItsAckOn) {
    OfficeWorld world{locked_office()};
    const LegId caller = world.parked_by("201");
    const LegId retriever = world.dial_delayed("202", "701");
    world.confirms(retriever, speaks());
    EXPECT_EQ(world.audio.port(retriever)->heard.phrase, calls::pin_phrase(false));
    world.keys(retriever, "4711#");
    EXPECT_TRUE(world.audio.talk(caller, retriever));
}

TEST(Pin, IsNotAskedForAnEmptySlotNorOfAPhoneThatIsRecalled) {
    OfficeWorld world{locked_office()};
    EXPECT_EQ(world.seen(world.dial("202", "702")).refused->status, 404);
    const LegId caller = world.parked_by("201");
    world.pass(121s);
    const LegId recall = world.ringing_one("201");
    world.picks_up(recall);
    EXPECT_TRUE(world.audio.talk(caller, recall));
}

TEST(Pin, OfTwoWhoKeyItTheFirstHasTheCaller) {
    OfficeWorld world{locked_office()};
    const LegId caller = world.parked_by("201");
    const LegId one = world.dial("202", "701"), other = world.dial("204", "*88701");
    world.confirms(one);
    world.confirms(other);
    world.keys(other, "4711#");
    world.keys(one, "4711#");
    EXPECT_TRUE(world.audio.talk(caller, other));
    EXPECT_TRUE(world.seen(one).hung_up_by_us);
    EXPECT_TRUE(world.in_order());
}

TEST(Pin, KeyedForOneCallNeverYieldsAnother) {
    OfficeWorld world{locked_office()};
    const LegId first = world.parked_by("201", "701");
    const LegId retriever = world.dial("202", "701");
    world.confirms(retriever);
    world.hangs_up(first);
    world.pass(11s);
    const LegId second = world.parked_by("204", "701");
    world.keys(retriever, "4711#");
    EXPECT_TRUE(world.audio.hears_music(second));
    EXPECT_FALSE(world.signalling.is_open(retriever));
    EXPECT_TRUE(world.in_order());
}

TEST(Pin, ACallerWhoHangsUpMeanwhileLeavesNothingBehind) {
    OfficeWorld world{locked_office()};
    const LegId caller = world.parked_by("201");
    const LegId retriever = world.dial("202", "701");
    world.confirms(retriever);
    world.hangs_up(caller);
    world.keys(retriever, "4711#");
    EXPECT_TRUE(world.seen(retriever).hung_up_by_us);
    world.pass(30s);
    EXPECT_TRUE(world.at_rest());
}

TEST(Pin, ARetrieverWhoHangsUpMeanwhileChangesNothing) {
    OfficeWorld world{locked_office()};
    const LegId caller = world.parked_by("201");
    const LegId retriever = world.dial("202", "701");
    world.confirms(retriever);
    world.keys(retriever, "47");
    world.hangs_up(retriever);
    EXPECT_TRUE(world.audio.hears_music(caller));
    EXPECT_TRUE(world.in_order());
}

}  // namespace
}  // namespace layby::world

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

TEST(Pin, TheHashThatFollowsAPauseIsNotForTheCaller) {
    for (const bool by_info : {false, true}) {
        OfficeWorld world{locked_office()};
        const LegId caller = world.parked_by("201");
        const LegId retriever = world.dial("202", "701");
        world.confirms(retriever);
        const auto key = [&](const char* keys) {
            by_info ? world.keys_by_info(retriever, keys) : world.keys(retriever, keys);
        };
        key("4711");
        world.pass(4s);
        ASSERT_TRUE(world.audio.talk(caller, retriever));
        key("#");
        const auto heard = [&] {
            return world.audio.port(caller)->relayed + world.audio.port(caller)->digits;
        };
        EXPECT_EQ(heard(), "");
        key("#1");
        EXPECT_EQ(heard(), "#1") << "one, and no more";
        EXPECT_TRUE(world.in_order());
    }
}

TEST(Pin, WhatIsKeyedInsteadOfTheHashIsForTheCaller) {
    OfficeWorld world{locked_office()};
    const LegId caller = world.parked_by("201");
    const LegId retriever = world.dial("202", "701");
    world.confirms(retriever);
    world.keys(retriever, "4711");
    world.pass(4s);
    world.keys(retriever, "12#");
    EXPECT_EQ(world.audio.port(caller)->digits, "1") << "it was withheld at first";
    EXPECT_EQ(world.audio.port(caller)->relayed, "2#");
}

TEST(Pin, TheInCallCodeCountsAtOnce) {
    OfficeWorld world{locked_office()};
    world.parked_by("201");
    const LegId retriever = world.dial("202", "701");
    world.confirms(retriever);
    world.keys(retriever, "4711");
    world.pass(4s);
    world.keys(retriever, "*72");
    EXPECT_TRUE(world.in_slot(701)) << "parked again";
    EXPECT_TRUE(world.in_order());
}

TEST(Pin, ALateHashIsForTheCaller) {
    OfficeWorld world{locked_office()};
    const LegId caller = world.parked_by("201");
    const LegId retriever = world.dial("202", "701");
    world.confirms(retriever);
    world.keys(retriever, "4711");
    world.pass(4s);
    world.pass(6s);
    world.keys(retriever, "#");
    EXPECT_EQ(world.audio.port(caller)->relayed, "#");
}

TEST(Pin, TheHashIsSwallowedOverACrash) {
    OfficeWorld world{locked_office()};
    const LegId caller = world.parked_by("201");
    const LegId retriever = world.dial("202", "701");
    world.confirms(retriever);
    world.keys(retriever, "4711");
    world.pass(4s);
    world.restart(locked_office());
    world.keys(retriever, "#");
    EXPECT_EQ(world.audio.port(caller)->relayed, "");
    EXPECT_EQ(world.audio.port(caller)->digits, "");
}

/// A gateway on a trunk that knows nothing but tones.
TEST(Pin, IsHeardInTheAudioOfATrunkThatSaysKeysAsTones) {
    OfficeWorld world{locked_office()};
    const LegId caller = world.parked_by("201");
    const LegId retriever = world.arrive("pbx", "701", speaks({Codec::pcma}, false));
    world.confirms(retriever);
    EXPECT_EQ(world.audio.port(retriever)->code_begins, calls::any_key);
    world.keys(retriever, "4711#");
    EXPECT_TRUE(world.audio.talk(caller, retriever));
    EXPECT_EQ(world.audio.port(retriever)->code_begins, 0) << "a trunk's keys are its own in the call";
}

TEST(Pin, KeysThatComeInRtpAndByInfoTooCountOnce) {
    OfficeWorld world{locked_office()};
    const LegId caller = world.parked_by("201");
    const LegId retriever = world.dial("202", "701");
    world.confirms(retriever);
    for (const char* key : {"4", "7", "1", "1", "#"}) {
        world.keys(retriever, key);
        world.keys_by_info(retriever, key);
    }
    EXPECT_TRUE(world.audio.talk(caller, retriever));
    EXPECT_EQ(world.audio.port(caller)->digits, "");
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

// A lot with a PIN: whoever wants a caller out of it is asked first.
#include "calls/house/prompts.hpp"
#include "calls/states/pin_hash.hpp"
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

/// Keys wrong PINs for the slot, so many of three at most.
void keys_wrongly(OfficeWorld& world, const std::string& user, int times) {
    const LegId retriever = world.dial(user, "701");
    world.confirms(retriever);
    for (int i = 0; i < times; ++i) world.keys(retriever, "0000#");
    if (!world.seen(retriever).hung_up_by_us) world.hangs_up(retriever);
}

void keys_ten_wrong_ones(OfficeWorld& world) {
    for (int i = 0; i < 3; ++i) keys_wrongly(world, "202", 3);
    keys_wrongly(world, "203", 1);
}

bool is_asked_for_its_pin(OfficeWorld& world, LegId retriever) {
    world.confirms(retriever);
    return world.audio.port(retriever)->heard.phrase == calls::pin_phrase(false);
}

const calls::Refused too_many{403, "too many wrong PINs; try again later"};

TEST(PinLock, AfterTenWrongOnesNobodyIsAskedForAMinute) {
    OfficeWorld world{locked_office()};
    const LegId caller = world.parked_by("201");
    keys_ten_wrong_ones(world);
    const LegId early = world.dial("204", "701");
    world.hears_prompt(early);
    EXPECT_EQ(world.seen(early).refused, too_many);
    EXPECT_TRUE(world.audio.hears_music(caller));
    world.pass(60s);
    const LegId later = world.dial("204", "701");
    ASSERT_TRUE(is_asked_for_its_pin(world, later));
    world.keys(later, "4711#");
    EXPECT_TRUE(world.audio.talk(caller, later));
    EXPECT_TRUE(world.in_order());
}

TEST(PinLock, TellsTheParkerWhoTries) {
    OfficeWorld world{locked_office()};
    world.parked_by("201");
    keys_ten_wrong_ones(world);
    ASSERT_FALSE(world.signalling.messages.empty());
    EXPECT_EQ(world.signalling.messages.back().user, "201");
    EXPECT_EQ(world.signalling.messages.back().text,
              "Slot 701: 10 wrong PINs, the last by 203; locked for 60 s");
}

TEST(PinLock, IsTwiceAsLongTheNextTime) {
    OfficeWorld world{locked_office()};
    world.parked_by("201");
    keys_ten_wrong_ones(world);
    world.pass(60s);
    for (int i = 0; i < 3; ++i) keys_wrongly(world, "204", 3);
    keys_wrongly(world, "205", 1);
    world.pass(61s);
    const LegId early = world.dial("203", "701");
    world.hears_prompt(early);
    EXPECT_EQ(world.seen(early).refused, too_many);
    world.pass(60s);
    EXPECT_TRUE(is_asked_for_its_pin(world, world.dial("203", "701")));
}

TEST(PinLock, HoldsForThoseWhoWereAskedBefore) {
    OfficeWorld world{locked_office()};
    const LegId caller = world.parked_by("201");
    const LegId waiting = world.dial("204", "701");
    world.confirms(waiting);
    keys_ten_wrong_ones(world);
    world.keys(waiting, "4711#");
    EXPECT_TRUE(world.seen(waiting).hung_up_by_us);
    EXPECT_TRUE(world.audio.hears_music(caller));
    EXPECT_TRUE(world.in_order());
}

TEST(PinLock, FollowsAUserFromCallToCall) {
    OfficeWorld world{locked_office()};
    world.parked_by("201");
    for (int i = 0; i < 3; ++i) keys_wrongly(world, "202", 3);
    world.pass(10s);
    world.parked_by("205", "702");
    const LegId other = world.dial("202", "702");
    world.confirms(other);
    world.keys(other, "0000#");  // its tenth, though the first for this call
    EXPECT_TRUE(world.seen(other).hung_up_by_us);
    const LegId again = world.dial("202", "702");
    world.hears_prompt(again);
    EXPECT_EQ(world.seen(again).refused, too_many);
    EXPECT_TRUE(is_asked_for_its_pin(world, world.dial("204", "702"))) << "others are not its fault";
}

TEST(PinLock, OutlivesACrashAndEndsWithTheCall) {
    OfficeWorld world{locked_office()};
    const LegId caller = world.parked_by("201");
    keys_ten_wrong_ones(world);
    world.restart(locked_office());
    const LegId early = world.dial("204", "701");
    world.hears_prompt(early);
    EXPECT_EQ(world.seen(early).refused, too_many);
    world.hangs_up(caller);
    world.pass(61s);
    world.parked_by("201", "701");
    EXPECT_TRUE(is_asked_for_its_pin(world, world.dial("204", "701")));
}

TEST(PinHash, TellsThePinOnlyToWhoKnowsIt) {
    const auto hashed = calls::hashed_pin("4711");
    EXPECT_EQ(hashed.find("4711"), std::string::npos);
    EXPECT_NE(hashed, calls::hashed_pin("4711")) << "each has its own salt";
    EXPECT_TRUE(calls::is_the_pin(hashed, "4711"));
    for (const std::string wrong : {"", "471", "47111", "1174", hashed.c_str()})
        EXPECT_FALSE(calls::is_the_pin(hashed, wrong)) << wrong;
    EXPECT_EQ(calls::hashed_pin(""), "");
    EXPECT_TRUE(calls::is_the_pin("4711", "4711")) << "the settings have it in clear";
    EXPECT_FALSE(calls::is_the_pin("$damaged", "$damaged"));
}

}  // namespace
}  // namespace layby::world

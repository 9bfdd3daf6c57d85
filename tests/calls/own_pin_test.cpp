// A parked call with a PIN of its own, which counts before its lot's.
#include "calls/house/prompts.hpp"
#include "calls/plan/dial_plan.hpp"
#include "world/office_world.hpp"

namespace layby::world {
namespace {

calls::CommandResult set_pin(OfficeWorld& world, std::uint32_t slot, const std::string& pin) {
    return world.set_pin("main", {slot}, pin);
}

/// Parked by a code that is dialled while the caller is on hold.
LegId parked_by_code(OfficeWorld& world, const std::string& code) {
    const auto [caller, held] = world.outside_call("201");
    world.holds(held);
    const LegId key = world.dial("201", code);
    world.confirms(key);
    world.hears_prompt(key);
    world.hangs_up(key);
    world.hangs_up(held);
    return caller;
}

bool is_asked(OfficeWorld& world, LegId retriever) {
    world.confirms(retriever);
    return world.audio.port(retriever)->heard.phrase == calls::pin_phrase(false);
}

TEST(OwnPin, BehindTheParkCodeIsAskedOfWhoDialsTheSlot) {
    OfficeWorld world;
    const LegId caller = parked_by_code(world, "*68*0815");
    ASSERT_TRUE(world.in_slot(701));
    const LegId retriever = world.dial("202", "701");
    ASSERT_TRUE(is_asked(world, retriever));
    world.keys(retriever, "4711#");
    EXPECT_TRUE(world.audio.hears_music(caller));
    world.keys(retriever, "0815#");
    EXPECT_TRUE(world.audio.talk(caller, retriever));
    EXPECT_TRUE(world.in_order());
}

TEST(OwnPin, StandsAlsoBehindASlotAUserOrAParkNumber) {
    OfficeWorld world;
    parked_by_code(world, "*68704*1");
    EXPECT_TRUE(is_asked(world, world.dial("202", "704")));
    parked_by_code(world, "*68204*2");
    EXPECT_EQ(world.in_slot(701)->for_user, "204");
    EXPECT_TRUE(is_asked(world, world.dial("204", "*88")));
    parked_by_code(world, "*68700*3");
    EXPECT_TRUE(is_asked(world, world.dial("205", "702")));
    EXPECT_TRUE(world.in_order());
}

TEST(OwnPin, ComesWithATransferToTheCodeToo) {
    OfficeWorld world;
    const auto [caller, callee] = world.outside_call("201");
    world.transfers(callee, "*68702*4711");
    EXPECT_TRUE(world.audio.hears_music(caller));
    EXPECT_TRUE(is_asked(world, world.dial("202", "702")));
}

TEST(OwnPin, ThatIsNoneOrTooLongIsRefusedAndTheCallerStaysOnHold) {
    OfficeWorld world;
    const auto [caller, held] = world.outside_call("201");
    world.holds(held);
    for (const char* code : {"*68*", "*68702*", "*68*47a1", "*68*12345678901234567"}) {
        const LegId key = world.dial("201", code);
        EXPECT_EQ(world.seen(key).refused, (calls::Refused{404, "a PIN has 1 to 16 digits"})) << code;
    }
    EXPECT_TRUE(world.is_up(held));
    EXPECT_FALSE(world.in_slot(701));
    EXPECT_TRUE(world.in_order());
}

TEST(OwnPin, CountsInsteadOfTheLots) {
    calls::Office office = small_office();
    office.lots[0].pin = "4711";
    OfficeWorld world{office};
    const LegId caller = parked_by_code(world, "*68*0815");
    const LegId retriever = world.dial("202", "701");
    world.confirms(retriever);
    world.keys(retriever, "4711#");
    EXPECT_EQ(world.audio.port(retriever)->heard.phrase, calls::pin_phrase(true));
    world.keys(retriever, "0815#");
    EXPECT_TRUE(world.audio.talk(caller, retriever));
}

TEST(OwnPin, MayBeGivenLaterAndTakenAway) {
    OfficeWorld world;
    const LegId caller = world.parked_by("201");
    EXPECT_EQ(set_pin(world, 701, "0815"), calls::CommandResult::done);
    const LegId asked = world.dial("202", "701");
    ASSERT_TRUE(is_asked(world, asked));
    EXPECT_EQ(set_pin(world, 701, ""), calls::CommandResult::done);
    EXPECT_TRUE(world.audio.talk(caller, world.dial("204", "701")));
    world.keys(asked, "0815#");
    EXPECT_FALSE(world.signalling.is_open(asked));
    EXPECT_TRUE(world.in_order());
}

TEST(OwnPin, GivenWhileAnotherIsKeyedCountsAtOnce) {
    OfficeWorld world;
    const LegId caller = parked_by_code(world, "*68*1111");
    const LegId retriever = world.dial("202", "701");
    world.confirms(retriever);
    set_pin(world, 701, "2222");
    world.keys(retriever, "1111#");
    EXPECT_TRUE(world.audio.hears_music(caller));
    world.keys(retriever, "2222#");
    EXPECT_TRUE(world.audio.talk(caller, retriever));
}

TEST(OwnPin, EndsWithTheCallItBelongsTo) {
    OfficeWorld world;
    const LegId caller = parked_by_code(world, "*68702*0815");
    world.hangs_up(caller);
    world.pass(11s);
    const LegId next = world.parked_by("202", "702");
    EXPECT_TRUE(world.audio.talk(next, world.dial("204", "702")));
}

TEST(OwnPin, IsForSlotsThatHoldACall) {
    OfficeWorld world;
    EXPECT_EQ(set_pin(world, 701, "1"), calls::CommandResult::slot_empty);
    EXPECT_EQ(set_pin(world, 799, "1"), calls::CommandResult::no_such_slot);
    EXPECT_EQ(world.set_pin("west", {701}, "1"), calls::CommandResult::no_such_lot);
}

TEST(OwnPin, IsNotAskedOfPhonesThatAreRungForTheCaller) {
    OfficeWorld world;
    const LegId caller = parked_by_code(world, "*68*0815");
    world.pass(121s);
    const LegId recall = world.ringing_one("201");
    world.picks_up(recall);
    EXPECT_TRUE(world.audio.talk(caller, recall));
}

TEST(OwnPin, OfAViewIsOnlyThatThereIsOne) {
    OfficeWorld world;
    parked_by_code(world, "*68701*0815");
    world.parked_by("202", "702");
    const auto lot = world.board->lots().front();
    ASSERT_EQ(lot.parked.size(), 2U);
    EXPECT_TRUE(lot.locked.contains(lot.parked[0].park));
    EXPECT_FALSE(lot.locked.contains(lot.parked[1].park));
}

TEST(OwnPin, IsLeftOutWhereANumberIsLogged) {
    const calls::DialPlan plan{small_office()};
    EXPECT_EQ(plan.loggable("*68*4711"), "*68*(PIN)");
    EXPECT_EQ(plan.loggable("*68702*4711"), "*68702*(PIN)");
    EXPECT_EQ(plan.loggable("*68702"), "*68702");
    EXPECT_EQ(plan.loggable("*88702"), "*88702");
}

}  // namespace
}  // namespace layby::world

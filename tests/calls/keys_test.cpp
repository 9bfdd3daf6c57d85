// The in-call code: keyed by whoever may park, heard by nobody else.
#include <gmock/gmock.h>

#include "calls/house/prompts.hpp"
#include "world/office_world.hpp"

namespace layby::world {
namespace {

/// What the other party of a call has heard of the keys.
std::string heard(OfficeWorld& world, LegId leg) {
    const auto* port = world.audio.port(leg);
    return port->relayed + port->digits + world.seen(leg).digits;
}

TEST(InCallCode, ParksTheOtherPartyWhoHearsNoKey) {
    for (const bool by_info : {false, true}) {
        OfficeWorld world;
        const auto [caller, callee] = world.outside_call("201");
        by_info ? world.keys_by_info(callee, "*72") : world.keys(callee, "*72");
        ASSERT_TRUE(world.in_slot(701));
        EXPECT_EQ(world.in_slot(701)->parker.user, "201");
        EXPECT_EQ(heard(world, caller), "");
        EXPECT_TRUE(world.audio.hears_music(caller));
        EXPECT_EQ(world.audio.port(callee)->heard.phrase,
                  calls::slot_phrase({701}, calls::Announcement::digits));
        EXPECT_EQ(world.seen(callee).shown.name, "Parked 701");
        world.hears_prompt(callee);
        EXPECT_TRUE(world.in_slot(701)->told);
        world.pass(5s);
        EXPECT_TRUE(world.seen(callee).hung_up_by_us);
        EXPECT_FALSE(world.seen(callee).transfer_accepted);
        EXPECT_TRUE(world.in_order());
    }
}

TEST(InCallCode, OtherKeysReachTheOtherPartyAtOnce) {
    OfficeWorld world;
    const auto [caller, callee] = world.outside_call("201");
    world.keys(callee, "123#");
    EXPECT_EQ(world.audio.port(caller)->relayed, "123#");
    EXPECT_EQ(world.audio.port(caller)->digits, "");
}

TEST(InCallCode, KeysThatOnlyBeginLikeItReachTheOtherPartyInTheirOrder) {
    for (const std::string keyed : {"*73", "*1", "**", "*7*71", "*#"}) {
        OfficeWorld world;
        const auto [caller, callee] = world.outside_call("201");
        world.keys(callee, keyed);
        world.pass(4s);
        EXPECT_EQ(heard(world, caller), keyed);
        world.keys(callee, "5");
        EXPECT_EQ(world.audio.port(caller)->relayed, "5");
        EXPECT_TRUE(world.audio.talk(caller, callee));
        EXPECT_TRUE(world.in_order());
    }
}

TEST(InCallCode, CountsAlsoAfterAFalseStart) {
    OfficeWorld world;
    const auto [caller, callee] = world.outside_call("201");
    world.keys(callee, "**72");
    EXPECT_TRUE(world.in_slot(701));
    EXPECT_EQ(heard(world, caller), "*");
}

TEST(InCallCode, KeyedTooSlowlyIsForTheOtherParty) {
    OfficeWorld world;
    const auto [caller, callee] = world.outside_call("201");
    world.keys(callee, "*7");
    EXPECT_EQ(heard(world, caller), "");
    world.pass(3s);
    EXPECT_EQ(heard(world, caller), "*7");
    world.keys(callee, "2");
    EXPECT_EQ(world.audio.port(caller)->relayed, "2");
    EXPECT_FALSE(world.in_slot(701));
}

TEST(InCallCode, OfAnOutsideCallerIsNothingButKeys) {
    OfficeWorld world;
    const auto [caller, callee] = world.outside_call("201");
    world.keys(caller, "*72");
    world.keys_by_info(caller, "*72");
    EXPECT_FALSE(world.in_slot(701));
    EXPECT_EQ(world.audio.port(callee)->relayed, "*72");
    EXPECT_TRUE(world.audio.talk(caller, callee));
}

TEST(InCallCode, OfAUserWhoMayNotParkIsNothingButKeys) {
    calls::Office office = small_office();
    office.users[0].may_park = false;
    OfficeWorld world{office};
    const auto [caller, callee] = world.outside_call("201");
    world.keys(callee, "*72");
    EXPECT_FALSE(world.in_slot(701));
    EXPECT_EQ(heard(world, caller), "*72");
}

TEST(InCallCode, OfEitherUserParksTheOtherOne) {
    OfficeWorld world;
    const auto [caller, callee] = world.talk("201", "202");
    world.keys(caller, "*72");
    ASSERT_TRUE(world.in_slot(701));
    EXPECT_EQ(world.in_slot(701)->parker.user, "201");
    EXPECT_EQ(world.in_slot(701)->caller.number, "202");
    EXPECT_TRUE(world.audio.hears_music(callee));
}

TEST(InCallCode, ThatIsOffLeavesEveryKeyToTheOtherParty) {
    calls::Office office = small_office();
    office.codes.in_call_park.clear();
    OfficeWorld world{office};
    const auto [caller, callee] = world.outside_call("201");
    world.keys(callee, "*72");
    EXPECT_EQ(world.audio.port(caller)->relayed, "*72");
    EXPECT_FALSE(world.in_slot(701));
}

TEST(InCallCode, IntoAFullLotIsRefusedByVoiceAndTheCallGoesOn) {
    OfficeWorld world;
    for (int slot = 0; slot < 5; ++slot) world.parked_by("202");
    const auto [caller, callee] = world.outside_call("201");
    world.keys(callee, "*72");
    EXPECT_EQ(world.audio.port(callee)->heard.phrase, calls::refusal_phrase());
    EXPECT_EQ(heard(world, caller), "");
    world.hears_prompt(callee);
    EXPECT_TRUE(world.audio.talk(caller, callee));
    world.keys(callee, "7");
    EXPECT_EQ(heard(world, caller), "7");
    EXPECT_TRUE(world.in_order());
}

TEST(InCallCode, HalfKeyedDiesWithTheCall) {
    OfficeWorld world;
    const auto [caller, callee] = world.outside_call("201");
    world.keys(callee, "*7");
    world.hangs_up(caller);
    world.pass(10s);
    EXPECT_TRUE(world.at_rest());
}

TEST(InCallCode, OfAPhoneWithoutDigitsInRtpReachesAPhoneThatTakesInfo) {
    OfficeWorld world;
    const LegId caller = world.arrive("provider", "201", speaks({Codec::pcma}, false));
    const LegId callee = world.ringing_one("201");
    world.picks_up(callee);
    world.confirms(caller);
    world.keys_by_info(callee, "*71");
    EXPECT_EQ(world.seen(caller).digits, "*71");
    world.keys_by_info(callee, "*72");
    EXPECT_TRUE(world.in_slot(701));
    EXPECT_EQ(world.seen(caller).digits, "*71");
}

/// A call from outside to 201, whose phone says its keys as tones in its audio.
std::pair<LegId, LegId> call_to_an_old_phone(OfficeWorld& world, bool caller_takes_digits) {
    const LegId caller = world.arrive("provider", "201", speaks({Codec::pcma}, caller_takes_digits));
    const LegId callee = world.ringing_one("201");
    world.picks_up(callee, speaks({Codec::pcma}, false));
    world.confirms(caller);
    return {caller, callee};
}

TEST(InCallCode, InTonesParksTheOtherPartyWhoHearsNoKey) {
    for (const bool digits : {true, false}) {
        OfficeWorld world;
        const auto [caller, callee] = call_to_an_old_phone(world, digits);
        EXPECT_EQ(world.audio.port(callee)->code_begins, '*');
        world.keys(callee, "*72");
        EXPECT_TRUE(world.in_slot(701));
        EXPECT_EQ(heard(world, caller), "");
        EXPECT_TRUE(world.in_order());
    }
}

TEST(InCallCode, TonesThatAreNoneReachTheOtherPartyInAudioOnly) {
    OfficeWorld world;
    const auto [caller, callee] = call_to_an_old_phone(world, false);
    world.keys(callee, "12");
    EXPECT_EQ(world.audio.port(caller)->relayed, "12");
    EXPECT_EQ(world.seen(caller).digits, "") << "each key once";
    world.keys(callee, "*71");
    EXPECT_EQ(world.audio.port(caller)->digits, "*71")
        << "made again by the engine, for a party without events";
    EXPECT_EQ(world.seen(caller).digits, "");
    EXPECT_TRUE(world.in_order());
}

TEST(InCallCode, OfAPhoneThatSaysKeysInInfoAndAsTonesCountsEachKeyOnce) {
    OfficeWorld world;
    const auto [caller, callee] = call_to_an_old_phone(world, false);
    for (const char key : {'*', '7', '2'}) {
        world.keys(callee, {key});
        world.keys_by_info(callee, {key});
    }
    EXPECT_TRUE(world.in_slot(701));
    EXPECT_EQ(heard(world, caller), "");
    EXPECT_TRUE(world.in_order());
}

}  // namespace
}  // namespace layby::world

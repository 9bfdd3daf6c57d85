// Parking in every way, and how the parker gets to know the slot.
#include <gmock/gmock.h>

#include "calls/house/prompts.hpp"
#include "world/office_world.hpp"

namespace layby::world {
namespace {

// -- blind transfer

TEST(BlindPark, TheCallerHearsMusicAtOnceAndTheParkerTheSlot) {
    OfficeWorld world;
    const auto [caller, callee] = world.outside_call("201");
    world.transfers(callee, "700");
    EXPECT_TRUE(world.seen(callee).transfer_accepted);
    EXPECT_TRUE(world.audio.hears_music(caller));
    const calls::Phrase spoken = calls::slot_phrase({701}, calls::Announcement::digits);
    EXPECT_EQ(world.audio.port(callee)->heard.phrase, spoken);
    EXPECT_EQ(world.seen(callee).shown, (Party{"Parked 701", "701", false}));
    EXPECT_FALSE(world.seen(callee).transfer_status);
    world.hears_prompt(callee);
    EXPECT_EQ(world.seen(callee).transfer_status, 200);
    EXPECT_TRUE(world.in_slot(701)->told);
    EXPECT_TRUE(world.signalling.messages.empty());
    world.pass(3s);
    EXPECT_TRUE(world.is_up(callee));
    world.pass(2s);
    EXPECT_TRUE(world.seen(callee).hung_up_by_us);
    EXPECT_TRUE(world.in_order());
}

TEST(BlindPark, ToASlotNumberParksThere) {
    OfficeWorld world;
    const auto [caller, callee] = world.outside_call("201");
    world.transfers(callee, "703");
    ASSERT_TRUE(world.in_slot(703));
    EXPECT_EQ(world.in_slot(703)->caller.name, "Ann Lee");
    EXPECT_EQ(world.in_slot(703)->parker.user, "201");
    EXPECT_TRUE(world.audio.hears_music(caller));
}

TEST(BlindPark, TheOrbitParameterNamesTheSlot) {
    OfficeWorld world;
    const auto [caller, callee] = world.outside_call("201");
    world.tell(calls::TransferAsked{callee, "park", "704", {}});
    EXPECT_TRUE(world.in_slot(704));
}

TEST(BlindPark, ByTheCallingUserWorksToo) {
    OfficeWorld world;
    const auto [caller, callee] = world.talk("201", "202");
    world.transfers(caller, "700");
    EXPECT_TRUE(world.audio.hears_music(callee));
    EXPECT_EQ(world.in_slot(701)->parker.user, "201");
    EXPECT_EQ(world.in_slot(701)->caller.name, "Cleo Fox");
}

TEST(BlindPark, APhoneThatHangsUpAt202GetsAMessageAndTheCallerStays) {
    OfficeWorld world;
    const auto [caller, callee] = world.outside_call("201");
    world.transfers(callee, "700");
    world.hangs_up(callee);
    EXPECT_TRUE(world.is_up(caller));
    EXPECT_TRUE(world.audio.hears_music(caller));
    ASSERT_EQ(world.signalling.messages.size(), 1U);
    EXPECT_EQ(world.signalling.messages[0].user, "201");
    EXPECT_EQ(world.signalling.messages[0].text, "Parked: Ann Lee, slot 701");
    EXPECT_FALSE(world.in_slot(701)->told);
    world.message_settles(true);
    EXPECT_TRUE(world.in_slot(701)->told);
}

TEST(BlindPark, APhoneThatTakesNoMessageIsRung) {
    OfficeWorld world;
    const auto [caller, callee] = world.outside_call("201");
    world.transfers(callee, "700");
    world.hangs_up(callee);
    world.message_settles(false);
    const LegId nudge = world.ringing_one("201");
    EXPECT_EQ(world.seen(nudge).call->shown_name, "Waiting 701 · Ann Lee");
    world.pass(7s);
    EXPECT_FALSE(world.signalling.is_open(nudge));
    EXPECT_TRUE(world.audio.hears_music(caller));
}

TEST(BlindPark, APhoneThatHoldsTheLineCantHearAndGetsDisplayAndMessage) {
    OfficeWorld world;
    const auto [caller, callee] = world.outside_call("201");
    world.holds(callee);
    world.transfers(callee, "700");
    EXPECT_TRUE(world.audio.hears_music(caller));
    EXPECT_EQ(world.seen(callee).shown.name, "Parked 701");
    EXPECT_EQ(world.seen(callee).transfer_status, 200);
    EXPECT_EQ(world.signalling.messages.size(), 1U);
    world.pass(5s);
    EXPECT_TRUE(world.seen(callee).hung_up_by_us);
}

TEST(BlindPark, APromptThatNeverEndsDoesntKeepTheParkerForEver) {
    OfficeWorld world;
    const auto [caller, callee] = world.outside_call("201");
    world.transfers(callee, "700");
    world.pass(30s);
    EXPECT_FALSE(world.signalling.is_open(callee));
    EXPECT_EQ(world.seen(callee).transfer_status, 200);
    EXPECT_EQ(world.signalling.messages.size(), 1U);
    EXPECT_TRUE(world.audio.hears_music(caller));
}

TEST(BlindPark, IntoAFullLotIsRefusedAndTheCallStays) {
    OfficeWorld world;
    for (int slot = 0; slot < 5; ++slot) world.parked_by("201");
    const auto [caller, callee] = world.outside_call("201");
    world.transfers(callee, "700");
    EXPECT_FALSE(world.seen(callee).transfer_accepted);
    EXPECT_EQ(world.seen(callee).transfer_refused->status, 486);
    EXPECT_EQ(world.seen(callee).transfer_refused->reason, "lot full");
    EXPECT_EQ(world.audio.port(callee)->heard.phrase, calls::refusal_phrase());
    EXPECT_FALSE(world.audio.hears(caller, callee)) << "what is said to the parker is nobody else's";
    world.hears_prompt(callee);
    EXPECT_TRUE(world.audio.talk(caller, callee));
    EXPECT_EQ(world.board->counters().refused_parks_total, 1U);
    EXPECT_TRUE(world.in_order());
}

TEST(BlindPark, ASecondTryWhileTheRefusalIsStillSpokenIsAnnounced) {
    for (const bool with_hold : {false, true}) {
        OfficeWorld world;
        world.parked_by("202", "703");
        const auto [caller, callee] = world.outside_call("201");
        world.transfers(callee, "703");
        if (with_hold) world.holds(callee);
        if (with_hold) world.resumes(callee);
        world.transfers(callee, "704");
        EXPECT_EQ(world.audio.port(callee)->heard.phrase,
                  calls::slot_phrase({704}, calls::Announcement::digits));
        world.hears_prompt(callee);
        EXPECT_EQ(world.seen(callee).transfer_status, 200);
        EXPECT_TRUE(world.in_order());
    }
}

TEST(BlindPark, ATakenSlotSaysWhoHasIt) {
    OfficeWorld world;
    world.parked_by("201", "703");
    const auto [caller, callee] = world.outside_call("202");
    world.transfers(callee, "703");
    EXPECT_EQ(world.seen(callee).transfer_refused->status, 486);
    EXPECT_THAT(world.seen(callee).transfer_refused->reason, ::testing::StartsWith("slot taken by "));
    world.pass(30s);
    EXPECT_TRUE(world.audio.talk(caller, callee));
}

TEST(BlindPark, WithoutTheRightIs403) {
    calls::Office office = small_office();
    office.users[0].may_park = false;
    OfficeWorld world{office};
    const auto [caller, callee] = world.outside_call("201");
    world.transfers(callee, "700");
    EXPECT_EQ(world.seen(callee).transfer_refused->status, 403);
    world.transfers(caller, "700");  // nor may the outside caller
    EXPECT_EQ(world.seen(caller).transfer_refused->status, 403);
    EXPECT_TRUE(world.audio.talk(caller, callee));
}

TEST(BlindPark, TheStyleOfTheAnnouncementIsTheAdmins) {
    calls::Office office = small_office();
    office.lots[0].announcement = calls::Announcement::sentence;
    OfficeWorld world{office};
    const auto [caller, callee] = world.outside_call("201");
    world.transfers(callee, "700");
    EXPECT_EQ(world.audio.port(callee)->heard.phrase[1], "extension");
}

TEST(BlindPark, ARetrievedCallMayBeParkedAgainInTheSameSlot) {
    OfficeWorld world;
    const LegId caller = world.parked_by("201");
    const LegId retriever = world.dial("202", "701");
    world.confirms(retriever);
    world.transfers(retriever, "700");
    EXPECT_TRUE(world.audio.hears_music(caller));
    const auto lots = world.board->lots();
    ASSERT_EQ(lots[0].parked.size(), 1U);
    EXPECT_EQ(lots[0].parked[0].caller.name, "Ann Lee");
    EXPECT_EQ(lots[0].parked[0].parker.user, "202");
    EXPECT_TRUE(world.in_order());
}

// -- attended transfer

struct Consultation {
    LegId caller, main, consult;
};

Consultation consult(OfficeWorld& world, const std::string& number = "700") {
    const auto [caller, main] = world.outside_call("201");
    world.holds(main);
    const LegId consulting = world.dial("201", number);
    world.confirms(consulting);
    return {caller, main, consulting};
}

TEST(AttendedPark, TheSlotIsReservedAndSpokenBeforeTheCallerMoves) {
    OfficeWorld world;
    const auto [caller, main, consulting] = consult(world);
    EXPECT_TRUE(world.is_up(consulting));
    EXPECT_EQ(world.audio.port(consulting)->heard.what, Heard::What::prompt);
    EXPECT_EQ(world.in_slot(701)->phase, parking::Phase::reserved);
    world.hears_prompt(consulting);
    world.transfers_to_leg(main, consulting);
    EXPECT_EQ(world.seen(main).transfer_status, 200);
    EXPECT_TRUE(world.audio.hears_music(caller));
    EXPECT_TRUE(world.in_slot(701)->told);
    EXPECT_TRUE(world.signalling.messages.empty());
    world.pass(5s);
    EXPECT_FALSE(world.signalling.is_open(main));
    EXPECT_FALSE(world.signalling.is_open(consulting));
    EXPECT_TRUE(world.in_order());
}

TEST(AttendedPark, TheReferMayComeOnTheConsultation) {
    OfficeWorld world;
    const auto [caller, main, consulting] = consult(world);
    world.hears_prompt(consulting);
    world.transfers_to_leg(consulting, main);
    EXPECT_EQ(world.seen(consulting).transfer_status, 200);
    EXPECT_TRUE(world.audio.hears_music(caller));
    world.pass(5s);
    EXPECT_FALSE(world.signalling.is_open(main));
    EXPECT_FALSE(world.signalling.is_open(consulting));
    EXPECT_TRUE(world.in_order());
}

TEST(AttendedPark, CompletedBeforeTheSlotWasHeardItGoesOnBeingSpoken) {
    OfficeWorld world;
    const auto [caller, main, consulting] = consult(world);
    world.transfers_to_leg(main, consulting);
    EXPECT_EQ(world.audio.port(consulting)->heard.what, Heard::What::prompt);
    EXPECT_FALSE(world.in_slot(701)->told);
    world.hears_prompt(consulting);
    EXPECT_TRUE(world.in_slot(701)->told);
    world.pass(5s);
    EXPECT_FALSE(world.signalling.is_open(consulting));
}

TEST(AttendedPark, CompletedAndHungUpBeforeTheSlotWasHeardAMessageTells) {
    OfficeWorld world;
    const auto [caller, main, consulting] = consult(world);
    world.transfers_to_leg(main, consulting);
    world.hangs_up(consulting);
    EXPECT_EQ(world.signalling.messages.size(), 1U);
    EXPECT_TRUE(world.audio.hears_music(caller));
}

class GraceOfAConsultation : public ::testing::TestWithParam<bool> {};

TEST_P(GraceOfAConsultation, TheReferMayComeAfterItsBye) {
    OfficeWorld world;
    const auto [caller, main, consulting] = consult(world);
    if (GetParam()) world.hears_prompt(consulting);
    world.hangs_up(consulting);
    world.pass(4s);
    world.transfers_to_leg(main, consulting);
    EXPECT_EQ(world.seen(main).transfer_status, 200);
    EXPECT_TRUE(world.audio.hears_music(caller));
    EXPECT_EQ(world.in_slot(701)->phase, parking::Phase::waiting);
    EXPECT_EQ(world.signalling.messages.size(), GetParam() ? 0U : 1U);
    EXPECT_TRUE(world.in_order());
}

INSTANTIATE_TEST_SUITE_P(Heard, GraceOfAConsultation, ::testing::Bool());

TEST(AttendedPark, AConsultationWithoutATransferLapses) {
    OfficeWorld world;
    const auto [caller, main, consulting] = consult(world);
    world.hangs_up(consulting);
    world.pass(6s);
    EXPECT_FALSE(world.in_slot(701));
    world.transfers_to_leg(main, consulting);
    EXPECT_EQ(world.seen(main).transfer_refused->status, 488);
    world.resumes(main);
    EXPECT_TRUE(world.audio.talk(caller, main));
    world.everybody_hangs_up();
    EXPECT_TRUE(world.at_rest());
}

TEST(AttendedPark, TheSlotIsRepeatedToAParkerWhoListensOn) {
    OfficeWorld world;
    const auto [caller, main, consulting] = consult(world);
    world.hears_prompt(consulting);
    EXPECT_EQ(world.audio.port(consulting)->heard.what, Heard::What::nothing);
    world.pass(11s);
    EXPECT_EQ(world.audio.port(consulting)->heard.what, Heard::What::prompt);
}

TEST(AttendedPark, ADelayedOfferHearsTheSlotFromItsAckOn) {
    OfficeWorld world;
    const LegId consulting = world.dial_delayed("201", "700");
    EXPECT_EQ(world.audio.port(consulting)->heard.what, Heard::What::nothing);
    world.confirms(consulting, speaks());
    EXPECT_EQ(world.audio.port(consulting)->heard.what, Heard::What::prompt);
}

TEST(AttendedPark, CompletedWhileNothingCanBeHeardOnTheConsultationAMessageTells) {
    OfficeWorld world;
    const auto [caller, main] = world.outside_call("201");
    const LegId consulting = world.dial_delayed("201", "700");
    world.transfers_to_leg(main, consulting);
    EXPECT_TRUE(world.audio.hears_music(caller));
    EXPECT_EQ(world.signalling.messages.size(), 1U);
    world.pass(5s);
    EXPECT_FALSE(world.signalling.is_open(consulting));
    EXPECT_TRUE(world.in_order());
}

TEST(AttendedPark, OfAFullLotIsRefusedBeforeItIsAnswered) {
    OfficeWorld world;
    for (int slot = 0; slot < 5; ++slot) world.parked_by("202");
    const LegId consulting = world.dial("201", "700");
    EXPECT_EQ(world.seen(consulting).refused->status, 486);
    EXPECT_EQ(world.seen(consulting).refused->reason, "lot full");
    EXPECT_TRUE(world.in_order());
}

TEST(AttendedPark, APrefixChoosesTheSlot) {
    OfficeWorld world;
    const auto [caller, main, consulting] = consult(world, "*7704");
    world.transfers_to_leg(main, consulting);
    EXPECT_TRUE(world.in_slot(704));
}

TEST(AttendedPark, AParkerWhoEndsTheMainCallFirstHasEndedIt) {
    OfficeWorld world;
    const auto [caller, main, consulting] = consult(world);
    world.hangs_up(main);
    EXPECT_FALSE(world.signalling.is_open(caller));
    world.hangs_up(consulting);
    world.pass(6s);
    EXPECT_TRUE(world.at_rest());
}

// -- plainly, from a trunk that may

TEST(PlainPark, ACallFromATrunkThatMayIsParkedAtOnce) {
    OfficeWorld world;
    const LegId caller = world.arrive("pbx", "700");
    EXPECT_TRUE(world.is_up(caller));
    EXPECT_TRUE(world.audio.hears_music(caller));
    EXPECT_TRUE(world.in_slot(701));
    EXPECT_EQ(world.in_slot(701)->caller.name, "Ann Lee");
    world.hangs_up(caller);
    EXPECT_TRUE(world.at_rest());
}

TEST(PlainPark, ThePrefixChoosesTheSlot) {
    OfficeWorld world;
    world.arrive("pbx", "*7702");
    EXPECT_TRUE(world.in_slot(702));
}

TEST(PlainPark, AnyOtherTrunkIsRefused) {
    OfficeWorld world;
    EXPECT_EQ(world.seen(world.arrive("provider", "700")).refused->status, 403);
    EXPECT_EQ(world.seen(world.arrive("provider", "701")).refused->status, 403);
    EXPECT_TRUE(world.at_rest());
}

TEST(PlainPark, IntoAFullLotIsRefused) {
    OfficeWorld world;
    for (int slot = 0; slot < 5; ++slot) world.arrive("pbx", "700");
    EXPECT_EQ(world.seen(world.arrive("pbx", "700")).refused->status, 486);
}

// -- by declining a ringing call

TEST(DeclinedPark, ARingingPhoneSendsTheCallerToASlot) {
    OfficeWorld world;
    const LegId caller = world.arrive("provider", "4930202");
    world.fails(world.ringing_one("202"), 302, "705");
    EXPECT_TRUE(world.is_up(caller));
    EXPECT_TRUE(world.audio.hears_music(caller));
    EXPECT_EQ(world.in_slot(705)->parker.user, "202");
    EXPECT_EQ(world.signalling.messages.size(), 1U);
    EXPECT_TRUE(world.in_order());
}

TEST(DeclinedPark, OneThatIsRefusedIsABusyPhone) {
    OfficeWorld world;
    world.parked_by("201", "705");
    const LegId caller = world.arrive("provider", "4930202");
    world.fails(world.ringing_one("202"), 302, "705");
    EXPECT_EQ(world.seen(caller).refused->status, 486);
    EXPECT_TRUE(world.in_order());
}

}  // namespace
}  // namespace layby::world

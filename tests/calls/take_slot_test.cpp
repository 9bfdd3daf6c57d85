// Attended transfers to the lot through a proxy or PBX: the consultation is a plain call to the park number,
// and then the party that it is about comes in its place, by INVITE with Replaces or by REFER.
#include "calls/house/prompts.hpp"
#include "world/office_world.hpp"

namespace layby::world {
namespace {

const Party dora{"Dora", "301", false};
const Party carl{"Carl", "302", false};

/// Phones 301 and 302 are behind the trunk "pbx".
class TakeSlot : public ::testing::Test {
  protected:
    explicit TakeSlot(calls::Office office = small_office()) : world{std::move(office)} {}

    calls::CallArrived call_of(const std::string& trunk, const Party& who, const std::string& number) {
        calls::CallArrived call;
        call.offer = speaks();
        call.leg = world.signalling.arrive(call.offer);
        call.from = {calls::Origin::Kind::trunk, trunk, {}};
        call.caller = who;
        call.number = number;
        call.near_ip = "127.0.0.2";
        return call;
    }
    /// Dora consults the lot by a plain call.
    LegId consult(const std::string& number = "700") {
        const auto call = call_of("pbx", dora, number);
        world.tell(call);
        return call.leg;
    }
    LegId replace(LegId replaced, const std::string& trunk = "pbx", std::optional<Party> referred_by = {}) {
        auto call = call_of(trunk, carl, "700");
        call.replaces = replaced;
        call.referred_by = std::move(referred_by);
        world.tell(call);
        return call.leg;
    }
    void expect_waiting(LegId leg, const Party& who, std::uint32_t slot = 701) {
        ASSERT_TRUE(world.in_slot(slot));
        EXPECT_EQ(world.in_slot(slot)->caller, who);
        EXPECT_TRUE(world.is_up(leg));
        EXPECT_TRUE(world.audio.hears_music(leg));
        EXPECT_TRUE(world.in_order());
    }
    void expect_refused(LegId leg, int status) {
        ASSERT_TRUE(world.seen(leg).refused);
        EXPECT_EQ(world.seen(leg).refused->status, status);
    }

    OfficeWorld world;
};

TEST_F(TakeSlot, TheTransferredCallerTakesThePlaceOfWhoConsultedAndNobodyIsLost) {
    const LegId consulting = consult();
    world.pass(20s);
    const LegId caller = replace(consulting);
    EXPECT_TRUE(world.seen(consulting).hung_up_by_us);
    EXPECT_EQ(world.seen(caller).shown, (Party{"Parked 701", "701", false}));
    expect_waiting(caller, carl);
    EXPECT_EQ(world.in_slot(701)->parker.shown, dora);
    EXPECT_EQ(world.in_slot(701)->since, Instant{1h});
    EXPECT_EQ(world.watchers.slots.at({701}).caller, carl);
}

TEST_F(TakeSlot, TheRetrieverHasTheTransferredCaller) {
    const LegId caller = replace(consult());
    const LegId retriever = world.dial("204", "701");
    world.confirms(retriever);
    EXPECT_TRUE(world.audio.talk(retriever, caller));
    EXPECT_EQ(world.seen(retriever).shown, carl);
    EXPECT_EQ(world.seen(caller).shown.name, "Eve Kay");
    ASSERT_FALSE(world.journal.parks.empty());
    EXPECT_EQ(world.journal.parks.back().caller, carl);
    EXPECT_EQ(world.journal.parks.back().parker.shown, dora);
    world.hangs_up(retriever);
    EXPECT_TRUE(world.at_rest());
}

TEST_F(TakeSlot, APressedLampRetrieves) {
    const LegId consulting = consult();
    const LegId presser = world.dial_expecting("204", "701", world.in_slot(701)->park);
    EXPECT_TRUE(world.audio.talk(presser, consulting));
}

TEST_F(TakeSlot, AUserWhoNamesTheDialogOfAnotherParkRetrievesUnlessItWasSent) {
    const LegId first = world.parked_by("201");
    const LegId retriever = world.dial_replacing("202", first);
    EXPECT_TRUE(world.audio.talk(first, retriever));
    world.confirms(retriever);
    const LegId second = world.parked_by("201");
    const LegId sent = replace(second, "pbx", dora);
    EXPECT_TRUE(world.seen(second).hung_up_by_us);
    EXPECT_TRUE(world.audio.hears_music(sent));
}

TEST_F(TakeSlot, AParkedCallersOwnSideTransfersItAndItsParkerStays) {
    const auto [outside, bob] = world.outside_call("201");
    world.transfers(bob, "700");
    world.hears_prompt(bob);
    const LegId caller = replace(outside, "provider");
    expect_waiting(caller, carl);
    EXPECT_EQ(world.in_slot(701)->parker.user, "201");
}

TEST_F(TakeSlot, StrangersMayNot) {
    const LegId consulting = consult();
    expect_refused(replace(consulting, "provider"), 403);
    expect_waiting(consulting, dora);
}

TEST_F(TakeSlot, ANewcomerWhoCantBeHeardChangesNothing) {
    const LegId consulting = consult();
    auto call = call_of("pbx", carl, "700");
    call.replaces = consulting;
    call.offer = speaks({});
    world.tell(call);
    expect_refused(call.leg, 488);
    world.audio.refuse_order = world.audio.orders + 1;  // no port is left
    expect_refused(replace(consulting), 503);
    world.audio.refuse_order = 0;
    expect_waiting(consulting, dora);
}

TEST_F(TakeSlot, OfTwoNewcomersTheFirstHasThePlace) {
    const LegId consulting = consult();
    const LegId first = replace(consulting);
    expect_refused(replace(consulting), 481);
    expect_waiting(first, carl);
}

TEST_F(TakeSlot, AByeThatComesBeforeTheInviteLeavesThePlaceForAMoment) {
    const LegId consulting = consult();
    world.hangs_up(consulting);
    EXPECT_FALSE(world.in_slot(701));
    world.pass(3s);
    expect_waiting(replace(consulting), carl);
    EXPECT_EQ(world.in_slot(701)->parker.shown, dora);
}

TEST_F(TakeSlot, LongAfterTheByeTheCallIsOver) {
    const LegId consulting = consult();
    world.hangs_up(consulting);
    world.pass(6s);
    expect_refused(replace(consulting), 481);
    EXPECT_TRUE(world.at_rest());
}

TEST_F(TakeSlot, ANewcomerWhoHangsUpBeforeItsAckFreesTheSlot) {
    world.hangs_up(replace(consult()));
    EXPECT_FALSE(world.in_slot(701));
    EXPECT_TRUE(world.at_rest());
}

TEST_F(TakeSlot, ADelayedOfferHearsMusicFromItsAckOn) {
    const LegId consulting = consult();
    auto call = call_of("pbx", carl, "700");
    call.replaces = consulting;
    call.offer.reset();
    world.tell(call);
    world.confirms(call.leg, speaks());
    expect_waiting(call.leg, carl);
}

TEST_F(TakeSlot, WhileARecallRingsItRingsOnForTheNewcomer) {
    const LegId consulting = consult();
    world.pass(2min + 1s);
    const LegId ringing = world.ringing_one("202");
    const LegId caller = replace(consulting);
    expect_waiting(caller, carl);
    EXPECT_TRUE(world.signalling.is_open(ringing));
    world.picks_up(ringing);
    EXPECT_TRUE(world.audio.talk(ringing, caller));
    EXPECT_EQ(world.seen(ringing).shown, carl);
}

TEST_F(TakeSlot, WhileItsRetrieverIsNotConfirmedTheNewcomerTalksOrComesBack) {
    for (const bool fails : {false, true}) {
        const std::string slot = fails ? "702" : "701";
        const LegId consulting = consult("*7" + slot);
        const LegId retriever = world.dial("204", slot);
        const LegId caller = replace(consulting);
        EXPECT_TRUE(world.audio.talk(retriever, caller));
        EXPECT_EQ(world.seen(retriever).shown, carl);
        EXPECT_TRUE(world.in_order());
        fails ? world.hangs_up(retriever) : world.confirms(retriever);
        EXPECT_TRUE(world.is_up(caller));
        if (fails) expect_waiting(caller, carl, 702);
        EXPECT_FALSE(world.in_slot(701));
        world.everybody_hangs_up();
        world.pass(1min);
    }
}

TEST_F(TakeSlot, ThePinOfTheCallStays) {
    const LegId consulting = consult();
    world.set_pin("main", {701}, "4711");
    const LegId caller = replace(consulting);
    const LegId retriever = world.dial("204", "701");
    EXPECT_EQ(world.in_slot(701)->phase, parking::Phase::waiting);
    world.keys(retriever, "4711#");
    EXPECT_TRUE(world.audio.talk(retriever, caller));
}

TEST_F(TakeSlot, ACrashAfterwardsLosesNobody) {
    const LegId caller = replace(consult());
    world.restart();
    expect_waiting(caller, carl);
    EXPECT_EQ(world.in_slot(701)->parker.shown, dora);
}

/// Its own call with whom it consulted for is still up then: the two only have to try again.
TEST_F(TakeSlot, ACrashBeforeItsAnswerLeftLeavesNothingBehind) {
    const LegId consulting = consult();
    world.dies_after([&] { replace(consulting); });
    EXPECT_FALSE(world.in_slot(701));
    EXPECT_TRUE(world.at_rest());
}

// -- a user's consultation, completed from outside

TEST_F(TakeSlot, AUsersConsultationIsCompletedByAnInvite) {
    const LegId consulting = world.dial("201", "700");
    world.hears_prompt(consulting);
    const LegId caller = replace(consulting);
    EXPECT_TRUE(world.seen(consulting).hung_up_by_us);
    expect_waiting(caller, carl);
    EXPECT_EQ(world.in_slot(701)->parker.user, "201");
    EXPECT_TRUE(world.in_slot(701)->told);
}

TEST_F(TakeSlot, AUsersConsultationThatHasHungUpIsCompletedInItsGrace) {
    const LegId consulting = world.dial("201", "700");
    world.hangs_up(consulting);
    world.pass(3s);
    expect_waiting(replace(consulting), carl);
    ASSERT_FALSE(world.signalling.messages.empty());
    EXPECT_EQ(world.signalling.messages.back().text, "Parked: Carl, slot 701");
}

TEST_F(TakeSlot, AUsersConsultationIsNotForStrangers) {
    const LegId consulting = world.dial("201", "700");
    expect_refused(replace(consulting, "provider"), 403);
    EXPECT_TRUE(world.is_up(consulting));
    EXPECT_TRUE(world.in_order());
}

// -- the same by REFER: the main call runs through us, the consultation came plainly

TEST_F(TakeSlot, AReferOnEitherLegPutsThePartnerIntoTheSlot) {
    for (const bool on_consultation : {false, true}) {
        const auto main = call_of("pbx", dora, "201");
        world.tell(main);
        const LegId bob = world.ringing_one("201");
        world.picks_up(bob);
        world.confirms(main.leg);
        const LegId consulting = consult();
        const LegId referrer = on_consultation ? consulting : main.leg;
        world.transfers_to_leg(referrer, on_consultation ? main.leg : consulting);
        EXPECT_TRUE(world.seen(referrer).transfer_accepted);
        EXPECT_EQ(world.seen(referrer).transfer_status, 200);
        expect_waiting(bob, {"Bob Ray", "201", false}, on_consultation ? 702 : 701);
        world.pass(5s);
        EXPECT_TRUE(world.seen(main.leg).hung_up_by_us);
        EXPECT_TRUE(world.seen(consulting).hung_up_by_us);
        world.hangs_up(bob);
        EXPECT_TRUE(world.at_rest());
    }
}

TEST_F(TakeSlot, AReferThatComesAfterTheByeOfTheConsultationParksAllTheSame) {
    const auto main = call_of("pbx", dora, "201");
    world.tell(main);
    const LegId bob = world.ringing_one("201");
    world.picks_up(bob);
    world.confirms(main.leg);
    const LegId consulting = consult();
    world.hangs_up(consulting);
    world.transfers_to_leg(main.leg, consulting);
    expect_waiting(bob, {"Bob Ray", "201", false});
}

// -- a trunk whose plain calls consult

class Consulting : public TakeSlot {
  protected:
    static calls::Office office() {
        calls::Office office = small_office();
        office.trunks[2].consults = true;
        return office;
    }
    Consulting() : TakeSlot(office()) {}
    const calls::Phrase slot = calls::slot_phrase({701}, calls::Announcement::digits);
};

TEST_F(Consulting, WhoConsultsHearsTheSlotAndThenMusic) {
    const LegId consulting = consult();
    EXPECT_EQ(world.audio.port(consulting)->heard.phrase, slot);
    world.hears_prompt(consulting);
    EXPECT_TRUE(world.audio.hears_music(consulting));
    expect_waiting(replace(consulting), carl);
    EXPECT_TRUE(world.in_slot(701)->told || !world.in_slot(701)->parker.reachable());
}

TEST_F(Consulting, AfterHoldItHearsTheSlotAgainUntilItHasHeardIt) {
    const LegId consulting = consult();
    world.holds(consulting);
    world.resumes(consulting);
    EXPECT_EQ(world.audio.port(consulting)->heard.phrase, slot);
    world.pass(25s);
    EXPECT_TRUE(world.audio.hears_music(consulting));
    EXPECT_TRUE(world.in_order());
}

TEST_F(Consulting, ADelayedOfferHearsTheSlotFromItsAckOn) {
    auto call = call_of("pbx", dora, "700");
    call.offer.reset();
    world.tell(call);
    world.confirms(call.leg, speaks());
    EXPECT_EQ(world.audio.port(call.leg)->heard.phrase, slot);
}

TEST_F(Consulting, WhoWasSentHearsMusicAtOnce) {
    auto call = call_of("pbx", carl, "700");
    call.referred_by = dora;
    world.tell(call);
    expect_waiting(call.leg, carl);
}

TEST_F(Consulting, AMistakenCallerIsStillRetrievedAndRecalled) {
    const LegId caller = consult();
    const LegId retriever = world.dial("204", "701");
    EXPECT_TRUE(world.audio.talk(retriever, caller));
}

/// The system transfers within itself, and says only that its party is another now.
TEST_F(Consulting, WhoBecomesAnotherHasParkedThatOne) {
    const LegId call = consult();
    world.tell(calls::PartyLearned{call, carl});
    const auto parked = world.in_slot(701);
    ASSERT_TRUE(parked);
    EXPECT_EQ(parked->caller, carl);
    EXPECT_EQ(parked->parker.shown, dora);
    EXPECT_TRUE(world.audio.hears_music(call));
    world.tell(calls::PartyLearned{call, {"Carl again", carl.number, false}});
    EXPECT_EQ(world.in_slot(701)->parker.shown, dora) << "a name is no other party";
    EXPECT_TRUE(world.in_order());
    world.hangs_up(call);
    EXPECT_TRUE(world.at_rest());
}

TEST_F(TakeSlot, ATrunkThatDoesNotConsultNamesNoParkerByBecomingAnother) {
    const LegId call = consult();
    world.tell(calls::PartyLearned{call, carl});
    EXPECT_EQ(world.in_slot(701)->caller, carl);
    EXPECT_NE(world.in_slot(701)->parker.shown, dora);
}

TEST_F(Consulting, WhoHangsUpWithoutATransferFreesTheSlot) {
    world.hangs_up(consult());
    EXPECT_FALSE(world.in_slot(701));
    EXPECT_TRUE(world.at_rest());
}

}  // namespace
}  // namespace layby::world

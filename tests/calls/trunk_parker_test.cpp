// Who parks a trunk's call: a number behind the trunk, which is told the slot, reminded and rung through it.
#include "calls/house/prompts.hpp"
#include "world/office_world.hpp"

namespace layby::world {
namespace {

const Party dora_at_301{"Dora", "301", false};
const Party carl_at_302{"Carl", "302", false};

class TrunkParker : public ::testing::Test {
  protected:
    static calls::Office office(calls::TellParker how = calls::TellParker::message) {
        calls::Office office = small_office();
        office.trunks[2].names_parker = true;
        office.trunks[2].tell_parker = how;
        return office;
    }
    explicit TrunkParker(calls::Office with = office()) : world{std::move(with)} {}

    calls::CallArrived sent(const std::string& number, std::optional<Party> referred_by,
                            std::optional<Party> diverted_by = {}) {
        calls::CallArrived call;
        call.offer = speaks();
        call.leg = world.signalling.arrive(call.offer);
        call.from = {calls::Origin::Kind::trunk, "pbx", {}};
        call.caller = carl_at_302;
        call.number = number;
        call.near_ip = "127.0.0.2";
        call.referred_by = std::move(referred_by);
        call.diverted_by = std::move(diverted_by);
        world.tell(call);
        return call;
    }
    LegId rung() {
        const auto legs = world.signalling.ringing_trunk("pbx");
        return legs.empty() ? LegId{} : legs.back();
    }
    void expect_rung(const std::string& shown) {
        ASSERT_TRUE(rung()) << shown;
        EXPECT_EQ(world.seen(rung()).call->number, "301");
        EXPECT_EQ(world.seen(rung()).call->shown_name, shown);
    }

    OfficeWorld world;
};

TEST_F(TrunkParker, IsToldTheSlotByAMessageThroughTheTrunk) {
    sent("700", dora_at_301);
    EXPECT_EQ(world.in_slot(701)->parker.shown, dora_at_301);
    ASSERT_EQ(world.signalling.messages.size(), 1U);
    EXPECT_EQ(world.signalling.messages[0].trunk, "pbx");
    EXPECT_EQ(world.signalling.messages[0].user, "301");
    EXPECT_EQ(world.signalling.messages[0].text, "Parked: Carl, slot 701");
    world.message_settles(true);
    EXPECT_TRUE(world.in_slot(701)->told);
}

TEST_F(TrunkParker, IsRemindedAndRungFirstByARecallThroughTheTrunk) {
    const auto call = sent("700", dora_at_301);
    world.message_settles(true);
    world.pass(61s);
    expect_rung("Waiting 701 · Carl");
    world.pass(60s);
    expect_rung("Recall 701 · Carl");
    const LegId recalled = rung();
    world.picks_up(recalled);
    EXPECT_TRUE(world.audio.talk(call.leg, recalled));
    EXPECT_TRUE(world.in_order());
}

TEST_F(TrunkParker, WithoutReferredByIsWhoDivertedTheCall) {
    sent("700", {}, dora_at_301);
    EXPECT_EQ(world.in_slot(701)->parker.shown, dora_at_301);
    EXPECT_EQ(world.in_slot(701)->parker.trunk, "pbx");
    sent("700", dora_at_301, carl_at_302);
    EXPECT_EQ(world.in_slot(702)->parker.shown, dora_at_301);
}

TEST_F(TrunkParker, OfATrunkThatIsNotBelievedIsTheTrunk) {
    world.reload(small_office());
    sent("700", dora_at_301);
    EXPECT_EQ(world.in_slot(701)->parker.shown.number, "pbx");
    EXPECT_FALSE(world.in_slot(701)->parker.reachable());
    EXPECT_TRUE(world.signalling.messages.empty());
}

TEST_F(TrunkParker, ThatCantBeDialledIsOnlyShown) {
    sent("700", Party{"Dora", "front desk", false});
    EXPECT_EQ(world.in_slot(701)->parker.shown.name, "Dora");
    EXPECT_FALSE(world.in_slot(701)->parker.reachable());
}

TEST_F(TrunkParker, ACallThatWasTransferredToASlotIsParkedThere) {
    const auto call = sent("703", dora_at_301);
    ASSERT_TRUE(world.in_slot(703));
    EXPECT_TRUE(world.audio.hears_music(call.leg));
    EXPECT_EQ(world.seen(sent("703", dora_at_301).leg).refused->status, 486);
    const LegId retriever = sent("703", {}).leg;
    EXPECT_TRUE(world.audio.talk(call.leg, retriever));
}

TEST_F(TrunkParker, WhereTheTrunkMayNotParkACallToASlotRetrieves) {
    auto office = small_office();
    office.trunks[2].may_park = false;
    const LegId caller = world.parked_by("201");
    world.reload(office);
    EXPECT_TRUE(world.audio.talk(caller, sent("701", dora_at_301).leg));
}

TEST_F(TrunkParker, WhoTransfersByReferOnATrunksLegIsItsNumber) {
    const auto call = sent("201", {});
    const LegId bob = world.ringing_one("201");
    world.picks_up(bob);
    world.confirms(call.leg);
    world.transfers(call.leg, "700");
    EXPECT_EQ(world.in_slot(701)->parker.shown, carl_at_302);
    EXPECT_EQ(world.in_slot(701)->parker.trunk, "pbx");
    world.hears_prompt(call.leg);
    EXPECT_TRUE(world.in_slot(701)->told);
    EXPECT_TRUE(world.audio.hears_music(bob));
}

TEST_F(TrunkParker, WhoConsultedIsToldWhenTheTransferredCallerHasItsPlace) {
    const LegId consulting = sent("700", {}).leg;
    EXPECT_TRUE(world.signalling.messages.empty());
    calls::CallArrived call;
    call.offer = speaks();
    call.leg = world.signalling.arrive(call.offer);
    call.from = {calls::Origin::Kind::trunk, "pbx", {}};
    call.caller = dora_at_301;
    call.replaces = consulting;
    call.near_ip = "127.0.0.2";
    world.tell(call);
    ASSERT_EQ(world.signalling.messages.size(), 1U);
    EXPECT_EQ(world.signalling.messages[0].user, "302");
    EXPECT_EQ(world.signalling.messages[0].text, "Parked: Dora, slot 701");
}

TEST_F(TrunkParker, WhoAsksFromOutsideOfTheCallIsNamedByTheRequest) {
    calls::ParkAsked asked{
        .referral = {7},
        .from = {calls::Origin::Kind::trunk, "pbx", {}},
        .number = "700",
        .orbit = {},
        .replaced = {},
        .foreign = calls::ForeignParty{{calls::Origin::Kind::trunk, "pbx", {}}, "127.0.0.2"},
        .asker = dora_at_301};
    world.tell(asked);
    world.picks_up(world.signalling.open_legs().back());
    EXPECT_EQ(world.in_slot(701)->parker.shown, dora_at_301);
    EXPECT_EQ(world.in_slot(701)->parker.trunk, "pbx");
}

TEST_F(TrunkParker, OutlivesACrashAndIsToldAgain) {
    sent("700", dora_at_301);
    world.restart(office());
    ASSERT_EQ(world.signalling.messages.size(), 2U);
    EXPECT_EQ(world.signalling.messages[1].trunk, "pbx");
    EXPECT_EQ(world.in_slot(701)->parker.trunk, "pbx");
}

TEST_F(TrunkParker, WhoseTrunkIsGoneCostsNothingButTheRing) {
    const auto call = sent("700", dora_at_301);
    world.trunk_is_down("pbx");
    world.message_settles(false);
    world.pass(2min + 1s);
    EXPECT_TRUE(world.audio.hears_music(call.leg));
    EXPECT_TRUE(world.in_order());
}

// -- by a call that speaks the slot

class CalledParker : public TrunkParker {
  protected:
    explicit CalledParker(calls::TellParker how = calls::TellParker::call) : TrunkParker(office(how)) {}
};
class CalledAfterMessage : public CalledParker {
  protected:
    CalledAfterMessage() : CalledParker(calls::TellParker::message_call) {}
};

TEST_F(CalledParker, HearsTheSlotAndIsLetGo) {
    const auto call = sent("700", dora_at_301);
    EXPECT_TRUE(world.signalling.messages.empty());
    expect_rung("Parked 701 · Carl");
    const LegId parker = rung();
    world.picks_up(parker);
    EXPECT_EQ(world.audio.port(parker)->heard.phrase, calls::slot_phrase({701}, calls::Announcement::digits));
    EXPECT_TRUE(world.audio.hears_music(call.leg));
    world.hears_prompt(parker);
    EXPECT_TRUE(world.in_slot(701)->told);
    world.pass(5s);
    EXPECT_TRUE(world.seen(parker).hung_up_by_us);
    EXPECT_TRUE(world.in_order());
}

TEST_F(CalledParker, WhoHangsUpBeforeTheEndIsRungAtOnce) {
    sent("700", dora_at_301);
    const LegId parker = rung();
    world.picks_up(parker);
    world.hangs_up(parker);
    EXPECT_FALSE(world.in_slot(701)->told);
    expect_rung("Waiting 701 · Carl");
    EXPECT_TRUE(world.in_order());
}

TEST_F(CalledParker, WhoIsBusyIsRungAtOnce) {
    sent("700", dora_at_301);
    world.fails(rung(), 486);
    expect_rung("Waiting 701 · Carl");
}

TEST_F(CalledParker, IsNotCalledForACallerWhoIsGone) {
    const auto call = sent("700", dora_at_301);
    const LegId parker = rung();
    world.hangs_up(call.leg);
    EXPECT_FALSE(world.signalling.is_open(parker));
    EXPECT_TRUE(world.at_rest());
}

TEST_F(CalledParker, HearsThatTheCallerHasHungUpMeanwhile) {
    const auto call = sent("700", dora_at_301);
    const LegId parker = rung();
    world.picks_up(parker);
    world.hangs_up(call.leg);
    EXPECT_EQ(world.audio.port(parker)->heard.phrase, calls::caller_gone_phrase());
    world.hears_prompt(parker);
    world.pass(5s);
    EXPECT_TRUE(world.at_rest());
}

TEST_F(CalledParker, IsCalledOnceOverACrash) {
    sent("700", dora_at_301);
    const LegId parker = rung();
    world.restart(office(calls::TellParker::call));
    EXPECT_EQ(world.signalling.ringing_trunk("pbx").size(), 1U);
    world.picks_up(parker);
    world.hears_prompt(parker);
    EXPECT_TRUE(world.in_slot(701)->told);
}

TEST_F(CalledAfterMessage, OnlyIfTheMessageIsNotTaken) {
    sent("700", dora_at_301);
    EXPECT_EQ(world.signalling.messages.size(), 1U);
    EXPECT_FALSE(rung());
    world.message_settles(false);
    expect_rung("Parked 701 · Carl");
    world.picks_up(rung());
    EXPECT_FALSE(world.in_slot(701)->told);
}

}  // namespace
}  // namespace layby::world

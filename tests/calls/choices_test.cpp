// A caller who waits presses a key: it gets the operator without leaving its slot before, or is called back.
#include <gmock/gmock.h>

#include "calls/house/prompts.hpp"
#include "world/office_world.hpp"

namespace layby::world {
namespace {

using calls::Offers;
using calls::Task;
using parking::Outcome;
using parking::Phase;
using parking::Reply;
using testing::IsEmpty;
using testing::SizeIs;

calls::Office offering_office() {
    auto office = small_office();
    auto& choices = office.lots[0].rules.choices;
    choices.operator_number = "202";
    choices.operator_ring = 20s;
    choices.call_back = true;
    return office;
}

struct Choices : testing::Test {
    OfficeWorld world{offering_office()};

    const Heard& heard(LegId leg) { return world.audio.port(leg)->heard; }
    bool hears(LegId leg, const calls::Phrase& phrase) {
        return heard(leg).what == Heard::What::prompt && heard(leg).phrase == phrase;
    }
    bool is_told(LegId leg) { return hears(leg, calls::choices_phrase({true, false, true})); }
    std::vector<Task> tasks() const {
        std::vector<Task> out;
        for (const auto& [id, task] : world.copy.tasks()) out.push_back(task);
        return out;
    }
    std::vector<std::string> steps_of(LegId call) const {
        std::vector<std::string> out;
        for (const auto& step : world.journal.steps)
            if (step.call == call) out.push_back(std::string{text_of(step.what)} + ": " + step.how);
        return out;
    }
    /// A caller of the other telephone system, whose gateway says keys in this way, in slot 701.
    LegId arrives_from_pbx(const MediaDescription& audio, const Party& caller = {"Eve", "0309", false}) {
        calls::CallArrived call;
        call.leg = world.signalling.arrive(audio);
        call.from = {calls::Origin::Kind::trunk, "pbx", {}};
        call.caller = caller;
        call.number = "700";
        call.offer = audio;
        call.near_ip = "127.0.0.2";
        world.tell(call);
        world.confirms(call.leg);
        return call.leg;
    }
    void restart() { world.restart(offering_office()); }
    void finish() {
        world.everybody_hangs_up();
        EXPECT_TRUE(world.at_rest());
    }
    ~Choices() override { EXPECT_TRUE(world.in_order()); }
};

// -- what a caller is told

TEST_F(Choices, AreSaidSoonAndAgainAndAgain) {
    const LegId ann = world.parked_by("201");
    EXPECT_TRUE(world.audio.hears_music(ann));
    world.pass(9s);
    EXPECT_TRUE(world.audio.hears_music(ann));
    world.pass(1s);
    EXPECT_TRUE(is_told(ann));
    world.hears_prompt(ann);
    EXPECT_TRUE(world.audio.hears_music(ann));
    world.pass(59s);
    EXPECT_TRUE(world.audio.hears_music(ann));
    world.pass(1s);
    EXPECT_TRUE(is_told(ann));
    finish();
}

TEST_F(Choices, AreSaidInTheCallersLanguage) {
    auto office = offering_office();
    office.language = "de";
    world.reload(office);
    const LegId ann = world.parked_by("201");
    world.pass(10s);
    EXPECT_TRUE(hears(ann, calls::choices_phrase({true, false, true}, {"de"})));
    finish();
}

TEST_F(Choices, AreThoseThatTheLotOffers) {
    auto office = offering_office();
    office.lots[0].rules.choices.call_back = false;
    world.reload(office);
    const LegId ann = world.parked_by("201");
    world.pass(10s);
    EXPECT_TRUE(hears(ann, calls::choices_phrase({true, false, false})));
    world.keys(ann, "2");
    EXPECT_TRUE(world.in_slot(701)) << "it isn't offered";
    finish();
}

TEST_F(Choices, ACallerWithoutANumberIsNotAskedWhetherToBeCalledBack) {
    const LegId eve = arrives_from_pbx(speaks(), {"", "", true});
    world.pass(10s);
    EXPECT_TRUE(hears(eve, calls::choices_phrase({true, false, false})));
    world.keys(eve, "2");
    EXPECT_TRUE(world.in_slot(701));
    EXPECT_THAT(tasks(), IsEmpty());
    finish();
}

TEST_F(Choices, NothingIsSaidWhereNothingIsOffered) {
    world.reload(small_office());
    const LegId ann = world.parked_by("201");
    world.pass(100s);
    EXPECT_TRUE(world.audio.hears_music(ann));
    world.keys(ann, "0");
    world.keys(ann, "2");
    EXPECT_EQ(world.in_slot(701)->phase, Phase::waiting);
    finish();
}

TEST_F(Choices, AReloadTellsWhoWaitsAlready) {
    world.reload(small_office());
    const LegId eve = arrives_from_pbx(speaks({Codec::pcma}, false));
    world.pass(20s);
    world.reload(offering_office());
    EXPECT_EQ(world.audio.port(eve)->code_begins, calls::any_key);
    world.pass(10s);
    EXPECT_TRUE(is_told(eve));
    world.reload(small_office());
    EXPECT_EQ(world.audio.port(eve)->code_begins, 0);
    world.hears_prompt(eve);
    world.pass(100s);
    EXPECT_TRUE(world.audio.hears_music(eve));
    finish();
}

TEST_F(Choices, ACallerOnHoldIsToldLater) {
    const LegId ann = world.parked_by("201");
    world.holds(ann);
    world.pass(11s);
    EXPECT_NE(heard(ann).what, Heard::What::prompt);
    world.resumes(ann);
    world.pass(60s);
    EXPECT_TRUE(is_told(ann));
    finish();
}

TEST_F(Choices, AWorldThatNeverSaysThatAPromptHasEndedChangesNothing) {
    const LegId ann = world.parked_by("201");
    world.pass(5min);
    EXPECT_TRUE(world.is_up(ann));
    world.keys(ann, "2");
    EXPECT_THAT(tasks(), SizeIs(1));
    finish();
}

// -- 0

TEST_F(Choices, TheOperatorRingsAndTheCallerKeepsItsSlotUntilItIsAnswered) {
    const LegId ann = world.parked_by("201");
    world.keys(ann, "0");
    EXPECT_TRUE(hears(ann, calls::reply_phrase(Reply::operator_rings)));
    const LegId ring = world.ringing_one("202");
    EXPECT_EQ(world.seen(ring).call->shown_name, "Operator 701 · Ann Lee");
    EXPECT_EQ(world.in_slot(701)->phase, Phase::ringing);
    world.hears_prompt(ann);
    EXPECT_TRUE(world.audio.hears_music(ann));
    world.picks_up(ring);
    EXPECT_TRUE(world.audio.talk(ann, ring));
    EXPECT_FALSE(world.in_slot(701));
    EXPECT_EQ(world.journal.parks.back().outcome, Outcome::to_operator);
    EXPECT_THAT(steps_of(ann), testing::Contains("rings: operator"));
    EXPECT_THAT(tasks(), IsEmpty());
    finish();
}

TEST_F(Choices, ACallerWhoseOperatorDoesNotAnswerIsToldAndStays) {
    const LegId ann = world.parked_by("201");
    world.keys(ann, "0");
    world.hears_prompt(ann);
    world.pass(20s);
    EXPECT_TRUE(hears(ann, calls::reply_phrase(Reply::nobody_answers)));
    EXPECT_EQ(world.in_slot(701)->phase, Phase::waiting);
    EXPECT_THAT(world.signalling.ringing("202"), IsEmpty());
    world.hears_prompt(ann);
    world.pass(60s);
    EXPECT_TRUE(is_told(ann));
    finish();
}

TEST_F(Choices, AnOperatorWithoutAPhoneIsSaidToBeAwayAtOnce) {
    world.has_devices("202", {});
    const LegId ann = world.parked_by("201");
    world.keys(ann, "0");
    EXPECT_TRUE(hears(ann, calls::reply_phrase(Reply::nobody_answers)));
    const auto steps = world.journal.steps.size();
    world.keys(ann, "000");
    EXPECT_EQ(world.journal.steps.size(), steps) << "it is being told so";
    EXPECT_EQ(world.in_slot(701)->phase, Phase::waiting);
    finish();
}

TEST_F(Choices, TheOperatorMayBeAGroup) {
    auto office = offering_office();
    calls::Group group;
    group.number = "600";
    group.users = {"202", "203"};
    office.groups = {group};
    office.lots[0].rules.choices.operator_number = "600";
    world.reload(office);
    const LegId ann = world.parked_by("201");
    world.keys(ann, "0");
    const LegId ring = world.signalling.ringing("203").front();
    world.picks_up(ring);
    EXPECT_TRUE(world.audio.talk(ann, ring));
    EXPECT_THAT(world.signalling.ringing("202"), IsEmpty());
    finish();
}

TEST_F(Choices, ARecallGivesWayToTheOperator) {
    const LegId ann = world.parked_by("201");
    world.pass(125s);
    const LegId recall = world.ringing_one("201");
    world.keys(ann, "0");
    EXPECT_FALSE(world.signalling.is_open(recall));
    const LegId ring = world.ringing_one("202");
    world.tell(calls::CallAnswered{recall, speaks(), {}});  // it had answered before it knew
    world.picks_up(ring);
    EXPECT_TRUE(world.audio.talk(ann, ring));
    finish();
}

TEST_F(Choices, WhoRetrievesMeanwhileHasTheCaller) {
    const LegId ann = world.parked_by("201");
    world.keys(ann, "0");
    const LegId ring = world.ringing_one("202");
    const LegId cleo = world.dial("203", "701");
    EXPECT_FALSE(world.signalling.is_open(ring));
    world.keys(ann, "2");
    world.confirms(cleo);
    EXPECT_TRUE(world.audio.talk(ann, cleo))
        << "a key in the moment in which somebody takes it means nothing";
    EXPECT_THAT(tasks(), IsEmpty());
    finish();
}

TEST_F(Choices, WhoHangsUpWhileTheOperatorRingsIsToBeCalledBack) {
    const LegId ann = world.parked_by("201");
    world.keys(ann, "0");
    const LegId ring = world.ringing_one("202");
    world.hangs_up(ann);
    EXPECT_FALSE(world.signalling.is_open(ring));
    ASSERT_THAT(tasks(), SizeIs(1));
    EXPECT_EQ(tasks().front().why, Task::Why::abandoned);
    finish();
}

// -- 2

TEST_F(Choices, WhoAsksForItIsToldThatItIsCalledBackAndLetGo) {
    const LegId ann = world.parked_by("201");
    world.pass(42s);
    world.keys(ann, "2");
    EXPECT_TRUE(hears(ann, calls::reply_phrase(Reply::call_back)));
    EXPECT_FALSE(world.in_slot(701)) << "the slot is free";
    ASSERT_THAT(tasks(), SizeIs(1));
    const Task task = tasks().front();
    EXPECT_EQ(task.why, Task::Why::asked);
    EXPECT_EQ(task.caller, (Party{"Ann Lee", "030123", false}));
    EXPECT_EQ(task.slot, SlotNumber{701});
    EXPECT_EQ(task.parker.user, "201");
    EXPECT_EQ(task.waited, 42s);
    EXPECT_EQ(task.due, world.now() - 42s + 1h) << "it keeps its place";
    EXPECT_EQ(world.journal.parks.back().outcome, Outcome::to_call_back);
    EXPECT_THAT(steps_of(ann), testing::IsSupersetOf({"park ended: to call back", "to call back: asked"}));
    world.hears_prompt(ann);
    EXPECT_FALSE(world.is_up(ann)) << "our BYE follows";
    EXPECT_THAT(tasks(), SizeIs(1));
    finish();
}

TEST_F(Choices, WhoHangsUpRightAfterTheKeyIsOneTask) {
    const LegId ann = world.parked_by("201");
    world.keys(ann, "2");
    world.hangs_up(ann);
    ASSERT_THAT(tasks(), SizeIs(1));
    EXPECT_EQ(tasks().front().count, 1U);
    EXPECT_EQ(tasks().front().why, Task::Why::asked);
    finish();
}

TEST_F(Choices, TheKeyPressedTwiceIsOneTask) {
    const LegId ann = world.parked_by("201");
    world.keys(ann, "22");
    world.keys_by_info(ann, "2");
    ASSERT_THAT(tasks(), SizeIs(1));
    EXPECT_EQ(tasks().front().count, 1U);
    finish();
}

TEST_F(Choices, ATaskIsMadeAlsoWhereHangingUpMakesNone) {
    auto office = offering_office();
    office.lots[0].call_back.wanted = false;
    world.reload(office);
    const LegId ann = world.parked_by("201");
    world.keys(ann, "2");
    EXPECT_THAT(tasks(), SizeIs(1));
    finish();
}

TEST_F(Choices, APhoneThatRingsForTheCallerStopsAndItsLateAnswerFindsNobody) {
    const LegId ann = world.parked_by("201");
    world.pass(125s);
    const LegId recall = world.ringing_one("201");
    world.keys(ann, "2");
    EXPECT_FALSE(world.signalling.is_open(recall));
    EXPECT_EQ(world.seen(recall).cancelled, calls::CancelReason::completed_elsewhere);
    EXPECT_EQ(world.in_slot(701), std::nullopt);
    const LegId late = world.dial("203", "701");
    EXPECT_EQ(world.seen(late).refused->status, 404);
    finish();
}

TEST_F(Choices, AParkerWhoIsStillBeingToldTheSlotHearsThatTheCallerIsGone) {
    const auto talk = world.outside_call("201");
    world.transfers(talk.callee, "700");
    world.keys(talk.caller, "2");
    EXPECT_TRUE(hears(talk.callee, calls::caller_gone_phrase()));
    EXPECT_THAT(tasks(), SizeIs(1));
    finish();
}

TEST_F(Choices, ClickToCallBackEndsTheTask) {
    const LegId ann = world.parked_by("201");
    world.keys(ann, "2");
    world.hears_prompt(ann);
    ASSERT_THAT(tasks(), SizeIs(1));
    auto office = offering_office();
    office.trunks[0].outside = {};
    world.reload(office);
    ASSERT_EQ(world.call_back({tasks().front().id, calls::TaskOrder::What::take, "203"},
                              {"203", "", "203", "account cleo"}),
              calls::CommandResult::done);
    world.picks_up(world.ordered.front());
    const auto outside = world.signalling.open_legs().back();
    world.picks_up(outside);
    EXPECT_EQ(tasks().front().state, Task::State::done);
    finish();
}

// -- keys

TEST_F(Choices, AreHeardInEachWayInWhichPhonesSayKeys) {
    for (const bool by_info : {false, true}) {
        const LegId ann = world.parked_by("201");
        by_info ? world.keys_by_info(ann, "0") : world.keys(ann, "0");
        EXPECT_TRUE(hears(ann, calls::reply_phrase(Reply::operator_rings))) << by_info;
        world.hangs_up(ann);
        world.pass(11s);
    }
    finish();
}

TEST_F(Choices, AreHeardAsTonesInTheSoundOfATrunk) {
    const LegId eve = arrives_from_pbx(speaks({Codec::pcma}, false));
    EXPECT_EQ(world.audio.port(eve)->code_begins, calls::any_key);
    world.keys(eve, "0");
    const LegId ring = world.ringing_one("202");
    world.picks_up(ring);
    EXPECT_TRUE(world.audio.talk(eve, ring));
    EXPECT_EQ(world.audio.port(eve)->code_begins, 0) << "its keys are its own in the call";
    world.keys(eve, "5");
    EXPECT_EQ(world.audio.port(ring)->relayed, "5");
    finish();
}

TEST_F(Choices, OtherKeysMeanNothing) {
    const LegId ann = world.parked_by("201");
    world.keys(ann, "13456789*#");
    world.keys_by_info(ann, "1*7#");
    EXPECT_EQ(world.in_slot(701)->phase, Phase::waiting);
    EXPECT_TRUE(world.audio.hears_music(ann));
    finish();
}

TEST_F(Choices, WhoRetrievesAndLosesTheCallerAgainLeavesItsChoices) {
    const LegId eve = arrives_from_pbx(speaks({Codec::pcma}, false));
    const LegId cleo = world.dial("203", "701");
    world.hangs_up(cleo);  // before its ACK
    ASSERT_TRUE(world.in_slot(701));
    EXPECT_EQ(world.audio.port(eve)->code_begins, calls::any_key);
    world.pass(10s);
    EXPECT_TRUE(is_told(eve));
    finish();
}

// -- a crash

TEST_F(Choices, ACrashBeforeTheKeyLeavesTheCallerInItsSlotWithItsChoices) {
    const LegId eve = arrives_from_pbx(speaks({Codec::pcma}, false));
    world.pass(5s);
    restart();
    EXPECT_EQ(world.audio.port(eve)->code_begins, calls::any_key);
    world.pass(5s);
    EXPECT_TRUE(is_told(eve));
    restart();
    EXPECT_TRUE(world.audio.hears_music(eve));
    world.pass(20s);
    EXPECT_TRUE(is_told(eve)) << "it may not have heard them";
    world.keys(eve, "2");
    EXPECT_THAT(tasks(), SizeIs(1));
    finish();
}

TEST_F(Choices, ACrashWhileTheOperatorRingsLosesNeither) {
    const LegId ann = world.parked_by("201");
    world.keys(ann, "0");
    const LegId ring = world.ringing_one("202");
    restart();
    EXPECT_EQ(world.in_slot(701)->phase, Phase::ringing);
    world.picks_up(ring);
    EXPECT_TRUE(world.audio.talk(ann, ring));
    finish();
}

TEST_F(Choices, ACrashAfterTheKeyHasTheTaskAndLetsTheCallerGo) {
    const LegId ann = world.parked_by("201");
    world.keys(ann, "2");
    restart();
    EXPECT_FALSE(world.in_slot(701));
    EXPECT_THAT(tasks(), SizeIs(1));
    EXPECT_TRUE(hears(ann, calls::reply_phrase(Reply::call_back)));
    world.hears_prompt(ann);
    EXPECT_FALSE(world.is_up(ann));
    finish();
}

TEST_F(Choices, ACrashInTheVeryTurnOfTheKeyLosesNobody) {
    for (const char* key : {"0", "2"}) {
        const LegId ann = world.parked_by("201");
        world.signalling.deaf = true;
        world.keys(ann, key);
        world.signalling.deaf = false;
        restart();
        world.pass(1s);
        EXPECT_EQ(world.in_slot(701).has_value(), tasks().empty())
            << key << ": in its slot, or to be called back";
        world.everybody_hangs_up();
        world.pass(30s);
    }
    finish();
}

}  // namespace
}  // namespace layby::world

// A caller who waits leaves a message: it keeps its slot until its words are durable, and is never in
// neither.
#include <gmock/gmock.h>

#include "calls/house/prompts.hpp"
#include "world/office_world.hpp"

namespace layby::world {
namespace {

using calls::Message;
using parking::Outcome;
using parking::Phase;
using testing::IsEmpty;
using testing::SizeIs;
using Disk = FakeAudio::Disk;

calls::Office office_with_boxes() {
    auto office = small_office();
    auto& choices = office.lots[0].rules.choices;
    choices.operator_number = "202";
    choices.message = choices.call_back = true;
    for (auto& user : office.users) {
        user.box.there = user.name != "204";
        user.box.longest = 60s;
        user.box.most = 2;
    }
    return office;
}

struct Messages : testing::Test {
    OfficeWorld world{office_with_boxes()};

    const Heard& heard(LegId leg) { return world.audio.port(leg)->heard; }
    bool hears(LegId leg, const calls::Phrase& phrase) {
        return heard(leg).what == Heard::What::prompt && heard(leg).phrase == phrase;
    }
    bool hears_nothing(LegId leg) { return heard(leg).what == Heard::What::nothing; }
    std::vector<Message> messages(const std::string& box = {}) const {
        std::vector<Message> out;
        for (const auto* message : world.copy.messages_in(box)) out.push_back(*message);
        return out;
    }
    std::size_t tasks() const { return world.copy.tasks().size(); }
    std::size_t recordings() const { return world.audio.recordings.size(); }
    bool records() const {
        return std::ranges::any_of(world.audio.recordings, [](const auto& one) { return one.second.open; });
    }
    Outcome outcome() const { return world.journal.parks.back().outcome; }

    /// In slot 701, parked by this user, and speaking after the tone.
    LegId speaks_after_tone(const std::string& parker = "201") {
        const LegId ann = world.parked_by(parker);
        world.keys(ann, "1");
        world.hears_prompt(ann);
        return ann;
    }
    LegId leaves_message(const std::string& parker = "201") {
        const LegId ann = speaks_after_tone(parker);
        world.pass(5s);
        world.keys(ann, "#");
        return ann;
    }
    void expect_waits_with_music(LegId ann) {
        ASSERT_TRUE(world.in_slot(701));
        EXPECT_EQ(world.in_slot(701)->phase, Phase::waiting);
        EXPECT_TRUE(world.audio.hears_music(ann));
        EXPECT_FALSE(records());
    }
    void restart() { world.restart(office_with_boxes()); }
    void finish() {
        world.everybody_hangs_up();
        EXPECT_TRUE(world.at_rest());
    }
    ~Messages() override { EXPECT_TRUE(world.in_order()); }
};

// -- one that succeeds

TEST_F(Messages, ACallerIsToldThatItMayLeaveOne) {
    const LegId ann = world.parked_by("201");
    world.pass(10s);
    EXPECT_TRUE(hears(ann, calls::choices_phrase({true, true, true})));
    finish();
}

TEST_F(Messages, ACallerSpeaksAfterTheToneAndIsLetGo) {
    const LegId ann = world.parked_by("201");
    world.keys(ann, "1");
    EXPECT_TRUE(hears(ann, calls::leave_message_phrase()));
    EXPECT_FALSE(records());
    world.hears_prompt(ann);
    EXPECT_TRUE(hears_nothing(ann));
    EXPECT_TRUE(records());
    EXPECT_THAT(messages(), IsEmpty()) << "nobody is told of it yet";
    EXPECT_TRUE(world.in_slot(701));
    world.pass(10s);
    world.keys(ann, "#");
    EXPECT_TRUE(hears(ann, calls::reply_phrase(parking::Reply::message_left)));
    EXPECT_FALSE(world.in_slot(701));
    EXPECT_EQ(outcome(), Outcome::message);
    ASSERT_THAT(messages("201"), SizeIs(1));
    const Message left = messages("201").front();
    EXPECT_EQ(left.state, Message::State::fresh);
    EXPECT_EQ(left.caller.name, "Ann Lee");
    EXPECT_EQ(left.length, 10s);
    EXPECT_EQ(left.slot.value, 701U);
    EXPECT_EQ(tasks(), 0U);
    const auto& step = world.journal.steps.back();
    EXPECT_EQ(text_of(step.what), std::string{"park ended"});
    world.hears_prompt(ann);
    EXPECT_FALSE(world.is_up(ann));
    finish();
}

TEST_F(Messages, WhoHangsUpHasLeftOne) {
    const LegId ann = speaks_after_tone();
    world.pass(5s);
    world.hangs_up(ann);
    EXPECT_EQ(outcome(), Outcome::message);
    EXPECT_THAT(messages("201"), SizeIs(1));
    EXPECT_EQ(tasks(), 0U);
    finish();
}

TEST_F(Messages, TheLongestOneEndsByItself) {
    const LegId ann = speaks_after_tone();
    world.pass(59s);
    EXPECT_TRUE(records());
    world.pass(1s);
    EXPECT_TRUE(hears(ann, calls::reply_phrase(parking::Reply::message_left)));
    EXPECT_THAT(messages("201"), SizeIs(1));
    finish();
}

TEST_F(Messages, ItIsForWhomTheCallerIsParkedFor) {
    const LegId ann = world.parked_by("201");
    EXPECT_EQ(world.edit("main", {701}, {{}, "203", {}}), calls::CommandResult::done);
    world.keys(ann, "1");
    world.hears_prompt(ann);
    world.pass(5s);
    world.hangs_up(ann);
    EXPECT_THAT(messages("203"), SizeIs(1));
    EXPECT_THAT(messages("201"), IsEmpty());
    finish();
}

// -- one that doesn't

TEST_F(Messages, WithoutABoxNothingIsOffered) {
    const LegId ann = world.parked_by("204");
    world.pass(10s);
    EXPECT_TRUE(hears(ann, calls::choices_phrase({true, false, true})));
    world.keys(ann, "1");
    world.hears_prompt(ann);
    expect_waits_with_music(ann);
    finish();
}

TEST_F(Messages, AStarTakesTheCallerBackToTheMusic) {
    const LegId ann = world.parked_by("201");
    world.keys(ann, "1");
    world.keys(ann, "*");
    expect_waits_with_music(ann);
    world.keys(ann, "1");
    world.hears_prompt(ann);
    world.pass(5s);
    world.keys(ann, "*");
    expect_waits_with_music(ann);
    EXPECT_EQ(recordings(), 0U);
    world.pass(10s);
    EXPECT_TRUE(hears(ann, calls::choices_phrase({true, true, true}))) << "it may choose again";
    finish();
}

TEST_F(Messages, WhoHangsUpAtTheToneIsToBeCalledBack) {
    const LegId ann = world.parked_by("201");
    world.keys(ann, "1");
    world.hangs_up(ann);
    EXPECT_EQ(outcome(), Outcome::abandoned);
    EXPECT_EQ(tasks(), 1U);
    const LegId bea = speaks_after_tone();
    world.pass(500ms);
    world.hangs_up(bea);
    EXPECT_EQ(outcome(), Outcome::abandoned);
    EXPECT_THAT(messages(), IsEmpty());
    EXPECT_EQ(recordings(), 0U);
    finish();
}

TEST_F(Messages, AFullBoxTakesNoMore) {
    leaves_message();
    leaves_message();
    world.pass(1min);
    const LegId ann = world.parked_by("201");
    world.pass(10s);
    EXPECT_TRUE(hears(ann, calls::choices_phrase({true, false, true})));
    world.hears_prompt(ann);
    world.keys(ann, "1");
    EXPECT_TRUE(world.audio.hears_music(ann));
    world.change_message({messages("201").front().id, calls::MessageOrder::What::forget});
    world.keys(ann, "1");
    EXPECT_TRUE(hears(ann, calls::leave_message_phrase()));
    finish();
}

TEST_F(Messages, TheLastPlaceIsTakenWhileAnotherHearsTheTone) {
    leaves_message();
    const LegId ann = world.parked_by("201");
    const LegId bea = world.parked_by("201");
    for (const LegId leg : {ann, bea}) world.keys(leg, "1");
    world.hears_prompt(ann);
    world.hears_prompt(bea);
    EXPECT_TRUE(hears_nothing(ann));
    EXPECT_TRUE(hears(bea, calls::no_message_phrase()));
    world.hears_prompt(bea);
    EXPECT_TRUE(world.audio.hears_music(bea));
    finish();
}

TEST_F(Messages, ADiskThatFailsTakesTheCallerBackToTheMusic) {
    world.audio.disk = Disk::fails;
    const LegId ann = speaks_after_tone();
    EXPECT_TRUE(hears(ann, calls::no_message_phrase()));
    world.hears_prompt(ann);
    expect_waits_with_music(ann);
    EXPECT_EQ(recordings(), 0U);
    finish();
}

TEST_F(Messages, ADiskThatStandsStillKeepsNobodyWaiting) {
    world.audio.disk = Disk::stands_still;
    const LegId ann = speaks_after_tone();
    world.pass(5s);
    world.keys(ann, "#");
    EXPECT_TRUE(world.in_slot(701));
    world.pass(10s);
    EXPECT_TRUE(hears(ann, calls::no_message_phrase()));
    world.hears_prompt(ann);
    expect_waits_with_music(ann);
    finish();
}

TEST_F(Messages, WhoHangsUpWhileTheDiskFailsIsToBeCalledBack) {
    const LegId ann = speaks_after_tone();
    world.pass(5s);
    world.audio.disk = Disk::fails;
    world.hangs_up(ann);
    EXPECT_THAT(messages(), IsEmpty());
    EXPECT_EQ(tasks(), 1U);
    EXPECT_EQ(recordings(), 0U);
    finish();
}

TEST_F(Messages, WhatIsTooShortOnTheDiskIsNone) {
    world.said = 200ms;  // it had muted itself
    const LegId ann = leaves_message();
    expect_waits_with_music(ann);
    world.keys(ann, "1");
    world.hears_prompt(ann);
    world.pass(5s);
    world.hangs_up(ann);
    EXPECT_EQ(tasks(), 1U);
    EXPECT_EQ(recordings(), 0U);
    finish();
}

// -- races

TEST_F(Messages, WhoIsTakenOutMeanwhileTalks) {
    for (const bool after_tone : {false, true}) {
        const LegId ann = world.parked_by("201", "701");
        world.keys(ann, "1");
        if (after_tone) world.hears_prompt(ann);
        world.pass(3s);
        const LegId dan = world.dial("203", "701");
        world.confirms(dan);
        EXPECT_TRUE(world.audio.talk(ann, dan));
        EXPECT_EQ(recordings(), 0U);
        EXPECT_THAT(messages(), IsEmpty());
        world.keys(ann, "#");
        EXPECT_TRUE(world.audio.talk(ann, dan));
        finish();
    }
}

TEST_F(Messages, ARetrieverWhoNeverConfirmsGivesTheCallerBack) {
    const LegId ann = speaks_after_tone();
    world.pass(3s);
    const LegId dan = world.dial("203", "701");
    world.hangs_up(dan, calls::HangupCause::unreachable);
    expect_waits_with_music(ann);
    finish();
}

TEST_F(Messages, ARecallThatRingsStopsWithTheMessage) {
    const LegId ann = world.parked_by("201");
    world.pass(119s);
    world.keys(ann, "1");
    world.hears_prompt(ann);
    world.pass(5s);
    EXPECT_EQ(world.in_slot(701)->phase, Phase::ringing);
    const LegId ringing = world.ringing_one("201");
    world.keys(ann, "#");
    EXPECT_FALSE(world.signalling.is_open(ringing));
    EXPECT_EQ(outcome(), Outcome::message);
    finish();
}

TEST_F(Messages, ARecallThatIsAnsweredMeanwhileGetsTheCaller) {
    const LegId ann = world.parked_by("201");
    world.pass(119s);
    world.keys(ann, "1");
    world.hears_prompt(ann);
    world.pass(5s);
    const LegId bob = world.ringing_one("201");
    world.picks_up(bob);
    EXPECT_TRUE(world.audio.talk(ann, bob));
    EXPECT_EQ(recordings(), 0U);
    finish();
}

TEST_F(Messages, WhatHasBeenSaidWhenAnOperatorEndsTheCallIsKept) {
    speaks_after_tone();
    world.pass(5s);
    EXPECT_EQ(world.release("main", {701}), calls::CommandResult::done);
    world.pass(1s);
    world.tell(calls::TrunkChanged{"backup", "127.0.0.2"});
    EXPECT_EQ(outcome(), Outcome::forced);
    EXPECT_THAT(messages("201"), SizeIs(1));
    finish();
}

TEST_F(Messages, TheOperatorWhoDoesNotAnswerIsNotHeardInAMessage) {
    const LegId ann = world.parked_by("201");
    world.keys(ann, "0");
    world.hears_prompt(ann);
    world.keys(ann, "1");
    world.hears_prompt(ann);
    world.fails(world.ringing_one("202"), 480);
    EXPECT_TRUE(hears_nothing(ann));
    world.pass(5s);
    world.keys(ann, "#");
    EXPECT_THAT(messages("201"), SizeIs(1));
    finish();
}

TEST_F(Messages, AReloadDoesNotInterruptOne) {
    const LegId ann = speaks_after_tone();
    auto office = office_with_boxes();
    office.lots[0].rules.choices.message = false;
    world.reload(office);
    world.pass(5s);
    EXPECT_TRUE(records());
    world.keys(ann, "#");
    EXPECT_THAT(messages("201"), SizeIs(1));
    finish();
}

// -- crashes

TEST_F(Messages, AfterACrashTheCallerWaitsAgain) {
    const LegId ann = world.parked_by("201");
    world.keys(ann, "1");
    restart();
    expect_waits_with_music(ann);
    world.keys(ann, "1");
    world.hears_prompt(ann);
    world.pass(5s);
    restart();
    expect_waits_with_music(ann);
    EXPECT_THAT(messages(), IsEmpty());
    world.pass(10s);
    EXPECT_TRUE(hears(ann, calls::choices_phrase({true, true, true})));
    world.hears_prompt(ann);
    world.keys(ann, "1");
    world.hears_prompt(ann);
    world.pass(5s);
    world.keys(ann, "#");
    EXPECT_THAT(messages("201"), SizeIs(1)) << "the second try, not the first one";
    EXPECT_EQ(recordings(), 1U);
    finish();
}

TEST_F(Messages, WhoHangsUpAfterACrashHasLeftWhatItHadSaid) {
    const LegId ann = speaks_after_tone();
    world.pass(5s);
    restart();
    world.hangs_up(ann);
    EXPECT_EQ(outcome(), Outcome::message);
    EXPECT_THAT(messages("201"), SizeIs(1));
    EXPECT_EQ(tasks(), 0U);
    finish();
}

TEST_F(Messages, WhoIsTakenAfterACrashLeavesNone) {
    const LegId ann = speaks_after_tone();
    world.pass(5s);
    restart();
    const LegId dan = world.dial("203", "701");
    world.confirms(dan);
    EXPECT_TRUE(world.audio.talk(ann, dan));
    EXPECT_EQ(recordings(), 0U);
    finish();
}

TEST_F(Messages, ACrashWhileTheLastWordsAreWrittenLosesNothing) {
    const LegId ann = speaks_after_tone();
    world.pass(5s);
    world.audio.disk = Disk::stands_still;
    world.hangs_up(ann);
    EXPECT_THAT(messages(), IsEmpty());
    world.audio.disk = Disk::works;
    restart();
    EXPECT_THAT(messages("201"), SizeIs(1));
    EXPECT_EQ(tasks(), 0U);
    finish();
}

TEST_F(Messages, ACrashThatTookTheSoundMakesATask) {
    const LegId ann = speaks_after_tone();
    world.pass(5s);
    world.audio.disk = Disk::stands_still;
    world.hangs_up(ann);
    world.audio.disk = Disk::works;
    world.said = {};
    restart();
    EXPECT_THAT(messages(), IsEmpty());
    EXPECT_EQ(tasks(), 1U);
    EXPECT_EQ(recordings(), 0U);
    finish();
}

TEST_F(Messages, OneThatWasLeftOutlivesACrash) {
    leaves_message();
    const auto before = messages();
    restart();
    EXPECT_EQ(messages(), before);
    finish();
}

// -- asked by somebody of the office

TEST_F(Messages, ACallerIsAskedForOneByWhoSeesIt) {
    auto office = office_with_boxes();
    office.lots[0].rules.choices = {};
    world.reload(office);
    const LegId ann = world.parked_by("201");
    EXPECT_EQ(world.ask_for_message("main", {701}, "203"), calls::CommandResult::done);
    EXPECT_TRUE(hears(ann, calls::leave_message_phrase()));
    EXPECT_EQ(world.in_slot(701)->for_user, "203");
    world.hears_prompt(ann);
    world.pass(5s);
    world.keys(ann, "#");
    ASSERT_THAT(messages("203"), SizeIs(1));
    EXPECT_EQ(outcome(), Outcome::message);
    finish();
}

TEST_F(Messages, WhoIsAskedForOneMayRatherWait) {
    const LegId ann = world.parked_by("201");
    ASSERT_EQ(world.ask_for_message("main", {701}, "203"), calls::CommandResult::done);
    world.hears_prompt(ann);
    world.keys(ann, "*");
    expect_waits_with_music(ann);
    finish();
}

TEST_F(Messages, NobodyIsAskedWhoCanLeaveNone) {
    using Result = calls::CommandResult;
    EXPECT_EQ(world.ask_for_message("main", {701}, "203"), Result::slot_empty);
    leaves_message("202");
    leaves_message("202");
    const LegId ann = world.parked_by("201");  // in the third slot: the others rest
    EXPECT_EQ(world.ask_for_message("main", {703}, "299"), Result::no_such_user);
    EXPECT_EQ(world.ask_for_message("main", {703}, "204"), Result::no_message_box);
    EXPECT_EQ(world.ask_for_message("main", {703}, "202"), Result::message_box_full);
    world.holds(ann, Direction::sendonly);
    EXPECT_EQ(world.ask_for_message("main", {703}, "203"), Result::not_listening);
    world.resumes(ann, speaks());
    EXPECT_EQ(world.ask_for_message("main", {703}, "203"), Result::done);
    EXPECT_EQ(world.ask_for_message("main", {703}, "201"), Result::not_listening) << "it is about to speak";
    finish();
}

// -- the box

TEST_F(Messages, LightTheLampOfTheirOwner) {
    using calls::WatchedBox;
    leaves_message();
    EXPECT_EQ(world.watchers.boxes["201"], (WatchedBox{"201", 1, 0}));
    leaves_message();
    EXPECT_EQ(world.watchers.boxes["201"], (WatchedBox{"201", 2, 0}));
    const auto id = messages("201").front().id;
    world.change_message({id, calls::MessageOrder::What::heard});
    EXPECT_EQ(world.watchers.boxes["201"], (WatchedBox{"201", 1, 1}));
    restart();
    EXPECT_EQ(world.watchers.boxes["201"], (WatchedBox{"201", 1, 1})) << "told anew by the next process";
    EXPECT_EQ(world.erase_messages("030123"), 2U);
    EXPECT_EQ(world.watchers.boxes["201"], (WatchedBox{"201", 0, 0}));
    finish();
}

TEST_F(Messages, DoNotLightItWhileTheyAreSpoken) {
    speaks_after_tone();
    EXPECT_EQ(world.watchers.boxes.count("201"), 0U);
    world.everybody_hangs_up();
    finish();
}

TEST_F(Messages, AreHeardForgottenAndErased) {
    leaves_message();
    leaves_message();
    const auto id = messages("201").back().id;
    EXPECT_EQ(world.change_message({id, calls::MessageOrder::What::heard}), calls::CommandResult::done);
    EXPECT_EQ(messages("201").back().id, id) << "those that nobody has heard come first";
    EXPECT_EQ(messages("201").back().state, Message::State::heard);
    EXPECT_EQ(world.change_message({id, calls::MessageOrder::What::forget}), calls::CommandResult::done);
    EXPECT_EQ(world.change_message({id, calls::MessageOrder::What::heard}),
              calls::CommandResult::no_such_message);
    EXPECT_EQ(world.erase_messages("999"), 0U);
    EXPECT_EQ(world.erase_messages("030123"), 1U);
    EXPECT_THAT(messages(), IsEmpty());
    EXPECT_EQ(recordings(), 0U);
    finish();
}

TEST_F(Messages, AreForgottenWhenTheyAreOld) {
    leaves_message();
    world.pass(29 * 24h);
    EXPECT_THAT(messages(), SizeIs(1));
    auto office = office_with_boxes();
    for (auto& user : office.users) user.box.kept = 40 * 24h;
    world.reload(office);
    world.pass(10 * 24h);
    EXPECT_THAT(messages(), SizeIs(1));
    world.pass(24h);
    EXPECT_THAT(messages(), IsEmpty());
    EXPECT_EQ(recordings(), 0U);
    finish();
}

TEST_F(Messages, OfWhoAskedForPrivacyNeitherNameNorNumberIsKept) {
    calls::CallArrived call;
    call.leg = world.signalling.arrive(speaks());
    call.from = {calls::Origin::Kind::trunk, "pbx", {}};
    call.caller = {"Eve", "0309", true};
    call.number = "700";
    call.offer = speaks();
    call.near_ip = "127.0.0.2";
    world.tell(call);
    world.confirms(call.leg);
    EXPECT_EQ(world.edit("main", {701}, {{}, "201", {}}), calls::CommandResult::done);
    world.keys(call.leg, "1");
    world.hears_prompt(call.leg);
    world.pass(5s);
    world.hangs_up(call.leg);
    ASSERT_THAT(messages("201"), SizeIs(1));
    EXPECT_EQ(messages("201").front().caller, (Party{{}, {}, true}));
    finish();
}

}  // namespace
}  // namespace layby::world

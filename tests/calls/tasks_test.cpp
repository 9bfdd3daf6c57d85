// Who gave up is remembered: each becomes a call-back task, once, until somebody has talked to that caller.
#include <gmock/gmock.h>

#include "world/office_world.hpp"

namespace layby::world {
namespace {

using calls::CommandResult;
using calls::Task;
using calls::TaskId;
using calls::TaskOrder;
using testing::IsEmpty;
using testing::SizeIs;
using State = Task::State;
using What = TaskOrder::What;

const Party ann_lee{"Ann Lee", "030123", false};

/// As the small one; calls of the provider that nobody answers are minded, too, and there is a second lot.
calls::Office office_that_minds() {
    auto office = small_office();
    office.trunks[0].call_back = {true, 15min};
    office.trunks[0].outside = {};
    auto back = office.lots.front();
    back.rules.name = "back";
    back.rules.first = {801};
    back.rules.last = {805};
    back.park_number = "800";
    back.park_prefix.clear();
    office.lots.push_back(back);
    return office;
}

struct CallBack : testing::Test {
    OfficeWorld world{office_that_minds()};

    std::vector<Task> tasks() const {
        std::vector<Task> out;
        for (const auto& [id, task] : world.copy.tasks()) out.push_back(task);
        return out;
    }
    Task only() const {
        const auto all = tasks();
        EXPECT_THAT(all, SizeIs(1));
        return all.empty() ? Task{} : all.front();
    }
    Task of(TaskId id) const { return world.board->task(id).value_or(Task{}); }
    TaskOrder order(What what, const std::string& by = "202") const { return {only().id, what, by}; }
    /// Ann Lee, whose number is 030123, is parked and hangs up.
    Task abandoned(const std::string& lot = "700") {
        world.hangs_up(world.parked_by("201", lot));
        return tasks().back();
    }
    /// Somebody calls by a trunk and shows that.
    LegId arrives(const Party& caller, const std::string& number, const std::string& trunk = "pbx") {
        calls::CallArrived call;
        call.leg = world.signalling.arrive(speaks());
        call.from = {calls::Origin::Kind::trunk, trunk, {}};
        call.caller = caller;
        call.number = number;
        call.offer = speaks();
        call.near_ip = "127.0.0.2";
        world.tell(call);
        return call.leg;
    }
    /// The other system parks it, without anybody having talked to it here; and it hangs up.
    void parked_and_gone(const Party& caller, const std::string& lot = "700") {
        const LegId leg = arrives(caller, lot);
        world.confirms(leg);
        world.hangs_up(leg);
    }
    void restart() { world.restart(office_that_minds()); }
    void finish() {
        world.everybody_hangs_up();
        EXPECT_TRUE(world.at_rest());
    }
    ~CallBack() override { EXPECT_TRUE(world.in_order()); }
};

TEST_F(CallBack, WhoHangsUpInASlotIsToBeCalledBack) {
    const LegId ann = world.parked_by("201");
    ASSERT_EQ(world.edit("main", {701}, {.note = "wants Cleo", .for_user = "202", .longer = {}}),
              CommandResult::done);
    world.pass(42s);
    world.hangs_up(ann);
    const Task task = only();
    EXPECT_EQ(task.state, State::open);
    EXPECT_EQ(task.why, Task::Why::abandoned);
    EXPECT_EQ(task.caller, (Party{"Ann Lee", "030123", false}));
    EXPECT_EQ(task.lot, "main");
    EXPECT_EQ(task.slot, SlotNumber{701});
    EXPECT_EQ(task.parker.user, "201");
    EXPECT_EQ(task.owner(), "202") << "for whom it was parked";
    EXPECT_EQ(task.note, "wants Cleo");
    EXPECT_EQ(task.waited, 42s);
    EXPECT_EQ(task.count, 1U);
    EXPECT_EQ(task.last, world.now());
    EXPECT_EQ(task.due, world.now() + 1h);
    const auto& step = world.journal.steps.back();
    EXPECT_EQ(step.what, calls::CallStep::What::to_call_back);
    EXPECT_EQ(step.call, ann);
    EXPECT_EQ(step.who, "030123");
    finish();
}

TEST_F(CallBack, AlsoWhileItsRecallRings) {
    const LegId ann = world.parked_by("201");
    world.pass(125s);
    world.ringing_one("201");
    world.hangs_up(ann);
    EXPECT_EQ(only().owner(), "201") << "who parked it";
    finish();
}

TEST_F(CallBack, AlsoWhoseCallBreaksOff) {
    world.hangs_up(world.parked_by("201"), calls::HangupCause::unreachable);
    EXPECT_EQ(only().why, Task::Why::cut_off);
    finish();
}

TEST_F(CallBack, NotWhoWasTaken) {
    const LegId ann = world.parked_by("201");
    world.confirms(world.dial("203", "701"));
    world.hangs_up(ann);
    EXPECT_THAT(tasks(), IsEmpty());
    finish();
}

TEST_F(CallBack, NotWhomAnOperatorHasHungUp) {
    world.parked_by("201");
    world.release("main", {701});
    EXPECT_THAT(tasks(), IsEmpty());
    finish();
}

TEST_F(CallBack, NotWhereTheLotSaysSo) {
    auto office = office_that_minds();
    office.lots[0].call_back.wanted = false;
    world.reload(office);
    world.hangs_up(world.parked_by("201"));
    EXPECT_THAT(tasks(), IsEmpty());
    finish();
}

TEST_F(CallBack, WhoGivesUpAgainHasOneTaskStill) {
    const Task first = abandoned();
    world.pass(5min);
    parked_and_gone(ann_lee);
    const Task task = only();
    EXPECT_EQ(task.id, first.id);
    EXPECT_EQ(task.count, 2U);
    EXPECT_EQ(task.first, first.last);
    EXPECT_EQ(task.last, world.now());
    EXPECT_EQ(task.due, first.due) << "not later than it was";
    EXPECT_EQ(task.owner(), "") << "of the last time";
    finish();
}

TEST_F(CallBack, WhoHidItsNumberHasATaskWithoutOne) {
    for (int i = 0; i < 2; ++i) parked_and_gone({"Ann Lee", "030123", true});
    ASSERT_THAT(tasks(), SizeIs(2)) << "nobody knows whether it is the same one";
    EXPECT_EQ(tasks()[0].caller, (Party{"", "", true})) << "nothing of it is kept";
    EXPECT_EQ(world.call_back({tasks()[0].id, What::take, "202"}, {"202", ""}), CommandResult::no_number);
    finish();
}

// -- calls that nobody answers

TEST_F(CallBack, ACallThatRangInVainIsMindedWhereTheTrunkSaysSo) {
    const LegId ann = world.arrive("provider", "4930201");
    world.rings(world.ringing_one("201"));
    world.pass(20s);
    world.cancels(ann);
    const Task task = only();
    EXPECT_EQ(task.why, Task::Why::unanswered);
    EXPECT_EQ(task.lot, "");
    EXPECT_EQ(task.trunk, "provider");
    EXPECT_EQ(task.dialled, "4930201");
    EXPECT_EQ(task.waited, 20s);
    EXPECT_EQ(task.due, world.now() + 15min);
    finish();
}

TEST_F(CallBack, AlsoOneThatFindsEverybodyBusy) {
    world.arrive("provider", "4930201");
    world.fails(world.ringing_one("201"), 486);
    EXPECT_EQ(only().why, Task::Why::unanswered);
    finish();
}

TEST_F(CallBack, NotAWrongNumberNorByAnotherTrunkNorOfAUser) {
    world.arrive("provider", "4930999");
    const LegId other = world.arrive("backup", "201");
    world.cancels(other);
    world.cancels(world.dial("203", "201"));
    EXPECT_THAT(tasks(), IsEmpty());
    finish();
}

TEST_F(CallBack, WhoGaveUpRingingAndThenInASlotHasOneTask) {
    world.cancels(world.arrive("provider", "4930201"));
    const TaskId first = only().id;
    parked_and_gone(ann_lee);
    const Task task = only();
    EXPECT_EQ(task.id, first);
    EXPECT_EQ(task.count, 2U);
    EXPECT_EQ(task.lot, "main");
    EXPECT_EQ(task.why, Task::Why::abandoned);
    EXPECT_EQ(task.due, task.first + 15min) << "not later than it was";
    finish();
}

TEST_F(CallBack, EachLotHasItsOwnTask) {
    for (const char* lot : {"700", "800", "800"}) parked_and_gone(ann_lee, lot);
    ASSERT_THAT(tasks(), SizeIs(2));
    EXPECT_EQ(tasks()[0].lot, "main");
    EXPECT_EQ(tasks()[0].count, 1U);
    EXPECT_EQ(tasks()[1].lot, "back");
    EXPECT_EQ(tasks()[1].count, 2U);
    world.outside_call("204");
    EXPECT_EQ(tasks()[0].state, State::done) << "and one word settles both";
    EXPECT_EQ(tasks()[1].state, State::done);
    finish();
}

// -- it is done by itself

TEST_F(CallBack, IsDoneWhenTheCallerCallsAgainAndIsAnswered) {
    abandoned();
    const auto again = world.outside_call("204");
    const Task task = only();
    EXPECT_EQ(task.state, State::done);
    EXPECT_EQ(task.how, Task::How::called_again);
    EXPECT_EQ(task.who, "204");
    world.hangs_up(again.caller);
    finish();
}

TEST_F(CallBack, IsDoneWhenTheCallerIsTakenOutOfItsSlotAndNotBefore) {
    abandoned();
    const LegId ann = world.arrive("pbx", "700");
    world.confirms(ann);
    EXPECT_EQ(only().state, State::open) << "it only waits again";
    const LegId taker = world.dial("203", "702");
    EXPECT_EQ(only().state, State::open) << "it may come back to its slot";
    world.confirms(taker);
    EXPECT_EQ(only().state, State::done);
    EXPECT_EQ(only().who, "203");
    finish();
}

TEST_F(CallBack, IsDoneByWhoDialsTheNumber) {
    abandoned();
    world.change_task(order(What::take));
    const LegId cleo = world.dial("202", "030123");
    world.picks_up(world.signalling.ringing_trunk("provider").front());
    world.confirms(cleo);
    EXPECT_EQ(only().state, State::done);
    EXPECT_EQ(only().how, Task::How::called_back);
    EXPECT_EQ(only().who, "202");
    finish();
}

TEST_F(CallBack, WhoGivesUpAfterThatIsToBeCalledBackAgain) {
    const Task first = abandoned();
    const Task second = abandoned();  // 201 has answered, and parked it once more
    EXPECT_NE(first.id, second.id);
    EXPECT_EQ(of(first.id).state, State::done);
    EXPECT_EQ(second.state, State::open);
    finish();
}

// -- what people do with it

TEST_F(CallBack, OnlyOneOfTwoTakesIt) {
    abandoned();
    const auto version = only().version;
    auto first = order(What::take, "202"), second = order(What::take, "203");
    first.version = second.version = version;
    EXPECT_EQ(world.change_task(first), CommandResult::done);
    EXPECT_EQ(world.change_task(second), CommandResult::task_changed);
    second.version.reset();
    EXPECT_EQ(world.change_task(second), CommandResult::task_taken);
    second.over_others = true;
    EXPECT_EQ(world.change_task(second), CommandResult::task_taken) << "nor a supervisor by accident";
    EXPECT_EQ(world.call_back(second, {"203", ""}), CommandResult::task_taken);
    EXPECT_EQ(only().who, "202");
    EXPECT_EQ(world.change_task(order(What::take, "202")), CommandResult::done) << "a second click";
    finish();
}

TEST_F(CallBack, IsClosedAndOpenedAgainByWhoMindsItAndByASupervisor) {
    abandoned();
    world.change_task(order(What::take));
    EXPECT_EQ(world.change_task(order(What::done, "203")), CommandResult::task_taken);
    auto supervisor = order(What::reopen, "203");
    supervisor.over_others = true;
    EXPECT_EQ(world.change_task(supervisor), CommandResult::done);
    EXPECT_EQ(only().state, State::open);
    EXPECT_EQ(only().who, "");
    EXPECT_EQ(world.change_task(order(What::done, "203")), CommandResult::done);
    EXPECT_EQ(only().how, Task::How::by_hand);
    EXPECT_EQ(world.change_task(order(What::take)), CommandResult::task_over);
    EXPECT_EQ(world.change_task(order(What::reopen)), CommandResult::done);
    EXPECT_EQ(world.change_task(order(What::drop)), CommandResult::done);
    EXPECT_EQ(only().state, State::dropped);
    EXPECT_EQ(world.change_task({TaskId{99}, What::take, "202"}), CommandResult::no_such_task);
    finish();
}

TEST_F(CallBack, ANoteAndALaterTimeAreSaidByAnybody) {
    abandoned();
    world.change_task(order(What::take));
    auto edit = order(What::edit, "203");
    edit.note = "only after lunch";
    edit.due_in = 3h;
    EXPECT_EQ(world.change_task(edit), CommandResult::done);
    EXPECT_EQ(only().note, "only after lunch");
    EXPECT_EQ(only().due, world.now() + 3h);
    EXPECT_EQ(only().who, "202");
    finish();
}

TEST_F(CallBack, IsForAUserThatThereIs) {
    abandoned();
    auto given = order(What::take, "299");
    given.by_user = true;
    EXPECT_EQ(world.change_task(given), CommandResult::no_such_user);
    given.by = "203";
    EXPECT_EQ(world.change_task(given), CommandResult::done);
    EXPECT_EQ(only().who, "203");
    finish();
}

// -- calling back

struct CallingBack : CallBack {
    CallingBack() { abandoned(); }
    /// 202's phone rings to call back.
    LegId ordered() {
        EXPECT_EQ(world.call_back(order(What::take), {"202", "", "202", "account cleo"}),
                  CommandResult::done);
        return world.ringing_one("202");
    }
    LegId outside(const std::string& trunk = "provider") {
        const auto ringing = world.signalling.ringing_trunk(trunk);
        EXPECT_THAT(ringing, SizeIs(1));
        return ringing.empty() ? LegId{} : ringing.front();
    }
};

TEST_F(CallingBack, RingsWhoTakesItAndThenTheCaller) {
    const LegId cleo = ordered();
    EXPECT_EQ(world.seen(cleo).call->caller.name, "Ann Lee") << "whom it will call";
    EXPECT_EQ(only().state, State::taken);
    EXPECT_EQ(only().who, "202");
    EXPECT_EQ(only().tries, 1U);
    world.picks_up(cleo);
    const LegId ann = outside();
    EXPECT_EQ(only().state, State::taken) << "she hasn't answered";
    world.picks_up(ann);
    EXPECT_TRUE(world.audio.talk(cleo, ann));
    EXPECT_EQ(only().state, State::done);
    EXPECT_EQ(only().how, Task::How::called_back);
    EXPECT_EQ(only().who, "202");
    finish();
}

TEST_F(CallingBack, InVainLeavesTheTaskWithWhoTriedIt) {
    world.picks_up(ordered());
    world.fails(outside(), 486);
    finish();
    EXPECT_EQ(only().state, State::taken);
    EXPECT_EQ(only().tries, 1U);
    ordered();
    EXPECT_EQ(only().tries, 2U);
    finish();
}

TEST_F(CallingBack, IsRefusedLikeACallAndChangesNothingThen) {
    EXPECT_EQ(world.call_back(order(What::take, "206"), {"206", ""}), CommandResult::not_registered);
    EXPECT_EQ(world.call_back(order(What::take, "299"), {"299", ""}), CommandResult::no_such_user);
    EXPECT_EQ(only().state, State::open);
    EXPECT_EQ(only().tries, 0U);
    finish();
}

TEST_F(CallingBack, DoesNothingByANumberThatIsNone) {
    for (const char* number : {"701", "*21*0900", "700"}) {
        parked_and_gone({"", number, false});
        EXPECT_EQ(world.call_back({tasks().back().id, What::take, "202"}, {"202", ""}),
                  CommandResult::no_such_number)
            << number;
    }
    finish();
}

// -- over a crash

TEST_F(CallBack, OutlivesACrash) {
    const Task before = abandoned();
    world.change_task(order(What::take));
    restart();
    EXPECT_EQ(only().id, before.id);
    EXPECT_EQ(only().who, "202");
    EXPECT_EQ(only().due, before.due);
    parked_and_gone(ann_lee);
    EXPECT_EQ(only().count, 2U) << "and is found by its number";
    finish();
}

TEST_F(CallBack, OfWhoHangsUpWhileTheServerDiesIsThereOnce) {
    const LegId ann = world.parked_by("201");
    world.signalling.deaf = true;  // it is written down, and nothing leaves
    world.hangs_up(ann);
    world.signalling.deaf = false;
    restart();
    EXPECT_EQ(only().count, 1U);
    finish();
}

TEST_F(CallBack, OfWhoHungUpMeanwhileIsMadeWhenThatShows) {
    const LegId ann = world.parked_by("201");
    restart();
    world.hangs_up(ann, calls::HangupCause::unreachable);
    EXPECT_EQ(only().why, Task::Why::cut_off);
    EXPECT_EQ(only().count, 1U);
    finish();
}

TEST_F(CallBack, OfACallThatRangAsTheServerDiedIsMadeAfterwards) {
    world.arrive("provider", "4930201");
    world.rings(world.ringing_one("201"));
    restart();
    EXPECT_EQ(only().why, Task::Why::unanswered);
    EXPECT_EQ(only().caller.number, "030123");
    finish();
}

TEST_F(CallingBack, GoesOnOverACrashAndIsDone) {
    const LegId cleo = ordered();
    restart();
    world.picks_up(cleo);
    restart();
    const LegId ann = outside();
    world.picks_up(ann);
    EXPECT_EQ(only().state, State::done);
    EXPECT_EQ(only().tries, 1U);
    finish();
}

// -- how long, and how many

TEST_F(CallBack, IsForgottenWithTheHistory) {
    auto office = office_that_minds();
    office.tasks_kept = 48h;
    world.reload(office);
    abandoned();
    world.pass(24h);
    EXPECT_THAT(tasks(), SizeIs(1));
    world.pass(24h + 1s);
    EXPECT_THAT(tasks(), IsEmpty());
    EXPECT_THAT(world.keeper.tasks, IsEmpty());
    finish();
}

TEST_F(CallBack, IsErasedByItsNumber) {
    abandoned();
    EXPECT_EQ(world.erase_tasks("0301234"), 0U);
    EXPECT_EQ(world.erase_tasks("030123"), 1U);
    EXPECT_THAT(tasks(), IsEmpty());
    EXPECT_THAT(world.keeper.tasks, IsEmpty());
    restart();
    EXPECT_THAT(tasks(), IsEmpty());
    finish();
}

TEST_F(CallBack, ThereAreNeverTooManyAndThoseThatAreOverGoFirst) {
    constexpr int most = 2000;
    const auto give_up = [&](int who) {
        arrives({"", "0170" + std::to_string(10000 + who), false}, "206", "provider");  // has no phone
    };
    give_up(0);
    const TaskId oldest = only().id;
    for (int who = 1; who < most; ++who) give_up(who);
    const TaskId closed = tasks().back().id;
    world.change_task({closed, What::done, "202"});
    give_up(most);
    EXPECT_FALSE(world.board->task(closed)) << "nobody needs it any more";
    EXPECT_TRUE(world.board->task(oldest));
    give_up(most + 1);
    EXPECT_FALSE(world.board->task(oldest));
    EXPECT_THAT(tasks(), SizeIs(most));
    finish();
}

}  // namespace
}  // namespace layby::world

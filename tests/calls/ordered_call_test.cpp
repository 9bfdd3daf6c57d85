// Click to call: a board or a program has a user's phone rung, and who answers there calls somebody, as if
// the number had been dialled.
#include "world/office_world.hpp"

namespace layby::world {
namespace {

using calls::CallStep;
using calls::CancelReason;
using calls::CommandResult;
using calls::Phrase;

const Phrase busy(4, "tone/busy");
const Phrase gone_wrong(4, "tone/error");

/// 201 has its phone rung to call that number.
calls::CallOrder by_201(const std::string& number) { return {"201", number, "201", "account bob", false}; }

/// The same, and the phone is answered.
LegId calls_by_order(OfficeWorld& world, const std::string& number) {
    EXPECT_EQ(world.call(by_201(number)), CommandResult::done);
    const LegId phone = world.ringing_one("201");
    world.picks_up(phone);
    return phone;
}

TEST(CallByOrder, RingsTheOwnPhoneAndThenWhomItCalls) {
    OfficeWorld world;
    EXPECT_EQ(world.call(by_201("202")), CommandResult::done);
    const LegId bob = world.ringing_one("201");
    EXPECT_EQ(world.ordered, std::vector<LegId>{bob});
    EXPECT_EQ(world.seen(bob).call->caller, (Party{"Cleo Fox", "202", false})) << "whom it will call";
    EXPECT_FALSE(world.seen(bob).call->auto_answer);
    EXPECT_TRUE(world.signalling.ringing("202").empty()) << "nobody is rung before";
    world.picks_up(bob);
    EXPECT_EQ(world.audio.port(bob)->heard.phrase, Phrase{"tone/ringback"});
    const LegId cleo = world.ringing_one("202");
    EXPECT_EQ(world.seen(cleo).call->caller, (Party{"Bob Ray", "201", false}));
    world.rings(cleo);
    world.picks_up(cleo);
    EXPECT_TRUE(world.audio.talk(bob, cleo));
    EXPECT_TRUE(world.in_order());
    world.hangs_up(cleo);
    EXPECT_TRUE(world.seen(bob).hung_up_by_us);
    EXPECT_TRUE(world.at_rest());
}

TEST(CallByOrder, AsksThePhoneToAnswerByItselfOnlyIfThatIsWanted) {
    OfficeWorld world;
    auto order = by_201("202");
    order.answers = true;
    world.call(order);
    EXPECT_TRUE(world.seen(world.ringing_one("201")).call->auto_answer);
}

TEST(CallByOrder, IsInTheHistoryWithWhoOrderedItAndFromWhenItWasTaken) {
    OfficeWorld world;
    const LegId bob = calls_by_order(world, "202");
    world.pass(7s);
    const LegId cleo = world.ringing_one("202");
    world.picks_up(cleo);
    world.pass(5s);
    world.hangs_up(bob);
    ASSERT_EQ(world.journal.calls.size(), 2U);
    const auto& call = world.journal.calls.front();
    EXPECT_EQ(call.user, "201");
    EXPECT_EQ(call.dialled, "202");
    EXPECT_EQ(call.ordered_by, "account bob");
    EXPECT_EQ(call.met, cleo);
    EXPECT_EQ(call.answered, 5s);
    EXPECT_EQ(call.lasted, 12s);
    EXPECT_EQ(world.journal.calls.back().ordered_by, "") << "who was called has ordered nothing";
}

TEST(CallByOrder, ToWhoIsBusyIsHeardAsBusyAndEnds) {
    OfficeWorld world;
    const LegId bob = calls_by_order(world, "202");
    world.fails(world.ringing_one("202"), 486);
    EXPECT_EQ(world.audio.port(bob)->heard.phrase, busy);
    EXPECT_TRUE(world.in_order());
    world.hears_prompt(bob);
    EXPECT_TRUE(world.seen(bob).hung_up_by_us);
    ASSERT_EQ(world.journal.calls.size(), 1U);
    EXPECT_EQ(world.journal.calls.front().status, 486);
    EXPECT_FALSE(world.journal.calls.front().answered) << "nobody has taken it";
    EXPECT_TRUE(world.at_rest());
}

TEST(CallByOrder, ThatNobodyTakesEndsWithATone) {
    OfficeWorld world;
    const LegId bob = calls_by_order(world, "202");
    world.pass(61s);
    EXPECT_TRUE(world.signalling.ringing("202").empty());
    EXPECT_EQ(world.audio.port(bob)->heard.phrase, gone_wrong);
    world.pass(21s);
    EXPECT_TRUE(world.seen(bob).hung_up_by_us) << "also when the engine says nothing";
    EXPECT_TRUE(world.at_rest());
}

TEST(CallByOrder, WhoseOwnPhoneIsNotAnsweredIsGivenUpAndNobodyIsCalled) {
    OfficeWorld world;
    world.call(by_201("202"));
    const LegId bob = world.ringing_one("201");
    world.pass(31s);
    EXPECT_EQ(world.seen(bob).cancelled, CancelReason::completed_elsewhere) << "no call was missed";
    EXPECT_TRUE(world.signalling.ringing("202").empty());
    EXPECT_TRUE(world.at_rest());
}

TEST(CallByOrder, IsDeclinedByItsPhoneAndGoesNowhereElse) {
    OfficeWorld world;
    calls::Presence presence;
    presence.user = "201";
    presence.forwards.otherwise.busy = "204";
    world.set_presence(presence);
    world.call(by_201("202"));
    world.fails(world.ringing_one("201"), 603);
    EXPECT_TRUE(world.at_rest());
    world.call(by_201("202"));
    world.fails(world.ringing_one("201"), 302, "204");
    EXPECT_TRUE(world.signalling.ringing("204").empty()) << "it was asked for by its user";
    EXPECT_TRUE(world.at_rest());
}

TEST(CallByOrder, IsTakenBackWhileThePhoneRings) {
    OfficeWorld world;
    world.call({"203", "202", "203", "account dan", false});
    const auto phones = world.signalling.ringing("203");
    ASSERT_EQ(phones.size(), 2U);
    EXPECT_EQ(world.hang_up(phones.back()), CommandResult::done);
    for (const LegId phone : phones)
        EXPECT_EQ(world.seen(phone).cancelled, CancelReason::completed_elsewhere);
    EXPECT_TRUE(world.at_rest());
}

TEST(CallByOrder, IsTakenBackAsThePhoneIsAnswered) {
    OfficeWorld world;
    world.call(by_201("202"));
    const LegId bob = world.ringing_one("201");
    world.hang_up(bob);
    world.tell(calls::CallAnswered{bob, speaks(), {}});
    EXPECT_TRUE(world.signalling.ringing("202").empty());
    EXPECT_TRUE(world.at_rest());
}

TEST(CallByOrder, IsTakenBackWhileTheOtherOneRings) {
    OfficeWorld world;
    const LegId bob = calls_by_order(world, "202");
    const LegId cleo = world.ringing_one("202");
    EXPECT_EQ(world.hang_up(bob), CommandResult::done);
    EXPECT_TRUE(world.seen(cleo).cancelled);
    EXPECT_TRUE(world.at_rest());
}

TEST(CallByOrder, HangsUpOnBothWhenTheUserDoesSoAsTheOtherOneAnswers) {
    OfficeWorld world;
    const LegId bob = calls_by_order(world, "202");
    const LegId cleo = world.ringing_one("202");
    world.hangs_up(bob);
    world.tell(calls::CallAnswered{cleo, speaks(), {}});
    EXPECT_TRUE(world.at_rest());
}

TEST(CallByOrder, RingsOnAllPhonesAndIsMadeByTheFirstThatAnswers) {
    OfficeWorld world;
    world.call({"203", "202", "203", "account dan", false});
    const auto phones = world.signalling.ringing("203");
    world.picks_up(phones.front());
    EXPECT_EQ(world.seen(phones.back()).cancelled, CancelReason::completed_elsewhere);
    const LegId cleo = world.ringing_one("202");
    world.tell(calls::CallAnswered{phones.back(), speaks(), {}});
    world.picks_up(cleo);
    EXPECT_TRUE(world.audio.talk(phones.front(), cleo));
    EXPECT_TRUE(world.in_order());
}

TEST(CallByOrder, LetsTheCallerHearWhatTheOtherSideSaysBeforeItAnswers) {
    OfficeWorld world;
    const LegId bob = calls_by_order(world, "0301234");
    const LegId outside = world.signalling.ringing_trunk("provider").front();
    world.tell(calls::CallProgressed{outside, 183, speaks(), {}});
    EXPECT_TRUE(world.audio.talk(bob, outside));
    world.picks_up(outside);
    EXPECT_TRUE(world.audio.talk(bob, outside));
    EXPECT_TRUE(world.in_order());
}

TEST(CallByOrder, ReachesGroupsSlotsAndTheOutsideAsADialledCallDoes) {
    calls::Office office = small_office();
    calls::Group& sales = office.groups.emplace_back();
    sales.number = "600";
    sales.name = "Sales";
    sales.users = {"202", "205"};
    OfficeWorld world{office};
    world.call(by_201("600"));
    EXPECT_EQ(world.seen(world.ringing_one("201")).call->caller.name, "Sales");
    const LegId bob = world.ringing_one("201");
    world.picks_up(bob);
    const LegId finn = world.ringing_one("205");
    world.picks_up(finn);
    EXPECT_TRUE(world.audio.talk(bob, finn));
    world.hangs_up(bob);
    const LegId caller = world.parked_by("204");
    const LegId again = calls_by_order(world, "701");
    EXPECT_TRUE(world.audio.talk(again, caller));
    EXPECT_FALSE(world.in_slot(701));
    EXPECT_TRUE(world.in_order());
}

TEST(CallByOrder, ForASlotWithAPinAsksForIt) {
    OfficeWorld world;
    const LegId caller = world.parked_by("204");
    world.set_pin("main", {701}, "4711");
    const LegId bob = calls_by_order(world, "701");
    EXPECT_FALSE(world.audio.talk(bob, caller));
    world.keys(bob, "4711#");
    EXPECT_TRUE(world.audio.talk(bob, caller));
    EXPECT_TRUE(world.in_order());
}

TEST(CallByOrder, WhoseSlotIsEmptyByThenIsToldSo) {
    calls::Office office = small_office();
    office.spoken_refusals = true;
    OfficeWorld world{office};
    const LegId bob = calls_by_order(world, "701");
    EXPECT_EQ(world.audio.port(bob)->heard.what, Heard::What::prompt);
    world.hears_prompt(bob);
    EXPECT_TRUE(world.at_rest());
    OfficeWorld silent;
    const LegId again = calls_by_order(silent, "701");
    EXPECT_EQ(silent.audio.port(again)->heard.phrase, gone_wrong);
}

TEST(CallByOrder, PicksUpWhatRingsElsewhere) {
    calls::Office office = small_office();
    office.codes.pickup = "**";
    OfficeWorld world{office};
    const LegId eve = world.dial("204", "202");
    const LegId bob = calls_by_order(world, "**202");
    EXPECT_TRUE(world.audio.talk(bob, eve));
    EXPECT_TRUE(world.in_order());
}

TEST(CallByOrder, ThatMayNotBeSaysWhyAndRingsNobody) {
    calls::Office office = small_office();
    office.users.at(0).outside.barred = {"0900."};
    office.users.at(3).max_calls = 1;
    office.users.at(4).may_retrieve = false;
    OfficeWorld world{office};
    const auto result = [&](const char* user, const char* number) {
        return world.call({user, number, {}, "token crm", false});
    };
    EXPECT_EQ(result("299", "202"), CommandResult::no_such_user);
    EXPECT_EQ(result("206", "202"), CommandResult::not_registered);
    EXPECT_EQ(result("201", "299"), CommandResult::no_such_number);
    EXPECT_EQ(result("201", "700"), CommandResult::no_such_number) << "it would park nobody";
    EXPECT_EQ(result("201", "*78"), CommandResult::no_such_number) << "settings have their own order";
    EXPECT_EQ(result("201", "0900123"), CommandResult::barred);
    EXPECT_EQ(result("205", "701"), CommandResult::not_allowed);
    world.set_presence({"202", true, {}});
    EXPECT_EQ(result("202", "201"), CommandResult::do_not_disturb);
    world.dial("204", "203");
    EXPECT_EQ(result("204", "201"), CommandResult::too_many_calls);
    EXPECT_TRUE(world.signalling.ringing("201").empty());
    EXPECT_TRUE(world.in_order());
    world.board->drain(true);
    EXPECT_EQ(result("201", "202"), CommandResult::about_to_end);
}

TEST(CallByOrder, OfOnesOwnPhoneRingsItInAnyCase) {
    OfficeWorld world;
    world.set_presence({"201", true, {}});
    EXPECT_EQ(world.call(by_201("202")), CommandResult::done);
    EXPECT_EQ(world.call(by_201("204")), CommandResult::too_many_calls) << "one at a time";
}

TEST(CallByOrder, IsBarredWhenTheRightIsGoneAsThePhoneIsAnswered) {
    OfficeWorld world;
    world.call(by_201("0301234"));
    calls::Office office = small_office();
    office.users.at(0).outside.allowed = false;
    world.reload(office);
    const LegId bob = world.ringing_one("201");
    world.picks_up(bob);
    EXPECT_TRUE(world.signalling.ringing_trunk("provider").empty());
    EXPECT_EQ(world.audio.port(bob)->heard.phrase, gone_wrong);
    EXPECT_TRUE(world.in_order());
}

TEST(CallByOrder, PaysAsTheUserWhoseCallItIs) {
    calls::Office office = small_office();
    office.users.at(0).outside.max_per_hour = 1;
    OfficeWorld world{office};
    world.hangs_up(calls_by_order(world, "0301234"));
    EXPECT_EQ(world.call(by_201("0301234")), CommandResult::barred);
    EXPECT_EQ(world.call({"204", "0301234", "201", "account bob", false}), CommandResult::done);
}

TEST(CallByOrder, WhoseTargetIsGoneByThenIsHeardAsWrong) {
    OfficeWorld world;
    world.call(by_201("202"));
    calls::Office office = small_office();
    std::erase_if(office.users, [](const auto& user) { return user.name == "202"; });
    world.reload(office);
    const LegId bob = world.ringing_one("201");
    world.picks_up(bob);
    EXPECT_EQ(world.audio.port(bob)->heard.phrase, gone_wrong);
    EXPECT_TRUE(world.in_order());
}

TEST(CallByOrder, OutlivesTheServerWhileItsPhoneRings) {
    OfficeWorld world;
    world.call(by_201("202"));
    const LegId bob = world.ringing_one("201");
    world.restart();
    world.picks_up(bob);
    const LegId cleo = world.ringing_one("202");
    world.picks_up(cleo);
    EXPECT_TRUE(world.audio.talk(bob, cleo));
    world.hangs_up(bob);
    EXPECT_EQ(world.journal.calls.front().ordered_by, "account bob");
    EXPECT_TRUE(world.in_order());
}

TEST(CallByOrder, OutlivesTheServerWhileTheOtherOneRings) {
    OfficeWorld world;
    const LegId bob = calls_by_order(world, "202");
    const LegId cleo = world.ringing_one("202");
    world.restart();
    EXPECT_EQ(world.audio.port(bob)->heard.phrase, Phrase{"tone/ringback"});
    world.picks_up(cleo);
    EXPECT_TRUE(world.audio.talk(bob, cleo));
    EXPECT_TRUE(world.in_order());
}

TEST(CallByOrder, RingsNobodyForEverAfterACrash) {
    OfficeWorld world;
    world.call(by_201("202"));
    world.restart();
    world.pass(31s);
    EXPECT_TRUE(world.at_rest());
    calls_by_order(world, "202");
    world.restart();
    world.pass(90s);
    EXPECT_TRUE(world.at_rest());
    const LegId bob = calls_by_order(world, "202");
    world.fails(world.ringing_one("202"), 486);
    world.restart();
    world.pass(21s);
    EXPECT_TRUE(world.seen(bob).hung_up_by_us);
    EXPECT_TRUE(world.at_rest());
}

TEST(CallByOrder, ThatNeverLeftBeforeACrashRingsNobody) {
    OfficeWorld world;
    world.dies_after([&] { world.call(by_201("202")); });
    world.pass(31s);
    EXPECT_TRUE(world.at_rest());
}

TEST(CallByOrder, IsTransferredWhileTheOtherOneRings) {
    OfficeWorld world;
    const auto [caller, main] = world.outside_call("201");
    const LegId bob = calls_by_order(world, "202");
    const LegId cleo = world.ringing_one("202");
    world.transfers_to_leg(main, bob);
    world.picks_up(cleo);
    EXPECT_TRUE(world.audio.talk(caller, cleo));
    EXPECT_TRUE(world.in_order());
}

TEST(CallByOrder, IsNobodysToPickUpWhileItsOwnPhoneRings) {
    calls::Office office = small_office();
    office.codes.pickup = "**";
    OfficeWorld world{office};
    world.call(by_201("202"));
    const LegId eve = world.dial("204", "**201");
    EXPECT_EQ(world.seen(eve).refused->status, 480);
    world.ringing_one("201");
    EXPECT_TRUE(world.in_order());
}

TEST(CallByOrder, IsSeenOnBoardsWithWhomItCallsAndWhoOrderedIt) {
    OfficeWorld world;
    world.call(by_201("202"));
    ASSERT_EQ(world.board->calls().size(), 1U);
    const auto view = world.board->calls().front();
    EXPECT_EQ(view.state, "ringing");
    EXPECT_EQ(view.party.number, "201");
    EXPECT_EQ(view.dialled, "202");
    EXPECT_EQ(view.ordered_by, "account bob");
    EXPECT_EQ(world.wrong_on_copy(), "");
}

}  // namespace
}  // namespace layby::world

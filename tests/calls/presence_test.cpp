// A user says from its phone, or at a board, that it wants no calls, or wants them elsewhere.
#include <gmock/gmock.h>

#include "calls/house/prompts.hpp"
#include "world/office_world.hpp"

namespace layby::world {
namespace {

using calls::CommandResult;
using calls::Presence;
using testing::Contains;
using testing::IsEmpty;
using testing::SizeIs;

Presence undisturbed(const std::string& user) { return {user, true, {}}; }

Presence always_to(const std::string& user, const std::string& number) {
    Presence presence{user, false, {}};
    presence.forwards.always = number;
    return presence;
}

Presence otherwise_to(const std::string& user, calls::Ends ends) {
    Presence presence{user, false, {}};
    presence.forwards.otherwise = std::move(ends);
    return presence;
}

/// The user dials it, hears the confirmation and is hung up.
void dials_code(OfficeWorld& world, const std::string& user, const std::string& code) {
    const LegId leg = world.dial(user, code);
    world.confirms(leg);
    EXPECT_EQ(world.seen(leg).state, Seen::State::up) << code;
    world.hears_prompt(leg);
    EXPECT_TRUE(world.seen(leg).hung_up_by_us) << code;
}

int status_of(OfficeWorld& world, LegId leg) {
    const auto& refused = world.seen(leg).refused;
    return refused ? refused->status : 0;
}

// -- do not disturb

TEST(DoNotDisturb, IsSetByCodeAndItsUserHearsSo) {
    OfficeWorld world;
    const LegId leg = world.dial("201", "*78");
    world.confirms(leg);
    EXPECT_EQ(world.audio.port(leg)->heard.phrase, calls::do_not_disturb_phrase(true));
    EXPECT_EQ(world.seen(leg).shown, (Party{"Do not disturb: on", "201", false}));
    world.hears_prompt(leg);
    EXPECT_TRUE(world.seen(leg).hung_up_by_us);
    EXPECT_EQ(world.board->presence("201"), undisturbed("201"));
    EXPECT_TRUE(world.copy.presences().at("201").do_not_disturb);
    EXPECT_THAT(world.watchers.undisturbed, Contains("201"));
    dials_code(world, "201", "*79");
    EXPECT_EQ(world.board->presence("201"), (Presence{"201", false, {}}));
    EXPECT_THAT(world.copy.presences(), IsEmpty());
    EXPECT_THAT(world.keeper.presences, IsEmpty());
    EXPECT_TRUE(world.at_rest());
}

TEST(DoNotDisturb, OneCodeTurnsItOnAndOffAlsoWithTheUserOfTheLampsKey) {
    OfficeWorld world;
    dials_code(world, "201", "*76");
    EXPECT_TRUE(world.board->presence("201")->do_not_disturb);
    dials_code(world, "201", "*76201");
    EXPECT_FALSE(world.board->presence("201")->do_not_disturb);
    EXPECT_EQ(status_of(world, world.dial("202", "*76201")), 403);
    EXPECT_FALSE(world.board->presence("201")->do_not_disturb);
    EXPECT_TRUE(world.at_rest());
}

TEST(DoNotDisturb, IsConfirmedToAPhoneThatBringsItsAnswerWithTheAck) {
    OfficeWorld world;
    const LegId leg = world.dial_delayed("201", "*78");
    world.confirms(leg, speaks());
    EXPECT_EQ(world.audio.port(leg)->heard.phrase, calls::do_not_disturb_phrase(true));
    world.hears_prompt(leg);
    EXPECT_TRUE(world.seen(leg).hung_up_by_us);
    EXPECT_TRUE(world.at_rest());
}

TEST(DoNotDisturb, IsNobodysToSetFromOutsideOrByATransfer) {
    OfficeWorld world;
    EXPECT_EQ(status_of(world, world.arrive("provider", "*78")), 404);
    const auto [caller, callee] = world.outside_call("201");
    world.transfers(callee, "*78");
    EXPECT_EQ(world.seen(callee).transfer_refused->status, 488);
    EXPECT_TRUE(world.audio.talk(caller, callee));
    EXPECT_FALSE(world.board->presence("201")->do_not_disturb);
}

TEST(DoNotDisturb, MeansThatACallFindsTheUserBusy) {
    OfficeWorld world;
    world.set_presence(undisturbed("202"));
    const LegId caller = world.dial("204", "202");
    EXPECT_EQ(status_of(world, caller), 486);
    EXPECT_THAT(world.signalling.ringing("202"), IsEmpty());
    EXPECT_TRUE(world.at_rest());
}

TEST(DoNotDisturb, SendsCallsWhereTheSettingsSendThoseOfWhoIsBusy) {
    calls::Office office = small_office();
    office.users[1].ends = {.no_answer = "201", .busy = "205", .unregistered = "201"};
    OfficeWorld world{office};
    world.set_presence(undisturbed("202"));
    world.dial("204", "202");
    world.ringing_one("205");
    EXPECT_TRUE(world.in_order());
}

TEST(DoNotDisturb, OfAParkerSendsARecallToTheNextStepAtOnceAndTheCallerHearsMusic) {
    OfficeWorld world;
    const LegId caller = world.parked_by("201");
    world.set_presence(undisturbed("201"));
    world.pass(119s);
    EXPECT_THAT(world.signalling.ringing("201"), IsEmpty());  // no reminder
    world.pass(2s);
    EXPECT_THAT(world.signalling.ringing("201"), IsEmpty());
    world.ringing_one("202");
    EXPECT_TRUE(world.audio.hears_music(caller));
    EXPECT_TRUE(world.in_order());
}

TEST(DoNotDisturb, OfTheWholeLadderForgetsNobody) {
    OfficeWorld world;
    const LegId caller = world.parked_by("201");
    for (const char* user : {"201", "202", "203"}) world.set_presence(undisturbed(user));
    world.pass(20min);
    EXPECT_TRUE(world.audio.hears_music(caller));
    ASSERT_TRUE(world.in_slot(701));
    world.set_presence({"201", false, {}});
    world.pass(121s);  // the ladder runs again every two minutes
    world.ringing_one("201");
    EXPECT_TRUE(world.in_order());
}

TEST(DoNotDisturb, IsNoMatterToWhoHasAskedForTheCallItself) {
    OfficeWorld world;
    world.parked_by("201");
    world.set_presence(undisturbed("202"));
    EXPECT_EQ(world.retrieve("main", {701}, "202", "201"), CommandResult::do_not_disturb);
    EXPECT_EQ(world.retrieve("main", {701}, "202"), CommandResult::do_not_disturb);  // a program
    EXPECT_EQ(world.transfer("main", {701}, {"202", "201"}), CommandResult::do_not_disturb);
    EXPECT_THAT(world.signalling.ringing("202"), IsEmpty());
    EXPECT_EQ(world.retrieve("main", {701}, "202", "202"), CommandResult::done);
    world.ringing_one("202");
    EXPECT_TRUE(world.in_order());
}

TEST(DoNotDisturb, OfWhomACallIsParkedForIsHeededUnlessItHasParkedItForItself) {
    for (const std::string parker : {"201", "202"}) {
        OfficeWorld world;
        const auto [caller, callee] = world.outside_call(parker);
        world.holds(callee);
        const LegId code = world.dial(parker, "*68202");
        world.confirms(code);
        world.hears_prompt(code);
        world.hangs_up(callee);
        world.set_presence(undisturbed("202"));
        world.pass(121s);
        EXPECT_EQ(world.signalling.ringing("202").size(), parker == "202" ? 1U : 0U) << parker;
        EXPECT_TRUE(world.audio.hears_music(caller));
        EXPECT_TRUE(world.in_order());
    }
}

TEST(DoNotDisturb, OfWhoHasTransferredACallAwayDoesNotLoseItsCaller) {
    OfficeWorld world;
    const auto [caller, callee] = world.outside_call("201");
    world.set_presence(undisturbed("201"));
    world.transfers(callee, "202");
    world.hangs_up(callee);
    world.fails(world.ringing_one("202"), 486);
    world.ringing_one("201");  // its own call comes back
    EXPECT_TRUE(world.is_up(caller));
    EXPECT_TRUE(world.in_order());
}

TEST(DoNotDisturb, PassesAMemberOfAGroupOver) {
    calls::Office office = small_office();
    office.groups = {{.number = "300", .name = "Sales", .users = {"201", "202"}, .then = "205"}};
    OfficeWorld world{office};
    world.set_presence(undisturbed("201"));
    const LegId caller = world.dial("204", "300");
    EXPECT_THAT(world.signalling.ringing("201"), IsEmpty());
    world.ringing_one("202");
    world.cancels(caller);
    world.set_presence(undisturbed("202"));
    world.dial("204", "300");
    world.ringing_one("205");
    EXPECT_TRUE(world.in_order());
}

// -- forwarding

TEST(Forward, IsSetByCodesAsMobilePhonesHaveThem) {
    OfficeWorld world;
    dials_code(world, "201", "*21*202");
    dials_code(world, "201", "*67*203#");
    dials_code(world, "201", "*61*0301234**30#");
    dials_code(world, "201", "*62*204");
    const Presence said = *world.board->presence("201");
    EXPECT_EQ(said.forwards,
              (calls::Forwards{"202", {.no_answer = "0301234", .busy = "203", .unregistered = "204"}, 30s}));
    dials_code(world, "201", "#21");
    dials_code(world, "201", "#67#");
    dials_code(world, "201", "##61#");
    EXPECT_EQ(world.board->presence("201"),
              otherwise_to("201", {.no_answer = {}, .busy = {}, .unregistered = "204"}));
    dials_code(world, "201", "*73");
    EXPECT_EQ(world.board->presence("201"), (Presence{"201", false, {}}));
    EXPECT_TRUE(world.at_rest());
}

TEST(Forward, SaysTheNumber) {
    OfficeWorld world;
    const LegId leg = world.dial("201", "*21*202");
    world.confirms(leg);
    EXPECT_EQ(world.audio.port(leg)->heard.phrase,
              (calls::Phrase{"tone/confirm", "call-fwd-unconditional", "is-set-to", "digits/2", "digits/0",
                             "digits/2"}));
    EXPECT_EQ(world.seen(leg).shown.name, "Forward always: 202");
}

TEST(Forward, ToAWrongNumberIsRefused) {
    calls::Office office = small_office();
    office.users[0].outside.barred = {"00."};
    office.routes_out.push_back({"112", {"provider"}, 0, ""});
    OfficeWorld world{office};
    EXPECT_EQ(status_of(world, world.dial("201", "*21*299")), 404);
    EXPECT_EQ(status_of(world, world.dial("201", "*21*201")), 404);  // to itself
    EXPECT_EQ(status_of(world, world.dial("201", "*21*701")), 404);  // a slot rings nobody
    EXPECT_EQ(status_of(world, world.dial("201", "*21*00900123")), 403);
    EXPECT_EQ(status_of(world, world.dial("201", "*21*112")), 403);
    EXPECT_EQ(status_of(world, world.dial("201", "*61*202**3")), 404);
    EXPECT_EQ(world.set_presence(always_to("201", "299")), CommandResult::no_such_number);
    EXPECT_EQ(world.set_presence(always_to("201", "00900123")), CommandResult::barred);
    EXPECT_EQ(world.set_presence(always_to("299", "201")), CommandResult::no_such_user);
    EXPECT_EQ(world.board->presence("201"), (Presence{"201", false, {}}));
    EXPECT_TRUE(world.at_rest());
}

TEST(Forward, RefusalIsSpokenToWhoWantsToHearIt) {
    calls::Office office = small_office();
    office.spoken_refusals = true;
    OfficeWorld world{office};
    const LegId leg = world.dial("201", "*21*299");
    EXPECT_EQ(world.audio.port(leg)->heard.phrase, calls::wrong_number_phrase());
    world.hears_prompt(leg);
    EXPECT_EQ(status_of(world, leg), 404);
}

TEST(Forward, AlwaysRingsTheOtherAndShowsTheCallerAndWhoWasCalled) {
    OfficeWorld world;
    world.set_presence(always_to("202", "205"));
    const LegId caller = world.arrive("provider", "202");
    EXPECT_THAT(world.signalling.ringing("202"), IsEmpty());
    const LegId finn = world.ringing_one("205");
    EXPECT_EQ(world.seen(finn).call->caller, (Party{"Ann Lee", "030123", false}));
    EXPECT_EQ(world.seen(finn).call->diverted_by, "202");
    EXPECT_EQ(world.seen(finn).call->diverted_why, "unconditional");
    world.picks_up(finn);
    world.confirms(caller);
    EXPECT_EQ(world.seen(caller).shown, (Party{"Finn Low", "205", false}));
    EXPECT_TRUE(world.in_order());
}

TEST(Forward, AfterAWhileRingsTheOtherThen) {
    OfficeWorld world;
    Presence presence = otherwise_to("202", {.no_answer = "205", .busy = {}, .unregistered = {}});
    presence.forwards.after = 15s;
    world.set_presence(presence);
    world.dial("204", "202");
    const LegId cleo = world.ringing_one("202");
    world.pass(14s);
    EXPECT_THAT(world.signalling.ringing("205"), IsEmpty());
    world.pass(2s);
    EXPECT_EQ(world.seen(cleo).cancelled, calls::CancelReason::none);
    EXPECT_EQ(world.seen(world.ringing_one("205")).call->diverted_why, "no-answer");
    EXPECT_TRUE(world.in_order());
}

TEST(Forward, WhenBusyGoesBeforeWhatTheSettingsSay) {
    calls::Office office = small_office();
    office.users[1].ends = {.no_answer = "201", .busy = "201", .unregistered = "201"};
    OfficeWorld world{office};
    world.set_presence(otherwise_to("202", {.no_answer = {}, .busy = "205", .unregistered = {}}));
    world.dial("204", "202");
    world.fails(world.ringing_one("202"), 486);
    EXPECT_EQ(world.seen(world.ringing_one("205")).call->diverted_why, "user-busy");
    EXPECT_TRUE(world.in_order());
}

TEST(Forward, WhenBusyIsWhereCallsGoThatMustNotDisturb) {
    OfficeWorld world;
    Presence presence = otherwise_to("202", {.no_answer = {}, .busy = "205", .unregistered = {}});
    presence.do_not_disturb = true;
    world.set_presence(presence);
    world.dial("204", "202");
    world.ringing_one("205");
    EXPECT_TRUE(world.in_order());
}

TEST(Forward, OfWhoHasNoPhoneRingsTheOtherAtOnce) {
    OfficeWorld world;
    world.set_presence(otherwise_to("206", {.no_answer = {}, .busy = {}, .unregistered = "205"}));
    world.dial("204", "206");
    EXPECT_EQ(world.seen(world.ringing_one("205")).call->diverted_why, "unavailable");
    EXPECT_TRUE(world.in_order());
}

TEST(Forward, OutsideIsPaidByWhoForwards) {
    calls::Office office = small_office();
    office.users[1].outside.max_calls = 1;
    OfficeWorld world{office};
    world.set_presence(always_to("202", "0171555"));
    world.arrive("backup", "202");  // which may not call out by itself
    ASSERT_THAT(world.signalling.ringing_trunk("provider"), SizeIs(1));
    EXPECT_EQ(world.seen(world.signalling.ringing_trunk("provider")[0]).call->diverted_by, "202");
    const LegId second = world.arrive("backup", "202");
    EXPECT_EQ(status_of(world, second), 403);
    EXPECT_THAT(world.signalling.ringing_trunk("provider"), SizeIs(1));
    EXPECT_TRUE(world.in_order());
}

TEST(Forward, OutsideThatTheUserMayNoLongerCallGoesOnAsTheSettingsSay) {
    calls::Office office = small_office();
    office.users[1].ends = {.no_answer = "205", .busy = "205", .unregistered = "205"};
    OfficeWorld world{office};
    world.set_presence(always_to("202", "0171555"));
    office.users[1].outside.allowed = false;
    world.reload(office);
    world.dial("204", "202");
    world.ringing_one("205");
    EXPECT_THAT(world.signalling.ringing_trunk("provider"), IsEmpty());
    EXPECT_TRUE(world.in_order());
}

TEST(Forward, ToWhoSaysNothingOfThatGoesOnAsTheForwardersSettingsSay) {
    calls::Office office = small_office();
    office.users[1].ends = {.no_answer = "201", .busy = "201", .unregistered = "201"};
    for (const int status : {0, 486}) {
        OfficeWorld world{office};
        world.set_presence(always_to("202", "205"));
        world.dial("204", "202");
        const LegId other = world.ringing_one("205");
        if (status == 0) world.pass(61s);
        if (status != 0) world.fails(other, status);
        world.ringing_one("201");
        EXPECT_TRUE(world.in_order()) << status;
    }
}

TEST(Forward, AfterAWhileIsNoReasonToRingShorterWhoTakesTheCallBack) {
    OfficeWorld world;
    world.set_presence(otherwise_to("202", {.no_answer = "205", .busy = {}, .unregistered = {}}));
    world.dial("205", "202");
    world.ringing_one("202");
    world.pass(50s);
    world.ringing_one("202");
    EXPECT_TRUE(world.in_order());
}

TEST(Forward, ToWhatAReloadMakesAnEmergencyNumberIsLeftAside) {
    calls::Office office = small_office();
    OfficeWorld world{office};
    world.set_presence(always_to("202", "0171555"));
    office.emergency.push_back("0171555");
    world.reload(office);
    world.dial("204", "202");
    world.ringing_one("202");
    EXPECT_THAT(world.signalling.ringing_trunk("provider"), IsEmpty());
}

TEST(Forward, IsToUsersWithNamesAndToNothingElse) {
    EXPECT_TRUE(calls::can_be_forwarded_to("ann.lee"));
    EXPECT_TRUE(calls::can_be_forwarded_to("+49171"));
    for (const std::string& number : {std::string{}, std::string{"ann lee"}, std::string(65, '1')})
        EXPECT_FALSE(calls::can_be_forwarded_to(number)) << number;
}

TEST(Forward, CodeIsLoggedWithoutTheNumber) {
    const calls::DialPlan plan{small_office()};
    EXPECT_EQ(plan.loggable("*21*0171555"), "*21*(number)");
    EXPECT_EQ(plan.loggable("#21"), "#21");
}

TEST(Forward, InACircleRingsWhoWasCalledFirst) {
    OfficeWorld world;
    world.set_presence(always_to("201", "202"));
    world.set_presence(always_to("202", "201"));
    world.dial("204", "201");
    world.ringing_one("201");
    EXPECT_TRUE(world.in_order());
}

TEST(Forward, InACircleOfThoseWhoDoNotAnswerEnds) {
    OfficeWorld world;
    world.set_presence(otherwise_to("201", {.no_answer = "202", .busy = {}, .unregistered = {}}));
    world.set_presence(otherwise_to("202", {.no_answer = "201", .busy = {}, .unregistered = {}}));
    const LegId caller = world.dial("204", "201");
    world.pass(3min);
    EXPECT_EQ(status_of(world, caller), 480);
    EXPECT_TRUE(world.at_rest());
}

TEST(Forward, GoesNoFurtherThanAFewHops) {
    OfficeWorld world;
    const std::vector<std::string> users{"201", "202", "203", "204", "205", "206"};
    for (std::size_t i = 0; i + 1 < users.size(); ++i) world.set_presence(always_to(users[i], users[i + 1]));
    world.set_presence(always_to("206", "0171555"));
    world.arrive("pbx", "201");
    EXPECT_THAT(world.signalling.ringing_trunk("provider"), IsEmpty());
    EXPECT_TRUE(world.at_rest());
}

TEST(Forward, IsNotForWhoTakesTheCallsNorForTheUserItself) {
    OfficeWorld world;
    world.set_presence(always_to("203", "202"));
    world.dial("202", "203");
    EXPECT_THAT(world.signalling.ringing("203"), SizeIs(2));
    world.dial("203", "203");
    EXPECT_THAT(world.signalling.ringing("203"), SizeIs(3));  // its other phone
    EXPECT_TRUE(world.in_order());
}

TEST(Forward, IsNotForACallThatTheOtherTransfersOn) {
    OfficeWorld world;
    world.set_presence(always_to("201", "202"));
    const LegId caller = world.arrive("provider", "201");
    const LegId cleo = world.ringing_one("202");
    world.picks_up(cleo);
    world.confirms(caller);
    world.transfers(cleo, "201");
    world.ringing_one("201");
    EXPECT_TRUE(world.in_order());
}

TEST(Forward, OfAParkerTakesItsRecallAndReminderAlongInside) {
    OfficeWorld world;
    const LegId caller = world.parked_by("201");
    world.set_presence(always_to("201", "205"));
    world.pass(61s);
    world.ringing_one("205");  // the reminder
    world.pass(60s);
    const LegId finn = world.ringing_one("205");
    EXPECT_EQ(world.seen(finn).call->shown_name, "Recall 701 · Ann Lee");
    world.picks_up(finn);
    EXPECT_TRUE(world.audio.talk(caller, finn));
    EXPECT_TRUE(world.in_order());
}

TEST(Forward, OfAParkerNeverSendsARecallOutside) {
    OfficeWorld world;
    world.parked_by("201");
    world.set_presence(always_to("201", "0171555"));
    world.pass(121s);
    world.ringing_one("201");
    EXPECT_THAT(world.signalling.ringing_trunk("provider"), IsEmpty());
    EXPECT_TRUE(world.in_order());
}

TEST(Forward, OfAMemberIsNothingToItsGroup) {
    calls::Office office = small_office();
    office.groups = {{.number = "300", .name = "Sales", .users = {"201", "202"}, .then = {}}};
    OfficeWorld world{office};
    world.set_presence(always_to("201", "0171555"));
    world.dial("204", "300");
    world.ringing_one("201");
    world.ringing_one("202");
    EXPECT_THAT(world.signalling.ringing_trunk("provider"), IsEmpty());
}

TEST(Forward, ToAGroupRingsItsMembers) {
    calls::Office office = small_office();
    office.groups = {{.number = "300", .name = "Sales", .users = {"201", "205"}, .then = {}}};
    OfficeWorld world{office};
    world.set_presence(always_to("202", "300"));
    world.dial("204", "202");
    world.ringing_one("201");
    world.ringing_one("205");
    EXPECT_TRUE(world.in_order());
}

TEST(Forward, OfACallThatABoardSendsThereIsHeeded) {
    OfficeWorld world;
    world.parked_by("201");
    world.set_presence(always_to("202", "205"));
    EXPECT_EQ(world.transfer("main", {701}, {"202", "201"}), CommandResult::done);
    world.ringing_one("205");
    EXPECT_TRUE(world.in_order());
}

// -- it is state

TEST(Presence, OutlivesTheProcess) {
    OfficeWorld world;
    dials_code(world, "201", "*78");
    dials_code(world, "202", "*21*205");
    world.restart();
    EXPECT_EQ(world.board->presence("201"), undisturbed("201"));
    EXPECT_EQ(world.board->presence("202"), always_to("202", "205"));
    EXPECT_EQ(world.copy.presences().at("202"), always_to("202", "205"));
    EXPECT_THAT(world.watchers.undisturbed, Contains("201"));
    EXPECT_EQ(status_of(world, world.dial("204", "201")), 486);
    dials_code(world, "201", "*79");
    world.restart();
    EXPECT_FALSE(world.board->presence("201")->do_not_disturb);
    EXPECT_TRUE(world.in_order());
}

TEST(Presence, OutlivesAReloadUnlessItsUserIsGone) {
    OfficeWorld world;
    world.set_presence(undisturbed("201"));
    world.set_presence(undisturbed("205"));
    calls::Office office = small_office();
    std::erase_if(office.users, [](const auto& user) { return user.name == "205"; });
    world.reload(office);
    EXPECT_EQ(world.board->presence("201"), undisturbed("201"));
    EXPECT_FALSE(world.board->presence("205"));
    EXPECT_THAT(world.copy.presences(), SizeIs(1));
    EXPECT_THAT(world.keeper.presences, SizeIs(1));
    world.reload(small_office());
    EXPECT_FALSE(world.board->presence("205")->do_not_disturb);
    EXPECT_TRUE(world.in_order());
}

TEST(Presence, OfARingThatGoesOnOutlivesTheProcessWithIt) {
    OfficeWorld world;
    world.set_presence(otherwise_to("202", {.no_answer = "205", .busy = {}, .unregistered = {}}));
    const auto [caller, callee] = world.outside_call("201");
    world.transfers(callee, "202");
    world.restart();
    world.pass(21s);
    world.picks_up(world.ringing_one("205"));
    EXPECT_TRUE(world.in_order());
}

TEST(Presence, CodesThatAreOffAreNumbersAsAnyOther) {
    calls::Office office = small_office();
    office.codes.do_not_disturb_on = {};
    office.codes.forward_always = {};
    OfficeWorld world{office};
    EXPECT_EQ(status_of(world, world.dial("201", "*78")), 404);
    EXPECT_EQ(status_of(world, world.dial("201", "*21*202")), 404);
    EXPECT_TRUE(world.at_rest());
}

}  // namespace
}  // namespace layby::world

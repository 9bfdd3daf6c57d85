// Retrieving a parked call, by dialling its slot or by order of a board.
#include "world/office_world.hpp"

namespace layby::world {
namespace {

using calls::CommandResult;

TEST(Retrieve, DiallingTheSlotHasTheCallerAtOnce) {
    OfficeWorld world;
    const LegId caller = world.parked_by("201");
    const LegId retriever = world.dial("202", "701");
    EXPECT_TRUE(world.is_up(retriever));
    EXPECT_TRUE(world.audio.talk(caller, retriever));
    EXPECT_EQ(world.seen(retriever).shown, (Party{"Ann Lee", "030123", false}));
    EXPECT_EQ(world.seen(caller).shown, (Party{"Cleo Fox", "202", false}));
    EXPECT_EQ(world.in_slot(701)->phase, parking::Phase::retrieving);
    world.confirms(retriever);
    EXPECT_FALSE(world.in_slot(701));
    EXPECT_EQ(world.board->counters().retrieves_total, 1U);
    world.hangs_up(retriever);
    EXPECT_TRUE(world.seen(caller).hung_up_by_us);
    EXPECT_TRUE(world.at_rest());
}

TEST(Retrieve, TheCodecIsTheCallersWhereTheRetrieverHasIt) {
    OfficeWorld world;
    const LegId caller = world.parked_by("201");
    const LegId retriever = world.dial("202", "701", speaks({Codec::g722, Codec::pcmu, Codec::pcma}));
    EXPECT_EQ(world.audio.port(retriever)->audio->send.codec, Codec::pcma);
    EXPECT_TRUE(world.audio.talk(caller, retriever));
}

TEST(Retrieve, ADelayedOfferTalksFromItsAckOnAndTheCallerHearsMusicTillThen) {
    OfficeWorld world;
    const LegId caller = world.parked_by("201");
    const LegId retriever = world.dial_delayed("202", "701");
    EXPECT_TRUE(world.audio.hears_music(caller));
    world.confirms(retriever, speaks());
    EXPECT_TRUE(world.audio.talk(caller, retriever));
    EXPECT_FALSE(world.in_slot(701));
}

TEST(Retrieve, OfAnEmptySlotIs404) {
    OfficeWorld world;
    const LegId retriever = world.dial("202", "705");
    EXPECT_EQ(world.seen(retriever).refused->status, 404);
    EXPECT_EQ(world.seen(retriever).refused->reason, "slot 705 is empty");
    EXPECT_TRUE(world.at_rest());
}

TEST(Retrieve, OfTwoAtOnceOneWinsAndTheOtherIsToldWhoHasIt) {
    OfficeWorld world;
    const LegId caller = world.parked_by("201");
    const LegId winner = world.dial("202", "701");
    const LegId loser = world.dial("204", "701");
    EXPECT_EQ(world.seen(loser).refused->status, 480);
    EXPECT_EQ(world.seen(loser).refused->reason, "already taken by 202");
    EXPECT_TRUE(world.audio.talk(caller, winner));
    EXPECT_TRUE(world.in_order());
}

TEST(Retrieve, ARetrieverWhoVanishesBeforeItsAckLeavesTheCallerParked) {
    OfficeWorld world;
    const LegId caller = world.parked_by("201");
    const LegId retriever = world.dial("202", "701");
    world.hangs_up(retriever, calls::HangupCause::unreachable);
    EXPECT_TRUE(world.is_up(caller));
    EXPECT_TRUE(world.audio.hears_music(caller));
    EXPECT_EQ(world.in_slot(701)->phase, parking::Phase::waiting);
    world.confirms(world.dial("204", "701"));
    EXPECT_FALSE(world.in_slot(701));
    EXPECT_TRUE(world.in_order());
}

TEST(Retrieve, ACancelThatCrossesTheAnswerLeavesTheCallerParked) {
    OfficeWorld world;
    const LegId caller = world.parked_by("201");
    const LegId retriever = world.dial("202", "701");
    world.cancels(retriever);
    EXPECT_TRUE(world.audio.hears_music(caller));
    EXPECT_TRUE(world.in_order());
}

TEST(Retrieve, ACallerWhoHangsUpBeforeTheAckTakesTheRetrieverAlong) {
    OfficeWorld world;
    const LegId caller = world.parked_by("201");
    const LegId retriever = world.dial("202", "701");
    world.hangs_up(caller);
    EXPECT_FALSE(world.signalling.is_open(retriever));
    EXPECT_TRUE(world.at_rest());
    EXPECT_EQ(world.board->counters().abandoned_total, 1U);
}

TEST(Retrieve, ATransferBeforeTheAckCountsAsTheAck) {
    OfficeWorld world;
    const LegId caller = world.parked_by("201");
    const LegId retriever = world.dial("202", "701");
    world.transfers(retriever, "705");
    EXPECT_FALSE(world.in_slot(701));
    EXPECT_TRUE(world.in_slot(705));
    EXPECT_TRUE(world.audio.hears_music(caller));
    EXPECT_TRUE(world.in_order());
}

TEST(Retrieve, OnlyTheRetrieversOwnAckCounts) {
    OfficeWorld world;
    const LegId caller = world.arrive("pbx", "700");
    const LegId retriever = world.dial("202", "701");
    world.confirms(caller);  // the late ACK of the park
    EXPECT_EQ(world.in_slot(701)->phase, parking::Phase::retrieving);
    world.hangs_up(retriever, calls::HangupCause::unreachable);
    EXPECT_TRUE(world.audio.hears_music(caller));
    EXPECT_TRUE(world.in_order());
}

TEST(Retrieve, WithoutTheRightIs403) {
    calls::Office office = small_office();
    office.users[1].may_retrieve = false;
    OfficeWorld world{office};
    world.parked_by("201");
    EXPECT_EQ(world.seen(world.dial("202", "701")).refused->status, 403);
    EXPECT_EQ(world.seen(world.arrive("provider", "701")).refused->status, 403);
    EXPECT_TRUE(world.is_up(world.arrive("pbx", "701")));
}

TEST(Retrieve, ByTheParkerWhileItIsStillBeingToldTheSlot) {
    OfficeWorld world;
    const auto [caller, callee] = world.outside_call("201");
    world.transfers(callee, "700");
    const LegId retriever = world.dial("201", "701");
    EXPECT_TRUE(world.audio.talk(caller, retriever));
    world.confirms(retriever);
    world.hears_prompt(callee);
    world.pass(5s);
    EXPECT_FALSE(world.signalling.is_open(callee));
    EXPECT_TRUE(world.audio.talk(caller, retriever));
    EXPECT_TRUE(world.in_order());
}

// -- by order

TEST(OrderedRetrieve, RingsTheUserWhoseFirstAnswerHasTheCaller) {
    OfficeWorld world;
    const LegId caller = world.parked_by("201");
    EXPECT_EQ(world.retrieve("main", {701}, "203"), CommandResult::done);
    const auto ringing = world.signalling.ringing("203");
    ASSERT_EQ(ringing.size(), 2U);
    EXPECT_TRUE(world.seen(ringing[0]).call->auto_answer);
    EXPECT_TRUE(world.audio.hears_music(caller));
    world.picks_up(ringing[0]);
    EXPECT_TRUE(world.audio.talk(caller, ringing[0]));
    EXPECT_FALSE(world.signalling.is_open(ringing[1]));
    EXPECT_FALSE(world.in_slot(701));
    EXPECT_TRUE(world.in_order());
}

TEST(OrderedRetrieve, ShowsForWhichSlotAPhoneRings) {
    OfficeWorld world;
    world.parked_by("201");
    world.retrieve("main", {701}, "204");
    const LegId ringing = world.ringing_one("204");
    const auto shown = [&] {
        for (const auto& call : world.board->calls())
            if (call.leg == ringing)
                return call.lot + ' ' + call.state + (call.slot ? ' ' + call.slot->text() : "");
        return std::string{};
    };
    EXPECT_EQ(shown(), "main ringing 701");
    world.picks_up(ringing);
    EXPECT_EQ(shown(), " talking");
    EXPECT_TRUE(world.in_order());
}

TEST(OrderedRetrieve, OfACallThatIsGoneMeanwhileHangsUp) {
    OfficeWorld world;
    const LegId caller = world.parked_by("201");
    EXPECT_EQ(world.retrieve("main", {701}, "204"), CommandResult::done);
    const LegId ringing = world.ringing_one("204");
    world.hangs_up(caller);
    world.picks_up(ringing);
    EXPECT_FALSE(world.signalling.is_open(ringing));
    EXPECT_TRUE(world.at_rest());
}

TEST(OrderedRetrieve, StopsRingingWithoutAMissedCallWhenSomebodyElseIsFaster) {
    OfficeWorld world;
    const LegId caller = world.parked_by("201");
    for (const char* user : {"203", "204"}) world.retrieve("main", {701}, user);
    auto ringing = world.signalling.ringing("203");
    ringing.push_back(world.ringing_one("204"));
    const LegId faster = world.dial("202", "701");
    for (const LegId phone : ringing)
        EXPECT_EQ(world.seen(phone).cancelled, calls::CancelReason::completed_elsewhere);
    EXPECT_TRUE(world.audio.talk(caller, faster));
    EXPECT_TRUE(world.in_order());
}
TEST(OrderedRetrieve, OfTwoUsersIsForTheFirstWhoAnswers) {
    OfficeWorld world;
    const LegId caller = world.parked_by("201");
    for (const char* user : {"202", "204"}) world.retrieve("main", {701}, user);
    const LegId other = world.ringing_one("202"), winner = world.ringing_one("204");
    world.picks_up(winner);
    EXPECT_EQ(world.seen(other).cancelled, calls::CancelReason::completed_elsewhere);
    EXPECT_TRUE(world.audio.talk(caller, winner));
    EXPECT_TRUE(world.in_order());
}
TEST(OrderedRetrieve, StopsRingingWhenTheCallerHangsUp) {
    OfficeWorld world;
    const LegId caller = world.parked_by("201");
    world.retrieve("main", {701}, "204");
    const LegId ringing = world.ringing_one("204");
    world.hangs_up(caller);
    EXPECT_FALSE(world.signalling.is_open(ringing));
    EXPECT_TRUE(world.at_rest());
}
TEST(OrderedRetrieve, StopsRingingAlsoAfterARestart) {
    OfficeWorld world;
    world.parked_by("201");
    world.retrieve("main", {701}, "204");
    const LegId ringing = world.ringing_one("204");
    world.rings(ringing);
    world.restart();
    world.dial("202", "701");
    EXPECT_EQ(world.seen(ringing).cancelled, calls::CancelReason::completed_elsewhere);
    EXPECT_TRUE(world.in_order());
}
TEST(OrderedRetrieve, SaysWhyNot) {
    calls::Office office = small_office();
    office.users[3].may_retrieve = false;
    OfficeWorld world{office};
    world.parked_by("201");
    const auto order = [&](const char* lot, std::uint32_t slot, const char* user) {
        return world.retrieve(lot, {slot}, user);
    };
    EXPECT_EQ(order("other", 701, "202"), CommandResult::no_such_lot);
    EXPECT_EQ(order("main", 799, "202"), CommandResult::no_such_slot);
    EXPECT_EQ(order("main", 702, "202"), CommandResult::slot_empty);
    EXPECT_EQ(order("main", 701, "299"), CommandResult::no_such_user);
    EXPECT_EQ(order("main", 701, "206"), CommandResult::not_registered);
    EXPECT_EQ(order("main", 701, "204"), CommandResult::not_allowed);
    world.dial("202", "701");
    EXPECT_EQ(order("main", 701, "202"), CommandResult::being_taken);
}

TEST(Release, EndsTheCallInTheSlot) {
    OfficeWorld world;
    const LegId caller = world.parked_by("201");
    EXPECT_EQ(world.release("main", {701}), CommandResult::done);
    EXPECT_TRUE(world.seen(caller).hung_up_by_us);
    EXPECT_TRUE(world.at_rest());
    EXPECT_EQ(world.release("main", {701}), CommandResult::slot_empty);
}

TEST(Release, WhileSomebodyIsTakingItLetsBothGo) {
    OfficeWorld world;
    const LegId caller = world.parked_by("201");
    const LegId retriever = world.dial("202", "701");
    EXPECT_EQ(world.release("main", {701}), CommandResult::done);
    EXPECT_FALSE(world.signalling.is_open(caller));
    EXPECT_FALSE(world.signalling.is_open(retriever));
    EXPECT_TRUE(world.at_rest());
}

TEST(Reload, ParkedCallsAndTalksStay) {
    OfficeWorld world;
    const LegId parked = world.parked_by("201");
    const auto [caller, callee] = world.talk("201", "204");
    calls::Office changed = small_office();
    changed.lots[0].rules.last = {710};
    changed.users.pop_back();
    world.reload(changed);
    EXPECT_TRUE(world.audio.talk(caller, callee));
    EXPECT_TRUE(world.audio.hears_music(parked));
    EXPECT_TRUE(world.in_order());
    world.confirms(world.dial("202", "701"));
    EXPECT_EQ(world.seen(world.dial("202", "710")).refused->reason, "slot 710 is empty");
}

TEST(Reload, ALotThatIsTakenAwayKeepsItsCallersUntilTheyAreTaken) {
    OfficeWorld world;
    const LegId parked = world.parked_by("201");
    calls::Office changed = small_office();
    changed.lots.clear();
    world.reload(changed);
    EXPECT_TRUE(world.audio.hears_music(parked));
    world.pass(121s);  // its ladder still runs
    world.picks_up(world.ringing_one("201"));
    EXPECT_TRUE(world.in_order());
    world.everybody_hangs_up();
    EXPECT_TRUE(world.at_rest());
    EXPECT_TRUE(world.board->lots().empty());
}

TEST(Retrieve, NumbersThatWouldFindSomebodyAreKnownBeforeTheyAreDialled) {
    OfficeWorld world;
    const auto finds = [&](const char* number) { return world.board->has_waiting(number); };
    for (const auto* number : {"701", "*88701", "*86", "*88", "*88201", "700", "201", "799", ""})
        EXPECT_FALSE(finds(number)) << number;
    world.parked_by("201");
    for (const auto* number : {"701", "*88701", "*86", "*88", "*88201"}) EXPECT_TRUE(finds(number)) << number;
    for (const auto* number : {"700", "*68", "*68701", "702", "*88702", "201"})
        EXPECT_FALSE(finds(number)) << number;
    const LegId retriever = world.dial("202", "701");
    EXPECT_FALSE(finds("701")) << "it is being taken";
    world.confirms(retriever);
    EXPECT_FALSE(finds("*86"));
}

}  // namespace
}  // namespace layby::world

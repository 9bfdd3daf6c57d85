// What people see of an office that has two servers.
#include "cluster/two_offices.hpp"

#include <gtest/gtest.h>

namespace layby::world {
namespace {

const Party ann{"Ann Lee", "030123", false};

calls::WatchedSlot lamp(const NodeOfOffice& at, std::uint32_t slot) {
    const auto found = at.office.watchers.slots.find({slot});
    return found == at.office.watchers.slots.end() ? calls::WatchedSlot{} : found->second;
}

TEST(TwoServers, GrantASlotOnlyWhenTheOtherAgrees) {
    TwoOffices two;
    auto& office = two.a.office;
    const auto call = office.outside_call("201");
    office.transfers(call.callee, "700");
    EXPECT_FALSE(office.seen(call.callee).transfer_accepted);
    EXPECT_TRUE(two.store.keys.size() == 2U) << "both nodes, and no slot yet";
    two.expect_order();
    two.settle();
    EXPECT_TRUE(office.seen(call.callee).transfer_accepted);
    EXPECT_TRUE(office.audio.hears_music(call.caller));
    two.expect_order();
}

TEST(TwoServers, ShowOnEachWhoWaitsAtTheOther) {
    TwoOffices two;
    two.park(two.a, "201", "703");
    EXPECT_EQ(lamp(two.b, 703).state, calls::WatchedSlot::State::parked);
    EXPECT_EQ(lamp(two.b, 703).caller, ann);
    const auto shown = two.b.office.copy.parked_in("main");
    ASSERT_EQ(shown.size(), 1U);
    EXPECT_EQ(shown[0]->node, "a");
    EXPECT_EQ(shown[0]->call.caller, ann);
    two.expect_order();
}

TEST(TwoServers, GiveNobodyASlotOfTheOther) {
    TwoOffices two;
    two.park(two.a, "201");
    two.park(two.b, "202");
    EXPECT_TRUE(two.a.office.in_slot(701));
    EXPECT_TRUE(two.b.office.in_slot(702));
    const auto call = two.b.office.outside_call("204");
    two.b.office.transfers(call.callee, "701");
    two.settle();
    EXPECT_EQ(two.b.office.seen(call.callee).transfer_refused->status, 486);
    EXPECT_TRUE(two.b.office.is_up(call.caller));
    two.expect_order();
}

TEST(TwoServers, GiveTheLoserOfARaceAnotherSlot) {
    TwoOffices two;
    const auto one = two.a.office.outside_call("201"), other = two.b.office.outside_call("202");
    two.a.office.transfers(one.callee, "700");
    two.b.office.transfers(other.callee, "700");
    two.settle();
    EXPECT_TRUE(two.a.office.in_slot(701));
    EXPECT_TRUE(two.b.office.in_slot(702));
    EXPECT_TRUE(two.b.office.audio.hears_music(other.caller));
    two.expect_order();
}

TEST(TwoServers, RefuseTheLoserOfARaceForOneSlot) {
    TwoOffices two;
    const auto one = two.a.office.outside_call("201"), other = two.b.office.outside_call("202");
    two.a.office.transfers(one.callee, "704");
    two.b.office.transfers(other.callee, "704");
    two.settle();
    EXPECT_TRUE(two.a.office.in_slot(704));
    ASSERT_TRUE(two.b.office.seen(other.callee).transfer_refused);
    EXPECT_EQ(two.b.office.seen(other.callee).transfer_refused->reason, "slot taken");
    EXPECT_TRUE(two.b.office.is_up(other.caller));
    EXPECT_TRUE(two.b.office.is_up(other.callee));
    two.expect_order();
}

TEST(TwoServers, AreFullTogether) {
    TwoOffices two;
    for (const auto* number : {"701", "702", "703"}) two.park(two.a, "201", number);
    for (const auto* number : {"704", "705"}) two.park(two.b, "202", number);
    const auto call = two.b.office.outside_call("204");
    two.b.office.transfers(call.callee, "700");
    two.settle();
    EXPECT_EQ(two.b.office.seen(call.callee).transfer_refused->reason, "lot full");
    two.expect_order();
}

TEST(TwoServers, TakeACallFromTheTrunkAndAConsultationLikewise) {
    TwoOffices two;
    const auto arrived = two.a.office.arrive("pbx", "700");
    EXPECT_EQ(two.a.office.seen(arrived).state, Seen::State::arriving);
    two.expect_order();
    two.settle();
    EXPECT_TRUE(two.a.office.is_up(arrived));
    two.a.office.outside_call("204");
    const auto consulting = two.a.office.dial("204", "700");
    EXPECT_FALSE(two.a.office.seen(consulting).answered);
    two.settle();
    EXPECT_TRUE(two.a.office.seen(consulting).answered);
    two.a.office.confirms(consulting);
    two.a.office.hangs_up(consulting);
    two.pass(1min);
    EXPECT_EQ(two.b.office.board->lots()[0].parked.size(), 0U);
    EXPECT_EQ(two.store.keys.size(), 4U) << "two nodes, one slot, and what is left of it";
    two.expect_order();
}

TEST(TwoServers, LeadARetrieverToWhereTheCallerWaits) {
    TwoOffices two;
    const auto caller = two.park(two.a, "201", "703");
    const auto retriever = two.b.office.dial("202", "703");
    EXPECT_EQ(two.b.office.seen(retriever).state, Seen::State::ringing);
    EXPECT_EQ(two.b.office.seen(retriever).shown, ann);
    const auto there = two.led_on(two.b, two.a);
    ASSERT_TRUE(two.a.office.is_up(there));
    EXPECT_EQ(two.a.office.seen(there).shown, ann);
    two.b.office.picks_up(two.b.office.signalling.ringing_trunk("node:a").front());
    EXPECT_TRUE(two.b.office.is_up(retriever));
    EXPECT_EQ(two.b.office.seen(retriever).shown, ann);
    two.a.office.confirms(there);
    two.b.office.confirms(retriever);
    two.settle();
    EXPECT_FALSE(two.a.office.in_slot(703));
    EXPECT_EQ(two.store.keys.size(), 2U) << "its slot is free for both";
    EXPECT_EQ(lamp(two.b, 703).state, calls::WatchedSlot::State::free);
    EXPECT_TRUE(two.a.office.is_up(caller));
    two.expect_order();
}

TEST(TwoServers, LetOneOfTwoRetrieversWin) {
    TwoOffices two;
    two.park(two.a, "201", "703");
    const auto late = two.b.office.dial("202", "703");
    const auto first = two.a.office.dial("204", "703");
    two.a.office.confirms(first);
    const auto there = two.led_on(two.b, two.a);
    EXPECT_EQ(two.a.office.seen(there).refused->status, 404);
    two.b.office.fails(two.b.office.signalling.ringing_trunk("node:a").front(), 404);
    EXPECT_EQ(two.b.office.seen(late).refused->status, 404);
    two.settle();
    two.expect_order();
}

TEST(TwoServers, GiveARetrieverTheUsualAnswerWhereNobodyWaitsAnyMore) {
    TwoOffices two;
    const auto caller = two.park(two.a, "201", "703");
    two.a.office.hangs_up(caller);
    two.settle();
    const auto retriever = two.b.office.dial("202", "703");
    EXPECT_EQ(two.b.office.seen(retriever).refused->status, 404);
    EXPECT_TRUE(two.b.office.signalling.ringing_trunk("node:a").empty());
    two.expect_order();
}

TEST(TwoServers, LeadALampsKeyOnlyToTheCallThatItShowed) {
    TwoOffices two;
    two.park(two.a, "201", "703");
    const auto right = two.b.office.dial_expecting("202", "703", lamp(two.b, 703).park);
    EXPECT_EQ(two.b.office.signalling.ringing_trunk("node:a").size(), 1U);
    const auto wrong = two.b.office.dial_expecting("204", "703", ParkId{4711});
    EXPECT_EQ(two.b.office.seen(wrong).refused->status, 480);
    two.b.office.cancels(right);
    two.expect_order();
}

TEST(TwoServers, LetAPhoneHangUpWhileItsParkIsBeingAgreedOn) {
    TwoOffices two;
    const auto call = two.a.office.outside_call("201");
    two.a.office.transfers(call.callee, "700");
    two.a.office.hangs_up(call.callee);
    EXPECT_TRUE(two.a.office.is_up(call.caller));
    two.settle();
    EXPECT_TRUE(two.a.office.in_slot(701)) << "the caller is not lost with it";
    EXPECT_TRUE(two.a.office.audio.hears_music(call.caller));
    two.expect_order();
}

TEST(TwoServers, LetACallerHangUpMeanwhile) {
    TwoOffices two;
    const auto call = two.a.office.outside_call("201");
    two.a.office.transfers(call.callee, "700");
    two.a.office.hangs_up(call.caller);
    two.settle();
    EXPECT_FALSE(two.a.office.in_slot(701));
    EXPECT_EQ(two.store.keys.size(), 2U);
    two.expect_order();
}

TEST(TwoServers, HaveNothingOfAParkThatWasBeingAgreedOnWhenOneDied) {
    TwoOffices two;
    const auto call = two.a.office.outside_call("201");
    two.a.office.transfers(call.callee, "700");
    two.a.office.restart(office_of_node("a", 1, "b"));
    two.settle();
    two.pass(1min);
    EXPECT_FALSE(two.a.office.in_slot(701));
    EXPECT_TRUE(two.a.office.is_up(call.caller));
    two.park(two.b, "202", "701");
    EXPECT_TRUE(two.a.office.board->lots()[0].parked.empty());
    two.expect_order();
}

TEST(TwoServers, RefuseToParkWhileNobodyCanAgree) {
    TwoOffices two;
    const auto waiting = two.park(two.a, "201", "703");
    two.a.engine->cut = two.b.engine->cut = true;
    two.pass(6s);
    const auto call = two.a.office.outside_call("202");
    two.a.office.transfers(call.callee, "700");
    two.settle();
    ASSERT_TRUE(two.a.office.seen(call.callee).transfer_refused);
    EXPECT_EQ(two.a.office.seen(call.callee).transfer_refused->status, 503);
    EXPECT_TRUE(two.a.office.is_up(call.caller));
    EXPECT_TRUE(two.a.office.audio.hears_music(waiting));
    const auto retriever = two.a.office.dial("204", "703");
    EXPECT_TRUE(two.a.office.is_up(retriever));
    two.a.office.confirms(retriever);
    two.expect_order();

    two.a.engine->cut = two.b.engine->cut = false;
    two.pass(3s);
    EXPECT_EQ(lamp(two.b, 703).state, calls::WatchedSlot::State::free);
    EXPECT_FALSE(two.a.office.in_slot(703)) << "who has left is not found again in what was left";
    two.a.office.transfers(call.callee, "700");
    two.settle();
    EXPECT_TRUE(two.a.office.in_slot(701));
    two.expect_order();
}

TEST(TwoServers, RefuseAParkWhoseWordDoesNotComeInTime) {
    TwoOffices two;
    two.a.engine->answers_to_lose = 100;
    const auto call = two.a.office.outside_call("201");
    two.a.office.transfers(call.callee, "700");
    two.pass(1200ms);
    EXPECT_EQ(two.a.office.seen(call.callee).transfer_refused->status, 503);
    two.a.engine->answers_to_lose = 0;
    two.pass(1s);
    EXPECT_EQ(two.store.keys.size(), 2U) << "what was written all the same is taken back";
    two.expect_order();
}

TEST(TwoServers, GoOnAfterACrashWithTheirSlots) {
    TwoOffices two;
    two.park(two.a, "201", "703");
    two.a.office.restart(office_of_node("a", 1, "b"));
    two.settle();
    EXPECT_TRUE(two.a.office.in_slot(703));
    EXPECT_EQ(lamp(two.b, 703).state, calls::WatchedSlot::State::parked);
    two.expect_order();
}

}  // namespace
}  // namespace layby::world

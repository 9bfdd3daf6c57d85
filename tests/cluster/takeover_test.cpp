// What people see of an office with two servers, of which one dies.
#include <gtest/gtest.h>

#include "cluster/slot_text.hpp"
#include "cluster/two_offices.hpp"

namespace layby::world {
namespace {

/// Longer than a lease.
constexpr auto long_enough = 7s;

bool has_key(const TwoOffices& two, const std::string& key) { return two.store.keys.contains(key); }

std::string node_of(const TwoOffices& two, std::uint32_t slot) {
    const auto key = cluster::slot_key("main", {slot});
    const auto found = two.store.keys.find(key);
    const auto read =
        found == two.store.keys.end() ? std::nullopt : cluster::read_slot(key, found->second.value, {});
    return read ? read->node : std::string{};
}

TEST(ADeadNode, LeavesWhatOthersNeedBesideItsSlot) {
    TwoOffices two;
    const auto caller = two.park(two.a, "201", "703");
    const auto left = cluster::left_key("a", cluster::slot_key("main", {703}));
    ASSERT_TRUE(has_key(two, left));
    EXPECT_EQ(two.store.keys[left].value.find("Ann Lee"), std::string::npos) << "nobody can read it";
    two.a.office.hangs_up(caller);
    two.settle();
    EXPECT_FALSE(has_key(two, left));
    two.expect_order();
}

TEST(ADeadNode, HasItsCallersTakenOverByTheOther) {
    TwoOffices two;
    const auto caller = two.park(two.a, "201", "703");
    const auto since = two.a.office.in_slot(703)->since;
    two.a.dies();
    two.pass(4s);
    EXPECT_FALSE(two.b.office.in_slot(703)) << "its lease lasts";
    two.pass(long_enough);
    ASSERT_TRUE(two.b.office.in_slot(703));
    EXPECT_EQ(two.b.office.in_slot(703)->since, since);
    EXPECT_EQ(two.b.office.in_slot(703)->caller.name, "Ann Lee");
    EXPECT_TRUE(two.b.office.audio.hears_music(caller));
    const auto& offered = two.b.office.seen(caller).offered;
    ASSERT_TRUE(offered) << "its phone is told where it is now";
    EXPECT_EQ(offered->rtp.ip, "127.0.0.9");
    EXPECT_EQ(node_of(two, 703), "b");
    EXPECT_TRUE(has_key(two, cluster::left_key("b", cluster::slot_key("main", {703}))));
    EXPECT_FALSE(has_key(two, cluster::left_key("a", cluster::slot_key("main", {703}))));
    EXPECT_TRUE(two.b.office.in_order());
}

TEST(ADeadNode, HasItsCallersRetrievedAtTheOther) {
    TwoOffices two;
    const auto caller = two.park(two.a, "201", "703");
    two.a.dies();
    two.pass(long_enough);
    const auto retriever = two.b.office.dial("202", "703");
    ASSERT_TRUE(two.b.office.is_up(retriever));
    EXPECT_TRUE(two.b.office.audio.talk(retriever, caller));
    two.b.office.confirms(retriever);
    two.settle();
    EXPECT_EQ(node_of(two, 703), "") << "the slot is free";
    ASSERT_EQ(two.b.office.journal.parks.size(), 1U);
    EXPECT_EQ(two.b.office.journal.parks[0].outcome, parking::Outcome::retrieved);
    EXPECT_TRUE(two.b.office.in_order());
}

TEST(ADeadNode, HasItsDeadlinesKeptByTheOther) {
    TwoOffices two;
    two.park(two.a, "201", "703");
    const auto due = two.a.office.in_slot(703)->next;
    two.a.dies();
    two.pass(long_enough);
    ASSERT_TRUE(two.b.office.in_slot(703));
    EXPECT_EQ(two.b.office.in_slot(703)->next, due);
    two.pass(*due - two.b.office.now());
    EXPECT_FALSE(two.b.office.signalling.ringing("201").empty());
    EXPECT_TRUE(two.b.office.in_order());
}

TEST(ADeadNode, HasACallerWhosePhoneKnowsNothingAnyMoreReleased) {
    TwoOffices two;
    const auto caller = two.park(two.a, "201", "703");
    two.a.dies();
    two.pass(long_enough);
    two.b.office.hangs_up(caller, calls::HangupCause::unreachable);
    two.settle();
    EXPECT_FALSE(two.b.office.in_slot(703));
    ASSERT_EQ(two.b.office.journal.parks.size(), 1U);
    EXPECT_EQ(two.b.office.journal.parks[0].outcome, parking::Outcome::failed);
    EXPECT_EQ(node_of(two, 703), "");
    EXPECT_TRUE(two.b.office.in_order());
}

TEST(ADeadNode, KeepsASlotOfWhichItHasLeftNothing) {
    TwoOffices two;
    const auto call = two.a.office.outside_call("201");
    two.a.office.transfers(call.callee, "703");
    two.a.engine->run();  // the claim is won, and the caller not yet moved
    two.a.dies();
    two.pass(long_enough);
    EXPECT_FALSE(two.b.office.in_slot(703));
    EXPECT_TRUE(two.b.office.in_order());
}

TEST(ADeadNode, ThatComesBackInTimeKeepsItsCallers) {
    TwoOffices two;
    const auto caller = two.park(two.a, "201", "703");
    two.a.dies();
    two.pass(3s);
    two.a.comes_back("b", 1);
    two.pass(long_enough);
    EXPECT_TRUE(two.a.office.in_slot(703));
    EXPECT_FALSE(two.b.office.in_slot(703));
    EXPECT_TRUE(two.a.office.audio.hears_music(caller));
    two.expect_order();
}

TEST(ADeadNode, ThatComesBackLaterLetsGoOfThemWithoutAWord) {
    TwoOffices two;
    const auto caller = two.park(two.a, "201", "703");
    two.a.dies();
    two.pass(long_enough);
    ASSERT_TRUE(two.b.office.in_slot(703));
    two.a.comes_back("b", 1);
    two.settle();
    EXPECT_FALSE(two.a.office.in_slot(703));
    EXPECT_TRUE(two.a.office.seen(caller).abandoned);
    EXPECT_FALSE(two.a.office.seen(caller).hung_up_by_us);
    EXPECT_TRUE(two.a.office.journal.parks.empty()) << "it goes on";
    EXPECT_TRUE(two.b.office.audio.hears_music(caller));
    EXPECT_EQ(two.a.office.watchers.slots[{703}].node, "b");
    EXPECT_FALSE(has_key(two, cluster::taken_key("a", two.b.office.in_slot(703)->park)));
    two.pass(long_enough);
    EXPECT_TRUE(two.b.office.in_slot(703));
    two.expect_order();
}

TEST(ADeadNode, LearnsAlsoOfThoseWhoAreGoneByThen) {
    TwoOffices two;
    const auto caller = two.park(two.a, "201", "703");
    two.a.dies();
    two.pass(long_enough);
    two.b.office.hangs_up(caller);
    two.settle();
    two.a.comes_back("b", 1);
    two.settle();
    EXPECT_FALSE(two.a.office.in_slot(703));
    EXPECT_FALSE(two.a.office.seen(caller).hung_up_by_us);
    two.expect_order();
}

TEST(ADeadNode, HasItsCallersTakenOverWhenTheAnswerIsLost) {
    TwoOffices two;
    const auto caller = two.park(two.a, "201", "703");
    two.a.dies();
    two.b.engine->answers_to_lose = 2;
    two.pass(long_enough);
    EXPECT_TRUE(two.b.office.in_slot(703));
    EXPECT_TRUE(two.b.office.audio.hears_music(caller));
    EXPECT_EQ(two.b.member->counters().taken, 1U);
    EXPECT_TRUE(two.b.office.in_order());
}

TEST(ADeadNode, HasItsCallersTakenOverFromItsHeirAsWell) {
    TwoOffices two;
    const auto caller = two.park(two.a, "201", "703");
    two.a.dies();
    two.pass(long_enough);
    two.a.comes_back("b", 1);
    two.pass(1s);
    two.b.dies();
    two.pass(long_enough);
    EXPECT_TRUE(two.a.office.in_slot(703));
    EXPECT_TRUE(two.a.office.audio.hears_music(caller));
    EXPECT_EQ(node_of(two, 703), "a");
    EXPECT_TRUE(two.a.office.in_order());
}

TEST(ADeadNode, WhoseHeirDiesRightBehindIsInheritedWhenThatComesBack) {
    TwoOffices two;
    const auto caller = two.park(two.a, "201", "703");
    two.a.dies();
    while (node_of(two, 703) == "a") {
        two.now += 50ms;
        two.store.time_is(two.now);
        two.b.member->time_is(two.now);
        two.b.member->expire();
        two.b.engine->run();  // its switchboard hears nothing of it any more
        two.b.told.clear();
    }
    two.b.adopted.clear();
    two.b.comes_back("a", 2);
    two.settle();
    EXPECT_TRUE(two.b.office.in_slot(703));
    EXPECT_TRUE(two.b.office.audio.hears_music(caller));
}

TEST(ADeadNode, FreesASlotWhoseCallerItHadGivenToSomebodyWhenItDied) {
    TwoOffices two;
    const auto caller = two.park(two.a, "201", "703");
    two.a.engine->cut = true;  // the slot is free here, and etcd doesn't hear of it
    const auto retriever = two.a.office.dial("202", "703");
    two.a.office.confirms(retriever);
    two.a.dies();
    two.a.comes_back("b", 1);
    two.pass(2s);
    EXPECT_EQ(node_of(two, 703), "");
    EXPECT_FALSE(two.a.office.in_slot(703));
    EXPECT_TRUE(two.a.office.audio.talk(retriever, caller));
    two.expect_order();
}

TEST(AFrozenNode, KeepsItsCallersMusicAndLetsGoOfThemWhenItHears) {
    TwoOffices two;
    const auto caller = two.park(two.a, "201", "703");
    two.a.engine->cut = true;
    two.pass(long_enough);
    EXPECT_TRUE(two.a.office.in_slot(703));
    EXPECT_TRUE(two.a.office.audio.hears_music(caller));
    EXPECT_TRUE(two.b.office.in_slot(703));
    two.a.engine->cut = false;
    two.pass(2s);
    EXPECT_FALSE(two.a.office.in_slot(703));
    EXPECT_TRUE(two.a.office.seen(caller).abandoned);
    EXPECT_FALSE(two.a.office.seen(caller).hung_up_by_us);
    EXPECT_TRUE(two.b.office.in_slot(703));
    two.expect_order();
}

TEST(AFrozenNode, ForgetsWhatACallerWasSayingWhoIsTakenOver) {
    TwoOffices two;
    auto office = office_of_node("a", 1, "b");
    office.users[0].box.there = true;
    office.lots[0].rules.choices.message = true;
    two.a.office.reload(office);
    const auto caller = two.park(two.a, "201", "703");
    two.a.office.keys(caller, "1");
    two.a.office.hears_prompt(caller);
    two.settle();
    two.a.engine->cut = true;
    two.pass(long_enough);
    EXPECT_TRUE(two.b.office.audio.hears_music(caller)) << "it waits there";
    two.a.engine->cut = false;
    two.pass(2s);
    EXPECT_TRUE(two.a.office.seen(caller).abandoned);
    EXPECT_TRUE(two.a.office.copy.messages().empty());
    EXPECT_TRUE(two.a.office.audio.recordings.empty());
    EXPECT_TRUE(two.a.office.copy.tasks().empty());
    EXPECT_TRUE(two.b.office.in_slot(703));
    two.expect_order();
}

TEST(AFrozenNode, StopsItsRecallWhenItHears) {
    TwoOffices two;
    two.park(two.a, "201", "703");
    two.a.engine->cut = true;
    for (int i = 0; i < 600 && two.a.office.signalling.ringing("201").empty(); ++i) two.pass(1s);
    ASSERT_FALSE(two.a.office.signalling.ringing("201").empty());
    two.a.engine->cut = false;
    two.pass(2s);
    EXPECT_TRUE(two.a.office.signalling.ringing("201").empty());
    EXPECT_FALSE(two.a.office.in_slot(703));
    two.expect_order();
}

TEST(AFrozenNode, LetsGoOfWhomItHasGivenAwayMeanwhile) {
    TwoOffices two;
    const auto caller = two.park(two.a, "201", "703");
    two.a.engine->cut = true;
    two.pass(long_enough);
    const auto retriever = two.a.office.dial("202", "703");
    two.a.office.confirms(retriever);
    ASSERT_TRUE(two.a.office.is_up(retriever));
    two.a.engine->cut = false;
    two.pass(10s);
    EXPECT_TRUE(two.a.office.seen(caller).abandoned);
    EXPECT_FALSE(two.a.office.is_up(retriever)) << "there is nobody any more";
    EXPECT_TRUE(two.b.office.audio.hears_music(caller));
    two.expect_order();
}

TEST(AFrozenNode, TakesNobodyWhileTheEngineIsAwayForAll) {
    TwoOffices two;
    two.park(two.a, "201", "703");
    two.park(two.b, "202", "704");
    two.a.engine->cut = two.b.engine->cut = true;
    two.pass(1min);
    two.b.engine->cut = false;
    two.pass(2s);
    two.a.engine->cut = false;
    two.pass(long_enough);
    EXPECT_TRUE(two.a.office.in_slot(703));
    EXPECT_TRUE(two.b.office.in_slot(704));
    EXPECT_EQ(two.a.member->counters().taken + two.b.member->counters().taken, 0U);
    two.expect_order();
}

}  // namespace
}  // namespace layby::world

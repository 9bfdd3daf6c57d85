// A node as a member of its cluster, against an engine in simulated time: two of them on one engine.
#include "cluster/member.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "cluster/settling.hpp"
#include "cluster/slot_text.hpp"

namespace layby::cluster {
namespace {

template <class What>
std::vector<What> all_of(const std::vector<calls::Fact>& facts) {
    std::vector<What> out;
    for (const auto& fact : facts)
        if (const auto* one = std::get_if<What>(&fact)) out.push_back(*one);
    return out;
}

calls::WatchedSlot slot_of(std::uint32_t slot, std::uint64_t park,
                           calls::WatchedSlot::State state = calls::WatchedSlot::State::free) {
    calls::WatchedSlot out;
    out.lot = "main";
    out.slot = {slot};
    out.park = {park};
    out.state = state;
    out.caller = {"Ann Lee", "030123", false};
    return out;
}

struct Node {
    Node(SimulatedStore& store, const std::string& name)
        : engine(store),
          member({.node = name}, engine, [this](const calls::Fact& fact) { told.push_back(fact); }) {}
    SimulatedEngine engine;
    Member member;
    std::vector<calls::Fact> told;
};

struct Nodes : testing::Test {
    SimulatedStore store;
    Instant now{1h};
    std::unique_ptr<Node> a = std::make_unique<Node>(store, "a"), b = std::make_unique<Node>(store, "b");

    Nodes() { settle(); }

    void settle() {
        std::vector<Living> living;
        for (auto* node : {a.get(), b.get()})
            if (node) living.push_back({&node->member, &node->engine});
        cluster::settle(store, now, living);
    }
    void pass(Duration time) {
        for (const auto until = now + time; now < until; now += 50ms) settle();
        settle();
    }
    static bool has_claimed(const Node& node, std::uint64_t park) {
        const auto all = all_of<calls::SlotClaimed>(node.told);
        return std::ranges::count(all, ParkId{park}, &calls::SlotClaimed::park) == 1;
    }
    static bool has_lost(const Node& node, std::uint64_t park) {
        const auto all = all_of<calls::SlotLost>(node.told);
        return std::ranges::count(all, ParkId{park}, &calls::SlotLost::park) == 1;
    }
    static bool has_failed(const Node& node, std::uint64_t park) {
        const auto all = all_of<calls::ClaimFailed>(node.told);
        return std::ranges::count(all, ParkId{park}, &calls::ClaimFailed::park) == 1;
    }
    bool is_there(std::uint32_t slot) const { return store.keys.contains(slot_key("main", {slot})); }
};

TEST_F(Nodes, JoinAndClaim) {
    ASSERT_TRUE(a->member.here());
    a->member.claim(slot_of(701, 1));
    EXPECT_FALSE(has_claimed(*a, 1));
    settle();
    EXPECT_TRUE(has_claimed(*a, 1));
    const auto seen = all_of<calls::SlotElsewhere>(b->told);
    ASSERT_EQ(seen.size(), 1U);
    EXPECT_TRUE(seen[0].taken);
    EXPECT_EQ(seen[0].slot.node, "a");
    EXPECT_EQ(seen[0].slot.park, ParkId{1});
}

TEST_F(Nodes, ShowEachOtherHowTheirSlotsLook) {
    a->member.claim(slot_of(701, 1));
    settle();
    a->member.update(slot_of(701, 1, calls::WatchedSlot::State::parked));
    settle();
    const auto seen = all_of<calls::SlotElsewhere>(b->told);
    EXPECT_EQ(seen.back().slot.state, calls::WatchedSlot::State::parked);
    EXPECT_EQ(seen.back().slot.caller.name, "Ann Lee");
    a->member.release("main", {701}, ParkId{1});
    settle();
    EXPECT_FALSE(all_of<calls::SlotElsewhere>(b->told).back().taken);
    EXPECT_FALSE(is_there(701));
}

TEST_F(Nodes, OfTwoForOneSlotOneGetsIt) {
    a->member.claim(slot_of(701, 1));
    b->member.claim(slot_of(701, 2));
    settle();
    EXPECT_NE(has_claimed(*a, 1), has_claimed(*b, 2));
    const auto& loser = has_claimed(*a, 1) ? *b : *a;
    EXPECT_TRUE(has_lost(loser, has_claimed(*a, 1) ? 2 : 1));
    // It knows who has it before it knows that it has lost.
    const auto lost = std::ranges::find_if(
        loser.told, [](const auto& fact) { return std::holds_alternative<calls::SlotLost>(fact); });
    EXPECT_TRUE(std::any_of(loser.told.begin(), lost, [](const auto& fact) {
        return std::holds_alternative<calls::SlotElsewhere>(fact);
    }));
}

TEST_F(Nodes, WriteWhatGathersTogether) {
    const auto before = a->engine.writes;
    for (std::uint32_t i = 0; i < 120; ++i) a->member.claim(slot_of(701 + i, 1 + i));
    settle();
    EXPECT_EQ(all_of<calls::SlotClaimed>(a->told).size(), 120U);
    EXPECT_EQ(a->engine.writes - before, 4);  // the first at once, then 50, 50, 19
    EXPECT_EQ(a->engine.most_steps, 50);
}

TEST_F(Nodes, FindOutAboutAClaimWhoseAnswerWasLost) {
    a->engine.answers_to_lose = 1;
    a->member.claim(slot_of(701, 1));
    settle();
    EXPECT_FALSE(has_claimed(*a, 1));
    pass(200ms);
    EXPECT_TRUE(has_claimed(*a, 1));
    EXPECT_TRUE(is_there(701));
}

TEST_F(Nodes, TakeBackAClaimThatWasGivenUpAndWrittenAllTheSame) {
    a->engine.answers_to_lose = 1000;
    a->member.claim(slot_of(701, 1));
    pass(1100ms);
    EXPECT_TRUE(has_failed(*a, 1));
    EXPECT_TRUE(is_there(701));
    a->engine.answers_to_lose = 0;
    pass(1s);
    EXPECT_FALSE(is_there(701));
    EXPECT_FALSE(has_claimed(*a, 1));
}

TEST_F(Nodes, TakeBackAClaimThatIsReleasedBeforeItsAnswer) {
    a->member.claim(slot_of(701, 1));
    a->member.release("main", {701}, ParkId{1});
    settle();
    EXPECT_FALSE(is_there(701));
    EXPECT_TRUE(a->member.settled());
}

TEST_F(Nodes, RefuseNewClaimsBeforeTheLeaseCanHaveEnded) {
    a->member.claim(slot_of(701, 1));
    settle();
    a->engine.cut = true;
    pass(3s);
    EXPECT_TRUE(store.keys.contains(node_keys + "a"));
    pass(1500ms);
    EXPECT_FALSE(a->member.here());
    a->member.claim(slot_of(702, 2));
    EXPECT_TRUE(has_failed(*a, 2));
    pass(5s);
    EXPECT_FALSE(store.keys.contains(node_keys + "a"));
    EXPECT_TRUE(is_there(701)) << "a slot stays its node's, however long that is away";
}

TEST_F(Nodes, ComeBackWithWhatIsStillTheirs) {
    a->member.claim(slot_of(701, 1));
    a->member.claim(slot_of(702, 2));
    settle();
    a->engine.cut = true;
    pass(6s);
    a->member.release("main", {702}, ParkId{2});
    b->member.claim(slot_of(703, 3));
    pass(1s);
    EXPECT_TRUE(all_of<calls::SlotElsewhere>(a->told).empty());
    a->engine.cut = false;
    pass(2s);
    EXPECT_TRUE(a->member.here());
    EXPECT_TRUE(is_there(701));
    EXPECT_FALSE(is_there(702));
    ASSERT_EQ(all_of<calls::SlotElsewhere>(a->told).size(), 1U);
    EXPECT_EQ(all_of<calls::SlotElsewhere>(a->told)[0].slot.slot, SlotNumber{703});
}

TEST_F(Nodes, DoNotWriteWithALeaseThatHasEnded) {
    store.leases.clear();
    store.time_is(now);
    a->member.claim(slot_of(701, 1));
    settle();
    EXPECT_FALSE(is_there(701));
    EXPECT_TRUE(has_failed(*a, 1));
    pass(1s);
    EXPECT_TRUE(a->member.here());
}

TEST_F(Nodes, LookAgainWhenTheEngineHasForgottenWhatTheyMissed) {
    b->engine.cut = true;
    settle();
    a->member.claim(slot_of(701, 1));
    a->member.claim(slot_of(702, 2));
    settle();
    a->member.release("main", {702}, ParkId{2});
    settle();
    store.compact();
    store.put("/somebody/else", "1");
    b->engine.cut = false;
    pass(500ms);
    const auto seen = all_of<calls::SlotElsewhere>(b->told);
    ASSERT_FALSE(seen.empty());
    EXPECT_EQ(seen.back().slot.slot, SlotNumber{701});
    b->member.claim(slot_of(702, 9));
    settle();
    EXPECT_TRUE(has_claimed(*b, 9));
}

TEST_F(Nodes, PutBackWhatSomebodyHasTakenAway) {
    a->member.claim(slot_of(701, 1));
    settle();
    store.remove(slot_key("main", {701}));
    settle();
    EXPECT_TRUE(is_there(701));
    EXPECT_EQ(all_of<calls::SlotClaimed>(a->told).size(), 1U);
}

TEST_F(Nodes, ClearUpAfterAStartThatWasKilled) {
    a->member.claim(slot_of(701, 1));
    a->member.claim(slot_of(702, 2));
    settle();
    a = std::make_unique<Node>(store, "a");
    a->member.update(slot_of(701, 1, calls::WatchedSlot::State::parked));  // of whom its own store knows
    settle();
    EXPECT_TRUE(is_there(701));
    EXPECT_FALSE(is_there(702));
    EXPECT_EQ(read_slot(slot_key("main", {701}), store.keys[slot_key("main", {701})].value, {})->state,
              calls::WatchedSlot::State::parked);
}

TEST_F(Nodes, LeaveTheirSlotsTakenAndTheirNameFree) {
    a->member.claim(slot_of(701, 1));
    settle();
    bool left = false;
    a->member.leave([&] { left = true; });
    settle();
    EXPECT_TRUE(left);
    EXPECT_TRUE(is_there(701));
    EXPECT_FALSE(store.keys.contains(node_keys + "a"));
}

TEST_F(Nodes, DoNotGiveASlotAwayThatAnOperatorHasGivenToAnother) {
    a->member.claim(slot_of(701, 1));
    settle();
    a->engine.cut = true;
    settle();
    store.remove(slot_key("main", {701}));
    settle();
    b->member.claim(slot_of(701, 2));
    settle();
    ASSERT_TRUE(has_claimed(*b, 2));
    a->engine.cut = false;
    pass(6s);
    EXPECT_EQ(read_slot(slot_key("main", {701}), store.keys[slot_key("main", {701})].value, {})->node, "b");
    b->member.release("main", {701}, ParkId{2});
    pass(1s);
    EXPECT_EQ(read_slot(slot_key("main", {701}), store.keys[slot_key("main", {701})].value, {})->node, "a");
}

TEST(SlotText, SaysNothingOfWhoWantsToBeShownByNothing) {
    auto slot = slot_of(701, 1);
    slot.caller.anonymous = true;
    const auto text = slot_text(slot, "a", {});
    EXPECT_EQ(text.find("Ann"), std::string::npos);
    EXPECT_EQ(text.find("030123"), std::string::npos);
    EXPECT_TRUE(read_slot(slot_key("main", {701}), text, {})->caller.anonymous);
}

TEST(SlotText, IsReadAsItWasWritten) {
    auto slot = slot_of(701, 77, calls::WatchedSlot::State::ringing);
    slot.parker = {"Bob", "201", false};
    slot.for_user = "202";
    slot.since = Instant{90s};
    const auto read = read_slot(slot_key("main", {701}), slot_text(slot, "a", 1000h), 999h);
    ASSERT_TRUE(read);
    slot.node = "a";
    slot.since += 1h;
    EXPECT_EQ(*read, slot);
}

TEST(SlotText, OfSomethingElseIsNone) {
    for (const auto* key : {"/layby/1/n/a", "/layby/1/s//main/", "/layby/1/s//main/x",
                            "/layby/1/s/acme/main/701", "/layby/1/s///701", "/layby/1/s//main/0", ""})
        EXPECT_FALSE(read_slot(key, "{}", {})) << key;
    EXPECT_EQ(read_slot("/layby/1/s//main/701", "nonsense", {})->slot, SlotNumber{701});
}

}  // namespace
}  // namespace layby::cluster

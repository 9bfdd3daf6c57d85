// Members of a cluster who take over the callers of one that has died: who takes whom, and that nobody is
// taken twice or forgotten. Three of them on one engine in simulated time.
#include <gtest/gtest.h>

#include <memory>
#include <set>

#include "cluster/member.hpp"
#include "cluster/settling.hpp"
#include "cluster/slot_text.hpp"

namespace layby::cluster {
namespace {

struct Heir {
    Heir(SimulatedStore& store, const std::string& name, const std::string& secret)
        : engine(store),
          member(
              {.node = name, .seal = store::seal_of(secret, "a test")}, engine, [](const calls::Fact&) {},
              [this](const Taken& taken) { took.insert(taken.caller.park.park.slot.value), ++times; }) {}
    SimulatedEngine engine;
    Member member;
    std::set<std::uint32_t> took;
    int times{};
    bool dead{};
};

struct Heirs : testing::Test {
    static constexpr std::uint32_t first = 701, callers = 120;
    static constexpr auto secret = "what-only-our-nodes-know";

    SimulatedStore store;
    Instant now{1h};
    Heir a{store, "a", secret}, b{store, "b", secret}, c{store, "c", secret};

    void SetUp() override {
        settle();
        for (std::uint32_t slot = first; slot < first + callers; ++slot) parks(slot);
        settle();
    }
    void settle() {
        std::vector<Living> living;
        for (auto* node : {&a, &b, &c})
            if (!node->dead) living.push_back({&node->member, &node->engine});
        cluster::settle(store, now, living);
    }
    void pass(Duration time) {
        for (const auto until = now + time; now < until; now += 50ms) settle();
        settle();
    }
    void parks(std::uint32_t slot, const std::string& contact = {}) {
        calls::WatchedSlot seen;
        seen.lot = "main";
        seen.slot = {slot};
        seen.park = {slot};
        a.member.claim(seen);
        settle();
        calls::KeptPark kept;
        kept.park.id = kept.call.park = {slot};
        kept.park.lot = "main";
        kept.park.slot = kept.call.slot = {slot};
        kept.park.parkee = kept.call.parkee = {slot};
        kept.call.phase = parking::Phase::waiting;
        calls::Leg leg;
        leg.id = {slot};
        leg.answered = true;
        sip::KeptCall dialog;
        dialog.dialog.leg = {slot};
        dialog.dialog.remote_target = contact;
        seen.state = calls::WatchedSlot::State::parked;
        a.member.carry_out({{}, {seen}, {leg, kept}});
        a.member.note(dialog);
    }
    std::size_t lefts_of(const std::string& node) const {
        std::size_t count = 0;
        for (const auto& [key, entry] : store.keys) count += key.starts_with(left_keys_of(node)) ? 1 : 0;
        return count;
    }
};

TEST_F(Heirs, ShareTheCallersAndTakeEachOnce) {
    a.dead = true;
    pass(10s);
    EXPECT_EQ(b.took.size() + c.took.size(), callers);
    EXPECT_EQ(b.times + c.times, static_cast<int>(callers));
    EXPECT_GT(b.took.size(), callers / 4);
    EXPECT_GT(c.took.size(), callers / 4);
    EXPECT_EQ(lefts_of("a"), 0U);
    EXPECT_EQ(lefts_of("b"), b.took.size());
    EXPECT_LE(b.engine.most_steps, 50);
}

TEST_F(Heirs, TakeWhomTheFirstDoesNot) {
    a.dead = true;
    pass(4900ms);
    c.engine.cut = true;  // its lease lasts, and it does nothing
    pass(3s);
    EXPECT_EQ(b.took.size(), callers);
}

TEST_F(Heirs, TakeEachOnceAlsoWhenAnswersAreLost) {
    a.dead = true;
    pass(4900ms);
    b.engine.answers_to_lose = c.engine.answers_to_lose = 3;
    pass(10s);
    EXPECT_EQ(b.took.size() + c.took.size(), callers);
    EXPECT_EQ(b.times + c.times, static_cast<int>(callers));
}

TEST_F(Heirs, TakeAlsoThoseOfWhomMuchIsLeftAndNobodyOfWhomTooMuchIs) {
    for (std::uint32_t slot = 901; slot < 931; ++slot) parks(slot, std::string(40'000, 'x'));
    parks(999, std::string(100'000, 'x'));
    settle();
    a.dead = true;
    pass(10s);
    EXPECT_EQ(b.took.size() + c.took.size(), callers + 30);
    EXPECT_FALSE(b.took.contains(999) || c.took.contains(999));
    for (const auto* node : {&a, &b, &c}) EXPECT_LE(node->engine.most_bytes, 600'000U);
}

TEST_F(Heirs, TakeNobodyBeforeTheLeaseHasEnded) {
    a.dead = true;
    pass(4s);
    EXPECT_EQ(b.times + c.times, 0);
    a.dead = false;
    pass(10s);
    EXPECT_EQ(b.times + c.times, 0);
    EXPECT_EQ(lefts_of("a"), callers);
}

TEST_F(Heirs, TakeNobodyOfWhomTheyCanReadNothing) {
    for (const auto& [key, slot] : std::map(store.keys))
        if (key.starts_with(left_keys)) store.put(key, "nonsense");
    a.dead = true;
    pass(10s);
    EXPECT_EQ(b.times + c.times, 0);
    a.dead = false;
    pass(2s);
    EXPECT_EQ(a.member.counters().own, callers) << "they wait for their node";
    EXPECT_EQ(a.member.counters().taken_away, 0U);
}

TEST_F(Heirs, TakeWhomAnHeirThatDiesHasNotTakenYet) {
    a.dead = true;
    pass(4900ms);
    for (int i = 0; i < 40 && c.took.empty(); ++i) pass(50ms);
    c.dead = true;
    pass(20s);
    EXPECT_EQ(b.took.size(), callers) << "those that it has taken as well";
}

}  // namespace
}  // namespace layby::cluster

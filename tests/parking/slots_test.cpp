// Which slot is given, and how long a released one rests.
#include <random>
#include <set>

#include "a_lot.hpp"
#include "parking/slot_set.hpp"
#include "parking/slots.hpp"

namespace layby::parking::test {
namespace {

LotRules choosing(SlotChoice choice) {
    LotRules rules = small_lot();
    rules.choice = choice;
    return rules;
}

/// Parks, is retrieved, and its slot has rested.
std::uint32_t park_and_leave(ALot& lot, std::uint64_t park) {
    const std::uint32_t slot = lot.park(park);
    lot.take("203", park, slot);
    lot.after(10s);
    return slot;
}

TEST(Slots, FirstGivesTheLowestFreeSlot) {
    ALot lot(choosing(SlotChoice::first));
    EXPECT_EQ(lot.park(1), 701u);
    EXPECT_EQ(lot.park(2), 702u);
    lot.take("203", 1, 701);
    lot.after(10s);
    EXPECT_EQ(lot.park(3), 701u);
}

TEST(Slots, NextGoesRoundTheLot) {
    ALot lot(choosing(SlotChoice::next));
    for (const std::uint32_t slot : {701u, 702u, 703u, 704u, 701u})
        EXPECT_EQ(park_and_leave(lot, slot + lot.now.time_since_epoch().count()), slot);
}

TEST(Slots, NextSkipsTakenOnes) {
    ALot lot(choosing(SlotChoice::next));
    EXPECT_EQ(lot.park(1, 702), 702u);
    EXPECT_EQ(lot.park(2, 703), 703u);
    EXPECT_EQ(lot.park(3, 701), 701u);
    EXPECT_EQ(lot.park(4), 704u);
    EXPECT_EQ(lot.park(5), 0u);
}

TEST(Slots, LeastRecentlyUsedGivesFreshOnesFirstThenTheOneReleasedLongestAgo) {
    ALot lot(choosing(SlotChoice::least_recently_used));
    for (std::uint64_t park = 1; park <= 4; ++park) EXPECT_EQ(lot.park(park), 700 + park);
    for (const std::uint32_t slot : {703u, 701u, 704u, 702u}) {
        lot.take("203", slot - 700, slot);
        lot.after(1s);
    }
    lot.after(10s);
    for (const std::uint32_t slot : {703u, 701u, 704u, 702u}) EXPECT_EQ(lot.park(slot), slot);
}

TEST(Slots, RandomIsTheSameForTheSameSeedAndReachesEverySlot) {
    ALot one(choosing(SlotChoice::random), 7), same(choosing(SlotChoice::random), 7);
    std::set<std::uint32_t> seen;
    for (std::uint64_t park = 1; park <= 60; ++park) {
        const std::uint32_t slot = park_and_leave(one, park);
        EXPECT_EQ(park_and_leave(same, park), slot);
        seen.insert(slot);
    }
    EXPECT_EQ(seen, (std::set<std::uint32_t>{701, 702, 703, 704}));
}

TEST(Slots, AReleasedSlotIsNotGivenAgainDuringItsQuarantine) {
    ALot lot;
    EXPECT_EQ(lot.park(1), 701u);
    lot.take("203", 1, 701);
    lot.after(9s);
    EXPECT_EQ(lot.park(2), 702u);
    lot.after(1s);
    EXPECT_EQ(lot.park(3), 701u);
}

TEST(Slots, WhenOnlyRestingSlotsAreLeftTheOneReleasedLongestAgoIsGiven) {
    for (const SlotChoice choice :
         {SlotChoice::first, SlotChoice::next, SlotChoice::least_recently_used, SlotChoice::random}) {
        ALot lot(choosing(choice));
        for (std::uint64_t park = 1; park <= 4; ++park)
            lot.park(park, 700 + static_cast<std::uint32_t>(park));
        lot.take("203", 3, 703);
        lot.after(1s);
        lot.take("203", 2, 702);
        EXPECT_EQ(lot.park(5), 703u);
        EXPECT_EQ(lot.park(6), 702u);
        EXPECT_EQ(lot.park(7), 0u);
    }
}

TEST(Slots, WithoutQuarantineASlotIsFreeAtOnce) {
    LotRules rules = small_lot();
    rules.quarantine = 0s;
    ALot lot(rules);
    lot.park(1);
    lot.take("203", 1, 701);
    EXPECT_EQ(lot.park(2), 701u);
}

TEST(Slots, ARestingSlotIsRefusedToOthersButNotToTheSameParker) {
    ALot lot;
    lot.park(1, 702, parker("201"));
    lot.take("203", 1, 702);
    EXPECT_EQ(lot.ask(2, 702, parker("205")), orders(RefusePark{{2}, Refusal::quarantined, {}}));
    EXPECT_EQ(lot.ask(3, 702, from_trunk()), orders(RefusePark{{3}, Refusal::quarantined, {}}));
    EXPECT_EQ(lot.ask(4, 702, parker("201")), orders(GrantSlot{{4}, {702}}));
}

TEST(Slots, ARestingSlotOfATrunkIsNotGivenToAnotherTrunkCall) {
    ALot lot;
    lot.park(1, 702, from_trunk());
    lot.take("203", 1, 702);
    EXPECT_EQ(lot.ask(2, 702, from_trunk()), orders(RefusePark{{2}, Refusal::quarantined, {}}));
}

TEST(Slots, ALotThatAllowsItGivesTheNextFreeOneInsteadOfARestingOne) {
    LotRules rules = small_lot();
    rules.when_taken = WhenTaken::next_free;
    ALot lot(rules);
    lot.park(1, 701);
    lot.take("203", 1, 701);
    EXPECT_EQ(lot.ask(2, 701, parker("205")), orders(GrantSlot{{2}, {702}}));
}

TEST(Slots, AReparkPrefersTheSlotThatTheCallerHadEvenInQuarantine) {
    ALot lot;
    EXPECT_EQ(lot.park(1), 701u);
    lot.take("203", 1, 701);
    EXPECT_EQ(lot.tell(SlotAsked{{2}, parker("203"), {}, SlotNumber{701}}), orders(GrantSlot{{2}, {701}}));
    EXPECT_EQ(lot.tell(SlotAsked{{3}, parker("203"), {}, SlotNumber{701}}), orders(GrantSlot{{3}, {702}}));
    EXPECT_EQ(lot.tell(SlotAsked{{4}, parker("203"), {}, SlotNumber{999}}), orders(GrantSlot{{4}, {703}}));
}

TEST(Slots, AReparkMayNameItsFormerSlot) {
    ALot lot;
    lot.park(1, 701);
    lot.take("203", 1, 701);
    EXPECT_EQ(lot.tell(SlotAsked{{2}, parker("203"), SlotNumber{701}, SlotNumber{701}}),
              orders(GrantSlot{{2}, {701}}));
}

TEST(Slots, ALotWithoutSlotsIsFull) {
    LotRules rules = small_lot();
    rules.first = {702};
    rules.last = {701};
    ALot lot(rules);
    EXPECT_EQ(lot.ask(1), orders(RefusePark{{1}, Refusal::lot_full, {}}));
    EXPECT_EQ(lot.ask(2, 701), orders(RefusePark{{2}, Refusal::no_such_slot, {}}));
}

TEST(SlotSet, FindsWhatAPlainSetFinds) {
    constexpr std::size_t places = 1000;
    SlotSet set(places);
    std::set<std::size_t> plain;
    for (std::size_t place = 0; place < places; ++place) plain.insert(plain.end(), place);
    std::mt19937 random(3);
    for (int i = 0; i < 20000; ++i) {
        const std::size_t place = random() % places;
        if (random() % 2 == 0) {
            set.add(place);
            plain.insert(place);
        } else {
            set.remove(place);
            plain.erase(place);
        }
        ASSERT_EQ(set.size(), plain.size());
        ASSERT_EQ(set.has(place), plain.contains(place));
        const std::size_t from = random() % places;
        const auto next = plain.lower_bound(from);
        ASSERT_EQ(set.first_from(from), next == plain.end() ? std::optional<std::size_t>{} : *next);
        if (plain.empty()) continue;
        const std::size_t n = random() % plain.size();
        ASSERT_EQ(set.nth(n), *std::next(plain.begin(), static_cast<std::ptrdiff_t>(n)));
    }
}

}  // namespace
}  // namespace layby::parking::test

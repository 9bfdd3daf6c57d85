// A lot as large as they get. With anything that is linear per event these tests would take minutes.
#include "a_lot.hpp"
#include "parking/parked_call.hpp"
#include "sanitized.hpp"

namespace layby::parking::test {
namespace {

/// The default choice at full size; the others at a size where linear work would still be felt. Sanitizers
/// have enough to see in a smaller lot.
constexpr std::uint32_t size_for(SlotChoice choice) {
    const std::uint32_t size = choice == SlotChoice::least_recently_used ? 50'000 : 10'000;
    return sanitized ? size / 5 : size;
}

LotRules large_lot(SlotChoice choice) {
    LotRules rules;
    rules.first = {10'001};
    rules.last = {10'000 + size_for(choice)};
    rules.choice = choice;
    return rules;
}

class LargeLot : public testing::TestWithParam<SlotChoice> {};

TEST_P(LargeLot, FillsIsRecalledAndEmpties) {
    const std::uint32_t slots = size_for(GetParam());
    Lot lot(large_lot(GetParam()), 5);
    Instant now{};
    for (std::uint64_t park = 1; park <= slots; ++park) {
        now += 1ms;
        ASSERT_EQ(only<GrantSlot>(lot.handle(SlotAsked{{park}, parker(), {}}, now)).size(), 1u);
        ASSERT_EQ(lot.handle(CallerMoved{{park}, leg_of({park}), ann, false}, now).size(), 2u);
    }
    EXPECT_EQ(lot.occupied(), slots);
    EXPECT_EQ(lot.longest_waiting(), ParkId{1});
    EXPECT_EQ(only<RefusePark>(lot.handle(SlotAsked{{slots + 1}, parker(), {}}, now)).size(), 1u);
    EXPECT_EQ(only<Ring>(lot.expire(now + 130s)).size(), slots);
    for (std::uint32_t slot = 10'001; slot <= 10'000 + slots; ++slot) {
        const auto connected = only<Connect>(lot.handle(RetrieveAsked{retriever("203"), {slot}, {}}, now));
        ASSERT_EQ(connected.size(), 1u);
        ASSERT_EQ(lot.handle(RetrieverConfirmed{connected.front().park, retriever("203").leg}, now).size(),
                  1u);
    }
    EXPECT_EQ(lot.occupied(), 0u);
    EXPECT_EQ(lot.next_deadline(), std::nullopt);
    EXPECT_TRUE(lot.consistent());
}

INSTANTIATE_TEST_SUITE_P(EveryChoice, LargeLot,
                         testing::Values(SlotChoice::first, SlotChoice::next, SlotChoice::least_recently_used,
                                         SlotChoice::random));

TEST(LargeLotMemory, AParkedCallIsSmall) { EXPECT_LE(sizeof(ParkedCall), 640u); }

}  // namespace
}  // namespace layby::parking::test

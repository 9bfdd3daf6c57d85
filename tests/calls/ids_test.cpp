// Ids never mean two things: not over restarts, not between nodes, not between the two who name legs.
#include "words/ids.hpp"

#include <gtest/gtest.h>

#include <set>

namespace layby {
namespace {

TEST(Ids, OfLegsNeverMeetWhoeverGivesThem) {
    std::set<LegId> all;
    for (const std::uint64_t start : {0, 1, 2})
        for (const auto giver : {LegIds::Giver::switchboard, LegIds::Giver::endpoint}) {
            LegIds ids{ids_of(start), giver};
            for (int i = 0; i < 1000; ++i) all.insert(ids.next());
        }
    EXPECT_EQ(all.size(), 6000u);
    EXPECT_FALSE(all.contains(LegId{}));
}

TEST(Ids, OfALaterStartAreHigherAndThoseOfAnotherNodeAreItsOwn) {
    LegIds first{ids_of(1), LegIds::Giver::endpoint};
    EXPECT_LT(first.next().value, ids_of(2));
    EXPECT_GT(first.next().value, ids_of(1));
    EXPECT_GT(ids_of(0, 1), ids_of((1 << 24) - 1)) << "the last start of node 0";
}

}  // namespace
}  // namespace layby

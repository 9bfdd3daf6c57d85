// Ids never mean two things: not over restarts, not between nodes, not between the two who name legs.
#include "words/ids.hpp"

#include <gtest/gtest.h>

#include <set>

#include "calls/office.hpp"

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
    std::set<std::uint64_t> starts;
    for (const std::uint64_t start : {1, 2, 3})
        for (std::uint64_t node = 1; node <= calls::most_nodes; ++node)
            starts.insert(calls::start_of_node(start, node));
    EXPECT_EQ(starts.size(), 27u);
    EXPECT_EQ(calls::start_of_node(7, 0), 7u) << "of one server it is its own";
}

}  // namespace
}  // namespace layby

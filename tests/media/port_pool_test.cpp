#include "media/port_pool.hpp"

#include <gtest/gtest.h>

namespace layby::media {
namespace {

TEST(PortPool, GivesEvenPortsThatHaveTheirOddOneInTheRange) {
    PortPool pool{10001, 10006};
    EXPECT_EQ(pool.take(), 10002);
    EXPECT_EQ(pool.take(), 10004);
    EXPECT_FALSE(pool.take());
}

TEST(PortPool, TakesTheOneFreedLongestAgo) {
    PortPool pool{10000, 10007};
    const auto first = *pool.take();
    pool.give_back(first);
    EXPECT_EQ(pool.take(), 10002);
    EXPECT_EQ(pool.take(), 10004);
    EXPECT_EQ(pool.take(), 10006);
    EXPECT_EQ(pool.take(), first);
}

TEST(PortPool, MayReachTheHighestPort) {
    PortPool pool{65534, 65535};
    EXPECT_EQ(pool.take(), 65534);
    EXPECT_FALSE(pool.take());
}

TEST(PortPool, OfNothingIsEmpty) { EXPECT_FALSE((PortPool{10001, 10001}.take())); }

}  // namespace
}  // namespace layby::media

#include "media/port_pool.hpp"

#include <gtest/gtest.h>

#include <random>
#include <set>

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

TEST(PortPool, GivesAPortByItsNumberOnce) {
    PortPool pool{10000, 10007};
    EXPECT_TRUE(pool.take(10002));
    EXPECT_FALSE(pool.take(10002));
    EXPECT_EQ(pool.free(), 3U);
    for (const int port : {10000, 10004, 10006}) EXPECT_EQ(pool.take(), port);
    EXPECT_FALSE(pool.take());
    pool.give_back(10002);
    EXPECT_EQ(pool.take(), 10002);
}

TEST(PortPool, LetsAPortOutsideItBeTakenAndDoesNotKeepIt) {
    PortPool pool{10000, 10003};
    for (const std::uint16_t port : {9998, 10001, 10004, 65534}) {
        EXPECT_TRUE(pool.take(port));
        pool.give_back(port);
    }
    EXPECT_EQ(pool.free(), 2U);
}

TEST(PortPool, StaysWholeWhateverTheOrderOfTakingAndGivingBack) {
    PortPool pool{10000, 10063};
    std::mt19937 random{7};
    std::set<std::uint16_t> taken;
    for (int i = 0; i < 20'000; ++i) {
        const auto port = static_cast<std::uint16_t>(10000 + random() % 32 * 2);
        if (random() % 3 == 0) {
            const auto any = pool.take();
            EXPECT_TRUE(!any || taken.insert(*any).second);
        } else if (random() % 2 == 0) {
            EXPECT_EQ(pool.take(port), taken.insert(port).second);
        } else if (taken.erase(port) == 1) {
            pool.give_back(port);
        }
        ASSERT_EQ(pool.free(), 32 - taken.size());
    }
}

TEST(PortPool, OfNothingIsEmpty) { EXPECT_FALSE((PortPool{10001, 10001}.take())); }

}  // namespace
}  // namespace layby::media

#include "media/wire/port_pool.hpp"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace layby::media {
namespace {

/// Always the same numbers.
PortPool::Random numbers(unsigned seed = 1) {
    return [random = std::mt19937{seed}]() mutable { return static_cast<std::uint32_t>(random()); };
}

std::set<std::uint16_t> take_all(PortPool& pool) {
    std::set<std::uint16_t> taken;
    while (const auto port = pool.take()) EXPECT_TRUE(taken.insert(*port).second);
    return taken;
}

TEST(PortPool, GivesEvenPortsThatHaveTheirOddOneInTheRange) {
    PortPool pool{10001, 10006, numbers()};
    EXPECT_EQ(take_all(pool), (std::set<std::uint16_t>{10002, 10004}));
    EXPECT_FALSE(pool.take());
}

TEST(PortPool, TakesTheOneFreedLastAfterAllOthers) {
    PortPool pool{10000, 10007, numbers()};
    const auto first = *pool.take();
    pool.give_back(first);
    for (int i = 0; i < 3; ++i) EXPECT_NE(pool.take(), first);
    EXPECT_EQ(pool.take(), first);
}

TEST(PortPool, NobodyCanTellWhichPortComesNext) {
    std::set<std::uint16_t> firsts;
    unsigned up = 0;
    for (unsigned seed = 0; seed < 100; ++seed) {
        PortPool pool{10000, 19999, numbers(seed)};
        const auto one = *pool.take(), next = *pool.take();
        firsts.insert(one);
        up += next == one + 2 ? 1 : 0;
    }
    EXPECT_GT(firsts.size(), 90U);
    EXPECT_LT(up, 5U);
}

TEST(PortPool, APortThatWasFreedRestsAlsoWhenManyComeAndGo) {
    PortPool pool{10000, 10399, numbers()};
    for (int i = 0; i < 5000; ++i) {
        const auto port = *pool.take();
        pool.give_back(port);
        const auto next = *pool.take();
        EXPECT_NE(next, port);
        pool.give_back(next);
    }
    EXPECT_EQ(pool.free(), 200U);
}

TEST(PortPool, GivesTheLastFreePortsOfAFullRange) {
    PortPool pool{10000, 49999, numbers()};
    const auto all = take_all(pool);
    EXPECT_EQ(all.size(), 20'000U);
    for (int i = 0; i < 20'000; ++i) {
        pool.give_back(10000);
        ASSERT_EQ(pool.take(), 10000);
        ASSERT_FALSE(pool.take());
    }
}

TEST(PortPool, MayReachTheHighestPort) {
    PortPool pool{65534, 65535, numbers()};
    EXPECT_EQ(pool.take(), 65534);
    EXPECT_FALSE(pool.take());
}

TEST(PortPool, GivesAPortByItsNumberOnce) {
    PortPool pool{10000, 10007, numbers()};
    EXPECT_TRUE(pool.take(10002));
    EXPECT_FALSE(pool.take(10002));
    EXPECT_EQ(pool.free(), 3U);
    EXPECT_EQ(take_all(pool), (std::set<std::uint16_t>{10000, 10004, 10006}));
    pool.give_back(10002);
    EXPECT_EQ(pool.take(), 10002);
}

TEST(PortPool, GivesAPortByItsNumberAlsoWhileItRests) {
    PortPool pool{10000, 10007, numbers()};
    pool.take(10004);
    pool.give_back(10004);
    EXPECT_TRUE(pool.take(10004));
    EXPECT_EQ(take_all(pool).size(), 3U);
}

TEST(PortPool, LetsAPortOutsideItBeTakenAndDoesNotKeepIt) {
    PortPool pool{10000, 10003, numbers()};
    for (const std::uint16_t port : {9998, 10001, 10004, 65534}) {
        EXPECT_TRUE(pool.take(port));
        pool.give_back(port);
    }
    EXPECT_EQ(pool.free(), 2U);
}

TEST(PortPool, StaysWholeWhateverTheOrderOfTakingAndGivingBack) {
    PortPool pool{10000, 10063, numbers()};
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

TEST(PortPool, OfNothingIsEmpty) { EXPECT_FALSE((PortPool{10001, 10001, numbers()}.take())); }

}  // namespace
}  // namespace layby::media

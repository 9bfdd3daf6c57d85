// The signalling thread's loop as the server runs it, on the real clock.
#include "sip/loop.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace layby::app {
namespace {

using namespace std::chrono_literals;

struct ALoop : testing::Test {
    sip::Loop loop;
    int rests{};
    ALoop() {
        loop.before_rest([this] { ++rests; });
    }
};

TEST_F(ALoop, RunsWhatItsOwnThreadPostsBeforeItRests) {
    std::string order;
    int rests_then = -1;
    loop.post([&] {
        order += "a";
        loop.post([&] {
            order += "c";
            rests_then = rests;
            loop.stop();
        });
        order += "b";
    });
    loop.run();
    EXPECT_EQ(order, "abc");
    EXPECT_EQ(rests_then, 0);
}

// Sofia rounds the time until a timer down to milliseconds: through the rest of the last one it spun.
TEST_F(ALoop, RestsOnceUntilItsDeadline) {
    constexpr int deadlines = 50;
    int left = deadlines;
    std::function<void()> again = [&] {
        if (--left == 0) return loop.stop();
        loop.wake_at(loop.now() + 2300us, again);
    };
    loop.wake_at(loop.now() + 2300us, again);
    loop.run();
    EXPECT_LE(rests, 3 * deadlines);
}

TEST_F(ALoop, RunsWhatADeadlinePosts) {
    bool ran = false;
    loop.wake_at(loop.now() + 1ms, [&] {
        loop.post([&] {
            ran = true;
            loop.stop();
        });
    });
    loop.run();
    EXPECT_TRUE(ran);
}

TEST_F(ALoop, MissesNothingThatOtherThreadsPost) {
    constexpr int threads = 4, posts = 5000;
    int seen = 0;
    std::vector<std::thread> others;
    for (int i = 0; i < threads; ++i)
        others.emplace_back([&] {
            for (int post = 0; post < posts; ++post) {
                loop.post([&] {
                    if (++seen == threads * posts) loop.stop();
                });
                if (post % 7 == 0) std::this_thread::yield();
            }
        });
    loop.run();
    for (auto& other : others) other.join();
    EXPECT_EQ(seen, threads * posts);
}

/// Each waits for the other, so that whoever posts mostly finds the loop at rest, or about to be.
TEST_F(ALoop, IsWokenByAPostAtAnyMoment) {
    constexpr int rounds = 20000;
    std::atomic<int> answered{};
    std::thread other([&] {
        for (int round = 1; round <= rounds; ++round) {
            loop.post([&] { ++answered; });
            while (answered < round) std::this_thread::yield();
        }
        loop.stop();
    });
    loop.run();
    other.join();
    EXPECT_EQ(answered, rounds);
}

}  // namespace
}  // namespace layby::app

#include "runtime/mailbox.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <thread>

namespace layby::runtime {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(AMailbox, WakesItsTakerOnlyForTheFirstOfABatch) {
    Mailbox<int> box;
    EXPECT_TRUE(box.put(1));
    EXPECT_FALSE(box.put(2));
    std::vector<int> batch;
    box.take(batch);
    EXPECT_THAT(batch, ElementsAre(1, 2));
    EXPECT_TRUE(box.put(3));
}

TEST(AMailbox, ForgetsWhatWasTakenBefore) {
    Mailbox<int> box;
    std::vector<int> batch{7, 8, 9};
    box.take(batch);
    EXPECT_THAT(batch, IsEmpty());
}

TEST(AMailbox, DoesNotAllocateOnceItHasGrown) {
    Mailbox<int> box;
    std::vector<int> batch;
    for (int round = 0; round < 2; ++round) {
        for (int i = 0; i < 100; ++i) box.put(i);
        box.take(batch);
    }
    const auto* memory = batch.data();
    for (int i = 0; i < 50; ++i) box.put(i);
    box.take(batch);
    for (int i = 0; i < 50; ++i) box.put(i);
    box.take(batch);
    EXPECT_EQ(batch.data(), memory);
}

/// Threads that put, one that takes when it is woken, exactly as an event loop does.
struct Loop {
    Mailbox<std::pair<int, int>> box;
    std::mutex mutex;
    std::condition_variable bell;
    int wanted{};

    void put(int who, int what) {
        if (!box.put({who, what})) return;
        {
            const std::lock_guard hold(mutex);
            ++wanted;
        }
        bell.notify_one();
    }
    void wait() {
        std::unique_lock hold(mutex);
        bell.wait(hold, [this] { return wanted > 0; });
        --wanted;
    }
};

TEST(AMailbox, LosesNothingAndKeepsEachThreadsOrder) {
    constexpr int threads = 4, each = 20'000;
    Loop loop;
    std::vector<std::thread> putters;
    for (int who = 0; who < threads; ++who) {
        putters.emplace_back([&loop, who] {
            for (int i = 0; i < each; ++i) loop.put(who, i);
        });
    }
    std::vector<int> next(threads, 0);
    std::vector<std::pair<int, int>> batch;
    int seen = 0;
    bool in_order = true;
    while (seen < threads * each) {
        loop.wait();
        loop.box.take(batch);
        for (const auto& [who, what] : batch)
            in_order = in_order && what == next[static_cast<std::size_t>(who)]++;
        seen += static_cast<int>(batch.size());
    }
    for (auto& putter : putters) putter.join();
    EXPECT_TRUE(in_order);
    EXPECT_EQ(seen, threads * each);
}

}  // namespace
}  // namespace layby::runtime

#include "runtime/one_thread.hpp"

#include <gtest/gtest.h>

namespace layby::runtime {
namespace {

bool is_of_another_thread(const OneThread& thing) {
    bool ours = false;
    std::thread{[&] { ours = thing.is_ours(); }}.join();
    return ours;
}

TEST(OneThread, BelongsToTheThreadThatComesFirst) {
    const OneThread thing;
    EXPECT_TRUE(thing.is_ours());
    EXPECT_TRUE(thing.is_ours());
    EXPECT_FALSE(is_of_another_thread(thing));
    EXPECT_TRUE(thing.is_ours());
}

TEST(OneThread, IsAnothersOnceItIsReleased) {
    OneThread thing;
    EXPECT_TRUE(thing.is_ours());
    thing.release();
    EXPECT_TRUE(is_of_another_thread(thing));
    EXPECT_FALSE(thing.is_ours());
}

}  // namespace
}  // namespace layby::runtime

#include "runtime/check.hpp"

#include <gtest/gtest.h>

namespace layby::runtime {
namespace {

int reports = 0;

TEST(ABrokenInvariant, AbortsUnlessSomebodyHandlesIt) {
    EXPECT_DEATH((void)CHECK(1 + 1 == 3), "broken invariant: 1 \\+ 1 == 3");
}

TEST(ABrokenInvariant, IsCountedAndDropsTheEventWhenHandled) {
    on_bug([](const char*, const char*, int) { ++reports; });
    const auto before = bugs_seen();
    EXPECT_FALSE(CHECK(1 + 1 == 3));
    EXPECT_TRUE(CHECK(1 + 1 == 2));
    EXPECT_EQ(reports, 1);
    EXPECT_EQ(bugs_seen(), before + 1);
}

}  // namespace
}  // namespace layby::runtime

// How values are spread.
#include "runtime/spread.hpp"

#include <gmock/gmock.h>

#include <thread>

#include "runtime/process.hpp"

namespace layby::runtime {
namespace {

using testing::ElementsAre;

TEST(ASpread, CountsAValueInTheFirstBoundThatHoldsIt) {
    Spread spread({1, 5, 10});
    for (const double value : {0.5, 1.0, 1.1, 5.0, 10.0, 10.1, 1000.0}) spread.note(value);
    const auto now = spread.now();
    EXPECT_THAT(now.bounds, ElementsAre(1, 5, 10));
    EXPECT_THAT(now.counts, ElementsAre(2, 2, 1, 2));
    EXPECT_DOUBLE_EQ(now.sum, 1027.7);
}

TEST(ASpread, IsReadWhileItIsWritten) {
    Spread spread({1});
    std::thread writer([&] {
        for (int i = 0; i < 10'000; ++i) spread.note(i % 2 ? 2 : 1);
    });
    for (int i = 0; i < 100; ++i) EXPECT_LE(spread.now().counts[0], 5000U);
    writer.join();
    EXPECT_THAT(spread.now().counts, ElementsAre(5000, 5000));
    EXPECT_DOUBLE_EQ(spread.now().sum, 15'000);
}

TEST(AProcess, SaysWhatItUses) {
    const auto use = process_use();
    EXPECT_GT(use.cpu_seconds, 0);
    EXPECT_GT(use.resident_bytes, 1'000'000U);
    EXPECT_GT(use.virtual_bytes, use.resident_bytes);
    EXPECT_GE(use.open_files, 3U);
    EXPECT_GE(use.most_files, use.open_files);
    EXPECT_GE(use.threads, 1U);
}

}  // namespace
}  // namespace layby::runtime

// The whole product in simulated worlds, a few hundred of them, and the proof that a seed is a whole story.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "sanitized.hpp"
#include "simulation/world/run.hpp"

namespace layby::simulation {
namespace {

constexpr std::uint64_t in_a_block = 10;
constexpr std::uint64_t blocks = sanitized ? 1 : 30;
constexpr std::uint64_t first_seed = sanitized ? 100'001 : 1;

class Simulation : public testing::TestWithParam<std::uint64_t> {};

TEST_P(Simulation, NobodyIsLostMixedUpOrForgotten) {
    for (auto seed = GetParam(); seed < GetParam() + in_a_block; ++seed) {
        const auto outcome = run({.seed = seed});
        EXPECT_TRUE(outcome.well) << outcome.said;
    }
}

INSTANTIATE_TEST_SUITE_P(Seeds, Simulation,
                         testing::Range(first_seed, first_seed + blocks * in_a_block, in_a_block));

/// By programs that are started anew, so that nothing is where it was in memory.
std::string told_by_another_process(std::uint64_t seed) {
    const auto file = testing::TempDir() + "layby-ladder-" + std::to_string(getpid());
    const auto command = std::string(SIMULATE) + " --seed " + std::to_string(seed) + " --ladder >" + file;
    EXPECT_EQ(std::system(command.c_str()), 0);
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    std::remove(file.c_str());
    return text.str();
}

TEST(ASeed, IsTheSameStoryByteForByteInEveryProcess) {
    const auto story = told_by_another_process(7);
    EXPECT_GT(story.size(), 100'000U);
    EXPECT_EQ(told_by_another_process(7), story);
}

TEST(ASeed, IsAnotherStoryThanAnotherSeed) {
    EXPECT_NE(run({.seed = 7, .length = 1min}).said, run({.seed = 8, .length = 1min}).said);
}

}  // namespace
}  // namespace layby::simulation

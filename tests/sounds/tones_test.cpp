#include "sounds/tones.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "sounds/recordings.hpp"

namespace layby::sounds {
namespace {

constexpr int rates[] = {8000, 16000, 48000};

int loudest(const std::vector<std::int16_t>& samples) {
    int most = 0;
    for (const auto sample : samples) most = std::max(most, std::abs(static_cast<int>(sample)));
    return most;
}

class EveryTone : public testing::TestWithParam<const char*> {};

TEST_P(EveryTone, IsWholeFramesSoThatItCanBePlayedEndToEnd) {
    for (const int rate : rates) {
        const auto samples = make_tone(GetParam(), rate);
        ASSERT_FALSE(samples.empty());
        EXPECT_EQ(samples.size() % static_cast<std::size_t>(rate / 50), 0u) << rate;
    }
}

TEST_P(EveryTone, StaysFarFromClipping) {
    for (const int rate : rates) EXPECT_LT(loudest(make_tone(GetParam(), rate)), 32768 * 0.3) << rate;
}

TEST_P(EveryTone, BeginsAndEndsSoftly) {
    const auto samples = make_tone(GetParam(), 8000);
    EXPECT_LT(std::abs(samples.front()), 100);
    EXPECT_LT(std::abs(samples.back()), 1000);
}

INSTANTIATE_TEST_SUITE_P(Tones, EveryTone,
                         testing::Values("tone/confirm", "tone/ringback", "tone/busy", "tone/error",
                                         "tone/silence", "tone/missing", "tone/music", "silence/1",
                                         "silence/9"));

TEST(Tones, RingbackIsTwoSecondsOfSixAtBothFrequencies) {
    const auto samples = make_tone("tone/ringback", 8000);
    ASSERT_EQ(samples.size(), 6u * 8000);
    const std::vector<std::int16_t> on(samples.begin(), samples.begin() + 16000);
    EXPECT_NEAR(share_of(440, on, 8000), 0.5, 0.05);
    EXPECT_NEAR(share_of(480, on, 8000), 0.5, 0.05);
    EXPECT_EQ(loudest({samples.begin() + 16000, samples.end()}), 0);
}

TEST(Tones, BusyIsHalfASecondOnAndOff) {
    const auto samples = make_tone("tone/busy", 8000);
    ASSERT_EQ(samples.size(), 8000u);
    EXPECT_GT(loudest({samples.begin(), samples.begin() + 4000}), 3000);
    EXPECT_EQ(loudest({samples.begin() + 4000, samples.end()}), 0);
}

TEST(Tones, SilenceIsSilent) {
    EXPECT_EQ(loudest(make_tone("tone/silence", 8000)), 0);
    EXPECT_EQ(make_tone("silence/3", 8000), std::vector<std::int16_t>(24000));
}

TEST(Tones, AnyOtherNameIsNone) {
    for (const char* name : {"", "tone/", "digits/7", "silence/", "silence/0", "silence/10", "silence/x"})
        EXPECT_TRUE(make_tone(name, 8000).empty()) << name;
}

}  // namespace
}  // namespace layby::sounds

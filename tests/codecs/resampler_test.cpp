#include <gtest/gtest.h>

#include <array>

#include "codecs/codec.hpp"
#include "codecs/signals.hpp"

namespace layby::codecs {
namespace {

using tests::power;
using tests::tone;
using tests::tone_snr;

std::vector<std::int16_t> in_frames(Resampler& resampler, std::span<const std::int16_t> in,
                                    std::size_t frame) {
    std::vector<std::int16_t> out;
    std::array<std::int16_t, 5760> buffer{};
    for (; in.size() >= frame; in = in.subspan(frame)) {
        const auto n = resampler.convert(in.first(frame), buffer);
        out.insert(out.end(), buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(n));
    }
    return out;
}

class Rates : public testing::TestWithParam<std::pair<int, int>> {};

TEST_P(Rates, AToneStaysATone) {
    const auto [from, to] = GetParam();
    Resampler resampler{from, to};
    const auto out = in_frames(resampler, tone(1000, from, 1), static_cast<std::size_t>(from / 50));
    EXPECT_NEAR(static_cast<double>(out.size()), to, 1);
    const std::span steady{out.data() + to / 4, static_cast<std::size_t>(to / 2)};
    EXPECT_GT(tone_snr(steady, 1000, to), 50);
    EXPECT_NEAR(power(steady), 8000.0 * 8000 / 2, 8000.0 * 8000 / 2 * 0.02);
}

TEST_P(Rates, AWholeRecordingKeepsItsLengthAndTone) {
    const auto [from, to] = GetParam();
    const auto out = resample(tone(440, from, 1), from, to);
    EXPECT_NEAR(static_cast<double>(out.size()), to, 2);
    EXPECT_GT(
        tone_snr(std::span{out}.subspan(static_cast<std::size_t>(to / 4), static_cast<std::size_t>(to / 2)),
                 440, to),
        60);
}

INSTANTIATE_TEST_SUITE_P(Between, Rates,
                         testing::Values(std::pair{8000, 16000}, std::pair{16000, 8000},
                                         std::pair{8000, 48000}, std::pair{48000, 8000},
                                         std::pair{16000, 48000}, std::pair{48000, 16000},
                                         std::pair{44100, 8000}));

TEST(Resampler, LetsNothingThroughThatTheLowerRateCannotCarry) {
    Resampler resampler{48000, 8000};
    const auto out = in_frames(resampler, tone(5500, 48000, 1), 960);
    EXPECT_LT(power(std::span{out}.subspan(1000)), 20.0 * 20);
}

TEST(Resampler, GivesWholeFramesForWholeFrames) {
    Resampler up{8000, 48000};
    std::array<std::int16_t, 5760> buffer{};
    const std::vector<std::int16_t> frame(160, 1000);
    for (int i = 0; i < 10; ++i) EXPECT_EQ(up.convert(frame, buffer), 960U);
}

TEST(Resampler, GoesOnAfterAnOutputThatWasTooSmall) {
    Resampler up{8000, 48000};
    std::array<std::int16_t, 10> small{};
    std::array<std::int16_t, 960> enough{};
    const std::vector<std::int16_t> frame(160, 1000);
    EXPECT_EQ(up.convert(frame, small), 10U);
    EXPECT_EQ(up.convert(frame, enough), 960U);
    EXPECT_NEAR(enough[900], 1000, 2);
}

TEST(Resampler, EqualRatesCopy) {
    Resampler same{8000, 8000};
    std::array<std::int16_t, 160> out{};
    const auto in = tone(440, 8000, 0.02);
    EXPECT_EQ(same.convert(in, out), 160U);
    EXPECT_TRUE(std::equal(in.begin(), in.end(), out.begin()));
}

TEST(WholeRecordings, OfNothingAreNothing) { EXPECT_TRUE(resample({}, 44100, 8000).empty()); }

}  // namespace
}  // namespace layby::codecs

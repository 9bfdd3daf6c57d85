#include "codecs/codec.hpp"

#include <gtest/gtest.h>

#include <array>
#include <random>

#include "codecs/signals.hpp"

namespace layby::codecs {
namespace {

using tests::power;
using tests::tone;
using tests::tone_snr;

constexpr std::array all{Codec::pcmu, Codec::pcma, Codec::g722, Codec::opus};

struct RoundTrip {
    Codec codec;
    std::unique_ptr<Encoder> encoder{make_encoder(codec)};
    std::unique_ptr<Decoder> decoder{make_decoder(codec)};
    std::array<std::uint8_t, max_frame_bytes> bytes{};
    std::array<std::int16_t, 5760> pcm{};
    std::size_t last_bytes{};

    std::vector<std::int16_t> run(const std::vector<std::int16_t>& in) {
        std::vector<std::int16_t> out;
        const auto frame = static_cast<std::size_t>(frame_samples(codec));
        for (std::size_t at = 0; at + frame <= in.size(); at += frame) {
            last_bytes = encoder->encode({in.data() + at, frame}, bytes);
            const auto n = decoder->decode({bytes.data(), last_bytes}, pcm);
            out.insert(out.end(), pcm.begin(), pcm.begin() + static_cast<std::ptrdiff_t>(n));
        }
        return out;
    }
};

class EveryCodec : public testing::TestWithParam<Codec> {};

TEST_P(EveryCodec, KeepsAToneClearAndAsLoudAsItWas) {
    RoundTrip trip{GetParam()};
    const int rate = sample_rate(GetParam());
    const auto out = trip.run(tone(440, rate, 1.0));
    ASSERT_EQ(out.size(), static_cast<std::size_t>(rate));
    const std::span steady{out.data() + rate / 2, static_cast<std::size_t>(rate / 2)};
    EXPECT_GT(tone_snr(steady, 440, rate), GetParam() == Codec::opus ? 15 : 30);
    EXPECT_NEAR(10 * std::log10(power(steady) / (8000.0 * 8000 / 2)), 0, 1);
}

TEST_P(EveryCodec, KeepsSilenceSilent) {
    RoundTrip trip{GetParam()};
    const auto out = trip.run(std::vector<std::int16_t>(static_cast<std::size_t>(sample_rate(GetParam()))));
    EXPECT_LT(power(out), 16 * 16);
}

TEST_P(EveryCodec, FitsItsFramesIntoThePromisedSizes) {
    RoundTrip trip{GetParam()};
    trip.run(tone(1000, sample_rate(GetParam()), 0.1));
    EXPECT_GT(trip.last_bytes, 0U);
    EXPECT_LE(trip.last_bytes, max_frame_bytes);
    if (GetParam() != Codec::opus) {
        EXPECT_EQ(trip.last_bytes, 160U);
    }
}

TEST_P(EveryCodec, GivesNothingForAnEmptyPayload) {
    RoundTrip trip{GetParam()};
    EXPECT_EQ(trip.decoder->decode({}, trip.pcm), 0U);
}

TEST_P(EveryCodec, SurvivesAnyBytes) {
    RoundTrip trip{GetParam()};
    std::mt19937 random{7};
    std::vector<std::uint8_t> junk;
    for (int i = 0; i < 3000; ++i) {
        junk.resize(random() % 1400);
        for (auto& byte : junk) byte = static_cast<std::uint8_t>(random());
        EXPECT_LE(trip.decoder->decode(junk, trip.pcm), trip.pcm.size());
        EXPECT_LE(trip.decoder->recover(junk, trip.pcm), trip.pcm.size());
    }
}

TEST_P(EveryCodec, RefusesMoreThanTheOutputHolds) {
    RoundTrip trip{GetParam()};
    trip.run(tone(440, sample_rate(GetParam()), 0.1));
    std::array<std::int16_t, 10> small{};
    EXPECT_EQ(trip.decoder->decode({trip.bytes.data(), trip.last_bytes}, small), 0U);
}

TEST_P(EveryCodec, FillsAGapWithOneFrameAndFadesIntoSilence) {
    RoundTrip trip{GetParam()};
    const int rate = sample_rate(GetParam());
    trip.run(tone(440, rate, 0.5));
    const auto n = trip.decoder->conceal(trip.pcm);
    EXPECT_EQ(n, static_cast<std::size_t>(frame_samples(GetParam())));
    EXPECT_GT(power({trip.pcm.data(), n}), 1000.0 * 1000);
    for (int i = 0; i < 50; ++i) trip.decoder->conceal(trip.pcm);
    EXPECT_LT(power({trip.pcm.data(), n}), 500.0 * 500);
}

std::string name_of(const testing::TestParamInfo<Codec>& param) {
    const std::array<std::string, 4> names{"Pcmu", "Pcma", "G722", "Opus"};
    return names.at(static_cast<std::size_t>(param.param));
}
INSTANTIATE_TEST_SUITE_P(Codecs, EveryCodec, testing::ValuesIn(all), name_of);

TEST(Sizes, FollowTheRtpClocks) {
    EXPECT_EQ(frame_samples(Codec::pcmu), 160);
    EXPECT_EQ(frame_samples(Codec::g722), 320);
    EXPECT_EQ(frame_samples(Codec::opus), 960);
    EXPECT_EQ(frame_timestamp(Codec::g722), 160U);
    EXPECT_EQ(frame_timestamp(Codec::opus), 960U);
}

TEST(Opus, RecoversALostFrameFromTheNextOne) {
    RoundTrip trip{Codec::opus};
    const auto speech = tone(300, 48000, 2);
    trip.run(speech);
    EXPECT_EQ(trip.decoder->recover({trip.bytes.data(), trip.last_bytes}, trip.pcm), 960U);
}

TEST(Opus, EncodesOnlyWholeFrames) {
    std::array<std::uint8_t, max_frame_bytes> bytes{};
    EXPECT_EQ(make_encoder(Codec::opus)->encode(std::vector<std::int16_t>(100), bytes), 0U);
}

}  // namespace
}  // namespace layby::codecs

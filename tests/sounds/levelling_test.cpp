// Music is equally loud, whoever recorded it, and never so quiet that a caller thinks the line is dead.
#include "sounds/levelling.hpp"

#include <gmock/gmock.h>

#include "sounds/recordings.hpp"

namespace layby::sounds {
namespace {

/// A library whose only music is this recording.
Sources playing(const Folder& folder, std::optional<double> loudness) {
    Sources sources;
    sources.own_dir = folder.text();
    sources.music = {{"default", folder.text() + "/songs"}};
    sources.loudness = loudness;
    return sources;
}

std::vector<std::int16_t> music_of(const Folder& folder, std::optional<double> loudness = -22) {
    const Library library{playing(folder, loudness)};
    wait_for(library);
    return heard(*library.music("default"), Codec::pcmu);
}

double decibels(double level) { return 20 * std::log10(level); }

TEST(Levels, RecordingsOfAnyLevelBecomeEquallyLoud) {
    for (const double level : {0.02, 0.1, 0.9}) {
        Folder folder;
        write(folder / "songs/1.wav", {.hz = 1000, .seconds = 5, .level = level});
        // A tone of 1 kHz has as many LUFS as its power has dB of full scale (BS.1770 annex 1).
        EXPECT_NEAR(decibels(loudness(music_of(folder))), -22, 0.3) << level;
    }
}

TEST(Levels, AreThoseOfTheSettings) {
    Folder folder;
    write(folder / "songs/1.wav", {.hz = 1000, .seconds = 5, .level = 0.5});
    EXPECT_NEAR(decibels(loudness(music_of(folder, -30))), -30, 0.3);
    EXPECT_NEAR(loudness(music_of(folder, std::nullopt)), 0.5 / std::numbers::sqrt2, 0.01);
}

/// Loud for a moment, quiet for the rest.
std::vector<std::int16_t> with_a_peak() {
    std::vector<std::int16_t> samples;
    for (int i = 0; i < 80000; ++i)
        samples.push_back(static_cast<std::int16_t>((i < 40 ? 30000 : 400) * std::sin(i * 0.7)));
    return samples;
}

void write_samples(const std::filesystem::path& file, const std::vector<std::int16_t>& samples) {
    SF_INFO info{};
    info.samplerate = 8000;
    info.channels = 1;
    info.format = SF_FORMAT_WAV | SF_FORMAT_PCM_16;
    SNDFILE* to = sf_open(file.c_str(), SFM_WRITE, &info);
    sf_write_short(to, samples.data(), static_cast<sf_count_t>(samples.size()));
    sf_close(to);
}

TEST(Levels, CutOffNoPeak) {
    Folder folder;
    write_samples(folder / "a.wav", with_a_peak());
    WavReader reader{folder / "a.wav"};
    EXPECT_LT(gain_for(reader, -22) * 30000, 32767);
}

TEST(Levels, ASilentRecordingStaysAsItIs) {
    Folder folder;
    write_samples(folder / "a.wav", std::vector<std::int16_t>(16000));
    WavReader reader{folder / "a.wav"};
    EXPECT_EQ(gain_for(reader, -22), 1);
}

std::size_t left_of(const std::vector<std::int16_t>& samples) {
    Levelling levelling{8000, 1};
    std::size_t left = 0;
    for (std::size_t at = 0; at < samples.size(); at += 1000)
        left +=
            levelling.take(std::span{samples}.subspan(at, std::min<std::size_t>(1000, samples.size() - at)))
                .size();
    return left + levelling.finish().size();
}

std::vector<std::int16_t> tone(int seconds, double level) {
    std::vector<std::int16_t> samples;
    for (int i = 0; i < seconds * 8000; ++i)
        samples.push_back(static_cast<std::int16_t>(level * 32767 * std::sin(i * 0.7)));
    return samples;
}

TEST(Silence, IsShortenedToASecondAndAHalf) {
    auto samples = tone(3, 0.1);
    const auto silence = tone(17, 0.005), end = tone(2, 0.1);
    samples.insert(samples.end(), silence.begin(), silence.end());
    samples.insert(samples.end(), end.begin(), end.end());
    EXPECT_EQ(left_of(samples), 8000u * (3 + 2) + 12000);
}

TEST(Silence, OfABreathStays) {
    auto samples = tone(3, 0.1);
    const auto silence = tone(1, 0), end = tone(2, 0.1);
    samples.insert(samples.end(), silence.begin(), silence.end());
    samples.insert(samples.end(), end.begin(), end.end());
    EXPECT_EQ(left_of(samples), samples.size());
}

TEST(Silence, NothingIsLostOfWhatIsNoWholeWindow) {
    EXPECT_EQ(left_of(std::vector<std::int16_t>(8013, 9000)), 8013u);
}

}  // namespace
}  // namespace layby::sounds

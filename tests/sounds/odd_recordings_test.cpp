// What admins put into folders: every rate and format, and files that aren't what they seem.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <cstring>
#include <limits>

#include "sounds/recordings.hpp"
#include "sounds/wav_reader.hpp"
#include "sounds/whole_sound.hpp"

namespace layby::sounds {
namespace {

using testing::HasSubstr;

struct Format {
    const char* name;
    int rate, channels, format;
};

/// In every codec; none when there is nothing to encode.
std::unique_ptr<EncodedSound> encoded(WholeSound whole) {
    if (!whole.samples) return nullptr;
    auto sound = std::make_unique<EncodedSound>();
    WholeMaking{std::move(whole), *sound, {std::begin(every_codec), std::end(every_codec)}}.make({});
    return sound;
}

class EveryFormat : public testing::TestWithParam<Format> {};

TEST_P(EveryFormat, IsHeardAtItsLevelAndPitch) {
    Folder folder;
    const auto& [name, rate, channels, format] = GetParam();
    write(folder / "a.wav",
          {.rate = rate, .channels = channels, .format = SF_FORMAT_WAV | format, .hz = 600});
    std::string problem;
    const auto sound = encoded(recorded_sound(folder / "a.wav", problem));
    ASSERT_NE(sound, nullptr) << problem;
    for (const Codec codec : all_codecs) {
        const auto samples = heard(*sound, codec);
        EXPECT_NEAR(seconds(*sound, codec), 1.01, 0.03);
        EXPECT_GT(share_of(600, samples, codecs::sample_rate(codec)), 0.9);
        EXPECT_NEAR(loudness(samples), 0.25 / std::numbers::sqrt2, 0.03);
    }
}

INSTANTIATE_TEST_SUITE_P(
    Recordings, EveryFormat,
    testing::Values(Format{"telephone", 8000, 1, SF_FORMAT_PCM_16},
                    Format{"bytes", 8000, 1, SF_FORMAT_PCM_U8}, Format{"ulaw", 8000, 1, SF_FORMAT_ULAW},
                    Format{"old", 11025, 1, SF_FORMAT_PCM_16}, Format{"wide", 16000, 1, SF_FORMAT_PCM_16},
                    Format{"disc", 44100, 2, SF_FORMAT_PCM_16}, Format{"film", 48000, 6, SF_FORMAT_PCM_24},
                    Format{"studio", 96000, 2, SF_FORMAT_FLOAT}, Format{"best", 192000, 1, SF_FORMAT_DOUBLE}),
    [](const auto& format) { return format.param.name; });

/// A header as a recorder writes it, with samples that need not fit to it.
std::string wav(std::uint32_t rate, std::uint16_t channels, std::uint32_t claimed,
                const std::string& samples) {
    std::string bytes = "RIFF....WAVEfmt ";
    const auto add = [&](auto value) { bytes.append(reinterpret_cast<const char*>(&value), sizeof value); };
    const std::uint32_t size = claimed + 36;
    std::memcpy(bytes.data() + 4, &size, sizeof size);
    add(std::uint32_t{16});
    add(std::uint16_t{1});
    add(channels);
    add(rate);
    add(std::uint32_t{rate * channels * 2});
    add(static_cast<std::uint16_t>(channels * 2));
    add(std::uint16_t{16});
    bytes += "data";
    add(claimed);
    return bytes + samples;
}

struct Damage {
    const char* name;
    std::string bytes;
    const char* problem;
};

class EveryDamage : public testing::TestWithParam<Damage> {};

TEST_P(EveryDamage, IsASentenceNotASound) {
    Folder folder;
    write_bytes(folder / "a.wav", GetParam().bytes);
    std::string problem;
    EXPECT_FALSE(recorded_sound(folder / "a.wav", problem).samples);
    EXPECT_THAT(problem, HasSubstr(GetParam().problem));
}

INSTANTIATE_TEST_SUITE_P(
    Recordings, EveryDamage,
    testing::Values(Damage{"empty", "", "can't be read"},
                    Damage{"text", "this is not a recording", "can't be read"},
                    Damage{"header_alone", wav(8000, 1, 0, ""), "is empty"},
                    Damage{"cut_in_the_header", wav(8000, 1, 1000, "").substr(0, 20), "can't be read"},
                    Damage{"no_rate", wav(0, 1, 1000, std::string(1000, 'x')), ""},
                    Damage{"slow", wav(100, 1, 1000, std::string(1000, 'x')), "expected 4000 to 192000"},
                    Damage{"fast", wav(4000000, 1, 1000, std::string(1000, 'x')), "expected 4000 to 192000"},
                    Damage{"crowded", wav(8000, 200, 800, std::string(800, 'x')), "expected 1 to 32"},
                    Damage{"too_long", wav(8000, 1, 61 * 16000, std::string(61 * 16000, 'x')),
                           "longer than 60 s"}),
    [](const auto& damage) { return damage.param.name; });

TEST(OddRecordings, AHeaderThatClaimsGigabytesIsReadAsFarAsItGoes) {
    Folder folder;
    write_bytes(folder / "a.wav", wav(8000, 1, 0x7ffffff0, std::string(16000, '\0')));
    std::string problem;
    const auto sound = encoded(recorded_sound(folder / "a.wav", problem));
    ASSERT_NE(sound, nullptr) << problem;
    EXPECT_NEAR(seconds(*sound, Codec::pcmu), 1, 0.03);
}

TEST(OddRecordings, WhatIsTooLoudIsCutOffAndWhatIsNoNumberIsSilence) {
    Folder folder;
    const auto file = folder / "a.wav";
    SF_INFO info{};
    info.samplerate = 8000;
    info.channels = 1;
    info.format = SF_FORMAT_WAV | SF_FORMAT_FLOAT;
    SNDFILE* to = sf_open(file.c_str(), SFM_WRITE, &info);
    const float infinite = std::numeric_limits<float>::infinity();
    const float samples[] = {
        1e30F, -1e30F, std::numeric_limits<float>::quiet_NaN(), infinite, -infinite, 0.5F, 1.0F, -1.0F};
    sf_write_float(to, samples, 8);
    sf_close(to);
    WavReader reader{file};
    std::vector<std::int16_t> read(8);
    ASSERT_EQ(reader.read(read), 8u);
    EXPECT_THAT(read, testing::ElementsAre(32767, -32768, 0, 32767, -32768, 16384, 32767, -32768));
}

TEST(OddRecordings, SamplesOfTelephoneFilesAreReadExactly) {
    Folder folder;
    std::string samples;
    for (int value = -32768; value < 32768; ++value) {
        const auto sample = static_cast<std::int16_t>(value);
        samples.append(reinterpret_cast<const char*>(&sample), sizeof sample);
    }
    write_bytes(folder / "a.wav", wav(8000, 1, 131072, samples));
    WavReader reader{folder / "a.wav"};
    std::vector<std::int16_t> some(4096);
    int expected = -32768;
    while (const auto count = reader.read(some))
        for (std::size_t i = 0; i < count; ++i) ASSERT_EQ(some[i], expected++);
    EXPECT_EQ(expected, 32768);
}

TEST(OddRecordings, APipeIsNotWaitedFor) {
    Folder folder;
    ASSERT_EQ(mkfifo((folder / "a.wav").c_str(), 0600), 0);
    EXPECT_EQ(WavReader{folder / "a.wav"}.problem(), "is not a file");
}

TEST(OddRecordings, AFolderWithoutMusicIsTold) {
    Folder folder;
    Sources sources;
    sources.music = {{"default", folder.text()}};
    EXPECT_THAT(Library{sources}.problems(),
                testing::ElementsAre("music default: there is no WAV file in " + folder.text()));
}

TEST(OddRecordings, OneBadFileAmongMusicIsToldAndTheOthersPlay) {
    Folder folder;
    write(folder / "songs/good.wav", {.seconds = 2});
    write_bytes(folder / "songs/bad.wav", "no");
    Sources sources;
    sources.music = {{"default", folder.text() + "/songs"}};
    const Library library{sources};
    EXPECT_THAT(library.problems(), testing::ElementsAre(HasSubstr("bad.wav: can't be read as a WAV file")));
    EXPECT_NEAR(seconds(*library.music("default"), Codec::pcmu), 2, 0.03);
}

TEST(OddRecordings, MusicOfAHeaderAloneIsTold) {
    Folder folder;
    write_bytes(folder / "a.wav", wav(8000, 1, 0, ""));
    Sources sources;
    sources.music = {{"default", (folder / "a.wav").string()}};
    const Library library{sources};
    EXPECT_THAT(library.problems(), testing::ElementsAre("music default: its files are empty"));
    wait_for(library);
    EXPECT_GT(library.music("default")->frames(Codec::opus).size(), 0u);
}

}  // namespace
}  // namespace layby::sounds

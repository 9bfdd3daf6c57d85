#include <gmock/gmock.h>

#include <chrono>
#include <thread>

#include "calls/sound_names.hpp"
#include "sanitized.hpp"
#include "sounds/library.hpp"
#include "sounds/recordings.hpp"

namespace layby::sounds {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Nothing of Debian's: only what a test writes.
Sources from(const Folder& folder) { return {folder.text() + "/prompts", "", {}}; }

TEST(DebianSounds, AreAllThereAndNothingIsMissing) {
    Sources sources;
    sources.music.clear();
    const Library library{sources};
    wait_for(library);
    EXPECT_THAT(library.problems(), IsEmpty());
    for (const auto& name : calls::all_sound_names())
        for (const Codec codec : all_codecs)
            EXPECT_GT(library.prompt(name)->frames(codec).size(), 4u) << name;
}

TEST(DebianSounds, ADigitIsHeardAsLongAndAsLoudInEachCodec) {
    Sources sources;
    sources.music.clear();
    const Library library{sources};
    wait_for(library);
    const Sound& seven = *library.prompt("digits/7");
    const double length = seconds(seven, Codec::pcmu), loud = loudness(heard(seven, Codec::pcmu));
    EXPECT_GT(length, 0.4);
    EXPECT_GT(loud, 0.01);
    for (const Codec codec : all_codecs) {
        EXPECT_NEAR(seconds(seven, codec), length, 0.021);
        EXPECT_NEAR(loudness(heard(seven, codec)), loud, loud * 0.15);
    }
}

TEST(DebianSounds, MusicLastsForMinutes) {
    Sources sources;
    sources.loudness.reset();
    const Library library{sources};
    const Sound& music = *library.music("default");
    const std::size_t minutes = sanitized ? 2 : 18;
    while (music.frames(Codec::pcma).size() < minutes * 60 * 50)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    if (sanitized) return;
    while (music.frames(Codec::pcma).size() < 1106 * 50)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    EXPECT_NEAR(seconds(music, Codec::pcma), 1107, 1);
    EXPECT_NEAR(seconds(music, Codec::pcmu), 1107, 1);
}

TEST(OwnSounds, ReplaceAPrompt) {
    Folder folder;
    write(folder / "own/digits/7.wav", {.rate = 44100, .channels = 2, .hz = 1000, .seconds = 0.5});
    Sources sources;
    sources.own_dir = folder.text() + "/own";
    sources.music.clear();
    const Library library{sources};
    wait_for(library);
    EXPECT_THAT(library.problems(), IsEmpty());
    for (const Codec codec : all_codecs)
        EXPECT_GT(share_of(1000, heard(*library.prompt("digits/7"), codec), codecs::sample_rate(codec)), 0.9);
}

TEST(OwnSounds, ReplaceATone) {
    Folder folder;
    write(folder / "own/tone/confirm.wav", {.hz = 1500, .seconds = 0.3});
    Sources sources;
    sources.own_dir = folder.text() + "/own";
    sources.music.clear();
    const Library library{sources};
    EXPECT_GT(share_of(1500, heard(*library.prompt("tone/confirm"), Codec::pcma), 8000), 0.9);
}

TEST(OwnSounds, AFolderThatIsMissingIsTold) {
    Sources sources;
    sources.own_dir = "/no/such/folder";
    sources.music.clear();
    EXPECT_THAT(Library{sources}.problems(), ElementsAre("own sounds: there is no folder /no/such/folder"));
}

TEST(MissingSounds, AreTonesAndNameThePackage) {
    Sources sources;
    sources.prompts_dir = "/usr/share/asterisk/sounds/en_XX_nobody";
    sources.music.clear();
    const Library library{sources};
    EXPECT_THAT(library.problems(),
                ElementsAre(testing::AllOf(HasSubstr("activated, agent-pass"),
                                           HasSubstr("apt install asterisk-core-sounds-en-wav"))));
    EXPECT_NEAR(loudness(heard(*library.prompt("digits/7"), Codec::pcmu)), 0.07, 0.03);
}

TEST(MissingSounds, MusicFromDebianNamesItsPackage) {
    Sources sources;
    sources.music = {{"default", "/usr/share/asterisk/moh-gone"}};
    const Library library{sources};
    EXPECT_THAT(library.problems(),
                ElementsAre("music default: /usr/share/asterisk/moh-gone: there is no such file; "
                            "install it with: apt install asterisk-moh-opsound-wav"));
}

TEST(MissingSounds, WithoutMusicThereIsASoftTone) {
    Folder folder;
    const Library library{from(folder)};
    wait_for(library);
    const Sound& music = *library.music("anything");
    for (const Codec codec : all_codecs) EXPECT_EQ(music.frames(codec).size(), 200u);
    EXPECT_LT(loudness(heard(music, Codec::pcmu)), 0.02);
    EXPECT_GT(loudness(heard(music, Codec::pcmu)), 0.001);
}

TEST(MissingSounds, AnUnknownPromptIsTheErrorTone) {
    Folder folder;
    const Library library{from(folder)};
    EXPECT_EQ(library.prompt("no/such/prompt"), library.prompt("tone/error"));
}

TEST(Music, AFolderIsPlayedInTheOrderOfItsNames) {
    Folder folder;
    write(folder / "songs/2.wav", {.hz = 900, .seconds = 2});
    write(folder / "songs/1.WAV", {.rate = 16000, .hz = 400, .seconds = 2});
    write_bytes(folder / "songs/readme.txt", "not music");
    Sources sources = from(folder);
    sources.music = {{"songs", folder.text() + "/songs"}};
    const Library library{sources};
    wait_for(library);
    for (const Codec codec : all_codecs) {
        const auto samples = heard(*library.music("songs"), codec);
        const auto half = static_cast<std::ptrdiff_t>(samples.size() / 2);
        const int rate = codecs::sample_rate(codec);
        EXPECT_NEAR(seconds(*library.music("songs"), codec), 4, 0.041);
        EXPECT_GT(share_of(400, {samples.begin(), samples.begin() + half - 800}, rate), 0.85);
        EXPECT_GT(share_of(900, {samples.begin() + half + 800, samples.end()}, rate), 0.85);
    }
}

TEST(Music, EachNameHasItsOwnAndAnyOtherIsTheDefault) {
    Folder folder;
    write(folder / "a.wav", {.hz = 500});
    write(folder / "b.wav", {.hz = 700});
    Sources sources = from(folder);
    sources.music = {{"default", folder.text() + "/a.wav"}, {"sales", folder.text() + "/b.wav"}};
    const Library library{sources};
    EXPECT_GT(share_of(500, heard(*library.music("default"), Codec::pcmu), 8000), 0.9);
    EXPECT_GT(share_of(700, heard(*library.music("sales"), Codec::pcmu), 8000), 0.9);
    EXPECT_EQ(library.music("support"), library.music("default"));
}

TEST(Music, SomeSecondsAreReadyAtOnceAndTheRestFollows) {
    Folder folder;
    write(folder / "long.wav", {.seconds = 40});
    Sources sources = from(folder);
    sources.music = {{"default", folder.text() + "/long.wav"}};
    const Library library{sources};
    for (const Codec codec : all_codecs) EXPECT_GE(library.music("default")->frames(codec).size(), 150u);
    wait_for(library);
    for (const Codec codec : all_codecs) EXPECT_NEAR(seconds(*library.music("default"), codec), 40, 0.1);
}

TEST(Music, TheLibraryMayEndWhileItsMusicIsStillEncoded) {
    Folder folder;
    write(folder / "long.wav", {.seconds = 120});
    Sources sources = from(folder);
    sources.music = {{"default", folder.text() + "/long.wav"}};
    for (int i = 0; i < 3; ++i) EXPECT_NE(Library{sources}.music("default"), nullptr);
}

TEST(Music, AFileThatDisappearsDoesNotStopTheRest) {
    Folder folder;
    write(folder / "songs/1.wav", {.seconds = 20});
    write(folder / "songs/2.wav", {.seconds = 1});
    Sources sources = from(folder);
    sources.music = {{"default", folder.text() + "/songs"}};
    const Library library{sources};
    std::filesystem::remove(folder / "songs/2.wav");
    wait_for(library);
    for (const Codec codec : all_codecs) EXPECT_GE(seconds(*library.music("default"), codec), 19.9);
}

}  // namespace
}  // namespace layby::sounds

// What a leg says, as it is written down.
#include "media/sound/dictation.hpp"

#include <gtest/gtest.h>

#include "studio.hpp"

namespace layby::media {
namespace {

struct Dictated : testing::Test {
    static constexpr std::size_t frame = 160;

    Notebook notebook;
    std::optional<Dictation> dictation{std::in_place, MessageId{5}, notebook};
    std::uint16_t sequence{65530};  // wraps soon
    std::uint32_t timestamp{0xffffff00};
    std::uint32_t ssrc{7};

    void say(std::uint8_t byte = 0x20) {
        const std::vector<std::uint8_t> payload(frame, byte);
        dictation->take({{false, 0, sequence, timestamp, ssrc}, payload}, Codec::pcmu);
        skip(1, 1);
    }
    void skip(int packets, int frames) {
        sequence = static_cast<std::uint16_t>(sequence + packets);
        timestamp += static_cast<std::uint32_t>(frames) * frame;
    }
    std::size_t finished() {
        dictation.reset();
        return notebook.samples.size();
    }
};

TEST_F(Dictated, AllOfItIsThere) {
    for (int i = 0; i < 50; ++i) say();
    EXPECT_LT(notebook.samples.size(), 50 * frame) << "the rest comes at the end";
    EXPECT_EQ(finished(), 50 * frame);
    EXPECT_NE(notebook.samples.front(), 0);
    EXPECT_EQ(notebook.samples.front(), notebook.samples.back());
}

TEST_F(Dictated, APauseIsSilence) {
    say();
    skip(0, 100);  // it has sent nothing for 2 s
    say();
    EXPECT_EQ(finished(), 102 * frame);
    EXPECT_EQ(notebook.samples[50 * frame], 0);
    EXPECT_NE(notebook.samples.back(), 0);
}

TEST_F(Dictated, LostPacketsAreConcealed) {
    for (int i = 0; i < 10; ++i) say();
    skip(2, 2);
    say();
    EXPECT_EQ(finished(), 13 * frame);
}

TEST_F(Dictated, WhatComesTwiceOrLateIsLeftOut) {
    say();
    say();
    skip(-1, -1);
    say();
    skip(-3, -3);
    say();
    EXPECT_EQ(finished(), 2 * frame);
}

TEST_F(Dictated, AnotherStreamGoesOnAtOnce) {
    say();
    ssrc = 8;
    timestamp += 1'000'000'000;
    sequence = 3;
    say();
    EXPECT_EQ(finished(), 2 * frame);
}

TEST_F(Dictated, AClockThatIsTurnedMakesNoHours) {
    say();
    timestamp += 1'000'000'000;
    say();
    EXPECT_EQ(finished(), 2 * frame);
}

TEST(DictatedByALeg, IsWrittenDownWhileItHearsNothing) {
    Studio studio;
    Phone ann(studio, 1);
    studio.core.quiet(ann.leg);
    ann.talk(5);
    studio.core.record(ann.leg, {9});
    ann.talk(50);
    studio.core.stop_recording(ann.leg, {9});
    ann.talk(50);
    EXPECT_EQ(studio.notebook.log, "begin 9 add add add end 9 ");
    EXPECT_EQ(studio.notebook.samples.size(), 50U * 160);
}

}  // namespace
}  // namespace layby::media

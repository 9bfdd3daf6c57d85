// The small parts of a stream: its numbers, its playout, its reception statistics, its slot.
#include <gtest/gtest.h>

#include "media/studio.hpp"

namespace layby::media {
namespace {

TEST(Outgoing, FramesFollowEachOtherEvenIfTheyAreALittleLate) {
    Outgoing out{1, 65534, 0xffffff00};
    const auto first = out.next(0, Instant{1s}, 20ms);
    EXPECT_TRUE(first.marker);
    const auto second = out.next(0, Instant{1s + 33ms}, 20ms);
    EXPECT_FALSE(second.marker);
    EXPECT_EQ(second.timestamp, first.timestamp + 160);
    EXPECT_EQ(out.next(0, Instant{1s + 40ms}, 20ms).sequence, 0);
}

TEST(Outgoing, AGapIsAsLongAsTheRealOneAndEndsWithAMarker) {
    Outgoing out{1, 1, 1000};
    out.next(0, Instant{1s}, 20ms);
    out.sent(160);
    const auto later = out.next(0, Instant{2s}, 20ms);
    EXPECT_EQ(later.timestamp, 1000U + 8000);
    EXPECT_EQ(later.sequence, 2);
    EXPECT_TRUE(later.marker);
}

TEST(Outgoing, AnotherClockIsAnotherStream) {
    Outgoing out{1, 1, 1000};
    out.next(0, Instant{1s}, 20ms);
    out.sent(160);
    out.set_clock(8000, 99);
    EXPECT_EQ(out.ssrc(), 1U);
    out.set_clock(48000, 99);
    EXPECT_EQ(out.ssrc(), 99U);
    EXPECT_EQ(out.packets(), 0U);
    EXPECT_TRUE(out.next(111, Instant{1s + 20ms}, 20ms).marker);
}

TEST(Playout, APhraseIsPlayedOnceSoundAfterSound) {
    const CountingSound a{2, 10}, b{1, 20};
    Playout playout;
    playout.say({&a, &b}, PromptId{7});
    std::vector<int> bytes;
    for (Bytes frame; !(frame = playout.next(Codec::pcmu)).empty();) bytes.push_back(frame[0]);
    EXPECT_EQ(bytes, (std::vector{10, 11, 20}));
    EXPECT_FALSE(playout.active());
    EXPECT_EQ(playout.prompt(), PromptId{7});
}

TEST(Playout, ALoopGoesRound) {
    const CountingSound a{2, 10};
    Playout playout;
    playout.loop({&a});
    for (const int expected : {10, 11, 10, 11, 10}) EXPECT_EQ(playout.next(Codec::pcma)[0], expected);
}

TEST(Playout, ALoopOfNothingEnds) {
    const CountingSound empty{0, 0};
    Playout playout;
    playout.loop({&empty});
    EXPECT_TRUE(playout.next(Codec::pcmu).empty());
    playout.loop({});
    EXPECT_TRUE(playout.next(Codec::pcmu).empty());
}

TEST(Playout, MusicIsJoinedWhereItIsAndStartsAgainAtItsEnd) {
    const CountingSound a{10, 0};
    Playout playout;
    playout.music(&a, 1238);
    EXPECT_EQ(playout.next(Codec::pcmu)[0], 8);
    EXPECT_EQ(playout.next(Codec::pcmu)[0], 9);
    EXPECT_EQ(playout.next(Codec::pcmu)[0], 0);
}

TEST(Pacer, SpreadsLegsEvenlyAndForgetsThemAtOnce) {
    Pacer pacer;
    for (Place place = 0; place < 1000; ++place) pacer.join(place, 3);
    for (std::size_t slot = 0; slot < Pacer::slots; ++slot) EXPECT_EQ(pacer.at(slot).size(), 50U);
    for (Place place = 0; place < 1000; place += 2) pacer.leave(place);
    std::size_t left = 0;
    for (std::size_t slot = 0; slot < Pacer::slots; ++slot)
        for (const Place place : pacer.at(slot)) left += place % 2;
    EXPECT_EQ(left, 500U);
    for (Place place = 1; place < 1000; place += 2) pacer.leave(place);
    EXPECT_TRUE(pacer.empty());
    pacer.leave(5);
    pacer.leave(5000);
}

TEST(Pacer, AStreamThatBeginsAloneIsServedAgainAFullFrameLater) {
    Pacer pacer;
    pacer.join(1, 3);
    EXPECT_EQ(pacer.at(3).size(), 1U);
}

RtpHeader packet(std::uint16_t sequence, std::uint32_t timestamp, std::uint32_t ssrc = 1) {
    return {false, 0, sequence, timestamp, ssrc};
}

TEST(Reception, CountsWhatWasLost) {
    Reception reception;
    for (std::uint16_t i = 0; i < 100; ++i)
        if (i % 4 != 1)
            reception.heard(packet(static_cast<std::uint16_t>(65500 + i), i * 160U), 8000, Instant{i * 20ms});
    const auto block = reception.report(Instant{2s});
    EXPECT_EQ(block.lost, 25);
    EXPECT_EQ(block.fraction_lost, 64);
    EXPECT_EQ(block.highest_sequence & 0xffffU, (65500U + 99) & 0xffffU);
    EXPECT_EQ(reception.report(Instant{2s}).fraction_lost, 0) << "nothing since";
}

TEST(Reception, ReorderedPacketsAreNotLostAndRepeatedOnesCountTwice) {
    Reception reception;
    for (const std::uint16_t i : {1, 3, 2, 4, 4})
        reception.heard(packet(i, i * 160U), 8000, Instant{i * 20ms});
    EXPECT_EQ(reception.report(Instant{1s}).lost, -1);
}

TEST(Reception, MeasuresJitter) {
    Reception steady, shaky;
    for (std::uint16_t i = 0; i < 500; ++i) {
        steady.heard(packet(i, i * 160U), 8000, Instant{i * 20ms});
        shaky.heard(packet(i, i * 160U), 8000, Instant{i * 20ms + (i % 2) * 10ms});
    }
    EXPECT_EQ(steady.report(Instant{10s}).jitter, 0U);
    EXPECT_NEAR(shaky.report(Instant{10s}).jitter, 80, 8);
}

TEST(Reception, AnotherSourceStartsAnew) {
    Reception reception;
    reception.heard(packet(10, 0, 1), 8000, Instant{1s});
    reception.heard(packet(9000, 0, 2), 8000, Instant{1s});
    EXPECT_TRUE(reception.is(2));
    EXPECT_EQ(reception.report(Instant{1s}).lost, 0);
}

}  // namespace
}  // namespace layby::media

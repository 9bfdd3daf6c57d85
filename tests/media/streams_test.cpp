// The small parts of a stream: its numbers, its playout, its reception statistics, its slot.
#include <gtest/gtest.h>

#include "media/studio.hpp"

namespace layby::media {
namespace {

TEST(Outgoing, FramesFollowEachOtherEvenIfTheyAreALittleLate) {
    Outgoing out{{1, 65534, 0xffffff00}, 8000, Instant{1s}};
    const auto first = out.next(0, Instant{1s}, 20ms);
    EXPECT_TRUE(first.marker);
    const auto second = out.next(0, Instant{1s + 33ms}, 20ms);
    EXPECT_FALSE(second.marker);
    EXPECT_EQ(second.timestamp, first.timestamp + 160);
    EXPECT_EQ(out.next(0, Instant{1s + 40ms}, 20ms).sequence, 0);
}

TEST(Outgoing, AGapIsAsLongAsTheRealOneAndEndsWithAMarker) {
    Outgoing out{{1, 1, 1000}, 8000, Instant{1s}};
    out.next(0, Instant{1s}, 20ms);
    out.sent(160);
    const auto later = out.next(0, Instant{2s}, 20ms);
    EXPECT_EQ(later.timestamp, 1000U + 8000);
    EXPECT_EQ(later.sequence, 2);
    EXPECT_TRUE(later.marker);
}

TEST(Outgoing, BeginsWhereItsFirstPacketIsInTheStream) {
    Outgoing out{{1, 65534, 1000}, 8000, Instant{1s}};
    const auto first = out.next(0, Instant{31s}, 20ms);
    EXPECT_EQ(first.sequence, static_cast<std::uint16_t>(65534 + 30 * numbers_per_second));
    EXPECT_EQ(first.timestamp, 1000U + 30 * 8000);
    EXPECT_TRUE(first.marker);
}

// A receiver takes a number that is half a round ahead for one that is behind, and so would one that knew the
// stream before its sender was started again.
TEST(Outgoing, PausesOfWholeRoundsDoNotMakeALaterStartLookLikeAStepBack) {
    constexpr StreamStart start{1, 65534, 1000};
    Outgoing out{start, 8000, Instant{1s}};
    Instant now{1s};
    std::uint16_t before = out.next(0, now, 20ms).sequence;
    for (const auto pause : {1s, 10s, 1000s, 100s, 5000s, 400s, 900s, 1s}) {
        now += pause;
        std::uint16_t next = before;
        for (int i = 0; i < 5; ++i, now += 20ms, before = next) {
            out.sent(160);
            next = out.next(0, now, 20ms).sequence;
            EXPECT_GT(ahead(next, before), 0) << pause.count();
        }
        const auto later =
            static_cast<std::uint16_t>(start.sequence + passed(now + 1s - Instant{1s}, numbers_per_second));
        EXPECT_GT(ahead(later, before), -0x100) << pause.count();
    }
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
    EXPECT_EQ(pacer.idle_from(3), Pacer::slots - 1) << "somebody is left";
    pacer.leave(5);
    pacer.leave(5000);
}

TEST(Pacer, KnowsHowLongNobodyIsServed) {
    Pacer pacer;
    EXPECT_EQ(pacer.idle_from(0), Pacer::slots - 1);
    pacer.join(1, 5);
    EXPECT_EQ(pacer.idle_from(5), 0U);
    EXPECT_EQ(pacer.idle_from(2), 3U);
    EXPECT_EQ(pacer.idle_from(6), Pacer::slots - 1);
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

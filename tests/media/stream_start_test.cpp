// Where streams begin, and that they go on over a restart.
#include "media/rtp/stream_start.hpp"

#include <set>

#include "media/studio.hpp"

namespace layby::media {
namespace {

constexpr std::uint64_t secret = 0x0123'4567'89ab'cdef;

TEST(StreamStart, IsTheSameStreamForTheSameSecretAndLegAndLaterByTheTimePassed) {
    const Duration then = 1'700'000'000s + 123'456us;
    const auto before = stream_start(secret, LegId{5}, 48000, then);
    const auto after = stream_start(secret, LegId{5}, 48000, then + 10s);
    EXPECT_EQ(after.ssrc, before.ssrc);
    EXPECT_EQ(ahead(after.sequence, before.sequence), 10 * numbers_per_second);
    EXPECT_EQ(ahead(after.timestamp, before.timestamp), 10 * 48000);
}

TEST(StreamStart, DiffersByLegClockAndSecret) {
    std::set<std::uint32_t> ssrcs, timestamps;
    std::set<std::uint16_t> sequences;
    for (std::uint64_t leg = 1; leg <= 1000; ++leg)
        for (const int clock : {8000, 48000})
            for (const auto key : {secret, secret + 1}) {
                const auto start = stream_start(key, LegId{leg << 32}, clock, 1s);
                ssrcs.insert(start.ssrc);
                timestamps.insert(start.timestamp);
                sequences.insert(start.sequence);
            }
    EXPECT_EQ(ssrcs.size(), 4000U);
    EXPECT_GE(timestamps.size(), 3998U);
    EXPECT_GT(sequences.size(), 3700U) << "4000 at random of 65536: about 3880";
}

/// A process that was started at `start` and sends its leg's music from `begins` on.
struct Process {
    Process(Instant start, Instant begins, Codec codec) {
        studio.now = start;
        studio.core.tick(start);
        studio.pass(begins - start);
        phone.emplace(studio, 9, codec);
        studio.core.play_music(phone->leg, &studio.music, studio.now);
    }
    Studio studio;
    std::optional<Phone> phone;
};

TEST(ARestart, LetsEveryStreamGoOnWhereItWouldHaveBeen) {
    for (const Codec codec : {Codec::pcmu, Codec::g722, Codec::opus}) {
        Process before{Instant{1s}, Instant{2s}, codec};
        before.studio.pass(5min);
        Process after{before.studio.now, before.studio.now + 1500ms, codec};
        const auto last = before.phone->heard().back().header();
        const auto first = after.phone->heard().front().header();
        EXPECT_EQ(first.ssrc, last.ssrc);
        EXPECT_TRUE(first.marker);
        EXPECT_GE(ahead(first.sequence, last.sequence), 1500 / 20);
        EXPECT_LE(ahead(first.sequence, last.sequence), 1500 / 20 + 5 * 60 + 5);
        const int clock = rtp_clock(codec);
        EXPECT_NEAR(ahead(first.timestamp, last.timestamp), 1.5 * clock, 0.021 * clock);
        expect_steady(after.phone->heard(), codecs::frame_timestamp(codec));
    }
}

TEST(ARestart, ComesAfterTheEndPacketsOfManyDigits) {
    Process before{Instant{1s}, Instant{2s}, Codec::pcmu};
    for (int i = 0; i < 300; ++i, before.studio.pass(1s))
        before.studio.core.send_digit(before.phone->leg, '5', 100ms);
    Process after{before.studio.now, before.studio.now + 300ms, Codec::pcmu};
    const auto last = before.phone->heard().back().header();
    const auto first = after.phone->heard().front().header();
    EXPECT_GT(ahead(first.sequence, last.sequence), 0);
    EXPECT_GT(ahead(first.timestamp, last.timestamp), 0);
}

TEST(ARestart, HasMusicAtOnceAndFindsAPeerElsewhereAsUsual) {
    Process after{Instant{1s}, Instant{2s}, Codec::pcmu};
    Studio& studio = after.studio;
    EXPECT_TRUE(after.phone->heard().front().to == after.phone->here);
    const SocketAddress behind_nat = *SocketAddress::from("198.51.100.7", 4000);
    after.phone->audio.peer_ip = "198.51.100.7";  // of its SIP
    after.phone->negotiate();
    studio.pass(1s);
    after.phone->deliver_from(behind_nat, {false, 0, 1, 1, 77}, std::vector<std::uint8_t>(160));
    studio.pass(100ms);
    EXPECT_TRUE(after.phone->heard().back().to == behind_nat);
}

TEST(AStream, IsAnotherAfterAChangeOfClockAndTheFirstAgainAfterTheChangeBack) {
    Process process{Instant{1s}, Instant{2s}, Codec::pcmu};
    Studio& studio = process.studio;
    studio.pass(1s);
    const auto old = process.phone->heard().back().header();
    auto& audio = process.phone->audio;
    const auto narrow = audio;
    audio.send = {Codec::opus, 111};
    audio.receive = {audio.send};
    process.phone->negotiate();
    studio.pass(1s);
    const auto wide = process.phone->heard().back().header();
    EXPECT_NE(wide.ssrc, old.ssrc);
    audio = narrow;
    process.phone->negotiate();
    studio.pass(1s);
    const auto again = process.phone->heard().back().header();
    EXPECT_EQ(again.ssrc, old.ssrc);
    EXPECT_GT(ahead(again.sequence, old.sequence), 0);
    EXPECT_GT(ahead(again.timestamp, old.timestamp), 8000);
}

}  // namespace
}  // namespace layby::media

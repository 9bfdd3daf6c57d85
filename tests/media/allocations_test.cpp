// What a packet costs the media core, counted and not timed. The studio itself makes one copy of each that is
// sent.
#include "allocations.hpp"

#include "media/studio.hpp"

namespace layby::media {
namespace {

constexpr std::size_t packets = 500;

/// Beyond the studio's copies.
template <class Act>
std::size_t allocations_of_core(Studio& studio, Act act) {
    studio.sent.clear();
    studio.sent.reserve(10 * packets);
    const auto all = tests::allocations_of(act);
    EXPECT_GE(studio.sent.size(), packets - 1);
    EXPECT_GE(all, studio.sent.size()) << "nothing is counted";
    return all - studio.sent.size();
}

TEST(APacket, OfMusicAllocatesNothing) {
    if (!tests::counts_allocations) GTEST_SKIP();
    Studio studio;
    const Phone phone{studio, 1};
    studio.core.play_music(phone.leg, &studio.music, studio.now);
    studio.pass(1s);
    EXPECT_LE(allocations_of_core(studio, [&] { studio.pass(packets * 20ms); }), packets / 20)
        << tests::dearer;
}

TEST(APacket, ThatIsRelayedAllocatesNothing) {
    if (!tests::counts_allocations) GTEST_SKIP();
    Studio studio;
    Phone ann{studio, 1};
    const Phone bob{studio, 2};
    studio.core.bridge(ann.leg, bob.leg, studio.now);
    ann.talk(50);
    std::vector<std::uint8_t> packet(rtp_header_bytes + 160, 0x55);
    const auto relay = [&] {
        for (std::size_t i = 0; i < packets; ++i, ann.timestamp += 160, studio.pass(20ms)) {
            write_rtp_header({false, 0, ann.sequence++, ann.timestamp, ann.ssrc},
                             std::span{packet}.first<rtp_header_bytes>());
            studio.core.rtp(ann.place, ann.here, packet, studio.now);
        }
    };
    EXPECT_LE(allocations_of_core(studio, relay), packets / 20) << tests::dearer;
}

}  // namespace
}  // namespace layby::media

// No packet has more audio than the listener's a=maxptime allows: music, keys, and what others say.
#include "media/rtp/packet_length.hpp"

#include "codecs/signals.hpp"
#include "media/studio.hpp"

namespace layby::media {
namespace {

std::size_t longest(const std::vector<Sent>& heard) {
    std::size_t most = 0;
    for (const auto& packet : heard) most = std::max(most, packet.payload().size());
    return most;
}

/// One packet of so many milliseconds of a tone.
void say_long(Phone& phone, int ms) {
    phone.deliver({false, phone.audio.send.payload_type, phone.sequence++, phone.timestamp, phone.ssrc},
                  std::vector<std::uint8_t>(static_cast<std::size_t>(8 * ms), 0x33));
    phone.timestamp += static_cast<std::uint32_t>(8 * ms);
}

TEST(MaxPtime, MusicIsCutToIt) {
    for (const auto& [max_ptime, bytes] : {std::pair{10, 80U}, std::pair{15, 80U}, std::pair{5, 40U},
                                           std::pair{20, 160U}, std::pair{60, 160U}}) {
        Studio studio;
        Phone phone{studio, 1};
        phone.audio.max_ptime = static_cast<std::uint16_t>(max_ptime);
        phone.negotiate();
        studio.core.play_music(phone.leg, &studio.music, studio.now);
        studio.pass(1s);
        const auto heard = phone.heard();
        EXPECT_EQ(longest(heard), bytes) << max_ptime;
        EXPECT_NEAR(static_cast<double>(heard.size()), 51.0 * 160 / bytes, 160.0 / bytes + 1) << max_ptime;
        for (std::size_t i = 1; i < heard.size(); ++i) {
            EXPECT_EQ(ahead(heard[i].header().sequence, heard[i - 1].header().sequence), 1);
            EXPECT_FALSE(heard[i].header().marker);
        }
        expect_one_stream(heard);
    }
}

TEST(MaxPtime, LongPacketsOfTheOtherAreCut) {
    for (const int said : {30, 60, 100}) {
        Studio studio;
        Phone ann{studio, 1}, bob{studio, 2};
        bob.audio.max_ptime = std::uint16_t{20};
        bob.negotiate();
        studio.core.bridge(ann.leg, bob.leg, studio.now);
        for (int i = 0; i < 40; ++i) {
            say_long(ann, said);
            studio.pass(std::chrono::milliseconds{said});
        }
        const auto heard = bob.heard();
        EXPECT_EQ(longest(heard), 160U) << said;
        EXPECT_NEAR(static_cast<double>(heard.size()), 40.0 * said / 20, 2) << said;
        expect_one_stream(heard);
    }
}

TEST(MaxPtime, WhatIsShortEnoughIsPassedOnUntouched) {
    Studio studio;
    Phone ann{studio, 1}, bob{studio, 2};
    bob.audio.max_ptime = std::uint16_t{20};
    bob.negotiate();
    studio.core.bridge(ann.leg, bob.leg, studio.now);
    ann.talk(50);
    EXPECT_EQ(bob.heard().size(), 50U);
    EXPECT_EQ(studio.tally.transcoders.value(), 0U);
}

TEST(MaxPtime, OfTenMillisecondsIsKeptToInABridge) {
    Studio studio;
    Phone ann{studio, 1}, bob{studio, 2};
    bob.audio.max_ptime = std::uint16_t{10};
    bob.negotiate();
    studio.core.bridge(ann.leg, bob.leg, studio.now);
    ann.talk(50);
    EXPECT_EQ(longest(bob.heard()), 80U);
    EXPECT_NEAR(static_cast<double>(bob.heard().size()), 100, 4);
    expect_one_stream(bob.heard());
}

TEST(MaxPtime, KeysBetweenLongPacketsArePassedOn) {
    Studio studio;
    Phone ann{studio, 1}, bob{studio, 2};
    bob.audio.max_ptime = std::uint16_t{20};
    bob.negotiate();
    studio.core.bridge(ann.leg, bob.leg, studio.now);
    for (int i = 0; i < 5; ++i, studio.pass(60ms)) say_long(ann, 60);
    ann.press('5');
    for (int i = 0; i < 5; ++i, studio.pass(60ms)) say_long(ann, 60);
    int events = 0;
    for (const auto& packet : bob.heard()) events += packet.payload().size() == event_bytes ? 1 : 0;
    EXPECT_EQ(events, 8);
    expect_one_stream(bob.heard());
}

TEST(MaxPtime, ThatIsGivenUpLaterBindsNoMore) {
    Studio studio;
    Phone ann{studio, 1}, bob{studio, 2};
    bob.audio.max_ptime = std::uint16_t{20};
    bob.negotiate();
    studio.core.bridge(ann.leg, bob.leg, studio.now);
    for (int i = 0; i < 5; ++i, studio.pass(60ms)) say_long(ann, 60);
    bob.audio.max_ptime.reset();
    bob.negotiate();
    say_long(ann, 60);
    EXPECT_EQ(bob.heard().back().payload().size(), 480U);
    EXPECT_EQ(studio.tally.transcoders.value(), 0U);
}

TEST(PacketLength, OfOpusIsSaidByItsFirstBytes) {
    const auto length = [](std::initializer_list<std::uint8_t> bytes) {
        return length_of(Codec::opus, std::vector<std::uint8_t>(bytes));
    };
    EXPECT_EQ(length({0x48}), 20ms) << "SILK wideband, one frame";
    EXPECT_EQ(length({0x18}), 60ms);
    EXPECT_EQ(length({0xf8}), 20ms) << "CELT fullband";
    EXPECT_EQ(length({0xe1, 0}), 5ms) << "two frames of 2.5 ms";
    EXPECT_EQ(length({0xfb, 3}), 60ms) << "three frames of 20 ms";
    EXPECT_EQ(length({0xfb}), 0ms);
    EXPECT_EQ(length({}), 0ms);
}

TEST(PacketLength, OfALongOpusPacketIsCutByEncodingItAgain) {
    Studio studio;
    Phone ann{studio, 1, Codec::opus}, bob{studio, 2, Codec::opus};
    bob.audio.max_ptime = std::uint16_t{20};
    bob.negotiate();
    studio.core.bridge(ann.leg, bob.leg, studio.now);
    // Three frames of 20 ms of equal size, one byte each: silence (RFC 6716 section 3.2.5).
    for (int i = 0; i < 10; ++i, studio.pass(60ms)) {
        ann.deliver({false, ann.audio.send.payload_type, ann.sequence++, ann.timestamp, ann.ssrc},
                    {0xfb, 3, 0xff, 0xff, 0xff});
        ann.timestamp += 2880;
    }
    EXPECT_NEAR(static_cast<double>(bob.heard().size()), 30, 2);
    for (const auto& packet : bob.heard()) EXPECT_LE(length_of(Codec::opus, packet.payload()), 20ms);
}

}  // namespace
}  // namespace layby::media

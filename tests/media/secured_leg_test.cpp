// Legs whose packets are encrypted: the core knows nothing of it, and nothing that isn't authentic moves it.
#include "media/studio.hpp"

namespace layby::media {
namespace {

SrtpKey filled_key(std::uint8_t seed) {
    SrtpKey::Bytes bytes{};
    bytes.fill(seed);
    return {SrtpCipher::cm_128_80, bytes};
}

/// A phone with keys, which outlives the server.
class SecuredPhone {
  public:
    SecuredPhone() : sender_(keys.theirs), receiver_(keys.ours) {}

    /// The server has agreed with it, and shows the core.
    void join(Studio& studio, std::uint64_t id = 1) {
        studio_ = &studio;
        phone_.emplace(studio, id);
        phone_->audio.keys = keys;
        phone_->negotiate();
    }
    Phone& phone() { return *phone_; }

    void talk(int frames, std::uint8_t byte = 0x55) {
        for (int i = 0; i < frames; ++i, studio_->pass(20ms)) {
            say({false, 0, phone_->sequence++, phone_->timestamp, phone_->ssrc}, byte);
            phone_->timestamp += 160;
        }
    }
    /// What it makes of what has arrived since it was asked last; packets that it can't open are left out.
    std::vector<std::vector<std::uint8_t>> hears() {
        std::vector<std::vector<std::uint8_t>> out;
        const auto all = phone_->heard();
        for (; heard_ < all.size(); ++heard_) {
            std::array<std::uint8_t, max_packet_bytes> room{};
            const auto plain = receiver_.open_rtp(all[heard_].bytes, room);
            if (!plain) continue;
            const auto payload = read_rtp(*plain)->payload;
            out.emplace_back(payload.begin(), payload.end());
        }
        return out;
    }
    void has_another_key(std::uint8_t seed) {
        keys.theirs = filled_key(seed);
        sender_ = SrtpSender(keys.theirs);
    }
    /// It has moved to a device that knows nothing of before.
    void has_another_device() { receiver_ = SrtpReceiver(keys.ours); }

    SrtpKeys keys{filled_key('o'), filled_key('t')};

  private:
    void say(const RtpHeader& header, std::uint8_t byte) {
        std::vector<std::uint8_t> packet(rtp_header_bytes + 160 + max_srtp_trailer, byte);
        write_rtp_header(header, std::span{packet}.first<rtp_header_bytes>());
        packet.resize(sender_.protect_rtp(packet, rtp_header_bytes + 160));
        studio_->arrive(phone_->place, phone_->here, packet);
    }

    Studio* studio_{};
    std::optional<Phone> phone_;
    SrtpSender sender_;
    SrtpReceiver receiver_;
    std::size_t heard_{};
};

TEST(SecuredLeg, HearsMusicThatNobodyElseCanRead) {
    Studio studio;
    SecuredPhone ann;
    ann.join(studio);
    studio.core.play_music(ann.phone().leg, &studio.music, studio.now);
    studio.pass(1s);
    const auto sent = ann.phone().heard();
    ASSERT_GT(sent.size(), 45u);
    for (const auto& one : sent) EXPECT_EQ(one.bytes.size(), rtp_header_bytes + 160 + 10);
    const auto heard = ann.hears();
    ASSERT_EQ(heard.size(), sent.size());
    for (const auto& payload : heard) EXPECT_EQ(payload, std::vector<std::uint8_t>(160, payload.front()));
}

TEST(SecuredLeg, IsFollowedIntoAnotherNetworkAlsoWhenItsStreamBeginsAnew) {
    Studio studio;
    SecuredPhone ann;
    ann.join(studio);
    ann.talk(20);
    ann.phone().here = *SocketAddress::from("198.51.100.7", 40000);
    ann.phone().ssrc += 1;
    ann.phone().sequence = 100;
    ann.talk(30);
    studio.core.play_music(ann.phone().leg, &studio.music, studio.now);
    studio.pass(200ms);
    EXPECT_EQ(studio.to(ann.phone().place).back().to, ann.phone().here);
}

TEST(SecuredLeg, TalksWithOneInClear) {
    Studio studio;
    SecuredPhone ann;
    ann.join(studio);
    Phone bob{studio, 2};
    studio.core.bridge(ann.phone().leg, bob.leg, studio.now);
    ann.talk(100, 0x12);
    ASSERT_EQ(bob.heard().size(), 100u) << "over a wrap of the numbers";
    EXPECT_EQ(bob.heard().back().payload().front(), 0x12);
    bob.talk(100, 0x34);
    const auto heard = ann.hears();
    ASSERT_EQ(heard.size(), 100u);
    EXPECT_EQ(heard.back(), std::vector<std::uint8_t>(160, 0x34));
}

TEST(SecuredLeg, WhatIsInClearAllTheSameChangesNothing) {
    Studio studio;
    SecuredPhone ann;
    ann.join(studio);
    Phone bob{studio, 2};
    studio.core.bridge(ann.phone().leg, bob.leg, studio.now);
    studio.core.watch_for_code(ann.phone().leg, '*');
    ann.phone().talk(20);
    ann.phone().press('*');
    EXPECT_TRUE(bob.heard().empty());
    EXPECT_EQ(told_keys(studio), "");
    EXPECT_EQ(studio.tally.received.value(), 0u);
    EXPECT_GT(studio.tally.refused.value(), 20u);
    studio.pass(35s);
    EXPECT_FALSE(studio.told<calls::AudioLost>().empty()) << "nor does it prove that somebody is there";
}

TEST(SecuredLeg, TheSameKeysSaidAgainGoOn) {
    Studio studio;
    SecuredPhone ann;
    ann.join(studio);
    studio.core.play_music(ann.phone().leg, &studio.music, studio.now);
    studio.pass(1s);
    ann.phone().hold();
    studio.pass(1s);
    ann.phone().resume();
    studio.pass(1s);
    const auto sent = ann.phone().heard();
    EXPECT_EQ(ann.hears().size(), sent.size());
    EXPECT_EQ(sent.front().header().ssrc, sent.back().header().ssrc);
}

TEST(SecuredLeg, ADeviceWithAnotherKeyCountsFromZeroAndSoDoWe) {
    Studio studio;
    SecuredPhone ann;
    ann.join(studio);
    studio.core.play_music(ann.phone().leg, &studio.music, studio.now);
    for (int minute = 0; minute < 30; ++minute) {  // 90,000 packets: our numbers wrap
        studio.sent.clear();
        studio.pass(1min);
    }
    ann.has_another_key('u');
    ann.has_another_device();
    ann.phone().audio.keys = ann.keys;
    const auto before = ann.phone().heard().back().header().ssrc;
    studio.sent.clear();
    ann.phone().negotiate();
    studio.pass(1s);
    EXPECT_GT(ann.hears().size(), 45u);
    const auto after = ann.phone().heard().back().header();
    EXPECT_NE(after.ssrc, before);
    Phone bob{studio, 2};
    studio.core.bridge(ann.phone().leg, bob.leg, studio.now);
    ann.talk(10, 0x12);
    EXPECT_EQ(bob.heard().size(), 10u);
}

TEST(SecuredLeg, AnotherProcessGoesOnWithTheKeysAlone) {
    SecuredPhone ann;
    std::uint32_t ssrc = 0;
    {
        Studio before;
        ann.join(before);
        Phone bob{before, 2};
        before.core.bridge(ann.phone().leg, bob.leg, before.now);
        ann.talk(200);  // its numbers have wrapped
        bob.talk(10);
        ASSERT_EQ(ann.hears().size(), 10u);
        ssrc = ann.phone().heard().back().header().ssrc;
    }
    const auto sequence = ann.phone().sequence;
    Studio after;
    after.pass(10s);
    ann.join(after);
    ann.phone().sequence = sequence;
    Phone bob{after, 2};
    after.core.bridge(ann.phone().leg, bob.leg, after.now);
    ann.talk(50, 0x12);
    EXPECT_EQ(bob.heard().size(), 50u);
    bob.talk(50, 0x34);
    EXPECT_NE(ann.phone().heard().back().header().ssrc, ssrc) << "no place under a key is used twice";
    EXPECT_LT(ann.phone().heard().front().header().sequence, 0x8000);
}

TEST(SecuredLeg, IsHeardAgainAfterItsPacketsWereOnlyCounted) {
    Studio studio;
    SecuredPhone ann;
    ann.join(studio);
    Phone bob{studio, 2};
    ann.talk(66'000);  // more than a round
    ASSERT_GT(studio.model->dropped, 60'000u);
    studio.core.bridge(ann.phone().leg, bob.leg, studio.now);
    ann.talk(50, 0x12);
    ASSERT_EQ(bob.heard().size(), 50u);
    EXPECT_EQ(bob.heard().back().payload().front(), 0x12);
}

}  // namespace
}  // namespace layby::media

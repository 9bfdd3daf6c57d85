// Legs of browsers: they prove by checks where they are (ICE), and their keys come by a handshake
// (DTLS-SRTP).
#include "media/checking.hpp"
#include "media/rtp/rtcp.hpp"
#include "media/studio.hpp"

namespace layby::media {
namespace {

SrtpKeys some_keys(std::uint8_t seed) {
    SrtpKey::Bytes ours{}, theirs{};
    ours.fill(seed);
    theirs.fill(static_cast<std::uint8_t>(seed + 1));
    return {{SrtpCipher::gcm_128, ours}, {SrtpCipher::gcm_128, theirs}};
}

const Fingerprint of_ann{DigestName::sha_256, std::vector<std::uint8_t>(32, 'a')};
const Fingerprint of_another{DigestName::sha_256, std::vector<std::uint8_t>(32, 'b')};
const SocketAddress on_the_move = *SocketAddress::from("203.0.113.9", 61000);
const std::vector<std::uint8_t> hello(60, 22);

/// A browser that has agreed with us in SDP.
class WebPhone {
  public:
    explicit WebPhone(Studio& studio, std::uint64_t id = 1) : studio_(studio), phone(studio, id) {
        studio.core.close(phone.leg, studio.now);  // not as a desk phone
        studio.core.open(phone.leg, phone.place, studio.now);
        studio.sent.clear();
        phone.audio.remote = {"0.0.0.0", 9};
        phone.audio.ice = calls::IceAgreed{ours_in_checks, {"theirs", ""}};
        phone.audio.dtls = calls::DtlsPeer{of_ann};
        phone.audio.rtcp_mux = true;
    }
    void negotiate() { phone.negotiate(); }
    void check(const CheckToSend& what = {}) { arrive(what.bytes()); }
    void arrive(const std::vector<std::uint8_t>& datagram) {
        studio_.arrive(phone.place, phone.here, datagram);
    }
    void shake(const SrtpKeys& keys = some_keys('k')) {
        studio_.core.agreed(phone.leg, phone.audio.dtls->fingerprint, keys, phone.here, studio_.now);
        has(keys);
    }
    void has(const SrtpKeys& keys) {
        sender_.emplace(keys.theirs);
        receiver_.emplace(keys.ours);
    }
    void join() {
        negotiate();
        check();
        shake();
    }
    /// Checks as browsers do, and all the rest of the time.
    void live(Duration time) {
        for (const Instant end = studio_.now + time; studio_.now < end; studio_.pass(5s)) check();
    }
    void talk(int frames, std::uint8_t byte = 0x55) {
        for (int i = 0; i < frames; ++i, studio_.pass(20ms)) {
            std::vector<std::uint8_t> packet(rtp_header_bytes + 160 + max_srtp_trailer, byte);
            write_rtp_header({false, 0, phone.sequence++, phone.timestamp, phone.ssrc},
                             std::span{packet}.first<rtp_header_bytes>());
            packet.resize(sender_->protect_rtp(packet, rtp_header_bytes + 160));
            phone.timestamp += 160;
            arrive(packet);
        }
    }
    /// Our audio since it was asked last.
    std::vector<Sent> audio() {
        std::vector<Sent> out;
        const auto all = studio_.to(phone.place);
        for (; seen_ < all.size(); ++seen_)
            if (looks_like_rtp(all[seen_].bytes) && !looks_like_rtcp(all[seen_].bytes))
                out.push_back(all[seen_]);
        return out;
    }
    /// How many of them it can open.
    std::size_t hears() {
        std::array<std::uint8_t, max_packet_bytes> room{};
        const auto all = audio();
        return static_cast<std::size_t>(std::ranges::count_if(
            all, [&](const Sent& one) { return receiver_->open_rtp(one.bytes, room).has_value(); }));
    }
    std::vector<Sent> reports() const {
        std::vector<Sent> out;
        for (const auto& one : studio_.sent)
            if (one.place == phone.place && looks_like_rtp(one.bytes) && looks_like_rtcp(one.bytes))
                out.push_back(one);
        return out;
    }

  private:
    Studio& studio_;
    std::optional<SrtpSender> sender_;
    std::optional<SrtpReceiver> receiver_;
    std::size_t seen_{};

  public:
    Phone phone;
};

struct AgreedLeg : testing::Test {
    Studio studio;
    WebPhone ann{studio};
    void music() { studio.core.play_music(ann.phone.leg, &studio.music, studio.now); }
};

TEST_F(AgreedLeg, IsSentNothingBeforeItHasShownWhereAndWhoItIs) {
    ann.negotiate();
    music();
    studio.pass(3s);
    EXPECT_TRUE(studio.sent.empty());
    ann.check();
    studio.pass(3s);
    EXPECT_EQ(studio.sent.size(), 1u) << "the answer to the check";
    ann.shake();
    studio.pass(1s);
    EXPECT_GE(ann.hears(), 50u);
}

TEST_F(AgreedLeg, HearsAPromptFromItsBeginning) {
    ann.negotiate();
    studio.core.say(ann.phone.leg, {&studio.hello, &studio.seven}, PromptId{5}, studio.now);
    studio.pass(300ms);
    ann.check();
    studio.pass(1s);
    EXPECT_TRUE(studio.told<calls::PromptEnded>().empty());
    ann.shake();
    studio.pass(1s);
    EXPECT_EQ(ann.hears(), 5u);
    EXPECT_EQ(studio.told<calls::PromptEnded>().size(), 1u);
}

TEST_F(AgreedLeg, ThatIsNotReachedInTimeKeepsNoPromptWaiting) {
    ann.negotiate();
    studio.core.say(ann.phone.leg, {&studio.hello}, PromptId{5}, studio.now);
    studio.pass(2900ms);
    EXPECT_TRUE(studio.told<calls::PromptEnded>().empty());
    studio.pass(300ms);
    EXPECT_EQ(studio.told<calls::PromptEnded>().size(), 1u);
}

TEST_F(AgreedLeg, ThatIsOnHoldOrIsNoLongerReachedKeepsNoPromptWaiting) {
    ann.phone.hold();
    studio.core.say(ann.phone.leg, {&studio.hello}, PromptId{5}, studio.now);
    studio.pass(200ms);
    EXPECT_EQ(studio.told<calls::PromptEnded>().size(), 1u);
    ann.phone.resume();
    ann.check();
    ann.shake();
    studio.pass(Checks::consent + 1s);
    studio.core.say(ann.phone.leg, {&studio.hello}, PromptId{6}, studio.now);
    studio.pass(200ms);
    EXPECT_EQ(studio.told<calls::PromptEnded>().size(), 2u);
}

TEST_F(AgreedLeg, KeysAloneSayNotWhereItIs) {
    ann.negotiate();
    music();
    ann.shake();
    studio.pass(3s);
    EXPECT_TRUE(studio.sent.empty());
}

TEST_F(AgreedLeg, IsNotHeardInClear) {
    Phone bob{studio, 2};
    ann.negotiate();
    ann.check();
    studio.core.bridge(ann.phone.leg, bob.leg, studio.now);
    ann.phone.talk(20);
    EXPECT_TRUE(bob.heard().empty());
    ann.shake();
    ann.phone.talk(20);
    EXPECT_TRUE(bob.heard().empty());
    ann.talk(20);
    EXPECT_EQ(bob.heard().size(), 20u);
}

TEST_F(AgreedLeg, ItsKeysAreToldOnce) {
    ann.join();
    studio.pass(5s);
    const auto told = studio.told<calls::KeysAgreed>();
    ASSERT_EQ(told.size(), 1u);
    EXPECT_EQ(told[0].keys, some_keys('k'));
    EXPECT_EQ(told[0].with, of_ann);
}

TEST_F(AgreedLeg, AgreedOnOnceMoreGoesOn) {
    ann.join();
    music();
    studio.pass(1s);
    ann.phone.hold();
    studio.pass(1s);
    ann.phone.audio.keys = some_keys('x');  // whatever is said of them
    ann.phone.resume();
    studio.pass(1s);
    EXPECT_GE(ann.hears(), 100u);
    EXPECT_EQ(studio.handshakes.expected.size(), 1u);
}

TEST_F(AgreedLeg, WithAnotherCertificateKeepsItsKeysUntilThatIsShown) {
    ann.join();
    music();
    ann.phone.audio.dtls->fingerprint = of_another;
    ann.negotiate();
    studio.pass(1s);
    EXPECT_GE(ann.hears(), 50u);
    EXPECT_EQ(studio.handshakes.expected, (std::vector{of_ann, of_another}));
    studio.core.agreed(ann.phone.leg, of_ann, some_keys('o'), ann.phone.here, studio.now);  // is too late
    EXPECT_EQ(studio.told<calls::KeysAgreed>().size(), 1u);
    ann.shake(some_keys('n'));
    studio.pass(1s);
    EXPECT_GE(ann.hears(), 50u);
    EXPECT_EQ(studio.told<calls::KeysAgreed>().size(), 2u);
}

TEST_F(AgreedLeg, AfterARestartGoesOnAtOnceInAnotherStream) {
    ann.phone.audio.keys = some_keys('k');
    ann.phone.audio.found = on_the_move.endpoint();
    ann.has(some_keys('k'));
    ann.negotiate();
    music();
    studio.pass(1s);
    const auto sent = ann.audio();
    ASSERT_GE(sent.size(), 50u);
    for (const auto& one : sent) EXPECT_EQ(one.to, on_the_move);
    Studio later;
    later.now += 10s;
    later.core.tick(later.now);
    WebPhone again{later};
    again.phone.audio = ann.phone.audio;
    again.negotiate();
    later.core.play_music(again.phone.leg, &later.music, later.now);
    later.pass(100ms);
    EXPECT_NE(again.audio().at(0).header().ssrc, sent[0].header().ssrc);
    EXPECT_TRUE(later.handshakes.begun.empty());
}

TEST_F(AgreedLeg, AfterARestartMayShakeHandsAnew) {
    ann.phone.audio.keys = some_keys('k');
    ann.phone.audio.found = ann.phone.here.endpoint();
    ann.negotiate();
    music();
    ann.arrive(hello);
    EXPECT_EQ(studio.handshakes.heard.size(), 1u);
    ann.shake(some_keys('n'));
    studio.pass(1s);
    EXPECT_GE(ann.hears(), 50u);
}

TEST_F(AgreedLeg, OnlyWhoHasShownWhereItIsMayShakeHands) {
    ann.negotiate();
    ann.arrive(hello);
    EXPECT_TRUE(studio.handshakes.heard.empty());
    ann.check();
    ann.arrive(hello);
    ASSERT_EQ(studio.handshakes.heard.size(), 1u);
    EXPECT_EQ(studio.handshakes.heard[0].datagram, hello);
    studio.arrive(ann.phone.place, on_the_move, hello);
    EXPECT_EQ(studio.handshakes.heard.size(), 1u);
    EXPECT_EQ(studio.handshakes.whence, Handshakes::Whence::checked);
}

TEST_F(AgreedLeg, WhoMayShakeHandsFollowsWhetherThereAreChecks) {
    ann.join();
    music();
    ann.phone.audio.ice.reset();
    ann.phone.audio.remote = ann.phone.here.endpoint();
    ann.negotiate();
    EXPECT_EQ(studio.handshakes.whence, Handshakes::Whence::claimed);
    studio.pass(1s);
    EXPECT_GE(ann.hears(), 50u) << "the keys are the same";
    ann.phone.audio.ice = calls::IceAgreed{ours_in_checks, {"theirs", ""}};
    ann.negotiate();
    EXPECT_EQ(studio.handshakes.whence, Handshakes::Whence::checked);
    ann.negotiate();
    EXPECT_EQ(studio.handshakes.expected.size(), 3u);
}

TEST_F(AgreedLeg, WhatAHandshakeSaysGoesToWhereThePeerIs) {
    ann.negotiate();
    ann.check();
    studio.sent.clear();
    studio.core.handshake_says(ann.phone.leg, on_the_move, hello);
    ASSERT_EQ(studio.sent.size(), 1u);
    EXPECT_EQ(studio.sent[0].to, ann.phone.here);
    EXPECT_EQ(studio.sent[0].bytes, hello);
    studio.core.handshake_says(LegId{99}, on_the_move, hello);
    EXPECT_EQ(studio.sent.size(), 1u);
}

TEST_F(AgreedLeg, WeBeginOnceWhenItIsKnownWhere) {
    ann.phone.audio.dtls->we_begin = true;
    ann.negotiate();
    EXPECT_TRUE(studio.handshakes.begun.empty());
    ann.check();
    ann.check();
    ann.negotiate();
    EXPECT_EQ(studio.handshakes.begun, (std::vector{ann.phone.here}));
}

TEST_F(AgreedLeg, GetsNothingWhenItNoLongerChecks) {
    ann.join();
    music();
    ann.live(2min);
    EXPECT_GT(ann.audio().size(), 5900u);
    studio.pass(Checks::consent + 1s);
    ann.audio();
    studio.sent.clear();
    studio.pass(1min);
    EXPECT_TRUE(studio.sent.empty());
    ann.check();
    studio.pass(1s);
    EXPECT_GE(studio.sent.size(), 50u);
}

TEST_F(AgreedLeg, ThatChecksOnlyWhenItBeginsIsSentSoundAsLongAsItSaysSomething) {
    ann.join();
    music();
    for (int i = 0; i < 12; ++i) {
        ann.talk(2);  // the second one is only counted
        studio.pass(10s);
    }
    ann.audio();
    studio.pass(1s);
    EXPECT_GE(ann.audio().size(), 50u);
    studio.pass(Checks::consent);
    ann.audio();
    const auto home = std::exchange(ann.phone.here, on_the_move);
    ann.talk(50);
    EXPECT_TRUE(ann.audio().empty()) << "until it checks there, or says something from where it was";
    ann.phone.here = home;
    ann.talk(50);
    EXPECT_GE(ann.audio().size(), 45u);
}

TEST_F(AgreedLeg, ThatHasSaidNothingForLongIsNotRevivedByAForgery) {
    ann.join();
    music();
    ann.talk(5);
    studio.pass(Checks::consent + 1s);
    ann.audio();
    ann.phone.talk(50);  // in clear, from its address, with the next numbers
    EXPECT_TRUE(ann.audio().empty());
    ann.talk(50);
    EXPECT_GE(ann.audio().size(), 45u);
}

TEST_F(AgreedLeg, IsFollowedToWhereItChecksFrom) {
    ann.join();
    music();
    studio.pass(300ms);
    ann.audio();
    ann.phone.here = on_the_move;
    ann.check({.chosen = true});
    studio.pass(300ms);
    for (const auto& one : ann.audio()) EXPECT_EQ(one.to, on_the_move);
    const auto told = studio.told<calls::AudioFound>();
    ASSERT_EQ(told.size(), 2u);
    EXPECT_EQ(told[1].at, on_the_move.endpoint());
}

TEST_F(AgreedLeg, ThatSaysAnotherPlaceAllTheTimeIsNotToldOfEachTime) {
    ann.join();
    const auto home = ann.phone.here;
    for (int i = 0; i < 1000; ++i, studio.pass(1ms)) {
        ann.phone.here = i % 2 == 0 ? on_the_move : home;
        ann.check({.chosen = true});
    }
    EXPECT_LE(studio.told<calls::AudioFound>().size(), 7u);
    studio.pass(1s);
    EXPECT_EQ(studio.told<calls::AudioFound>().back().at, home.endpoint());
}

TEST_F(AgreedLeg, IsHeardFromAnywhereUnderItsKeysAndItsKeyPressesCount) {
    Phone bob{studio, 2};
    ann.join();
    studio.core.bridge(ann.phone.leg, bob.leg, studio.now);
    ann.phone.here = on_the_move;
    ann.talk(5);
    EXPECT_EQ(bob.heard().size(), 5u);
}

TEST_F(AgreedLeg, ReportsShareThePortOfAudio) {
    ann.join();
    music();
    ann.live(30s);
    const auto reports = ann.reports();
    ASSERT_GE(reports.size(), 3u);
    for (const auto& one : reports) {
        EXPECT_EQ(one.channel, Channel::rtp);
        EXPECT_EQ(one.to, ann.phone.here);
    }
}

TEST_F(AgreedLeg, WithoutASharedPortThereAreNoReports) {
    ann.phone.audio.rtcp_mux = false;
    ann.join();
    music();
    ann.live(30s);
    EXPECT_TRUE(ann.reports().empty());
    EXPECT_TRUE(studio.to(ann.phone.place, Channel::rtcp).empty());
}

TEST_F(AgreedLeg, ChecksLeaveAParkedCallersSoundToTheSieve) {
    ann.join();
    music();
    ann.talk(50);
    const auto dropped = studio.model->dropped;
    EXPECT_GT(dropped, 40u);
    for (int i = 0; i < 10; ++i) {
        ann.check();
        ann.arrive(hello);
        ann.talk(10);
    }
    EXPECT_EQ(studio.model->dropped, dropped + 100);
    EXPECT_EQ(studio.handshakes.heard.size(), 10u);
}

TEST_F(AgreedLeg, MayGoBackToClear) {
    ann.join();
    music();
    ann.audio();
    ann.phone.audio.dtls.reset();
    ann.phone.audio.ice.reset();
    ann.phone.audio.remote = ann.phone.here.endpoint();
    ann.negotiate();
    studio.pass(1s);
    for (const auto& one : ann.audio()) EXPECT_EQ(one.payload().size(), 160u);
    EXPECT_EQ(studio.handshakes.forgotten.size(), 1u);
}

TEST_F(AgreedLeg, IsForgottenAtItsEnd) {
    ann.join();
    studio.core.close(ann.phone.leg, studio.now);
    EXPECT_EQ(studio.handshakes.forgotten, (std::vector{ann.phone.leg}));
}

struct WithoutIce : AgreedLeg {
    WithoutIce() {
        ann.phone.audio.ice.reset();
        ann.phone.audio.remote = ann.phone.here.endpoint();
        ann.negotiate();
    }
};

TEST_F(WithoutIce, NeighboursMayShakeHandsAndShowACookie) {
    studio.arrive(ann.phone.place, ann.phone.here.with_port(7), hello);
    EXPECT_EQ(studio.handshakes.heard.size(), 1u);
    studio.arrive(ann.phone.place, on_the_move, hello);
    EXPECT_EQ(studio.handshakes.heard.size(), 1u);
    EXPECT_EQ(studio.handshakes.whence, Handshakes::Whence::claimed);
}

TEST_F(WithoutIce, ItIsWhereItShookHands) {
    music();
    ann.phone.here = ann.phone.here.with_port(7);
    ann.shake();
    studio.pass(100ms);
    const auto sent = ann.audio();
    ASSERT_FALSE(sent.empty());
    for (const auto& one : sent) EXPECT_EQ(one.to, ann.phone.here);
    EXPECT_EQ(studio.told<calls::AudioFound>().size(), 1u);
}

TEST_F(WithoutIce, WeBeginAtOnce) {
    ann.phone.audio.dtls->we_begin = true;
    ann.negotiate();
    EXPECT_EQ(studio.handshakes.begun, (std::vector{ann.phone.here}));
}

TEST_F(WithoutIce, WeBeginAnewWhereItHasGoneUntilItIsOver) {
    ann.phone.audio.dtls->we_begin = true;
    ann.negotiate();
    ann.phone.audio.remote = on_the_move.endpoint();
    ann.negotiate();
    const std::vector both{ann.phone.here, on_the_move};
    EXPECT_EQ(studio.handshakes.begun, both);
    ann.phone.here = on_the_move;
    ann.shake();
    ann.phone.audio.remote.port = 61002;
    ann.negotiate();
    EXPECT_EQ(studio.handshakes.begun, both);
}

/// Nothing is encrypted, so what counts is who has checked.
TEST(CheckedLeg, InClearIsReportedOnByItsPeerAlone) {
    Studio studio;
    WebPhone ann{studio};
    ann.phone.audio.dtls.reset();
    ann.negotiate();
    ann.check();
    const std::vector<std::uint8_t> report{0x80, 201, 0, 1, 0, 0, 0, 7};
    const auto refused = studio.tally.refused.value();
    studio.arrive(ann.phone.place, on_the_move, report);
    EXPECT_EQ(studio.tally.refused.value(), refused + 1);
    studio.arrive(ann.phone.place, ann.phone.here, report);
    EXPECT_EQ(studio.tally.refused.value(), refused + 1);
}

TEST(PlainLeg, IgnoresChecksAndHandshakes) {
    Studio studio;
    Phone bob{studio, 1};
    studio.arrive(bob.place, bob.here, CheckToSend{}.bytes());
    studio.arrive(bob.place, bob.here, hello);
    EXPECT_TRUE(studio.sent.empty());
    EXPECT_TRUE(studio.handshakes.heard.empty());
    EXPECT_EQ(studio.tally.refused.value(), 2u);
}

TEST(PlainLeg, MayHaveItsReportsOnThePortOfItsAudio) {
    Studio studio;
    Phone bob{studio, 1};
    bob.audio.rtcp_mux = true;
    bob.negotiate();
    studio.pass(10s);
    const auto sent = bob.heard();
    ASSERT_FALSE(sent.empty());
    for (const auto& one : sent) EXPECT_EQ(one.to, bob.here);
    EXPECT_TRUE(studio.to(bob.place, Channel::rtcp).empty());
}

}  // namespace
}  // namespace layby::media

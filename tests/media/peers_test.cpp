// Who is listened to: NAT, strangers, junk; and the reports that both sides send.
#include <random>

#include "media/studio.hpp"

namespace layby::media {
namespace {

TEST(Peer, BehindNatIsAnsweredWhereItSendsFrom) {
    Studio studio;
    Phone phone{studio, 1};
    phone.audio.peer_ip = "198.51.100.7", phone.negotiate();
    const auto outside = *SocketAddress::from("198.51.100.7", 61000);
    phone.deliver_from(outside, {false, 0, 1, 0, phone.ssrc}, std::vector<std::uint8_t>(160));
    studio.core.play_music(phone.leg, &studio.music, studio.now);
    EXPECT_EQ(phone.heard()[0].to, outside);
    studio.pass(10s);
    EXPECT_EQ(studio.to(phone.place, Channel::rtcp)[0].to, outside.with_port(61001));
}

TEST(Peer, BehindNatIsHeardAndHearsAlsoAfterItWasParkedAndRetrieved) {
    Studio studio;
    Phone caller{studio, 1}, retriever{studio, 2};
    caller.audio.peer_ip = "198.51.100.7", caller.negotiate();
    const auto outside = *SocketAddress::from("198.51.100.7", 61000);
    const auto speaks = [&] {
        caller.deliver_from(outside, {false, 0, caller.sequence++, caller.timestamp += 160, caller.ssrc},
                            std::vector<std::uint8_t>(160, 0x11));
    };
    speaks();
    studio.core.play_music(caller.leg, &studio.music, studio.now);
    studio.pass(1s);
    studio.core.bridge(caller.leg, retriever.leg, studio.now);
    studio.sent.clear();
    retriever.say(0x22);
    speaks();
    studio.pass(20ms);
    ASSERT_FALSE(caller.heard().empty());
    EXPECT_EQ(caller.heard()[0].to, outside);
    ASSERT_FALSE(retriever.heard().empty());
    EXPECT_EQ(retriever.heard()[0].payload()[0], 0x11);
}
TEST(Stranger, CannotTakeOverACall) {
    Studio studio;
    Phone ann{studio, 1}, bob{studio, 2};
    studio.core.bridge(ann.leg, bob.leg, studio.now);
    ann.talk(500);
    const auto stranger = *SocketAddress::from("203.0.113.66", 6666);
    for (std::uint16_t i = 0; i < 100; ++i)
        ann.deliver_from(stranger, {false, 0, i, i * 160U, ann.ssrc}, std::vector<std::uint8_t>(160, 0x66));
    EXPECT_EQ(studio.tally.refused.value(), 100U);
    EXPECT_EQ(bob.heard().size(), 500U);
    bob.talk(1);
    EXPECT_EQ(ann.heard()[0].to, ann.here);
}

TEST(Stranger, CannotTakeOverEvenRightAfterAReinvite) {
    Studio studio;
    Phone ann{studio, 1}, bob{studio, 2};
    studio.core.bridge(ann.leg, bob.leg, studio.now);
    ann.talk(500);
    ann.negotiate();
    ann.talk(1);
    ann.deliver_from(*SocketAddress::from("203.0.113.66", 6666), {false, 0, 1, 1, 5},
                     std::vector<std::uint8_t>(160));
    EXPECT_EQ(studio.tally.refused.value(), 1U);
}

TEST(Stranger, CannotPressKeys) {
    Studio studio;
    Phone phone{studio, 1};
    phone.talk(500);
    phone.deliver_from(*SocketAddress::from("203.0.113.66", 6666), {true, 101, 1, 1, 5}, {5, 10, 0, 160});
    EXPECT_TRUE(studio.told<calls::DigitHeard>().empty());
}

TEST(Stranger, CannotReportAnything) {
    Studio studio;
    Phone phone{studio, 1};
    phone.talk(10);
    std::array<std::uint8_t, max_rtcp_bytes> bytes{};
    const auto length = write_rtcp({phone.ssrc, {}, {}, "x", true}, bytes);
    studio.core.rtcp(phone.place, *SocketAddress::from("203.0.113.66", 6667), Bytes{bytes}.first(length),
                     studio.now);
    EXPECT_EQ(studio.tally.refused.value(), 1U);
}

TEST(Stranger, GetsNothingOfACallerWhoOnlyListens) {
    Studio studio;
    Phone phone{studio, 1};
    studio.core.play_music(phone.leg, &studio.music, studio.now);
    const auto stranger = *SocketAddress::from("203.0.113.66", 6666);
    for (std::uint16_t i = 0; i < 500; ++i, studio.pass(20ms))
        phone.deliver_from(stranger, {false, 0, i, i * 160U, 66}, std::vector<std::uint8_t>(160, 0x66));
    EXPECT_EQ(studio.tally.refused.value(), 500U);
    for (const auto& packet : phone.heard()) EXPECT_EQ(packet.to, phone.here);
    EXPECT_TRUE(studio.told<calls::AudioFound>().empty());
}

TEST(Stranger, CannotPressKeysOfASilentPhone) {
    Studio studio;
    Phone ann{studio, 1}, bob{studio, 2};
    studio.core.bridge(ann.leg, bob.leg, studio.now);
    studio.core.watch_for_code(ann.leg, '*');
    const auto stranger = *SocketAddress::from("203.0.113.66", 6666);
    for (std::uint16_t i = 0; i < 100; ++i, studio.pass(20ms))
        ann.deliver_from(stranger, {i % 4 == 0, 101, i, i / 4 * 800U, 66}, {10, 10, 0, 160});
    EXPECT_TRUE(studio.told<calls::DigitHeard>().empty());
    EXPECT_TRUE(bob.heard().empty());
}

TEST(Peer, WhoseNatGivesItAnotherPortIsFollowedAndTold) {
    Studio studio;
    Phone phone{studio, 1};
    studio.core.play_music(phone.leg, &studio.music, studio.now);
    phone.talk(100);
    phone.here = phone.here.with_port(50505);
    studio.sent.clear();
    phone.talk(100);
    const auto found = studio.told<calls::AudioFound>();
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].at, phone.here.endpoint());
    EXPECT_EQ(phone.heard().back().to, phone.here);
    studio.sent.clear();
    studio.pass(10s);
    EXPECT_EQ(studio.to(phone.place, Channel::rtcp)[0].to, phone.here.with_port(50506)) << "reports, too";
}

TEST(Peer, IsSentToWhereItWasFoundBeforeARestart) {
    Studio studio;
    Phone phone{studio, 1};
    studio.close(phone.leg);
    studio.open(phone.leg);
    phone.audio.found = Address{"192.0.2.1", 50505};
    phone.negotiate();
    studio.core.play_music(phone.leg, &studio.music, studio.now);
    EXPECT_EQ(phone.heard()[0].to, phone.here.with_port(50505));
}

// -- where the SDP names another host than the SIP comes from

struct Unproved : testing::Test {
    Studio studio;
    Phone phone{studio, 1};
    Unproved() {
        phone.audio.peer_ip = "198.51.100.7";
        phone.audio.proved = false;
        phone.negotiate();
        studio.core.play_music(phone.leg, &studio.music, studio.now);
    }
};

TEST_F(Unproved, GetsSoundForTwoSecondsOnly) {
    studio.pass(32s);
    EXPECT_LE(studio.to(phone.place).back().at, Instant{3s});
    EXPECT_LE(studio.sent.size(), 102U);
    EXPECT_GE(studio.sent.size(), 80U);
    phone.negotiate();
    studio.pass(10s);
    EXPECT_LE(studio.sent.size(), 102U) << "nor by a second answer";
}

TEST_F(Unproved, GetsTheRestOnceItsAckHasCome) {
    studio.pass(5s);
    phone.audio.proved = true;
    phone.negotiate();
    studio.sent.clear();
    studio.pass(1s);
    EXPECT_GE(phone.heard().size(), 49U);
}

TEST_F(Unproved, ShowsByItsOwnSoundThatItIsThere) {
    phone.talk(1);
    studio.pass(10s);
    studio.sent.clear();
    studio.pass(1s);
    EXPECT_GE(phone.heard().size(), 49U);
}

TEST_F(Unproved, ShowsByItsReportsThatItIsThere) {
    studio.pass(5s);
    std::array<std::uint8_t, max_rtcp_bytes> bytes{};
    const auto length = write_rtcp({phone.ssrc, {}, {}, "x", false}, bytes);
    studio.core.rtcp(phone.place, phone.here.with_port(9), Bytes{bytes}.first(length), studio.now);
    studio.sent.clear();
    studio.pass(1s);
    EXPECT_GE(phone.heard().size(), 49U);
}

TEST_F(Unproved, NeedsNothingWhereTheSipComesFromThere) {
    phone.audio.peer_ip = "192.0.2.1";
    phone.negotiate();
    studio.pass(30s);
    EXPECT_GE(phone.heard().size(), 1400U);
}

TEST(Junk, IsRefusedAndCounted) {
    Studio studio;
    Phone phone{studio, 1};
    studio.core.rtp(phone.place, phone.here, {}, studio.now);
    studio.core.rtp(77, phone.here, {}, studio.now);
    phone.deliver({false, 77, 1, 1, 1}, {1, 2, 3});
    EXPECT_EQ(studio.tally.refused.value(), 2U);
    EXPECT_EQ(studio.tally.received.value(), 0U);
}

TEST(Junk, OurOwnStreamComingBackIsRefused) {
    Studio studio;
    Phone phone{studio, 1};
    studio.core.play_music(phone.leg, &studio.music, studio.now);
    studio.core.rtp(phone.place, phone.here, phone.heard()[0].bytes, studio.now);
    EXPECT_EQ(studio.tally.refused.value(), 1U);
}

TEST(Junk, OfAllKindsDoesNoHarm) {
    Studio studio;
    Phone ann{studio, 1}, bob{studio, 2, Codec::opus};
    studio.core.bridge(ann.leg, bob.leg, studio.now);
    std::mt19937 random{11};
    for (int i = 0; i < 20000; ++i) {
        std::vector<std::uint8_t> bytes(random() % 200);
        for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
        if (bytes.size() > 2) {
            bytes[0] = static_cast<std::uint8_t>(0x80 | (random() % 8 == 0 ? bytes[0] & 0x3f : 0));
            bytes[1] =
                static_cast<std::uint8_t>(std::array{0, 101, 13, 200, 201, 128, 229, 111}.at(random() % 8));
        }
        Phone& phone = random() % 2 == 0 ? ann : bob;
        if (random() % 4 == 0)
            studio.core.rtcp(phone.place, phone.here, bytes, studio.now);
        else
            studio.core.rtp(phone.place, phone.here, bytes, studio.now);
        if (random() % 4 == 0) studio.pass(5ms);
    }
    for (const auto& packet : studio.sent) EXPECT_LE(packet.bytes.size(), max_packet_bytes);
}

// -- reports

TEST(Reports, GoOutEveryFewSecondsInNoFixedRhythm) {
    Studio studio;
    Phone phone{studio, 1};
    studio.core.play_music(phone.leg, &studio.music, studio.now);
    studio.pass(200s);
    const auto reports = studio.to(phone.place, Channel::rtcp);
    EXPECT_NEAR(static_cast<double>(reports.size()), 40, 8);
    for (std::size_t i = 1; i < reports.size(); ++i) {
        EXPECT_GE(reports[i].at - reports[i - 1].at, Duration{2500ms});
        EXPECT_LE(reports[i].at - reports[i - 1].at, Duration{7800ms});
        EXPECT_EQ(reports[i].to, phone.here.with_port(static_cast<std::uint16_t>(phone.here.port() + 1)));
    }
    const auto heard = read_rtcp(reports[1].bytes, 0);
    ASSERT_TRUE(heard);
    EXPECT_TRUE(heard->report_middle) << "a sender report";
    EXPECT_EQ(heard->ssrc, phone.heard()[0].header().ssrc);
}

TEST(Reports, SayWhatWasLost) {
    Studio studio;
    Phone phone{studio, 1};
    for (int i = 0; i < 500; ++i, studio.pass(20ms)) {
        if (i % 5 == 3)
            ++phone.sequence, phone.timestamp += 160;
        else
            phone.say();
    }
    const auto reports = studio.to(phone.place, Channel::rtcp);
    ASSERT_FALSE(reports.empty());
    const auto heard = read_rtcp(reports.back().bytes, phone.ssrc);
    ASSERT_TRUE(heard && heard->about_us);
    EXPECT_NEAR(heard->about_us->fraction_lost, 51, 3);
    EXPECT_FALSE(heard->report_middle) << "a receiver report: we have sent nothing";
}

TEST(Reports, GoToThePortThatWasNegotiated) {
    Studio studio;
    Phone phone{studio, 1};
    phone.audio.remote_rtcp = Address{"192.0.2.44", 7000};
    phone.negotiate();
    studio.pass(10s);
    EXPECT_EQ(studio.to(phone.place, Channel::rtcp)[0].to, *SocketAddress::from("192.0.2.44", 7000));
}

TEST(Reports, GoToWhereThePeersComeFrom) {
    Studio studio;
    Phone phone{studio, 1};
    std::array<std::uint8_t, max_rtcp_bytes> bytes{};
    const auto length = write_rtcp({phone.ssrc, {}, {}, "x", false}, bytes);
    studio.core.rtcp(phone.place, phone.here.with_port(9), Bytes{bytes}.first(length), studio.now);
    studio.pass(10s);
    EXPECT_EQ(studio.to(phone.place, Channel::rtcp)[0].to, phone.here.with_port(9));
}

TEST(Reports, EndWithAGoodbye) {
    Studio studio;
    Phone phone{studio, 1};
    studio.close(phone.leg);
    const auto reports = studio.to(phone.place, Channel::rtcp);
    ASSERT_EQ(reports.size(), 1U);
    EXPECT_TRUE(read_rtcp(reports[0].bytes, 0)->bye);
}

TEST(Reports, GoOnWhileThePeerHolds) {
    Studio studio;
    Phone phone{studio, 1};
    phone.hold();
    studio.pass(30s);
    EXPECT_GE(studio.to(phone.place, Channel::rtcp).size(), 4U);
}

// Any orders and packets in any order: nothing leaks, nobody hears two at once, every stream stays one.
TEST(RandomWalk, ThroughOrdersAndPacketsKeepsEveryStreamWhole) {
    for (unsigned seed = 0; seed < 20; ++seed) {
        Studio studio;
        std::mt19937 random{seed};
        std::vector<std::unique_ptr<Phone>> phones;
        for (std::uint64_t i = 1; i <= 6; ++i) {
            const auto codec = static_cast<Codec>(random() % 3);  // one clock, so that SSRCs stay
            phones.push_back(std::make_unique<Phone>(studio, i, codec));
        }
        for (int step = 0; step < 2000; ++step) {
            Phone& one = *phones[random() % 6];
            Phone& other = *phones[random() % 6];
            switch (random() % 12) {
                case 0:
                    studio.core.play_music(one.leg, &studio.music, studio.now);
                    break;
                case 1:
                    studio.core.say(one.leg, {&studio.hello}, PromptId{1}, studio.now);
                    break;
                case 2:
                    studio.core.loop(one.leg, {&studio.seven}, studio.now);
                    break;
                case 3:
                    studio.core.bridge(one.leg, other.leg, studio.now);
                    break;
                case 4:
                    studio.core.quiet(one.leg);
                    break;
                case 5:
                    studio.core.send_digit(one.leg, '4', 80ms);
                    break;
                case 6:
                    one.hold();
                    break;
                case 7:
                    one.resume();
                    break;
                case 8:
                    one.press('3');
                    break;
                default:
                    one.talk(static_cast<int>(random() % 5));
            }
        }
        for (const auto& phone : phones) {
            SCOPED_TRACE(seed);
            expect_one_stream(phone->heard());
            studio.close(phone->leg);
        }
        EXPECT_EQ(studio.tally.legs.value(), 0U);
        EXPECT_EQ(studio.tally.bridges.value(), 0U);
        EXPECT_EQ(studio.tally.transcoders.value(), 0U);
    }
}

}  // namespace
}  // namespace layby::media

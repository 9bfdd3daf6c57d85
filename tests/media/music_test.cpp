// What a leg hears from us: music, prompts, loops, silence; on hold; before and after the negotiation.
#include "media/studio.hpp"

namespace layby::media {
namespace {

TEST(Music, TheFirstPacketLeavesAtOnceAndTheOthersEvery20Ms) {
    Studio studio;
    Phone phone{studio, 1};
    studio.pass(7ms);
    studio.core.play_music(phone.leg, &studio.music, studio.now);
    ASSERT_EQ(phone.heard().size(), 1U);
    EXPECT_TRUE(phone.heard()[0].header().marker);
    EXPECT_EQ(phone.heard()[0].to, phone.here);
    studio.pass(1s);
    const auto heard = phone.heard();
    EXPECT_NEAR(static_cast<double>(heard.size()), 51, 1);
    expect_steady(heard);
    for (std::size_t i = 2; i < heard.size(); ++i) EXPECT_EQ(heard[i].at - heard[i - 1].at, Duration{20ms});
}

TEST(Music, GoesOnFrameByFrame) {
    Studio studio;
    Phone phone{studio, 1};
    studio.core.play_music(phone.leg, &studio.music, studio.now);
    studio.pass(3s);
    const auto heard = phone.heard();
    for (std::size_t i = 1; i < heard.size(); ++i)
        EXPECT_EQ(heard[i].payload()[0], (heard[i - 1].payload()[0] + 1) % 100);
}

TEST(Music, CallersWhoJoinLaterHearItWhereItIs) {
    Studio studio;
    Phone early{studio, 1}, late{studio, 2};
    studio.core.play_music(early.leg, &studio.music, studio.now);
    studio.pass(700ms);
    studio.core.play_music(late.leg, &studio.music, studio.now);
    EXPECT_NEAR(late.heard()[0].payload()[0], early.heard().back().payload()[0], 1.1);
}

TEST(Music, BeginsForEachAtTheStartOfTheRecordingThatTheRadioPlays) {
    Studio studio{Studio::Sieved::yes, MusicStart::track};
    Phone early{studio, 1}, late{studio, 2};
    studio.pass(780ms);  // the radio is at frame 89
    studio.core.play_music(early.leg, &studio.music, studio.now);
    EXPECT_EQ(early.heard()[0].payload()[0], 60);
    studio.pass(300ms);  // and at frame 4 of its next round
    studio.core.play_music(late.leg, &studio.music, studio.now);
    EXPECT_EQ(late.heard()[0].payload()[0], 0);
    studio.pass(1s);
    const auto heard = late.heard();
    for (std::size_t i = 1; i < heard.size(); ++i)
        EXPECT_EQ(heard[i].payload()[0], heard[i - 1].payload()[0] + 1) << "on into the next recording";
}

TEST(Music, IsSpreadOverTheFrame) {
    Studio studio;
    std::vector<Phone> phones;
    for (std::uint64_t i = 1; i <= 100; ++i) {
        phones.emplace_back(studio, i);
        studio.core.play_music(phones.back().leg, &studio.music, studio.now);
    }
    studio.pass(100ms);
    studio.sent.clear();
    studio.pass(20ms);
    EXPECT_EQ(studio.sent.size(), 100U);
    std::unordered_map<std::int64_t, int> per_ms;
    for (const auto& packet : studio.sent) ++per_ms[packet.at.time_since_epoch().count()];
    for (const auto& [at, count] : per_ms) EXPECT_EQ(count, 5) << at;
}

TEST(Music, WaitsForTheNegotiation) {
    Studio studio;
    const Place place = studio.open(LegId{1});
    studio.core.play_music(LegId{1}, &studio.music, studio.now);
    studio.pass(1s);
    EXPECT_TRUE(studio.to(place).empty());
    Phone phone{studio, 1};
    EXPECT_EQ(phone.heard().size(), 1U);
}

TEST(Music, IsSentInTheNegotiatedCodec) {
    Studio studio;
    Phone phone{studio, 1, Codec::opus};
    studio.core.play_music(phone.leg, &studio.music, studio.now);
    studio.pass(200ms);
    EXPECT_EQ(phone.heard()[3].header().payload_type, 111);
    EXPECT_EQ(phone.heard()[3].payload().size(), 80U);
    expect_steady(phone.heard(), 960);
}

TEST(Music, StopsWhenThePeerHoldsAndGoesOnWhenItResumes) {
    Studio studio;
    Phone phone{studio, 1};
    studio.core.play_music(phone.leg, &studio.music, studio.now);
    studio.pass(200ms);
    phone.hold();
    const auto before = phone.heard();
    studio.pass(2s);
    EXPECT_EQ(phone.heard().size(), before.size());
    phone.resume();
    ASSERT_EQ(phone.heard().size(), before.size() + 1);
    const auto last = before.back().header(), next = phone.heard().back().header();
    EXPECT_TRUE(next.marker);
    EXPECT_EQ(next.ssrc, last.ssrc);
    EXPECT_NEAR(ahead(next.timestamp, last.timestamp), 16000, 320);
}

TEST(Music, AfterAStallOfTheThreadTheStreamGoesOnInsteadOfBursting) {
    Studio studio;
    Phone phone{studio, 1};
    studio.core.play_music(phone.leg, &studio.music, studio.now);
    studio.pass(200ms);
    const auto before = phone.heard().size();
    studio.now += 3s;
    studio.core.tick(studio.now);
    EXPECT_LE(phone.heard().size(), before + 2);
    studio.pass(1s);
    EXPECT_NEAR(static_cast<double>(phone.heard().size() - before), 50, 2);
    expect_one_stream(phone.heard());
}

TEST(Music, AShortStallIsMadeUpForAndCounted) {
    Studio studio;
    Phone phone{studio, 1};
    studio.core.play_music(phone.leg, &studio.music, studio.now);
    studio.pass(200ms);
    const auto before = phone.heard().size();
    studio.now += 60ms;
    studio.core.tick(studio.now);
    EXPECT_EQ(phone.heard().size(), before + 3);
    EXPECT_GT(studio.tally.late_ticks.value(), 0U);
    expect_steady(phone.heard());
}

TEST(Prompt, IsPlayedOnceAndItsEndIsToldOnce) {
    Studio studio;
    Phone phone{studio, 1};
    studio.core.say(phone.leg, {&studio.hello, &studio.seven}, PromptId{5}, studio.now);
    studio.pass(2s);
    std::vector<int> bytes;
    for (const auto& packet : phone.heard()) bytes.push_back(packet.payload()[0]);
    EXPECT_EQ(bytes, (std::vector{200, 201, 202, 210, 211}));
    ASSERT_EQ(studio.told<calls::PromptEnded>().size(), 1U);
    EXPECT_EQ(studio.told<calls::PromptEnded>()[0].prompt, PromptId{5});
    EXPECT_EQ(studio.told<calls::PromptEnded>()[0].leg, phone.leg);
}

TEST(Prompt, IsNotToldAsEndedWhenItIsReplacedOrTheLegCloses) {
    Studio studio;
    Phone phone{studio, 1}, other{studio, 2};
    studio.core.say(phone.leg, {&studio.hello}, PromptId{5}, studio.now);
    studio.core.say(other.leg, {&studio.hello}, PromptId{6}, studio.now);
    studio.pass(20ms);
    studio.core.play_music(phone.leg, &studio.music, studio.now);
    studio.close(other.leg);
    studio.pass(2s);
    EXPECT_TRUE(studio.told<calls::PromptEnded>().empty());
}

TEST(Prompt, OfNothingEndsToo) {
    Studio studio;
    Phone phone{studio, 1};
    studio.core.say(phone.leg, {}, PromptId{5}, studio.now);
    studio.pass(20ms);
    EXPECT_EQ(studio.told<calls::PromptEnded>().size(), 1U);
}

TEST(Prompt, EndsInTimeForAPeerThatDoesNotListen) {
    Studio studio;
    Phone phone{studio, 1};
    phone.hold();
    studio.core.say(phone.leg, {&studio.hello}, PromptId{5}, studio.now);
    studio.pass(200ms);
    EXPECT_EQ(studio.told<calls::PromptEnded>().size(), 1U);
    EXPECT_TRUE(phone.heard().empty());
}

TEST(Loop, GoesOnUntilItIsReplaced) {
    Studio studio;
    Phone phone{studio, 1};
    studio.core.loop(phone.leg, {&studio.hello}, studio.now);
    studio.pass(1s);
    EXPECT_NEAR(static_cast<double>(phone.heard().size()), 51, 1);
    studio.core.quiet(phone.leg);
    const auto before = phone.heard().size();
    studio.pass(1s);
    EXPECT_EQ(phone.heard().size(), before);
    EXPECT_TRUE(studio.told<calls::PromptEnded>().empty());
}

TEST(Stream, IsOneOverMusicPromptMusicAndBridge) {
    Studio studio;
    Phone phone{studio, 1}, other{studio, 2};
    studio.core.play_music(phone.leg, &studio.music, studio.now);
    studio.pass(333ms);
    studio.core.say(phone.leg, {&studio.hello}, PromptId{1}, studio.now);
    studio.pass(500ms);
    studio.core.play_music(phone.leg, &studio.music, studio.now);
    studio.pass(111ms);
    studio.core.bridge(phone.leg, other.leg, studio.now);
    other.talk(20);
    studio.core.play_music(phone.leg, &studio.music, studio.now);
    studio.pass(200ms);
    studio.core.bridge(phone.leg, other.leg, studio.now);
    other.talk(20);
    EXPECT_GT(phone.heard().size(), 60U);
    expect_one_stream(phone.heard());
    std::size_t markers = 0;
    for (const auto& packet : phone.heard()) markers += packet.header().marker ? 1 : 0;
    EXPECT_EQ(markers, 6U);
}

TEST(Stream, HurriedOrdersDoNotPileUpAudioAtThePeer) {
    Studio studio;
    Phone phone{studio, 1};
    for (int i = 0; i < 50; ++i) {
        studio.core.play_music(phone.leg, &studio.music, studio.now);
        phone.negotiate();
        studio.pass(2ms);
    }
    EXPECT_LE(phone.heard().size(), 8U);
}

TEST(Silence, IsToldWhenNoRtpComesAndAgainEachTime) {
    Studio studio;
    Phone phone{studio, 1};
    phone.talk(10);
    studio.pass(29s);
    EXPECT_TRUE(studio.told<calls::AudioLost>().empty());
    studio.pass(2s);
    ASSERT_EQ(studio.told<calls::AudioLost>().size(), 1U);
    EXPECT_EQ(studio.told<calls::AudioLost>()[0].leg, phone.leg);
    studio.pass(60s);
    EXPECT_EQ(studio.told<calls::AudioLost>().size(), 3U);
    phone.talk(1);
    studio.pass(29s);
    EXPECT_EQ(studio.told<calls::AudioLost>().size(), 3U);
}

TEST(Silence, IsExpectedFromAPeerThatDoesNotSpeak) {
    Studio studio;
    Phone phone{studio, 1};
    phone.audio.peer_speaks = false;
    phone.negotiate();
    studio.pass(100s);
    EXPECT_TRUE(studio.told<calls::AudioLost>().empty());
    phone.audio.peer_speaks = true;
    phone.negotiate();
    studio.pass(29s);
    EXPECT_TRUE(studio.told<calls::AudioLost>().empty()) << "the time counts from the resume";
    studio.pass(2s);
    EXPECT_EQ(studio.told<calls::AudioLost>().size(), 1U);
}

TEST(Legs, AnAddressThatIsNoneIsNotNegotiated) {
    Studio studio;
    studio.open(LegId{1});
    studio.core.negotiated(LegId{1}, {{"nowhere", 9}, {}, {}, {}, {}, {}, true, true}, studio.now);
    studio.core.negotiated(LegId{1}, {{"192.0.2.1", 0}, {}, {}, {}, {}, {}, true, true}, studio.now);
    studio.core.play_music(LegId{1}, &studio.music, studio.now);
    studio.pass(1s);
    EXPECT_TRUE(studio.sent.empty());
}

TEST(Legs, AHoldByAddressNought) {
    Studio studio;
    Phone phone{studio, 1};
    studio.core.play_music(phone.leg, &studio.music, studio.now);
    studio.pass(100ms);
    const auto before = phone.heard().size();
    const auto real = std::exchange(phone.audio.remote.ip, "0.0.0.0");
    phone.negotiate();
    studio.pass(10s);
    EXPECT_EQ(phone.heard().size(), before);
    for (const auto& packet : studio.sent) EXPECT_TRUE(packet.to.same_host(phone.here));
    phone.audio.remote.ip = real;
    phone.negotiate();
    studio.pass(100ms);
    EXPECT_GT(phone.heard().size(), before);
    expect_one_stream(phone.heard());
}

TEST(Prompts, OneThatIsStillBeingEncodedIsWaitedForAndThenHeardWhole) {
    Studio studio;
    Phone phone{studio, 1};
    UnfinishedSound late;
    studio.core.say(phone.leg, {&studio.hello, &late}, PromptId{7}, studio.now);
    studio.pass(1s);
    EXPECT_EQ(phone.heard().size(), 3U);
    EXPECT_TRUE(studio.told<calls::PromptEnded>().empty());
    late.finish();
    studio.pass(1s);
    ASSERT_EQ(phone.heard().size(), 4U);
    EXPECT_EQ(phone.heard().back().payload()[0], 0x11);
    ASSERT_EQ(studio.told<calls::PromptEnded>().size(), 1U);
    EXPECT_EQ(studio.told<calls::PromptEnded>()[0].prompt, PromptId{7});
}

TEST(Legs, OrdersForOneThatIsGoneAreIgnored) {
    Studio studio;
    Phone phone{studio, 1}, other{studio, 2};
    studio.close(phone.leg);
    studio.close(phone.leg);
    EXPECT_EQ(studio.closed.size(), 1U);
    studio.core.play_music(phone.leg, &studio.music, studio.now);
    studio.core.say(phone.leg, {&studio.hello}, PromptId{1}, studio.now);
    studio.core.loop(phone.leg, {&studio.hello}, studio.now);
    studio.core.bridge(phone.leg, other.leg, studio.now);
    studio.core.bridge(other.leg, phone.leg, studio.now);
    studio.core.bridge(other.leg, other.leg, studio.now);
    studio.core.quiet(phone.leg);
    studio.core.send_digit(phone.leg, '1', 100ms);
    phone.negotiate();
    phone.say();
    studio.pass(1s);
    EXPECT_EQ(studio.tally.legs.value(), 1U);
    EXPECT_EQ(studio.tally.bridges.value(), 0U);
    EXPECT_TRUE(studio.facts.empty());
}

}  // namespace
}  // namespace layby::media

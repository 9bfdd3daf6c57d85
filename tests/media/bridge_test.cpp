// Two legs that hear each other: relayed where the codec is the same, transcoded where not; digits in
// between.
#include <random>

#include "codecs/signals.hpp"
#include "media/studio.hpp"

namespace layby::media {
namespace {

TEST(Bridge, PassesEachPacketOnAtOnceInTheListenersOwnStream) {
    Studio studio;
    Phone ann{studio, 1}, bob{studio, 2};
    bob.audio.send.payload_type = 96;
    bob.negotiate();
    studio.core.bridge(ann.leg, bob.leg, studio.now);
    ann.talk(100, 0x12);
    const auto heard = bob.heard();
    ASSERT_EQ(heard.size(), 100U);
    expect_steady(heard);
    EXPECT_TRUE(heard[0].header().marker);
    EXPECT_FALSE(heard[1].header().marker);
    EXPECT_EQ(heard[0].header().payload_type, 96);
    EXPECT_NE(heard[0].header().ssrc, ann.ssrc);
    EXPECT_EQ(heard[0].payload()[0], 0x12);
    EXPECT_EQ(studio.tally.relayed.value(), 100U);
    EXPECT_TRUE(ann.heard().empty());
}

TEST(Bridge, KeepsGapsReorderingAndRepeatsAsTheyAre) {
    Studio studio;
    Phone ann{studio, 1}, bob{studio, 2};
    studio.core.bridge(ann.leg, bob.leg, studio.now);
    for (const int i : {0, 1, 2, 5, 4, 6, 6, 9}) {
        ann.deliver({false, 0, static_cast<std::uint16_t>(65533 + i),
                     1000U + static_cast<std::uint32_t>(i) * 160, ann.ssrc},
                    std::vector<std::uint8_t>(160, static_cast<std::uint8_t>(i)));
        studio.pass(20ms);
    }
    const auto heard = bob.heard();
    ASSERT_EQ(heard.size(), 8U);
    for (const auto& packet : heard) {
        const int i = packet.payload()[0];
        EXPECT_EQ(ahead(packet.header().sequence, heard[0].header().sequence), i);
        EXPECT_EQ(ahead(packet.header().timestamp, heard[0].header().timestamp), i * 160);
    }
}

TEST(Bridge, GoesOnWhenTheSpeakersStreamIsReplacedByAnother) {
    Studio studio;
    Phone ann{studio, 1}, bob{studio, 2};
    studio.core.bridge(ann.leg, bob.leg, studio.now);
    ann.talk(10);
    ann.ssrc = 777, ann.sequence = 12345, ann.timestamp = 99;
    ann.talk(10);
    ann.timestamp += 100'000'000;  // the same SSRC, but another clock
    ann.talk(10);
    ann.sequence = static_cast<std::uint16_t>(ann.sequence + 20000);
    ann.talk(10);
    ASSERT_EQ(bob.heard().size(), 40U);
    expect_one_stream(bob.heard());
    for (const std::size_t i : {10U, 20U, 30U}) EXPECT_TRUE(bob.heard()[i].header().marker) << i;
}

TEST(Bridge, APacketFromBeforeItsBeginDoesNotDisturbTheStream) {
    Studio studio;
    Phone ann{studio, 1}, bob{studio, 2};
    studio.core.play_music(bob.leg, &studio.music, studio.now);
    studio.pass(100ms);
    studio.core.bridge(ann.leg, bob.leg, studio.now);
    ann.sequence = 100;
    ann.say();
    ann.deliver({false, 0, 99, ann.timestamp - 320, ann.ssrc}, std::vector<std::uint8_t>(160));
    ann.say();
    expect_one_stream(bob.heard());
}

TEST(Bridge, StartsWhenBothAreNegotiated) {
    Studio studio;
    Phone ann{studio, 1};
    const Place place = studio.open(LegId{2});
    studio.core.bridge(ann.leg, LegId{2}, studio.now);
    ann.talk(10);
    EXPECT_TRUE(studio.to(place).empty());
    Phone bob{studio, 2};
    ann.talk(10);
    EXPECT_EQ(bob.heard().size(), 10U);
}

TEST(Bridge, SendsNothingToAPeerOnHoldAndNoGapAfterwards) {
    Studio studio;
    Phone ann{studio, 1}, bob{studio, 2};
    studio.core.bridge(ann.leg, bob.leg, studio.now);
    ann.talk(10);
    bob.hold();
    ann.talk(50);
    EXPECT_EQ(bob.heard().size(), 10U);
    bob.resume();
    ann.talk(10);
    ASSERT_EQ(bob.heard().size(), 20U);
    expect_one_stream(bob.heard());
    EXPECT_TRUE(bob.heard()[10].header().marker);
}

TEST(Bridge, HearsNothingOfAPeerThatSaidItDoesNotSpeak) {
    Studio studio;
    Phone ann{studio, 1}, bob{studio, 2};
    studio.core.bridge(ann.leg, bob.leg, studio.now);
    ann.audio.peer_speaks = false;
    ann.negotiate();
    ann.talk(10);
    EXPECT_TRUE(bob.heard().empty());
}

TEST(Bridge, RepeatingTheOrderChangesNothing) {
    Studio studio;
    Phone ann{studio, 1}, bob{studio, 2};
    studio.core.bridge(ann.leg, bob.leg, studio.now);
    ann.talk(5);
    studio.core.bridge(bob.leg, ann.leg, studio.now);
    ann.talk(5);
    expect_steady(bob.heard());
    EXPECT_EQ(studio.tally.bridges.value(), 1U);
}

TEST(Bridge, EndsForBothWhenOneHearsSomethingElseOrLeaves) {
    Studio studio;
    Phone ann{studio, 1}, bob{studio, 2}, eve{studio, 3};
    studio.core.bridge(ann.leg, bob.leg, studio.now);
    studio.core.play_music(ann.leg, &studio.music, studio.now);
    ann.talk(5);
    EXPECT_TRUE(bob.heard().empty());
    EXPECT_EQ(studio.tally.bridges.value(), 0U);
    studio.core.bridge(ann.leg, bob.leg, studio.now);
    studio.core.bridge(ann.leg, eve.leg, studio.now);
    EXPECT_EQ(studio.tally.bridges.value(), 1U);
    ann.talk(5);
    EXPECT_TRUE(bob.heard().empty());
    EXPECT_EQ(eve.heard().size(), 5U);
    studio.close(ann.leg);
    EXPECT_EQ(studio.tally.bridges.value(), 0U);
    eve.talk(5);
}

TEST(Bridge, DropsComfortNoiseWithoutAGap) {
    Studio studio;
    Phone ann{studio, 1}, bob{studio, 2};
    studio.core.bridge(ann.leg, bob.leg, studio.now);
    ann.talk(5);
    ann.deliver({false, comfort_noise, ann.sequence++, ann.timestamp, ann.ssrc}, {0x40});
    ann.timestamp += 160 * 50;
    studio.pass(1s);
    ann.talk(5);
    ASSERT_EQ(bob.heard().size(), 10U);
    expect_one_stream(bob.heard());
}

// -- transcoding

struct Pair {
    Codec from, to;
};
void PrintTo(const Pair& pair, std::ostream* out) {
    *out << static_cast<int>(pair.from) << " to " << static_cast<int>(pair.to);
}

/// Sends a 440 Hz tone of one phone's codec; `lost` says which packets are not delivered.
template <class Lost>
void hum(Studio& studio, Phone& phone, int frames, Lost lost) {
    const auto encoder = codecs::make_encoder(phone.audio.send.codec);
    const int rate = codecs::sample_rate(phone.audio.send.codec);
    const auto pcm = tests::tone(440, rate, frames * 0.02);
    const auto frame = static_cast<std::size_t>(codecs::frame_samples(phone.audio.send.codec));
    std::array<std::uint8_t, codecs::max_frame_bytes> bytes{};
    for (std::size_t i = 0; i < static_cast<std::size_t>(frames); ++i, studio.pass(20ms)) {
        const auto n = encoder->encode({pcm.data() + i * frame, frame}, bytes);
        const auto length = codecs::frame_timestamp(phone.audio.send.codec);
        if (lost(i))
            ++phone.sequence, phone.timestamp += length;
        else
            phone.say({bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(n)});
    }
}

std::vector<std::int16_t> decoded(const std::vector<Sent>& packets, Codec codec) {
    const auto decoder = codecs::make_decoder(codec);
    std::vector<std::int16_t> pcm;
    std::array<std::int16_t, 5760> frame{};
    for (const auto& packet : packets) {
        const auto n = decoder->decode(packet.payload(), frame);
        pcm.insert(pcm.end(), frame.begin(), frame.begin() + static_cast<std::ptrdiff_t>(n));
    }
    return pcm;
}

class Transcoded : public testing::TestWithParam<Pair> {};

TEST_P(Transcoded, AToneArrivesAsThatToneBothWays) {
    Studio studio;
    Phone ann{studio, 1, GetParam().from}, bob{studio, 2, GetParam().to};
    studio.core.bridge(ann.leg, bob.leg, studio.now);
    hum(studio, ann, 100, [](auto) { return false; });
    hum(studio, bob, 100, [](auto) { return false; });
    EXPECT_EQ(studio.tally.transcoders.value(), 2U);
    for (const Phone* listener : {&bob, &ann}) {
        const Codec codec = listener->audio.send.codec;
        const auto heard = listener->heard();
        EXPECT_EQ(heard.size(), 100U);
        expect_steady(heard, codecs::frame_timestamp(codec));
        const auto pcm = decoded(heard, codec);
        const auto rate = static_cast<std::size_t>(codecs::sample_rate(codec));
        const auto steady = std::span{pcm}.subspan(rate / 2, rate);
        EXPECT_GT(tests::share_of_tone(steady, 440, static_cast<int>(rate)), 0.95);
        EXPECT_NEAR(10 * std::log10(tests::power(steady) / (8000.0 * 8000 / 2)), 0, 2);
    }
    studio.core.quiet(ann.leg);
    EXPECT_EQ(studio.tally.transcoders.value(), 0U);
}

TEST_P(Transcoded, LostPacketsAreConcealed) {
    Studio studio;
    Phone ann{studio, 1, GetParam().from}, bob{studio, 2, GetParam().to};
    studio.core.bridge(ann.leg, bob.leg, studio.now);
    hum(studio, ann, 100, [](auto i) { return i % 10 == 5; });
    EXPECT_EQ(bob.heard().size(), 100U);
    expect_steady(bob.heard(), codecs::frame_timestamp(GetParam().to));
}

TEST_P(Transcoded, AfterALongGapTheTimestampsGoOnWithRealTime) {
    Studio studio;
    Phone ann{studio, 1, GetParam().from}, bob{studio, 2, GetParam().to};
    studio.core.bridge(ann.leg, bob.leg, studio.now);
    hum(studio, ann, 50, [](auto i) { return i >= 10 && i < 40; });
    const auto heard = bob.heard();
    ASSERT_EQ(heard.size(), 20U);
    expect_one_stream(heard);
    EXPECT_TRUE(heard[10].header().marker);
    EXPECT_EQ(ahead(heard[10].header().timestamp, heard[9].header().timestamp),
              static_cast<int>(31 * codecs::frame_timestamp(GetParam().to)));
}

INSTANTIATE_TEST_SUITE_P(Between, Transcoded,
                         testing::Values(Pair{Codec::pcmu, Codec::pcma}, Pair{Codec::pcma, Codec::g722},
                                         Pair{Codec::pcmu, Codec::opus}, Pair{Codec::g722, Codec::opus}));

TEST(Transcoder, RepeatedAndLatePacketsAreIgnored) {
    Studio studio;
    Phone ann{studio, 1}, bob{studio, 2, Codec::pcma};
    studio.core.bridge(ann.leg, bob.leg, studio.now);
    for (const std::uint16_t i : {1, 2, 2, 3, 1, 4})
        ann.deliver({false, 0, i, i * 160U, ann.ssrc}, std::vector<std::uint8_t>(160));
    EXPECT_EQ(bob.heard().size(), 4U);
    expect_steady(bob.heard());
}

TEST(Transcoder, MakesFramesOf20MsOfWhateverLengthItGets) {
    Studio studio;
    Phone ann{studio, 1}, bob{studio, 2, Codec::opus};
    studio.core.bridge(ann.leg, bob.leg, studio.now);
    for (int i = 0; i < 20; ++i, studio.pass(30ms)) {
        ann.deliver({false, 0, ann.sequence++, ann.timestamp, ann.ssrc},
                    std::vector<std::uint8_t>(240, 0xff));
        ann.timestamp += 240;
    }
    EXPECT_EQ(bob.heard().size(), 30U);
    expect_steady(bob.heard(), 960);
}

TEST(Transcoder, SurvivesPayloadsThatAreNone) {
    Studio studio;
    Phone ann{studio, 1, Codec::opus}, bob{studio, 2};
    studio.core.bridge(ann.leg, bob.leg, studio.now);
    std::mt19937 random{5};
    for (int i = 0; i < 2000; ++i, studio.pass(20ms)) {
        std::vector<std::uint8_t> junk(random() % 1400);
        for (auto& byte : junk) byte = static_cast<std::uint8_t>(random());
        ann.say(junk);
        if (random() % 10 == 0) ann.sequence = static_cast<std::uint16_t>(random());
        if (random() % 10 == 0) ann.timestamp = static_cast<std::uint32_t>(random());
    }
    expect_one_stream(bob.heard());
}

TEST(Transcoder, IsReplacedWhenAPeerChangesItsCodec) {
    Studio studio;
    Phone ann{studio, 1}, bob{studio, 2, Codec::g722};
    studio.core.bridge(ann.leg, bob.leg, studio.now);
    ann.talk(10);
    EXPECT_EQ(studio.tally.transcoders.value(), 1U);
    bob.audio.send = {Codec::pcmu, 0};
    bob.audio.receive = {bob.audio.send};
    bob.negotiate();
    ann.talk(10);
    EXPECT_EQ(studio.tally.transcoders.value(), 0U);
    EXPECT_EQ(bob.heard().size(), 20U);
    expect_one_stream(bob.heard());
}

// -- digits

TEST(Digits, AreToldOnceAndReachTheOtherSide) {
    Studio studio;
    Phone ann{studio, 1}, bob{studio, 2};
    bob.audio.send_digits = 96;
    bob.negotiate();
    studio.core.bridge(ann.leg, bob.leg, studio.now);
    ann.talk(5);
    ann.press('5');
    ann.talk(5);
    ASSERT_EQ(studio.told<calls::DigitHeard>().size(), 1U);
    EXPECT_EQ(studio.told<calls::DigitHeard>()[0].digit, '5');
    EXPECT_EQ(studio.told<calls::DigitHeard>()[0].leg, ann.leg);
    const auto heard = bob.heard();
    ASSERT_EQ(heard.size(), 18U);
    expect_one_stream(heard);
    for (std::size_t i = 5; i < 13; ++i) {
        EXPECT_EQ(heard[i].header().payload_type, 96);
        EXPECT_EQ(heard[i].header().timestamp, heard[4].header().timestamp + 160);
        EXPECT_EQ(read_event(heard[i].payload())->event, 5);
    }
    EXPECT_TRUE(heard[5].header().marker);
}

TEST(Digits, AreNotSentToAPeerThatDoesNotKnowThemAndLeaveNoGap) {
    Studio studio;
    Phone ann{studio, 1}, bob{studio, 2};
    bob.audio.send_digits.reset();
    bob.negotiate();
    studio.core.bridge(ann.leg, bob.leg, studio.now);
    ann.talk(5);
    ann.press('5');
    ann.talk(5);
    EXPECT_EQ(studio.told<calls::DigitHeard>().size(), 1U);
    ASSERT_EQ(bob.heard().size(), 10U);
    expect_one_stream(bob.heard());
}

TEST(Digits, AreBroughtToTheListenersClock) {
    Studio studio;
    Phone ann{studio, 1}, bob{studio, 2, Codec::opus};
    studio.core.bridge(ann.leg, bob.leg, studio.now);
    ann.talk(5, 0xff);
    ann.press('#');
    ann.talk(5, 0xff);
    std::vector<Sent> events;
    for (const auto& packet : bob.heard())
        if (packet.header().payload_type == 101) events.push_back(packet);
    ASSERT_EQ(events.size(), 8U);
    for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(read_event(events[i].payload())->duration, 960 * (i + 1));
    for (const auto& packet : events) EXPECT_EQ(packet.header().timestamp, events[0].header().timestamp);
    expect_one_stream(bob.heard());
    EXPECT_EQ(bob.heard().size(), 18U);
}

TEST(Digits, AreHeardWithoutABridgeToo) {
    Studio studio;
    Phone phone{studio, 1};
    studio.core.play_music(phone.leg, &studio.music, studio.now);
    for (const char digit : {'*', '7', '2', '2'}) phone.press(digit);
    std::string heard;
    for (const auto& fact : studio.told<calls::DigitHeard>()) heard += fact.digit;
    EXPECT_EQ(heard, "*722");
}

/// The digits that a listener of RFC 4733 hears in these packets.
std::string digits_in(const std::vector<Sent>& packets) {
    DigitListener listener;
    std::string heard;
    for (const auto& packet : packets)
        if (packet.header().payload_type == 101)
            if (const auto digit = listener.hear(*read_rtp(packet.bytes), packet.at)) heard += *digit;
    return heard;
}

TEST(Digits, ThatMayBeACodeAreWithheldFromTheirFirstPacketOnAndLeaveNoGap) {
    Studio studio;
    Phone ann{studio, 1}, bob{studio, 2};
    studio.core.bridge(ann.leg, bob.leg, studio.now);
    studio.core.watch_for_code(ann.leg, '*');
    ann.talk(3);
    for (const char digit : {'1', '*', '7', '2'}) ann.press(digit);
    ann.talk(3);
    EXPECT_EQ(told_keys(studio), "1(*)(7)(2)");
    EXPECT_EQ(digits_in(bob.heard()), "1");
    expect_one_stream(bob.heard());
    bob.press('*');
    EXPECT_EQ(digits_in(ann.heard()), "*") << "only the watched leg's keys are withheld";
}

TEST(Digits, ThatWereWithheldStaySoToTheirLastPacketAndLaterOnesPassAgain) {
    Studio studio;
    Phone ann{studio, 1}, bob{studio, 2};
    studio.core.bridge(ann.leg, bob.leg, studio.now);
    studio.core.watch_for_code(ann.leg, '*');
    ann.event('*', 160, false, true);
    studio.core.watch_for_code(ann.leg, '*');
    ann.event('*', 320, false, false);
    ann.event('*', 320, true, false);
    EXPECT_EQ(digits_in(bob.heard()), "");
    ann.timestamp += 1600;
    ann.press('5');
    EXPECT_EQ(told_keys(studio), "(*)5");
    EXPECT_EQ(digits_in(bob.heard()), "5");
}

TEST(Digits, AreNotWithheldWhereNoCodeIsKnown) {
    Studio studio;
    Phone ann{studio, 1}, bob{studio, 2};
    studio.core.bridge(ann.leg, bob.leg, studio.now);
    studio.core.watch_for_code(ann.leg, 0);
    for (const char digit : {'*', '7', '2'}) ann.press(digit);
    EXPECT_EQ(told_keys(studio), "*72");
    EXPECT_EQ(digits_in(bob.heard()), "*72");
}

TEST(Digits, AreSentOverMusic) {
    Studio studio;
    Phone phone{studio, 1};
    studio.core.play_music(phone.leg, &studio.music, studio.now);
    studio.pass(100ms);
    for (const char digit : {'1', '1', '#'}) studio.core.send_digit(phone.leg, digit, 120ms);
    studio.pass(2s);
    EXPECT_EQ(digits_in(phone.heard()), "11#");
    expect_one_stream(phone.heard());
    EXPECT_NE(phone.heard().back().header().payload_type, 101) << "the music is back";
    int ends = 0;
    for (const auto& packet : phone.heard())
        if (packet.header().payload_type == 101) ends += read_event(packet.payload())->end ? 1 : 0;
    EXPECT_EQ(ends, 9);
}

TEST(Digits, AreSentOverABridgeAndBySomebodyWhoHearsNothing) {
    Studio studio;
    Phone ann{studio, 1}, bob{studio, 2};
    studio.core.send_digit(bob.leg, '8', 100ms);
    studio.pass(1s);
    EXPECT_EQ(digits_in(bob.heard()), "8");
    studio.core.bridge(ann.leg, bob.leg, studio.now);
    ann.talk(10);
    studio.core.send_digit(bob.leg, '9', 100ms);
    ann.talk(40);
    EXPECT_EQ(digits_in(bob.heard()), "89");
    expect_one_stream(bob.heard());
    EXPECT_EQ(bob.heard().back().header().payload_type, 0);
}

TEST(Digits, AreDroppedWhenThePeerHoldsMeanwhile) {
    Studio studio;
    Phone phone{studio, 1};
    studio.core.play_music(phone.leg, &studio.music, studio.now);
    studio.core.send_digit(phone.leg, '8', 200ms);
    studio.pass(50ms);
    phone.hold();
    studio.pass(1s);
    phone.resume();
    studio.pass(1s);
    EXPECT_EQ(digits_in(phone.heard()), "8");
    expect_one_stream(phone.heard());
}

TEST(Keys, OneThatIsHeldAsTheBridgeBeginsIsNotForThePartner) {
    Studio studio;
    Phone ann{studio, 1}, bob{studio, 2};
    ann.event('#', 160, false, true);
    studio.core.bridge(ann.leg, bob.leg, studio.now);
    ann.event('#', 320, false, false);
    for (int i = 0; i < 3; ++i) ann.event('#', 480, true, false);
    const auto events = [&] {
        const auto heard = bob.heard();
        return std::ranges::count_if(heard, [](const Sent& one) { return one.header().payload_type == 101; });
    };
    EXPECT_EQ(events(), 0);
    ann.say();
    ann.press('5');
    EXPECT_GT(events(), 0) << "the next one is";
}

TEST(Keys, NoneOfAPinIsPassedOnWhateverBecomesOfTheCall) {
    Studio studio;
    Phone ann{studio, 1}, bob{studio, 2};
    studio.core.watch_for_code(ann.leg, calls::any_key);
    ann.press('4');
    ann.event('#', 160, false, true);
    studio.core.bridge(ann.leg, bob.leg, studio.now);
    studio.core.watch_for_code(ann.leg, 0);
    for (int i = 0; i < 3; ++i) ann.event('#', 480, true, false);
    for (const Sent& one : bob.heard()) EXPECT_NE(one.header().payload_type, 101);
    EXPECT_EQ(studio.told<calls::DigitHeard>().size(), 2U);
}

}  // namespace
}  // namespace layby::media

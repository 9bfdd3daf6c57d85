// Keys that a peer says only as tones in its audio: recognised, told once, and what may be a code is not
// heard by the partner.
#include "codecs/signals.hpp"
#include "media/studio.hpp"
#include "sounds/wav_reader.hpp"

namespace layby::media {
namespace {

using tests::power;

constexpr int wide = 48000;  // what is said is made at this rate, then brought to the codec's

struct Tone {
    Duration length{100ms};
    double level{-10};     ///< dBm0 of the low frequency
    double twist{};        ///< so many dB is the high one above it
    double noise{-100};    ///< dBm0
    Duration begins{0ms};  ///< after the beginning of a packet
};

double amplitude(double dbm0) { return 32767 * std::pow(10, (dbm0 - 3.14) / 20); }

std::vector<double> made(char key, const Tone& tone, std::mt19937& random) {
    constexpr std::string_view pad{"123A456B789C*0#D"};
    constexpr std::array lows{697.0, 770.0, 852.0, 941.0}, highs{1209.0, 1336.0, 1477.0, 1633.0};
    const auto place = pad.find(key);
    std::normal_distribution<double> hiss{0, amplitude(tone.noise) / std::sqrt(2)};
    const auto samples = [](Duration time) { return static_cast<std::size_t>(passed(time, wide)); };
    const std::size_t from = samples(tone.begins), to = from + samples(tone.length);
    std::vector<double> pcm(samples(Duration{tone.begins + tone.length + 139ms} / 20ms * 20ms));
    for (std::size_t i = 0; i < pcm.size(); ++i) {
        const double turn = 2 * std::numbers::pi * static_cast<double>(i) / wide;
        pcm[i] = hiss(random);
        if (i < from || i >= to) continue;
        pcm[i] += amplitude(tone.level) * std::sin(turn * lows.at(place / 4));
        pcm[i] += amplitude(tone.level + tone.twist) * std::sin(turn * highs.at(place % 4));
    }
    return pcm;
}

std::vector<std::int16_t> at_rate(const std::vector<double>& pcm, int rate) {
    std::vector<std::int16_t> whole(pcm.size());
    std::transform(pcm.begin(), pcm.end(), whole.begin(), [](double x) {
        return static_cast<std::int16_t>(std::lround(std::clamp(x, -32768.0, 32767.0)));
    });
    return rate == wide ? whole : codecs::resample(whole, wide, rate);
}

/// A phone that has not agreed on telephone-event, and says what it is told to.
struct Talker {
    Talker(Studio& its_studio, std::uint64_t id, Codec its_codec)
        : studio(its_studio),
          phone(studio, id, its_codec),
          codec(its_codec),
          encoder(codecs::make_encoder(codec)) {
        phone.audio.send_digits.reset();
        phone.audio.receive_digits.reset();
        phone.negotiate();
    }
    void say(std::vector<std::int16_t> pcm) {
        const auto frame = static_cast<std::size_t>(codecs::frame_samples(codec));
        pcm.resize((pcm.size() + frame - 1) / frame * frame);
        std::vector<std::uint8_t> payload(codecs::max_frame_bytes);
        for (std::size_t at = 0; at < pcm.size(); at += frame, studio.pass(20ms)) {
            payload.resize(codecs::max_frame_bytes);
            payload.resize(encoder->encode({pcm.data() + at, frame}, payload));
            phone.say(payload);
        }
    }
    void press(const std::string& keys, const Tone& tone = {}) {
        for (const char key : keys) say(at_rate(made(key, tone, random), codecs::sample_rate(codec)));
    }
    void hush(Duration time) {
        say(std::vector<std::int16_t>(static_cast<std::size_t>(passed(time, codecs::sample_rate(codec)))));
    }

    Studio& studio;
    Phone phone;
    Codec codec;
    std::unique_ptr<codecs::Encoder> encoder;
    std::mt19937 random{11};
};

std::string keys_told(const Studio& studio) {
    std::string keys;
    for (const auto& fact : studio.told<calls::DigitHeard>())
        keys += fact.withheld ? std::string{'('} + fact.digit + ')' : std::string{fact.digit};
    return keys;
}

/// What a phone has heard, as it plays it.
std::vector<std::int16_t> played(const Phone& phone) {
    const Codec codec = phone.audio.send.codec;
    const auto decoder = codecs::make_decoder(codec);
    std::vector<std::int16_t> all, frame(5760);
    for (const auto& packet : phone.heard()) {
        const std::size_t n = decoder->decode(packet.payload(), frame);
        all.insert(all.end(), frame.begin(), frame.begin() + static_cast<std::ptrdiff_t>(n));
    }
    return all;
}

/// How loud the tones of keys are in it: the loudest 20 ms, in dB of full scale.
double loudest_key_tone(std::span<const std::int16_t> pcm, int rate) {
    const auto frame = static_cast<std::size_t>(rate / 50);
    double most = 0;
    for (std::size_t at = 0; at + frame <= pcm.size(); at += frame / 4)
        for (const double hz : {697, 770, 852, 941, 1209, 1336, 1477, 1633}) {
            const std::span part{pcm.data() + at, frame};
            most = std::max(most, tests::share_of_tone(part, hz, rate) * power(part));
        }
    return 10 * std::log10(most / (32767.0 * 32767 / 2) + 1e-12);
}

constexpr std::string_view all_keys{"0123456789*#ABCD"};
constexpr std::array all_codecs{Codec::pcmu, Codec::pcma, Codec::g722, Codec::opus};

class InBand : public testing::TestWithParam<Codec> {};

TEST_P(InBand, EveryKeyIsToldOnceAtAllLevelsTwistsAndNoises) {
    for (const Tone& tone :
         {Tone{}, Tone{.length = 60ms, .begins = 7ms}, Tone{.length = 2s}, Tone{.level = -30},
          Tone{.level = -6, .twist = 2}, Tone{.twist = 5}, Tone{.twist = -6}, Tone{.noise = -30},
          Tone{.level = -25, .noise = -45, .begins = 13ms}}) {
        Studio studio;
        Talker ann{studio, 1, GetParam()};
        studio.core.watch_for_code(ann.phone.leg, 'x');
        ann.press(std::string{all_keys}, tone);
        EXPECT_EQ(keys_told(studio), all_keys)
            << tone.length.count() << ' ' << tone.level << ' ' << tone.twist;
    }
}

TEST_P(InBand, TheCodeIsNotHeardByThePartnerNorIsAnyPartOfIt) {
    for (const Codec to : {GetParam(), GetParam() == Codec::pcmu ? Codec::opus : Codec::pcmu})
        for (const Tone& tone :
             {Tone{}, Tone{.begins = 1ms}, Tone{.begins = 5ms}, Tone{.begins = 10ms}, Tone{.begins = 14ms},
              Tone{.begins = 19ms}, Tone{.level = -4, .begins = 17ms}, Tone{.length = 60ms, .begins = 12ms},
              Tone{.length = 700ms, .begins = 19ms}}) {
            Studio studio;
            Talker ann{studio, 1, GetParam()};
            Phone bob{studio, 2, to};
            studio.core.bridge(ann.phone.leg, bob.leg, studio.now);
            studio.core.watch_for_code(ann.phone.leg, '*');
            ann.hush(200ms);
            ann.press("*72", tone);
            ann.hush(400ms);
            EXPECT_EQ(keys_told(studio), "(*)(7)(2)");
            const double heard = loudest_key_tone(played(bob), codecs::sample_rate(to));
            EXPECT_LT(heard, tone.level - 3.14 - 40) << static_cast<int>(to) << ' ' << tone.begins.count();
            expect_one_stream(bob.heard());
        }
}

TEST_P(InBand, OtherKeysReachThePartnerAsTheyAre) {
    Studio studio;
    Talker ann{studio, 1, GetParam()};
    Talker bob{studio, 2, GetParam()};
    studio.core.bridge(ann.phone.leg, bob.phone.leg, studio.now);
    studio.core.watch_for_code(ann.phone.leg, '*');
    ann.press("159#");
    EXPECT_EQ(keys_told(studio), "159#");
    EXPECT_GT(loudest_key_tone(played(bob.phone), codecs::sample_rate(bob.codec)), -16);
}

/// The keys that a listener of tones hears in what a phone got.
std::string tones_in(const Phone& phone) {
    Ears ears{phone.audio.send.codec};
    std::string keys;
    for (const auto& packet : phone.heard())
        if (const auto key = ears.hear(*read_rtp(packet.bytes))) keys += *key;
    return keys;
}

TEST_P(InBand, AKeyIsSentAsAToneToAPeerThatKnowsNothingElse) {
    Studio studio;
    Talker bob{studio, 1, GetParam()};
    Phone ann{studio, 2};
    studio.core.bridge(ann.leg, bob.phone.leg, studio.now);
    ann.talk(10, 0xff);
    for (const char key : {'*', '7', '7', '1', 'D'}) studio.core.send_digit(bob.phone.leg, key, 160ms);
    ann.talk(100, 0xff);
    EXPECT_EQ(tones_in(bob.phone), "*771D");
    expect_one_stream(bob.phone.heard());
    const auto heard = played(bob.phone);
    const std::span rest{heard.data() + heard.size() / 4 * 3, heard.size() / 4};
    EXPECT_LT(loudest_key_tone(rest, codecs::sample_rate(GetParam())), -50) << "then silence again";
}

INSTANTIATE_TEST_SUITE_P(In, InBand, testing::ValuesIn(all_codecs));

TEST(Listening, IsOnlyForLegsThatMayKeyACodeAndHaveNoOtherWay) {
    Studio studio;
    Phone modern{studio, 1};
    Talker old{studio, 2, Codec::pcmu}, unwatched{studio, 3, Codec::pcmu};
    studio.core.watch_for_code(modern.leg, '*');
    studio.core.watch_for_code(old.phone.leg, '*');
    unwatched.press("5");
    EXPECT_EQ(keys_told(studio), "");
    old.press("5");
    EXPECT_EQ(keys_told(studio), "5");
    old.phone.audio.receive_digits = 101;
    old.phone.negotiate();
    old.press("5");
    EXPECT_EQ(keys_told(studio), "5") << "it has agreed on telephone-event since";
    old.phone.audio.receive_digits.reset();
    old.phone.negotiate();
    old.press("6");
    EXPECT_EQ(keys_told(studio), "56");
    studio.core.watch_for_code(old.phone.leg, 0);
    old.press("7");
    EXPECT_EQ(keys_told(studio), "56");
}

TEST(Listening, DelaysWhatIsSaidBy40MsAndLosesNothing) {
    Studio studio;
    Talker ann{studio, 1, Codec::pcmu};
    Phone bob{studio, 2};
    studio.core.bridge(ann.phone.leg, bob.leg, studio.now);
    studio.core.watch_for_code(ann.phone.leg, '*');
    ann.phone.talk(10);
    EXPECT_EQ(bob.heard().size(), 8U);
    studio.pass(1s);
    EXPECT_EQ(bob.heard().size(), 10U) << "a peer that falls silent is heard to its end";
    expect_steady(bob.heard());
    bob.talk(10);
    EXPECT_EQ(ann.phone.heard().size(), 10U) << "the other way nothing is delayed";
}

TEST(Listening, LetsNothingOfOneCallIntoTheNext) {
    Studio studio;
    Talker ann{studio, 1, Codec::pcmu};
    Phone bob{studio, 2}, cleo{studio, 3};
    studio.core.watch_for_code(ann.phone.leg, '*');
    studio.core.bridge(ann.phone.leg, bob.leg, studio.now);
    ann.phone.talk(5);
    studio.core.bridge(ann.phone.leg, cleo.leg, studio.now);
    studio.pass(1s);
    EXPECT_TRUE(cleo.heard().empty());
}

TEST(Listening, TakesATonesLostPacketForNoNewPress) {
    Studio studio;
    Talker ann{studio, 1, Codec::pcmu};
    studio.core.watch_for_code(ann.phone.leg, '*');
    Tone tone{.length = 400ms};
    const auto pcm = at_rate(made('7', tone, ann.random), 8000);
    for (std::size_t at = 0; at + 160 <= pcm.size(); at += 160, studio.pass(20ms)) {
        std::vector<std::uint8_t> payload(160);
        ann.encoder->encode({pcm.data() + at, 160}, payload);
        if (at / 160 % 7 == 5)
            ++ann.phone.sequence, ann.phone.timestamp += 160;
        else
            ann.phone.say(payload);
    }
    EXPECT_EQ(keys_told(studio), "7");
}

TEST(Listening, SurvivesPayloadsThatAreNone) {
    std::mt19937 random{3};
    for (const Codec codec : all_codecs) {
        Studio studio;
        Talker ann{studio, 1, codec};
        Phone bob{studio, 2, codec};
        studio.core.bridge(ann.phone.leg, bob.leg, studio.now);
        studio.core.watch_for_code(ann.phone.leg, '*');
        for (int i = 0; i < 1000; ++i, studio.pass(20ms)) {
            std::vector<std::uint8_t> junk(random() % 1480);
            for (auto& byte : junk) byte = static_cast<std::uint8_t>(random());
            ann.phone.say(junk);
            if (random() % 10 == 0) ann.phone.sequence = static_cast<std::uint16_t>(random());
        }
        EXPECT_FALSE(bob.heard().empty());
    }
}

std::vector<std::filesystem::path> recordings(const std::filesystem::path& under) {
    std::vector<std::filesystem::path> found;
    if (!std::filesystem::exists(under)) return found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(under))
        if (entry.path().extension() == ".wav") found.push_back(entry.path());
    std::sort(found.begin(), found.end());
    return found;
}

/// Minutes of what people and instruments say, and the keys that were heard in it.
std::pair<double, std::string> talk_off(Codec codec, const std::vector<std::filesystem::path>& files) {
    Ears ears{codec};
    const auto encoder = codecs::make_encoder(codec);
    const auto frame = static_cast<std::size_t>(codecs::frame_samples(codec));
    double minutes = 0;
    std::string keys;
    std::uint16_t sequence = 0;
    std::vector<std::uint8_t> payload(codecs::max_frame_bytes);
    for (const auto& file : files) {
        sounds::WavReader reader{file};
        if (!reader.good()) continue;
        std::vector<std::int16_t> pcm, part(8000);
        while (const std::size_t n = reader.read(part))
            pcm.insert(pcm.end(), part.begin(), part.begin() + static_cast<std::ptrdiff_t>(n));
        pcm = codecs::resample(pcm, reader.rate(), codecs::sample_rate(codec));
        minutes += static_cast<double>(pcm.size()) / codecs::sample_rate(codec) / 60;
        for (std::size_t at = 0; at + frame <= pcm.size(); at += frame) {
            const std::size_t bytes = encoder->encode({pcm.data() + at, frame}, payload);
            if (const auto key = ears.hear({{false, 0, sequence++, 0, 1}, Bytes{payload}.first(bytes)}))
                keys += *key;
        }
    }
    return {minutes, keys};
}

/// Agreed on telephone-event, and says tones all the same, as some gateways do.
TEST_P(InBand, APinIsHeardAlsoOfWhoHasPromisedEvents) {
    Studio studio;
    Talker ann{studio, 1, GetParam()};
    ann.phone.audio.send_digits = ann.phone.audio.receive_digits = 101;
    ann.phone.negotiate();
    ann.press("99");
    EXPECT_EQ(told_keys(studio), "") << "nobody asks for keys";
    studio.core.watch_for_code(ann.phone.leg, calls::any_key);
    ann.press("4711");
    EXPECT_EQ(told_keys(studio), "(4)(7)(1)(1)");
}

TEST_P(InBand, APhoneThatSaysEventsAndTonesIsHeardOnce) {
    Studio studio;
    Talker ann{studio, 1, GetParam()};
    ann.phone.audio.send_digits = ann.phone.audio.receive_digits = 101;
    ann.phone.negotiate();
    studio.core.watch_for_code(ann.phone.leg, calls::any_key);
    for (const char key : {'4', '7'}) {
        ann.phone.press(key);
        ann.press(std::string{key});
    }
    EXPECT_EQ(told_keys(studio), "(4)(7)");
}

/// The '#' that ends a PIN still sounds as the two are put together.
TEST_P(InBand, TheRestOfAToneIsNotForThePartner) {
    Studio studio;
    Talker ann{studio, 1, GetParam()};
    Phone bob{studio, 2, GetParam()};
    studio.core.watch_for_code(ann.phone.leg, calls::any_key);
    const auto tone = at_rate(made('#', {.length = 400ms}, ann.random), codecs::sample_rate(GetParam()));
    const auto begin = tone.begin() + static_cast<std::ptrdiff_t>(tone.size() / 4);
    ann.say({tone.begin(), begin});
    ASSERT_EQ(told_keys(studio), "(#)");
    studio.core.bridge(ann.phone.leg, bob.leg, studio.now);
    studio.core.watch_for_code(ann.phone.leg, 0);
    ann.say({begin, tone.end()});
    ann.hush(200ms);
    EXPECT_LT(loudest_key_tone(played(bob), codecs::sample_rate(GetParam())), -50);
    EXPECT_FALSE(bob.heard().empty());
}

TEST(Talking, IsNoKey) {
    const auto files = recordings("/usr/share/asterisk/sounds");
    if (files.empty()) GTEST_SKIP() << "no recordings of speech on this machine";
    for (const Codec codec : {Codec::pcmu, Codec::g722}) {
        const auto [minutes, keys] = talk_off(codec, files);
        RecordProperty("minutes", std::to_string(minutes));
        EXPECT_EQ(keys, "") << "in " << minutes << " minutes";
    }
}

TEST(Talking, IsNoKeyNorIsMusic) {
    const auto files = recordings("/usr/share/asterisk/moh");
    if (files.empty()) GTEST_SKIP() << "no music on this machine";
    const auto [minutes, keys] = talk_off(Codec::pcma, files);
    RecordProperty("minutes", std::to_string(minutes));
    EXPECT_EQ(keys, "") << "in " << minutes << " minutes";
}

}  // namespace
}  // namespace layby::media

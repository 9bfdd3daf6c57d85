// A sieve changes nothing that anybody is told or sent: two cores live through the same, one behind a sieve.
#include "studio.hpp"

#include <random>

namespace layby::media {
namespace {

using Sieved = Studio::Sieved;

constexpr std::uint64_t none_dropped = 0;

TEST(Sieve, DropsWhatAParkedCallerSaysAndCountsIt) {
    Studio studio;
    Phone phone{studio, 1};
    studio.core.play_music(phone.leg, &studio.music, studio.now);
    phone.talk(50);
    EXPECT_EQ(studio.model->dropped, 49U) << "all but the first";
    studio.pass(1s);
    EXPECT_EQ(studio.tally.received.value(), 50U);
}

TEST(Sieve, IsTakenAwayAsSoonAsSomebodyListens) {
    Studio studio;
    Phone ann{studio, 1}, bob{studio, 2};
    ann.talk(50);
    const auto dropped = studio.model->dropped;
    studio.core.bridge(ann.leg, bob.leg, studio.now);
    ann.talk(50);
    EXPECT_EQ(bob.heard().size(), 50U) << "from the very next packet on";
    EXPECT_EQ(studio.model->dropped, dropped);
}

TEST(Sieve, CountsWhatComesInTheMomentInWhichItIsTakenAway) {
    Studio studio;
    Phone ann{studio, 1}, bob{studio, 2};
    ann.talk(50);
    studio.model->just_before_it_stops = [&] { ann.say(); };
    studio.core.bridge(ann.leg, bob.leg, studio.now);
    EXPECT_EQ(studio.tally.received.value(), 51U);
}

TEST(Sieve, LeavesTonesToWhomAKeyMayBeSaid) {
    Studio studio;
    Phone phone{studio, 1};
    phone.audio.receive_digits.reset();
    phone.negotiate();
    studio.core.watch_for_code(phone.leg, calls::any_key);
    phone.talk(50);
    EXPECT_EQ(studio.model->dropped, none_dropped);
}

TEST(Sieve, LetsKeysThroughAndGoesOnAfterThem) {
    Studio studio;
    Phone phone{studio, 1};
    phone.talk(10);
    phone.press('7');
    EXPECT_EQ(told_keys(studio), "7");
    const auto dropped = studio.model->dropped;
    phone.talk(10);
    EXPECT_EQ(studio.model->dropped, dropped + 9);
}

TEST(Sieve, SilenceIsNoticedAlthoughNothingArrived) {
    Studio studio;
    Phone phone{studio, 1};
    phone.talk(50 * 60);
    EXPECT_TRUE(studio.told<calls::AudioLost>().empty()) << "it has spoken all the time";
    studio.pass(31s);
    EXPECT_EQ(studio.told<calls::AudioLost>().size(), 1U);
}

/// The same seed makes the same life.
class Life {
  public:
    Life(Sieved sieved, unsigned seed) : studio(sieved), random_(seed) {
        for (std::uint64_t id = 1; id <= 3; ++id)
            phones_.push_back(std::make_unique<Phone>(studio, id, id == 3 ? Codec::g722 : Codec::pcmu));
    }
    void live(int steps) {
        for (int i = 0; i < steps; ++i) step(*phones_[random_() % phones_.size()]);
        studio.pass(10s);
    }
    Studio studio;

  private:
    void step(Phone& phone) {
        const auto what = random_() % 100;
        if (what < 70) return phone.talk(1 + static_cast<int>(random_() % 20));
        if (what < 85) return disturb(phone, what);
        if (what < 90) return studio.pass(std::chrono::milliseconds{random_() % 700});
        order(phone);
    }
    /// What a network and others do to a stream.
    void disturb(Phone& phone, unsigned what) {
        if (what < 73) phone.sequence += static_cast<std::uint16_t>(random_() % 9);
        if (what == 74) phone.sequence -= static_cast<std::uint16_t>(random_() % 6);
        if (what == 75) phone.timestamp += static_cast<std::uint32_t>(random_() % 20000);
        if (what == 76) phone.ssrc += 7;
        if (what == 77) phone.here = phone.here.with_port(static_cast<std::uint16_t>(30000 + random_() % 9));
        if (what == 78) phone.press("0123456789*#"[random_() % 12]);
        if (what == 79) phone.say(std::vector<std::uint8_t>(random_() % 200));
        if (what >= 80) stranger(phone, 1 + static_cast<int>(random_() % 30));
    }
    /// Somebody else sends a stream to the same port; sometimes the phone speaks beside it.
    void stranger(Phone& phone, int packets) {
        const auto from = *SocketAddress::from(random_() % 2 ? "192.0.2.1" : "198.51.100.7", 4444);
        const bool knows = random_() % 2 != 0, beside = random_() % 2 != 0;
        for (int i = 0; i < packets; ++i, studio.pass(20ms)) {
            const auto sequence = static_cast<std::uint16_t>(phone.sequence + i);
            phone.deliver_from(from,
                               {false, 0, sequence, phone.timestamp + 160U * static_cast<unsigned>(i),
                                knows ? phone.ssrc : 99},
                               std::vector<std::uint8_t>(160, 1));
            if (beside) phone.say();
        }
    }
    void order(Phone& phone) {
        Phone& other = *phones_[random_() % phones_.size()];
        switch (random_() % 8) {
            case 0:
                return studio.core.play_music(phone.leg, &studio.music, studio.now);
            case 1:
                return studio.core.say(phone.leg, {&studio.hello}, PromptId{1}, studio.now);
            case 2:
                return studio.core.bridge(phone.leg, other.leg, studio.now);
            case 3:
                return studio.core.quiet(phone.leg);
            case 4:
                return phone.negotiate();
            case 5:
                return studio.core.watch_for_code(phone.leg, random_() % 2 ? calls::any_key : '\0');
            case 6:
                return studio.core.send_digit(phone.leg, '5', 100ms);
            default:
                return random_() % 2 ? phone.hold() : phone.resume();
        }
    }

    std::mt19937 random_;
    std::vector<std::unique_ptr<Phone>> phones_;
};

bool same(const Sent& one, const Sent& other) {
    return one.at == other.at && one.place == other.place && one.channel == other.channel &&
           one.to == other.to && one.bytes == other.bytes;
}

TEST(Sieve, ChangesNothingThatAnybodyIsToldOrSent) {
    std::uint64_t dropped = 0;
    for (unsigned seed = 1; seed <= 60; ++seed) {
        Life plain{Sieved::no, seed}, sieved{Sieved::yes, seed};
        plain.live(300);
        sieved.live(300);
        ASSERT_EQ(sieved.studio.sent.size(), plain.studio.sent.size()) << seed;
        for (std::size_t i = 0; i < plain.studio.sent.size(); ++i)
            ASSERT_TRUE(same(sieved.studio.sent[i], plain.studio.sent[i])) << seed << ", packet " << i;
        ASSERT_EQ(sieved.studio.facts.size(), plain.studio.facts.size()) << seed;
        for (std::size_t i = 0; i < plain.studio.facts.size(); ++i)
            ASSERT_EQ(sieved.studio.facts[i].index(), plain.studio.facts[i].index()) << seed;
        EXPECT_EQ(sieved.studio.tally.received.value(), plain.studio.tally.received.value()) << seed;
        EXPECT_EQ(sieved.studio.tally.refused.value(), plain.studio.tally.refused.value()) << seed;
        dropped += sieved.studio.model->dropped;
    }
    EXPECT_GT(dropped, 10'000U) << "or else this test says nothing";
}

}  // namespace
}  // namespace layby::media

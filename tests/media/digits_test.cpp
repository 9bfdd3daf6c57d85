#include "media/rtp/digits.hpp"

#include <gtest/gtest.h>

namespace layby::media {
namespace {

using namespace std::chrono_literals;

struct Heard : testing::Test {
    DigitListener listener;
    Instant now{10s};
    std::array<std::uint8_t, event_bytes> payload{};

    std::optional<char> event(char digit, std::uint32_t timestamp, std::uint16_t duration, bool end = false,
                              bool marker = false) {
        write_event({*event_of(digit), end, 10, duration}, payload);
        now += 20ms;
        return listener.hear({{marker, 101, 0, timestamp, 5}, payload}, now);
    }
};

TEST(Events, ReadAndWriteTheSame) {
    std::array<std::uint8_t, event_bytes> bytes{};
    write_event({11, true, 63, 0xabcd}, bytes);
    const auto event = read_event(bytes);
    ASSERT_TRUE(event);
    EXPECT_EQ(event->event, 11);
    EXPECT_TRUE(event->end);
    EXPECT_EQ(event->volume, 63);
    EXPECT_EQ(event->duration, 0xabcd);
    EXPECT_FALSE(read_event(Bytes{bytes}.first(3)));
}

TEST(Events, NameTheKeys) {
    EXPECT_EQ(digit_of(10), '*');
    EXPECT_EQ(event_of('#'), 11);
    EXPECT_EQ(event_of('d'), 15);
    EXPECT_FALSE(digit_of(16));
    EXPECT_FALSE(event_of('x'));
}

TEST_F(Heard, AKeyPressIsToldOnceHoweverManyPacketsItHas) {
    EXPECT_EQ(event('7', 1000, 160, false, true), '7');
    EXPECT_FALSE(event('7', 1000, 320));
    EXPECT_FALSE(event('7', 1000, 480));
    for (int i = 0; i < 3; ++i) EXPECT_FALSE(event('7', 1000, 640, true));
}

TEST_F(Heard, AKeyPressIsToldThoughOnlyItsEndArrives) {
    EXPECT_EQ(event('7', 1000, 640, true), '7');
    EXPECT_FALSE(event('7', 1000, 640, true));
}

TEST_F(Heard, TheSameKeyTwiceIsToldTwice) {
    event('7', 1000, 160, false, true);
    event('7', 1000, 640, true);
    EXPECT_EQ(event('7', 2600, 160, false, true), '7');
    event('7', 2600, 640, true);
    EXPECT_EQ(event('7', 4200, 160), '7') << "even if the marker bit is missing";
}

TEST_F(Heard, TheSameKeyTwiceIsToldTwiceThoughTheEndWasLost) {
    event('7', 1000, 640, false, true);
    EXPECT_EQ(event('7', 2600, 160, false, true), '7');
}

TEST_F(Heard, APacketOfThePressBeforeThatComesLateIsNotTold) {
    event('1', 1000, 160, false, true);
    event('2', 2600, 160, false, true);
    EXPECT_FALSE(event('1', 1000, 640, true));
    EXPECT_FALSE(event('2', 2600, 640, true));
}

TEST_F(Heard, APressWhoseTimestampMovesOnIsToldOnce) {
    EXPECT_EQ(event('5', 1000, 160, false, true), '5');
    EXPECT_FALSE(event('5', 1160, 320));
    EXPECT_FALSE(event('5', 1320, 480));
    EXPECT_FALSE(event('5', 1320, 480, true));
}

TEST_F(Heard, OtherEventsAndShortPayloadsAreNotDigits) {
    write_event({16, false, 0, 160}, payload);
    EXPECT_FALSE(listener.hear({{false, 101, 0, 1, 5}, payload}, now));
    EXPECT_FALSE(listener.hear({{false, 101, 0, 1, 5}, Bytes{payload}.first(2)}, now));
}

TEST(DigitSender, SendsGrowingDurationsThenThreeEndsThenAPause) {
    DigitSender sender;
    sender.add('9', 100ms);
    std::vector<int> durations;
    int ends = 0, firsts = 0, pauses = 0;
    for (int guard = 0; sender.active() && guard < 100; ++guard) {
        const auto step = sender.next(8000);
        if (!step.event) {
            ++pauses;
            continue;
        }
        EXPECT_EQ(step.event->event, 9);
        durations.push_back(step.event->duration);
        ends += step.event->end ? 1 : 0;
        firsts += step.first ? 1 : 0;
    }
    EXPECT_EQ(durations, (std::vector{160, 320, 480, 640, 800, 800, 800}));
    EXPECT_EQ(ends, 3);
    EXPECT_EQ(firsts, 1);
    EXPECT_GE(pauses, 2);
}

TEST(DigitSender, SendsOneAfterTheOtherAndIgnoresWhatIsNoDigit) {
    DigitSender sender;
    for (const char digit : {'1', 'x', '2'}) sender.add(digit, 10ms);
    std::string sent;
    while (sender.active()) {
        const auto step = sender.next(8000);
        if (step.first) sent += *digit_of(step.event->event);
    }
    EXPECT_EQ(sent, "12");
}

TEST(DigitSender, HasLimits) {
    DigitSender sender;
    for (int i = 0; i < 1000; ++i) sender.add('1', 1h);
    int steps = 0;
    while (sender.active()) {
        sender.next(48000);
        ++steps;
    }
    EXPECT_LT(steps, 32 * 400);
}

}  // namespace
}  // namespace layby::media

#include "words/duration_text.hpp"

#include <gtest/gtest.h>

namespace layby {
namespace {

TEST(Durations, AreHoursMinutesAndSeconds) {
    EXPECT_EQ(read_duration("0s"), 0s);
    EXPECT_EQ(read_duration("60s"), 60s);
    EXPECT_EQ(read_duration("2m"), 2min);
    EXPECT_EQ(read_duration("1h30m"), 90min);
    EXPECT_EQ(read_duration("1h1s"), 3601s);
    EXPECT_EQ(read_duration("1h2m3s"), 3723s);
}

TEST(Durations, AnythingElseIsNone) {
    for (const char* text : {"", "60", "s", "1.5h", "-1s", "+1s", " 1s", "1s ", "1 s", "1m1h", "1s1s", "60S",
                             "1d", "100ms", "99999999999999999999s", "1h30"})
        EXPECT_FALSE(read_duration(text)) << text;
}

TEST(Durations, AreSpelledAsTheyAreRead) {
    for (const char* text : {"0s", "59s", "2m", "1h30m", "1h2m3s", "24h"})
        EXPECT_EQ(spell(*read_duration(text)), text);
    EXPECT_EQ(spell(90s), "1m30s");
}

}  // namespace
}  // namespace layby

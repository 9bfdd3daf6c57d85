// Calls that cost money, as the settings have them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "settings/read.hpp"

namespace layby::settings {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr auto everybody =
    "[outside]\nbarred = [\"00.\", \"0900.\"]\nmax_calls = 4\nmax_calls_per_hour = 60\n";

TEST(CallsOutside, AreTwoHundredAnHourForEachUserAndAsManyAsATrunkHasForATrunk) {
    const Settings settings = good(two_users + "[[trunk]]\nname = \"pbx\"\nhost = \"192.0.2.1\"\n");
    const calls::Outside& user = settings.office.users.at(0).outside;
    EXPECT_TRUE(user.allowed);
    EXPECT_THAT(user.barred, IsEmpty());
    EXPECT_EQ(user.max_calls, 0U);
    EXPECT_EQ(user.max_per_hour, 200U);
    const calls::Outside& trunk = settings.office.trunks.at(0).outside;
    EXPECT_FALSE(trunk.allowed);
    EXPECT_EQ(trunk.max_per_hour, 0U);
}

TEST(CallsOutside, AreAsOneSectionSaysForAllUsersAndTheBarAlsoForTrunks) {
    const Settings settings = good(everybody + two_users +
                                   "[[trunk]]\nname = \"pbx\"\nhost = \"192.0.2.1\"\nmay_call_out = true\n");
    const calls::Outside& user = settings.office.users.at(1).outside;
    EXPECT_THAT(user.barred, ElementsAre("00.", "0900."));
    EXPECT_EQ(user.max_calls, 4U);
    EXPECT_EQ(user.max_per_hour, 60U);
    const calls::Outside& trunk = settings.office.trunks.at(0).outside;
    EXPECT_TRUE(trunk.allowed);
    EXPECT_THAT(trunk.barred, ElementsAre("00.", "0900."));
    EXPECT_EQ(trunk.max_calls, 0U);
}

TEST(CallsOutside, AreOneUsersOwnInTheirPlace) {
    const Settings settings = good(std::string(everybody) +
                                   "[[user]]\nname = \"201\"\nmay_call_out = false\nbarred = []\n"
                                   "max_outside_calls = 1\nmax_outside_calls_per_hour = 0\n");
    const calls::Outside& user = settings.office.users.at(0).outside;
    EXPECT_FALSE(user.allowed);
    EXPECT_THAT(user.barred, IsEmpty());
    EXPECT_EQ(user.max_calls, 1U);
    EXPECT_EQ(user.max_per_hour, 0U);
}

TEST(CallsOutside, ThatAreWronglyWrittenAreComplainedAbout) {
    EXPECT_THAT(
        complaints("[outside]\nbarred = [\"0900.\", \"abroad\"]\n"),
        ElementsAre("office.toml:2: outside: barred has \"abroad\"; expected a pattern of digits, X, Z, N, "
                    "[1-5] and at the end . or !, such as \"0Z.\""));
    EXPECT_THAT(complaints("[outside]\nmax_calls_per_day = 3\n"),
                ElementsAre("office.toml:2: outside: max_calls_per_day is not a setting; did you mean "
                            "\"max_calls_per_hour\"?"));
    EXPECT_THAT(complaints("[[user]]\nname = \"201\"\nmax_outside_calls = -1\n"),
                ElementsAre(testing::HasSubstr(
                    "office.toml:3: user 201: max_outside_calls is -1 (a number); expected a whole number")));
    EXPECT_THAT(complaints("[[user]]\nname = \"201\"\nbarred = \"0900.\"\n"),
                ElementsAre(testing::HasSubstr("office.toml:3: user 201: barred is \"0900.\"")));
    EXPECT_THAT(complaints("[[outside]]\nbarred = []\n"),
                ElementsAre(testing::HasSubstr("office.toml:1: outside")));
}

}  // namespace
}  // namespace layby::settings

// What a reload would change, in words.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "settings/changes.hpp"

namespace layby::settings {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> told(const std::string& before, const std::string& after) {
    std::vector<std::string> out;
    for (const auto& change : changes(before, after)) out.push_back(sentence(change));
    return out;
}

const std::string before =
    "[sip]\nban_after = 10\n[[user]]\nname = \"201\"\npassword = \"one\"\n[[user]]\nname = \"202\"\n"
    "[[lot]]\nname = \"main\"\nreminder = \"60s\"\nladder = [\"parker 20s\", \"user:202\"]\n";

std::string with(const std::string& what, const std::string& instead) {
    auto text = before;
    return text.replace(text.find(what), what.size(), instead);
}

TEST(Changes, AreNoneOfTheSameTextOrOfOneThatMeansTheSame) {
    EXPECT_THAT(told(before, before), IsEmpty());
    EXPECT_THAT(told(before, "# a comment\n" + before + "\n\n"), IsEmpty());
    EXPECT_THAT(told(before, with("\"60s\"", "'1m'")), IsEmpty());
    EXPECT_THAT(
        told(before, with("[\"parker 20s\", \"user:202\"]", "[\n \"parker 20s\", # first\n\"user:202\",\n]")),
        IsEmpty());
}

TEST(Changes, AreWhoComesAndWhoGoes) {
    EXPECT_THAT(told(before, before + "[[user]]\nname = \"203\"\n[[trunk]]\nname = \"provider\"\n"),
                ElementsAre("user 203 is added", "trunk provider is added"));
    EXPECT_THAT(told(before, with("[[user]]\nname = \"202\"\n", "")), ElementsAre("user 202 is removed"));
    EXPECT_THAT(told(before, with("name = \"202\"", "name = \"212\"")),
                ElementsAre("user 212 is added", "user 202 is removed"));
}

TEST(Changes, AreSettingsWithWhatTheyWereAndAre) {
    EXPECT_THAT(told(before, with("\"60s\"", "\"90s\"\nrecall = \"3m\"")),
                ElementsAre("lot main: reminder \"60s\" → \"90s\", recall is \"3m\""));
    EXPECT_THAT(told(before, with("reminder = \"60s\"\n", "")),
                ElementsAre("lot main: reminder is left out (was \"60s\")"));
    EXPECT_THAT(
        told(before, with("\"user:202\"", "\"user:201\"")),
        ElementsAre("lot main: ladder [\"parker 20s\", \"user:202\"] → [\"parker 20s\", \"user:201\"]"));
    EXPECT_THAT(told(before, with("10", "5")), ElementsAre("[sip]: ban_after 10 → 5"));
    EXPECT_THAT(told(before, with("[sip]\nban_after = 10\n", "")),
                ElementsAre("[sip]: ban_after is left out (was 10)"));
    EXPECT_THAT(told(before, before + "[sounds.music]\ndefault = \"/srv/music\"\n"),
                ElementsAre("[sounds]: music.default is \"/srv/music\""));
    EXPECT_THAT(told(before, "emergency = [\"112\"]\n" + before),
                ElementsAre("outside of all sections: emergency is [\"112\"]"));
}

TEST(Changes, TellNobodyASecret) {
    EXPECT_THAT(told(before, with("\"one\"", "\"two\"")), ElementsAre("user 201: password is another one"));
    EXPECT_THAT(told(before, with("password = \"one\"\n", "")),
                ElementsAre("user 201: password is another one"));
    const auto nested = told("a = []\n", "a = [1, {password = \"hidden\", b = 1}]\n");
    EXPECT_THAT(nested, ElementsAre("outside of all sections: a [] → [1, { b = 1, password = … }]"));
}

TEST(Changes, AreAnOrderThatIsAnotherOne) {
    const std::string ab = "[[route_out]]\nnumbers = \"0.\"\n[[route_out]]\nnumbers = \"9X\"\n";
    const std::string ba = "[[route_out]]\nnumbers = \"9X\"\n[[route_out]]\nnumbers = \"0.\"\n";
    EXPECT_THAT(told(ab, ba), ElementsAre("the order of [[route_out]] is another one"));
    EXPECT_THAT(told(ab, "[[route_out]]\nnumbers = \"7X\"\n" + ab), ElementsAre("route_out 7X is added"));
}

TEST(Changes, TellTwoOfOneNameApart) {
    const std::string twice = "[[route_in]]\ntrunk = \"p\"\nnumbers = \"1\"\nto = \"201\"\n";
    EXPECT_THAT(told(twice, twice + twice), ElementsAre("route_in p 1 #2 is added"));
    EXPECT_THAT(told("[[user]]\ndisplay = \"A\"\n", "[[user]]\ndisplay = \"B\"\n"),
                ElementsAre("user #1: display \"A\" → \"B\""));
}

TEST(Changes, OfLongValuesAreCutWithinNoCharacter) {
    std::string dots;
    for (int i = 0; i < 100; ++i) dots += "…";
    const auto found =
        changes("[[user]]\nname = \"201\"\n", "[[user]]\nname = \"201\"\ndisplay = \"" + dots + "\"\n");
    EXPECT_EQ(found[0].keys[0].after, "\"" + dots.substr(0, 117) + " …");
}

TEST(Changes, OfValuesWithControlCharactersMakeNoLinesOfTheirOwn) {
    EXPECT_THAT(told("[sounds]\nown_dir = \"a\"\n", "[sounds]\nown_dir = \"b\\n\\u001b[1m\\\"\"\n"),
                ElementsAre("[sounds]: own_dir \"a\" → \"b\\u000A\\u001B[1m\\\"\""));
}

TEST(Changes, OfWhatIsNotTomlAreNotKnown) { EXPECT_THAT(told("a = ", "b = "), IsEmpty()); }

}  // namespace
}  // namespace layby::settings

// A file as an admin sees it elsewhere: no secret in it, and every one back when it is saved.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "settings/marked_text.hpp"
#include "settings/read.hpp"
#include "settings/secret_keys.hpp"

namespace layby::settings {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

MarkedText shown(const std::string& toml) {
    auto result = marked(toml, "office.toml");
    if (const auto* problem = std::get_if<Problem>(&result)) throw std::runtime_error{problem->text()};
    return std::get<MarkedText>(std::move(result));
}

std::string why_not_shown(const std::string& toml) {
    const auto result = marked(toml, "office.toml");
    const auto* problem = std::get_if<Problem>(&result);
    return problem ? problem->text() : "shown";
}

/// What comes back when somebody saves `edited`, who has seen `toml`.
UnmarkedText back(const std::string& toml, const std::string& edited) {
    return unmarked(edited, shown(toml).secrets, "office.toml");
}

std::vector<std::string> complaints_of(const UnmarkedText& text) {
    std::vector<std::string> out;
    for (const auto& problem : text.problems) out.push_back(problem.text());
    return out;
}

std::string replaced(std::string text, const std::string& what, const std::string& with) {
    const auto at = text.find(what);
    if (at == std::string::npos) throw std::runtime_error{"there is no " + what};
    return text.replace(at, what.size(), with);
}

const std::string with_secrets =
    "[[user]]\nname = \"201\"\npassword = \"hunter-two\"\n\n"
    "[[trunk]]\nname = \"provider\"\nhost = \"sip.example\"\nuser = \"acme\"\npassword = 'trunk-word'\n\n"
    "[[lot]]\nname = \"main\"\npin = \"4711\"\n\n"
    "[[webhook]]\nname = \"crm\"\nurl = \"https://crm.example/?key=in-the-url\"\nsecret = "
    "\"a-key-of-16-bytes\"\n";

TEST(ASecret, IsAMarkWhereTheFileIsShownAndBackWhenItIsSaved) {
    const auto seen = shown(with_secrets);
    EXPECT_THAT(seen.text, HasSubstr("name = \"201\"\npassword = \"(unchanged secret 1)\"\n"));
    for (const char* secret : {"hunter-two", "trunk-word", "4711", "in-the-url", "a-key-of-16"})
        EXPECT_THAT(seen.text, Not(HasSubstr(secret)));
    const auto again = unmarked(seen.text, seen.secrets, "office.toml");
    EXPECT_EQ(again.text, with_secrets);
    EXPECT_THAT(again.problems, IsEmpty());
}

TEST(ASecret, IsFoundHoweverItIsWritten) {
    for (const std::string written : {
             "[[user]]\nname = \"201\"\npassword = \"\"\"\nwell-hidden\"\"\"\n",
             "[[user]]\nname = \"201\"\npassword = '''well-hidden'''\n",
             "[[user]]\nname = \"201\"\npassword = \"\"\"well-hidden\"\"\"\"\"\n",
             "[[user]]\nname = \"201\"\npassword = \"well-hidden \\\" # \\\\\"  # its own\n",
             "[[user]]\r\nname = \"201\"\r\npassword = \"well-hidden\"\r\n",
             "user = [{name = \"201\", password = \"well-hidden\"}, # the first\n {password = \"well-hidden "
             "too\"}]\n",
             "user = [\n{name = \"201\", more = {password = [\"well-hidden\", \"a # b\"]}}]\n",
             "[[user]]\n\"password\" = \"well-hidden\"\n",
             "[[user]]\nsip.'password' = \"well-hidden\"\n",
             "[[user]]\nPassword = \"well-hidden\"\n",
             "[[user]]\npasword = \"well-hidden\"\n",
             "[[user]]\npassphrase = \"well-hidden\"\n",
             "[[lot]]\npin = [\n  \"well-hidden\", # one\n  \"x\"\n]\n",
             "[sip]\nurl = \"well-hidden\"",
         }) {
        const auto seen = shown(written);
        EXPECT_THAT(seen.text, Not(HasSubstr("well-hidden"))) << written;
        EXPECT_EQ(unmarked(seen.text, seen.secrets, "office.toml").text, written);
    }
    EXPECT_THAT(shown("[[lot]]\npin = 4711 # four\n").text,
                HasSubstr("pin = \"(unchanged secret 1)\" # four"));
}

TEST(ASecret, IsFoundInCommentsWhereItIsCommentedOutOrSaidAgain) {
    for (const std::string comment : {
             "# password = \"old-one\"   # left out: Layby makes one",
             "#password=old-one",
             "#   pin: old-one",
             "# password = \"x\", pin = \"old-one\"",
             "# \"secret\" = 'old-one'",
             "# hunter-two is what Ann uses, not old-one",
             "# name = \"201\" password = \"hunter-two\" instead",
         }) {
        const auto toml = "[sip]\n" + comment + "\n[[user]]\nname = \"201\"\npassword = \"hunter-two\"\n";
        const auto seen = shown(toml);
        EXPECT_THAT(seen.text, Not(HasSubstr("old-one"))) << comment;
        EXPECT_THAT(seen.text, Not(HasSubstr("hunter-two"))) << comment;
        EXPECT_EQ(unmarked(seen.text, seen.secrets, "office.toml").text, toml);
    }
}

TEST(ASecret, IsNotWhatOnlyLooksLikeOne) {
    const std::string toml =
        "# ban_after = 10, wrong passwords until then\n[[trunk]]\nname = \"p\" # it has no password\n"
        "pass_caller = true\npass_names = false\nsecret_file = \"crm-secret\"\n"
        "[console]\npublic_url = \"https://park.example\"\n";
    EXPECT_EQ(shown(toml).text, toml);
}

TEST(ASecret, OfTheExampleIsEachOneAndNothingElse) {
    std::ifstream file(std::string(LAYBY_SOURCE) + "/examples/everything.toml");
    std::stringstream text;
    text << file.rdbuf();
    const auto seen = shown(text.str());
    std::vector<std::string> where;
    for (const auto& secret : seen.secrets) where.push_back(secret.where);
    EXPECT_THAT(where, ElementsAre("user/password", "trunk/password", "pin", "webhook/url", "webhook/secret",
                                   "secret"));
    EXPECT_EQ(unmarked(seen.text, seen.secrets, "x").text, text.str());
}

TEST(ATextWhoseSecretsCantBeTold, IsNotShownAtAll) {
    EXPECT_THAT(why_not_shown("[[user]]\npassword = \"a\nname = \"201\"\n"), HasSubstr("office.toml:2: "));
    EXPECT_THAT(why_not_shown("name = \"\xff\xfe\"\n"), HasSubstr("is not UTF-8 text"));
    EXPECT_THAT(why_not_shown(std::string("name = \"a\0b\"\n", 13)), HasSubstr("office.toml:1: "));
    EXPECT_EQ(why_not_shown("[password]\nof = \"201\"\n"),
              "office.toml: its secrets can't be told from the rest");
    EXPECT_EQ(why_not_shown("[a]\npassword.b = \"hidden\"\n"),
              "office.toml: its secrets can't be told from the rest");
    EXPECT_THAT(why_not_shown(std::string(5 << 20, '\n')), HasSubstr("larger than 4 MB"));
}

TEST(ATextWhoseSecretsCantBeTold, IsNotQuotedByTheReasonEither) {
    EXPECT_THAT(why_not_shown("[[user]]\npassword = hunter-two\n"), Not(HasSubstr("hunter")));
    EXPECT_THAT(why_not_shown("[[lot]]\npin = 47x11\n"), Not(HasSubstr("47x11")));
}

TEST(ATextWithMarks, MayBeChangedAroundThemAndReordered) {
    const auto seen = shown(with_secrets).text;
    auto edited = replaced(seen, "name = \"201\"", "name = \"211\"  # renamed");
    edited = "[sip]\nban_after = 5\n" + edited.substr(edited.find("[[trunk]]")) +
             edited.substr(0, edited.find("[[trunk]]"));
    const auto saved = back(with_secrets, edited);
    EXPECT_THAT(saved.problems, IsEmpty());
    EXPECT_THAT(saved.text, HasSubstr("name = \"211\"  # renamed\npassword = \"hunter-two\"\n"));
    EXPECT_THAT(saved.text, HasSubstr("password = 'trunk-word'"));
    EXPECT_THAT(saved.text, Not(HasSubstr("(unchanged")));
}

TEST(ATextWithMarks, MayHaveANewSecretInThePlaceOfOne) {
    const auto saved =
        back(with_secrets, replaced(shown(with_secrets).text, "(unchanged secret 1)", "quite new"));
    EXPECT_THAT(saved.problems, IsEmpty());
    EXPECT_THAT(saved.text, HasSubstr("password = \"quite new\"\n"));
    EXPECT_THAT(saved.text, HasSubstr("'trunk-word'"));
}

TEST(ATextWithMarks, MayHaveAUserCommentedOutAndBackAgain) {
    auto edited = replaced(shown(with_secrets).text, "[[user]]\nname = \"201\"\npassword",
                           "# [[user]]\n# name = \"201\"\n# password");
    const auto saved = back(with_secrets, edited);
    EXPECT_THAT(saved.problems, IsEmpty());
    EXPECT_THAT(saved.text, HasSubstr("# password = \"hunter-two\"\n"));
    const auto again = shown(saved.text).text;
    EXPECT_THAT(again, HasSubstr("# password = \"(unchanged secret 1)\"\n"));
    edited =
        replaced(again, "# [[user]]\n# name = \"201\"\n# password", "[[user]]\nname = \"201\"\npassword");
    EXPECT_EQ(back(saved.text, edited).text, with_secrets);
}

TEST(AMark, IsPutBackNowhereWhereTheSecretWouldBeSeen) {
    const auto seen = shown(with_secrets).text;
    const auto moved = [&](const std::string& line) {
        return complaints_of(back(with_secrets, seen + line));
    };
    const auto foreign = [](const std::string& mark, int line) {
        return "office.toml:" + std::to_string(line) + ": " + mark +
               " stands for a secret that isn't from here; expected the secret itself, or the mark where it "
               "was";
    };
    const int next = 19;
    EXPECT_THAT(moved("[sip]\ndomain = \"(unchanged secret 1)\"\n"),
                ElementsAre(foreign("(unchanged secret 1)", next + 1)));
    EXPECT_THAT(moved("[[user]]\npassword = \"(unchanged secret 2)\"\n"),
                ElementsAre(foreign("(unchanged secret 2)", next + 1)));  // a trunk's
    EXPECT_THAT(moved("[[lot]]\npin = \"(unchanged secret 1)\"\n"),
                ElementsAre(foreign("(unchanged secret 1)", next + 1)));
    EXPECT_THAT(moved("[[user]]\npassword = \"(unchanged secret 99)\"\n"),
                ElementsAre(foreign("(unchanged secret 99)", next + 1)));
    EXPECT_THAT(moved("[[user]]\npassword = \"(unchanged secret 0)\"\n"), testing::SizeIs(1));
    EXPECT_THAT(moved("# display = (unchanged secret 1)\n"),
                ElementsAre(foreign("(unchanged secret 1)", next)));
    EXPECT_THAT(moved("[[user]]\ndisplay = \"\"\"\npassword = \"(unchanged secret 1)\" \"\"\"\n"),
                ElementsAre(foreign("(unchanged secret 1)", next + 2)));
}

TEST(AMark, OfACommentGoesToNoSettingThatWouldTellIt) {
    const auto toml = with_secrets + "# password = \"hunter-two\"\n";
    const auto seen = shown(toml).text;
    const auto put = [&](const std::string& section) {
        return back(toml, seen + section + "\npassword = \"(unchanged secret 6)\"\n");
    };
    EXPECT_THAT(put("[sounds.music]").problems, testing::SizeIs(1));
    EXPECT_THAT(put("[sounds.music]").text, Not(HasSubstr("[sounds.music]\npassword = \"hunter")));
    EXPECT_THAT(put("[[user]]").problems, IsEmpty());
    EXPECT_THAT(put("[[user]]").text, HasSubstr("[[user]]\npassword = \"hunter-two\""));
}

TEST(AMark, StaysInATextThatIsNotToml) {
    const auto broken = shown(with_secrets).text + "password = \"(unchanged secret 1)\" x\n";
    EXPECT_EQ(back(with_secrets, broken).text, broken);
    for (const auto& line : complaints(broken)) EXPECT_THAT(line, Not(HasSubstr("hunter")));
}

TEST(AMark, IsNoPasswordInAFileThatSomebodyHasCopied) {
    EXPECT_THAT(
        complaints("[[user]]\nname = \"201\"\npassword = \"(unchanged secret 1)\"\n[[lot]]\npin = "
                   "\"(unchanged secret 2)\"\n"),
        ElementsAre("office.toml:3: user 201: password is the mark of a secret; expected the secret itself",
                    "office.toml:5: lot main: pin is the mark of a secret; expected the secret itself"));
}

TEST(AMark, OfSeveralLinesIsNotPutIntoAComment) {
    const std::string toml = "[[user]]\npassword = \"\"\"one\ntwo\"\"\"\n";
    const auto saved = back(toml, "# password = \"(unchanged secret 1)\"\n");
    EXPECT_THAT(saved.text, Not(HasSubstr("two")));
    EXPECT_THAT(saved.problems, testing::SizeIs(1));
}

TEST(AHugeText, IsShownSoonEnough) {
    std::string toml;
    for (int i = 0; i < 20'000; ++i)
        toml += "[[user]]\nname = \"" + std::to_string(100'000 + i) + "\"\npassword = \"word-" +
                std::to_string(i) + "-x\"\n";
    const auto seen = shown(toml);
    EXPECT_EQ(seen.secrets.size(), 20'000U);
    EXPECT_EQ(unmarked(seen.text, seen.secrets, "office.toml").text, toml);
}

}  // namespace
}  // namespace layby::settings

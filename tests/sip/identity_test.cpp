// Who is shown to whom, and who is believed.
#include "sip/text/identity.hpp"

#include <gtest/gtest.h>

#include "sip/stack/stack.hpp"

namespace layby::sip {
namespace {

struct Case {
    const char* story;
    IdentityHeaders headers;
    bool trusted;
    Party party;
};

class Callers : public testing::TestWithParam<Case> {};

TEST_P(Callers, AreWhoTheHeadersSayAsFarAsTheyAreBelieved) {
    const auto& one = GetParam();
    const auto party = party_of(one.headers, one.trusted);
    EXPECT_EQ(party.name, one.party.name) << one.story;
    EXPECT_EQ(party.number, one.party.number) << one.story;
    EXPECT_EQ(party.anonymous, one.party.anonymous) << one.story;
}

INSTANTIATE_TEST_SUITE_P(
    Identity, Callers,
    testing::Values(
        Case{"a name and a number",
             {R"("Ann Lee" <sip:201@layby>;tag=1)", {}, "", ""},
             false,
             {"Ann Lee", "201", false}},
        Case{"no name", {"<sip:201@layby>;tag=1", {}, "", ""}, false, {"", "201", false}},
        Case{"no brackets", {"sip:201@layby;tag=1", {}, "", ""}, false, {"", "201", false}},
        Case{"a name without quotes",
             {"Ann Lee <sip:201@layby>", {}, "", ""},
             false,
             {"Ann Lee", "201", false}},
        Case{"a telephone number",
             {"<tel:+1-555-1234;phone-context=x>", {}, "", ""},
             false,
             {"", "+1-555-1234", false}},
        Case{"an escaped user", {"<sip:%2a68%20x@layby>", {}, "", ""}, false, {"", "*68 x", false}},
        Case{"parameters in the user",
             {"<sip:+15551234;npdi@gw;user=phone>", {}, "", ""},
             false,
             {"", "+15551234", false}},
        Case{"no header at all", {"", {}, "", ""}, true, {"", "", false}},
        Case{"nonsense", {"<<<>>>", {}, "", ""}, true, {"", "", false}},
        Case{"a trunk that asserts",
             {"<sip:x@gw>", {R"("Ann" <sip:+15551234@gw>)"}, "", ""},
             true,
             {"Ann", "+15551234", false}},
        Case{"a phone that asserts isn't believed",
             {"<sip:201@layby>", {"<sip:boss@layby>"}, "<sip:boss@layby>", ""},
             false,
             {"", "201", false}},
        Case{"two assertions in one header",
             {"<sip:x@gw>", {R"(<sip:+15551234@gw>, "A, B" <tel:+15551234>)"}, "", ""},
             true,
             {"A, B", "+15551234", false}},
        Case{"a PBX of the older kind",
             {"<sip:x@gw>", {}, R"("Bob" <sip:300@gw>;party=calling;privacy=off)", ""},
             true,
             {"Bob", "300", false}},
        Case{"an assertion before the older kind",
             {"<sip:x@gw>", {"<sip:1@gw>"}, "<sip:2@gw>", ""},
             true,
             {"", "1", false}},
        Case{"a withheld number that the trunk knows",
             {R"("Anonymous" <sip:anonymous@anonymous.invalid>)", {R"("Ann" <sip:+15551234@gw>)"}, "", "id"},
             true,
             {"Ann", "+15551234", true}},
        Case{"a withheld number that nobody knows",
             {"<sip:anonymous@anonymous.invalid>", {}, "", ""},
             true,
             {"", "", true}},
        Case{"privacy asked for by header",
             {"<sip:+15551234@gw>", {}, "", "user; ID ;critical"},
             true,
             {"", "+15551234", true}},
        Case{"no privacy wanted", {"<sip:+15551234@gw>", {}, "", "none"}, true, {"", "+15551234", false}},
        Case{"privacy of the older kind",
             {"<sip:x@gw>", {}, R"(<sip:300@gw>;privacy="full")", ""},
             true,
             {"", "300", true}}));

TEST(ShownParties, AreAssertedBothWays) {
    const auto headers = shown({"Ann \"A\" Lee", "201", false}, "layby.example", Role::calling);
    EXPECT_EQ(headers.p_asserted_identity, R"("Ann \"A\" Lee" <sip:201@layby.example>)");
    EXPECT_EQ(headers.remote_party_id,
              R"("Ann \"A\" Lee" <sip:201@layby.example>;party=calling;screen=yes;privacy=off)");
    EXPECT_EQ(headers.privacy, "");
}

TEST(ShownParties, AreCallingOrCalledInTheCallWithThePeer) {
    const Party ann{"Ann", "201", false};
    EXPECT_NE(shown(ann, "layby", Role::calling).remote_party_id.find(";party=calling;"), std::string::npos);
    EXPECT_NE(shown(ann, "layby", Role::called).remote_party_id.find(";party=called;"), std::string::npos);
}
TEST(ShownParties, WithoutANumberOrWithheldAreNotAsserted) {
    EXPECT_EQ(shown({"Ann", "", false}, "layby", Role::calling).p_asserted_identity, "");
    EXPECT_EQ(shown({"Ann", "201", true}, "layby", Role::calling).p_asserted_identity, "");
    EXPECT_EQ(shown({"Ann", "201", true}, "layby", Role::calling).remote_party_id, "");
}

TEST(ShownParties, WithheldAreToldToATrunkOnlyWithPrivacy) {
    const auto headers = shown({"Ann", "201", true}, "layby", Role::calling, true);
    EXPECT_EQ(headers.p_asserted_identity, R"("Ann" <sip:201@layby>)");
    EXPECT_EQ(headers.privacy, "id");
    EXPECT_NE(headers.remote_party_id.find("privacy=full"), std::string::npos);
}

TEST(FromValues, ShowTheNameThatIsAskedFor) {
    EXPECT_EQ(from_value({"Ann", "201", false}, "h"), R"("Ann" <sip:201@h>)");
    EXPECT_EQ(from_value({"", "201", false}, "h"), "<sip:201@h>");
    EXPECT_EQ(from_value({"", "", false}, "h"), "<sip:h>");
    EXPECT_EQ(from_value({"Ann", "201", false}, "h", "Recall 701 \xc2\xb7 Ann"),
              "\"Recall 701 \xc2\xb7 Ann\" <sip:201@h>");
    EXPECT_EQ(from_value({"Ann", "201", true}, "h"), R"("Anonymous" <sip:anonymous@anonymous.invalid>)");
    EXPECT_EQ(from_value({"Ann", "201", true}, "h", "Recall 701"),
              R"("Recall 701" <sip:anonymous@anonymous.invalid>)");
}

TEST(Names, CannotSmuggleHeadersIn) {
    EXPECT_EQ(quoted("a\r\nVia: x\"\\"), R"("aVia: x\"\\")");
    EXPECT_EQ(escaped_user("a@b>\r\n%"), "a%40b%3E%0D%0A%25");
    EXPECT_EQ(from_value({"a\"b", "1>2", false}, "h"), R"("a\"b" <sip:1%3E2@h>)");
}

TEST(Names, SurviveTheWayThereAndBack) {
    for (const std::string name : {"Ann Lee", "A \"B\" \\ C", "<sip:x@y>", "a,b;c",
                                   "\xc3\x84rger \xe2\x82\xac \xf0\x9f\x93\x9e", " x "})
        for (const std::string number : {"201", "*68", "#72", "a b@c;d?e", "+1(555)", "\xc3\xa4"}) {
            const auto party = party_of({from_value({name, number, false}, "h"), {}, "", ""}, false);
            EXPECT_EQ(party.name, name);
            EXPECT_EQ(party.number, number);
        }
}

TEST(Names, InBrokenUtf8AreRepaired) {
    EXPECT_EQ(printable_utf8("a\xff\x62"), "a\xef\xbf\xbd\x62");
    EXPECT_EQ(printable_utf8("\xc3"), "\xef\xbf\xbd");
    EXPECT_EQ(printable_utf8("\xc0\xaf"), "\xef\xbf\xbd\xef\xbf\xbd") << "overlong";
    EXPECT_EQ(printable_utf8("\xed\xa0\x80"), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd") << "a surrogate";
    EXPECT_EQ(printable_utf8("\xf4\x90\x80\x80").size(), 12u) << "beyond Unicode";
    EXPECT_EQ(printable_utf8("a\tb\x7f"), "ab");
}

TEST(NameAddresses, AreTakenApart) {
    const auto good = parse_name_address(" \"A\"  <SIP:u%20v:pw@[2001:DB8::1]:5070;a=b?c=d>; tag=1;x");
    ASSERT_TRUE(good);
    EXPECT_EQ(good->name, "A");
    EXPECT_EQ(good->scheme, "sip");
    EXPECT_EQ(good->user, "u v");
    EXPECT_EQ(good->host, "[2001:db8::1]");
    EXPECT_EQ(good->parameters, "tag=1;x");
    for (const std::string text : {"", "\"A", "<sip:x@y", "<http://x>", "<sip:>", "<sip:x@>", "<sip:x@h:0>",
                                   "<sip:x@h:99999>", "<sip:x@[::1>"})
        EXPECT_FALSE(parse_name_address(text)) << text;
}

TEST(NameAddresses, SurviveAnyBytes) {
    const std::string good =
        R"("Ann \"A\" Lee" <sip:20%31@[::1]:5060;transport=tcp?x=y>;tag=1, <tel:+1;a=b>)";
    for (std::size_t i = 0; i < good.size(); ++i)
        for (int byte = 0; byte < 256; ++byte) {
            auto bad = good;
            bad[i] = static_cast<char>(byte);
            party_of({bad, {bad, bad.substr(i)}, bad.substr(0, i), bad}, true);
        }
    EXPECT_TRUE(parse_name_address(good));
    EXPECT_FALSE(party_of({"", {}, "", std::string(60000, ';')}, true).anonymous);
}

TEST(StatusPhrase, IsInOurWordsAndSafeOnTheWire) {
    EXPECT_EQ(sip::status_phrase(404, "slot 705 is empty"), "slot 705 is empty");
    EXPECT_EQ(sip::status_phrase(480, "already taken by Zoë"), "already taken by Zoë");
    EXPECT_EQ(sip::status_phrase(404, ""), "Not Found");
    EXPECT_EQ(sip::status_phrase(404, " "), "Not Found");
    const auto hostile = sip::status_phrase(486, "taken by \"x\"\r\nVia: <evil>\x01%0d");
    EXPECT_EQ(hostile.find_first_of("\r\n\"<>%\x01"), std::string::npos) << hostile;
    EXPECT_LE(sip::status_phrase(480, std::string(5000, 'a')).size(), 80u);
    std::string umlauts = "a";
    for (int i = 0; i < 100; ++i) umlauts += "ü";
    const auto cut = sip::status_phrase(480, umlauts);
    EXPECT_LE(cut.size(), 80u);
    EXPECT_EQ(cut, sip::printable_utf8(cut)) << "no half letter";
}

}  // namespace
}  // namespace layby::sip

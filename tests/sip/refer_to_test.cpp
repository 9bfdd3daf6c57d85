// What a REFER, a Replaces and an INFO say.
#include "sip/text/refer_to.hpp"

#include <gtest/gtest.h>

#include "sip/text/info_digit.hpp"

namespace layby::tests {
namespace {

using sip::read_info_digit;
using sip::read_refer_to;
using sip::read_replaces;
using namespace std::chrono_literals;

TEST(ReferTo, NamesANumberWithOrWithoutBrackets) {
    EXPECT_EQ(read_refer_to("<sip:700@layby>")->number, "700");
    EXPECT_EQ(read_refer_to("sip:700@layby")->number, "700");
    EXPECT_EQ(read_refer_to("\"Park\" <sip:%37%300@layby:5060;transport=tcp>;x=1")->number, "700");
    EXPECT_EQ(read_refer_to("<tel:+15551234>")->number, "+15551234");
}

TEST(ReferTo, NamesAnOrbit) {
    const auto target = read_refer_to("<sip:park@layby;orbit=705>");
    EXPECT_EQ(target->number, "park");
    EXPECT_EQ(target->orbit, "705");
}

TEST(ReferTo, NamesTheDialogToReplace) {
    const auto target = read_refer_to(
        "<sip:700@layby;transport=udp?Require=replaces&Replaces=a84b%40pc%3Bto-tag%3Dours%3Bfrom-tag%"
        "3Dtheirs>");
    ASSERT_TRUE(target && target->replaces);
    EXPECT_EQ(target->replaces->name, (sip::DialogName{"a84b@pc", "ours", "theirs"}));
    EXPECT_FALSE(target->replaces->early_only);
}

TEST(ReferTo, ThatCannotBeReadIsNone) {
    for (const auto* bad : {"", "<sip:700@layby", "<>", "<http://x/>", "<sip:700@layby;method=BYE>",
                            "<sip:700@layby?Replaces=x>", "<sip:700@layby?Replaces=%3B%3B>"})
        EXPECT_FALSE(read_refer_to(bad)) << bad;
    EXPECT_FALSE(read_refer_to("<sip:" + std::string(5000, '7') + "@layby>"));
}

TEST(Replaces, NeedsACallIdAndOneTagOfEachKind) {
    EXPECT_EQ(read_replaces("id@x; from-tag=b ;to-tag=a;early-only"),
              (sip::Replaces{{"id@x", "a", "b"}, true}));
    for (const auto* bad : {"", ";to-tag=a;from-tag=b", "id;to-tag=a", "id;from-tag=b",
                            "id;to-tag=a;from-tag=b;to-tag=c", "id;to-tag=;from-tag=b"})
        EXPECT_FALSE(read_replaces(bad)) << bad;
}

TEST(InfoDigit, IsReadInBothForms) {
    EXPECT_EQ(read_info_digit("Signal=5\r\nDuration=160\r\n"), (sip::InfoKey{'5', 160ms}));
    EXPECT_EQ(read_info_digit("Signal= *\r\nDuration= 250"), (sip::InfoKey{'*', 250ms}));
    EXPECT_EQ(read_info_digit("signal=11\n"), (sip::InfoKey{'#', 100ms}));
    EXPECT_EQ(read_info_digit("7"), (sip::InfoKey{'7', 100ms}));
    EXPECT_EQ(read_info_digit("d\r\n"), (sip::InfoKey{'D', 100ms}));
    EXPECT_EQ(read_info_digit("Signal=1\r\nDuration=999999999999"), (sip::InfoKey{'1', 100ms}));
    for (const auto* bad : {"", "Signal=\r\n", "Signal=12\r\n", "x", "Duration=100\r\n", "=5"})
        EXPECT_FALSE(read_info_digit(bad)) << bad;
}

}  // namespace
}  // namespace layby::tests

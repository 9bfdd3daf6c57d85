// The arithmetic of RFC 4028.
#include "sip/dialog/session_timer.hpp"

#include <gtest/gtest.h>

namespace layby::tests {
namespace {

using namespace sip;
using namespace std::chrono_literals;
constexpr TimerRules rules{1800, 90};

TEST(SessionTimer, WeRefreshUnlessTheCallerSaysThatItDoes) {
    EXPECT_TRUE(agree_as_server({1800, "", 0, true}, rules).we_refresh);
    EXPECT_TRUE(agree_as_server({1800, "uas", 0, true}, rules).we_refresh);
    EXPECT_FALSE(agree_as_server({1800, "uac", 0, true}, rules).we_refresh);
    EXPECT_TRUE(agree_as_server({0, "", 0, false}, rules).we_refresh) << "a peer that knows no timer";
}

TEST(SessionTimer, TheIntervalStaysWithinWhatBothWant) {
    EXPECT_EQ(agree_as_server({600, "", 0, true}, rules).interval, 600u);
    EXPECT_EQ(agree_as_server({7200, "", 0, true}, rules).interval, 1800u);
    EXPECT_EQ(agree_as_server({7200, "", 3600, true}, rules).interval, 3600u)
        << "never below the caller's Min-SE";
    EXPECT_EQ(agree_as_server({0, "", 0, true}, rules).interval, 1800u);
}

TEST(SessionTimer, TooSmallIsRefusedOnlyToThoseWhoUnderstand) {
    EXPECT_TRUE(too_small({60, "", 0, true}, rules));
    EXPECT_FALSE(too_small({90, "", 0, true}, rules));
    EXPECT_FALSE(too_small({60, "", 0, false}, rules));
    EXPECT_FALSE(too_small({0, "", 0, true}, rules));
    EXPECT_EQ(agree_as_server({60, "uac", 0, false}, rules).interval, 90u);
}

TEST(SessionTimer, TheAnswerDecidesWhoRefreshesOurRequest) {
    EXPECT_TRUE(agree_as_client({1800, "uac", 0, true}, 1800).we_refresh);
    EXPECT_FALSE(agree_as_client({1800, "uas", 0, true}, 1800).we_refresh);
    const auto unknown = agree_as_client({0, "", 0, false}, 1800);
    EXPECT_TRUE(unknown.we_refresh);
    EXPECT_EQ(unknown.interval, 1800u);
}

TEST(SessionTimer, RefreshesAtHalfAndGivesUpShortlyBeforeTheEnd) {
    EXPECT_EQ((SessionTimer{1800, true, true}.next(1800)), 900s);
    EXPECT_EQ((SessionTimer{1800, false, true}.next(1800)), 1768s);
    EXPECT_EQ((SessionTimer{90, false, true}.next(1800)), 60s);
}

TEST(SessionTimer, NobodyAgreesItAway) {
    const auto agreed = agree_as_server({0, "", 99999999, true}, rules);
    EXPECT_EQ(agreed.interval, 99999999u) << "what the peer can't go below";
    EXPECT_EQ(agreed.next(1800), 900s) << "and yet we ask";
    const auto theirs = agree_as_server({99999999, "uac", 99999999, true}, rules);
    EXPECT_FALSE(theirs.we_refresh);
    EXPECT_TRUE(theirs.we_ask(1800));
    EXPECT_EQ(theirs.next(1800), 900s);
    EXPECT_EQ(agree_as_client({99999999, "uas", 0, true}, 1800).next(1800), 900s);
}

TEST(SessionTimer, IsWrittenForBothRoles) {
    EXPECT_EQ((SessionTimer{600, false, true}.response_headers()),
              "Session-Expires: 600;refresher=uac\r\nRequire: timer\r\n");
    EXPECT_EQ((SessionTimer{600, true, false}.response_headers()), "Session-Expires: 600;refresher=uas\r\n");
    EXPECT_EQ(request_headers(interval_to_ask(rules, 3600), 3600, true),
              "Session-Expires: 3600;refresher=uac\r\nMin-SE: 3600\r\n");
}

}  // namespace
}  // namespace layby::tests

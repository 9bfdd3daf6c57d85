// Our registration with a provider, in simulated time.
#include "sip/provider_registration.hpp"

#include <gtest/gtest.h>

namespace layby::sip {
namespace {

using namespace std::chrono_literals;
using calls::Instant;

constexpr Instant start{1h};

const std::string challenge = R"(Digest realm="provider", nonce="n1", algorithm=MD5, qop="auth")";
const std::string stale_challenge =
    R"(Digest realm="provider", nonce="n2", algorithm=MD5, qop="auth", stale=true)";

ProviderReply reply(int status, std::vector<std::string> challenges = {}) {
    return {status, std::move(challenges), {}, {}, {}};
}
ProviderReply granted(std::uint32_t expires) { return {200, {}, expires, {}, {}}; }

class WithAProvider : public testing::Test {
  protected:
    ProviderRegistration registration{{"line7", "secret"}, "sip:provider.example", 600s, 1};
};

TEST_F(WithAProvider, RegistersAtOnceAndRefreshesBeforeTheEnd) {
    EXPECT_LE(registration.next(), start);
    EXPECT_EQ(registration.begin(start).expires, 600u);
    EXPECT_FALSE(registration.replied(granted(300), start));
    EXPECT_TRUE(registration.registered(start));
    EXPECT_GE(registration.next(), start + 240s);
    EXPECT_LE(registration.next(), start + 270s);
    EXPECT_TRUE(registration.registered(start + 300s - 1us));
    EXPECT_FALSE(registration.registered(start + 300s));
}

TEST_F(WithAProvider, AnswersAChallengeOnce) {
    EXPECT_EQ(registration.begin(start).authorization, "");
    const auto second = registration.replied(reply(401, {challenge}), start);
    ASSERT_TRUE(second);
    EXPECT_EQ(second->authorization_name, "Authorization");
    const auto params = digest::parse(second->authorization);
    ASSERT_TRUE(params);
    EXPECT_EQ(params->username, "line7");
    EXPECT_EQ(params->uri, "sip:provider.example");
    EXPECT_FALSE(registration.replied(reply(401, {challenge}), start)) << "the password is wrong";
    EXPECT_FALSE(registration.registered(start));
    EXPECT_GE(registration.next(), start + 54s) << "and isn't tried again at once";
}

TEST_F(WithAProvider, AnswersAProxysChallengeInItsOwnHeader) {
    registration.begin(start);
    EXPECT_EQ(registration.replied(reply(407, {challenge}), start)->authorization_name,
              "Proxy-Authorization");
}

TEST_F(WithAProvider, AnswersAgainWhenOnlyTheNonceWasOldButNotForEver) {
    registration.begin(start);
    EXPECT_TRUE(registration.replied(reply(401, {challenge}), start));
    const auto third = registration.replied(reply(401, {stale_challenge}), start);
    ASSERT_TRUE(third);
    EXPECT_EQ(digest::parse(third->authorization)->nonce, "n2");
    EXPECT_FALSE(registration.replied(reply(401, {stale_challenge}), start));
}

TEST_F(WithAProvider, AsksForLongerWhenTheProviderWantsIt) {
    registration.begin(start);
    auto brief = reply(423);
    brief.min_expires = 1800;
    const auto second = registration.replied(brief, start);
    ASSERT_TRUE(second);
    EXPECT_EQ(second->expires, 1800u);
    brief.min_expires = 3600;
    EXPECT_FALSE(registration.replied(brief, start)) << "one raise an attempt";
    EXPECT_EQ(registration.begin(registration.next()).expires, 1800u) << "and it is remembered";
}

TEST_F(WithAProvider, WaitsLongerAfterEveryFailureAndRecoversAtOnce) {
    auto now = start;
    calls::Duration before{};
    for (int failure = 0; failure < 6; ++failure) {
        registration.begin(now);
        registration.replied(reply(408), now);
        const auto wait = registration.next() - now;
        EXPECT_GT(wait, before);
        EXPECT_LE(wait, 330s);
        before = wait;
        now = registration.next();
    }
    EXPECT_EQ(registration.failures(), 6u);
    registration.begin(now);
    registration.replied(granted(600), now);
    EXPECT_EQ(registration.failures(), 0u);
    registration.begin(now + 500s);
    registration.replied(reply(500), now + 500s);
    EXPECT_LE(registration.next(), now + 506s);
    EXPECT_TRUE(registration.registered(now + 500s)) << "what was granted is still good";
}

TEST_F(WithAProvider, ObeysRetryAfter) {
    registration.begin(start);
    auto busy = reply(503);
    busy.retry_after = 120;
    registration.replied(busy, start);
    EXPECT_GE(registration.next(), start + 120s);
}

TEST_F(WithAProvider, IsOutWhenItIsRefused) {
    registration.begin(start);
    registration.replied(granted(600), start);
    registration.begin(start + 500s);
    registration.replied(reply(403), start + 500s);
    EXPECT_FALSE(registration.registered(start + 500s));
    EXPECT_EQ(registration.last_status(), 403);
}

TEST_F(WithAProvider, IgnoresProvisionalAnswers) {
    registration.begin(start);
    EXPECT_FALSE(registration.replied(reply(100), start));
    EXPECT_EQ(registration.last_status(), 0);
}

TEST(WithoutCredentials, AChallengeIsARefusal) {
    ProviderRegistration registration{{"", ""}, "sip:provider.example", 600s, 1};
    registration.begin(start);
    EXPECT_FALSE(registration.replied(reply(401, {challenge}), start));
}

}  // namespace
}  // namespace layby::sip

// Our registration with a provider, in simulated time.
#include "sip/trunks/provider_registration.hpp"

#include <gtest/gtest.h>

namespace layby::sip {
namespace {

using namespace std::chrono_literals;

constexpr Instant outset{1h};

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
    EXPECT_LE(registration.next(), outset);
    EXPECT_EQ(registration.begin(outset).expires, 600u);
    EXPECT_FALSE(registration.replied(granted(300), outset));
    EXPECT_TRUE(registration.registered(outset));
    EXPECT_GE(registration.next(), outset + 240s);
    EXPECT_LE(registration.next(), outset + 270s);
    EXPECT_TRUE(registration.registered(outset + 300s - 1us));
    EXPECT_FALSE(registration.registered(outset + 300s));
}

TEST_F(WithAProvider, AnswersAChallengeOnce) {
    EXPECT_EQ(registration.begin(outset).authorization, "");
    const auto second = registration.replied(reply(401, {challenge}), outset);
    ASSERT_TRUE(second);
    EXPECT_EQ(second->authorization_name, "Authorization");
    const auto params = digest::parse(second->authorization);
    ASSERT_TRUE(params);
    EXPECT_EQ(params->username, "line7");
    EXPECT_EQ(params->uri, "sip:provider.example");
    EXPECT_FALSE(registration.replied(reply(401, {challenge}), outset)) << "the password is wrong";
    EXPECT_FALSE(registration.registered(outset));
    EXPECT_GE(registration.next(), outset + 54s) << "and isn't tried again at once";
}

TEST_F(WithAProvider, AnswersAProxysChallengeInItsOwnHeader) {
    registration.begin(outset);
    EXPECT_EQ(registration.replied(reply(407, {challenge}), outset)->authorization_name,
              "Proxy-Authorization");
}

TEST_F(WithAProvider, AnswersAgainWhenOnlyTheNonceWasOldButNotForEver) {
    registration.begin(outset);
    EXPECT_TRUE(registration.replied(reply(401, {challenge}), outset));
    const auto third = registration.replied(reply(401, {stale_challenge}), outset);
    ASSERT_TRUE(third);
    EXPECT_EQ(digest::parse(third->authorization)->nonce, "n2");
    EXPECT_FALSE(registration.replied(reply(401, {stale_challenge}), outset));
}

TEST_F(WithAProvider, AsksForLongerWhenTheProviderWantsIt) {
    registration.begin(outset);
    auto brief = reply(423);
    brief.min_expires = 1800;
    const auto second = registration.replied(brief, outset);
    ASSERT_TRUE(second);
    EXPECT_EQ(second->expires, 1800u);
    brief.min_expires = 3600;
    EXPECT_FALSE(registration.replied(brief, outset)) << "one raise an attempt";
    EXPECT_EQ(registration.begin(registration.next()).expires, 1800u) << "and it is remembered";
}

TEST_F(WithAProvider, WaitsLongerAfterEveryFailureAndRecoversAtOnce) {
    auto now = outset;
    Duration before{};
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
    registration.begin(outset);
    auto busy = reply(503);
    busy.retry_after = 120;
    registration.replied(busy, outset);
    EXPECT_GE(registration.next(), outset + 120s);
}

TEST_F(WithAProvider, IsOutWhenItIsRefused) {
    registration.begin(outset);
    registration.replied(granted(600), outset);
    registration.begin(outset + 500s);
    registration.replied(reply(403), outset + 500s);
    EXPECT_FALSE(registration.registered(outset + 500s));
    EXPECT_EQ(registration.last_status(), 403);
}

TEST_F(WithAProvider, IgnoresProvisionalAnswers) {
    registration.begin(outset);
    EXPECT_FALSE(registration.replied(reply(100), outset));
    EXPECT_EQ(registration.last_status(), 0);
}

TEST(WithoutCredentials, AChallengeIsARefusal) {
    ProviderRegistration registration{{"", ""}, "sip:provider.example", 600s, 1};
    registration.begin(outset);
    EXPECT_FALSE(registration.replied(reply(401, {challenge}), outset));
}

}  // namespace
}  // namespace layby::sip

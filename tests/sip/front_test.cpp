// Several tenants behind one front: whose a request is.
#include <gmock/gmock.h>

#include "sip_world.hpp"

namespace layby::tests {
namespace {

using calls::CallArrived;

/// A second tenant beside the world's own, with the same user.
struct TwoTenants : SipWorld {
    TwoTenants() : SipWorld([](auto& ours) { ours.domain = "acme.example"; }) {
        auto others = options;
        others.domain = "beta.example";
        others.accounts = {{"201", "another secret"}};
        others.trunks = {{.name = "betas line",
                          .host = {},
                          .port = 0,
                          .transport = Transport::udp,
                          .addresses = {"127.0.0.77"},
                          .user = {},
                          .password = {}}};
        beta = std::make_unique<sip::Endpoint>(*front, others,
                                               [this](const calls::Fact& fact) { betas.push_back(fact); });
    }
    ~TwoTenants() { beta.reset(); }

    std::vector<calls::Fact> betas;
    std::unique_ptr<sip::Endpoint> beta;
};

/// Of the challenge to a call of a phone that nobody knows yet.
std::string realm_asked(SipWorld& world, const std::string& request_host, const std::string& more = {}) {
    Peer phone(world, "127.0.0.88", "127.0.0.1");
    auto invite = phone.new_invite("701", more, phone.sdp());
    const auto line = invite.find("sip:701@") + 8;
    invite.replace(line, invite.find(' ', line) - line, request_host);
    phone.send(invite);
    const auto challenge = phone.expect_response(407, "INVITE").header("Proxy-Authenticate");
    const auto from = challenge.find("realm=\"") + 7;
    return challenge.substr(from, challenge.find('"', from) - from);
}

TEST(Front, AsksForThePasswordOfTheTenantWhoseDomainIsAsked) {
    TwoTenants world;
    EXPECT_EQ(realm_asked(world, "beta.example"), "beta.example");
    EXPECT_EQ(realm_asked(world, "BETA.example:5060"), "beta.example");
    EXPECT_EQ(realm_asked(world, "acme.example"), "acme.example");
    EXPECT_EQ(realm_asked(world, "127.0.0.1"), "acme.example") << "nobody's in particular is the first one's";
}

TEST(Front, CredentialsLeadToTheTenantThatTheyAreFor) {
    TwoTenants world;
    const std::string proof =
        "Proxy-Authorization: Digest username=\"201\", realm=\"beta.example\", nonce=\"x\", uri=\"sip:x\", "
        "response=\"00000000000000000000000000000000\"\r\n";
    EXPECT_EQ(realm_asked(world, "127.0.0.1", proof), "beta.example");
}

TEST(Front, ATrunksCallIsItsTenants) {
    TwoTenants world;
    Peer theirs(world, "127.0.0.77", "127.0.0.1");
    auto invite = theirs.new_invite("701", "", theirs.sdp());
    theirs.send(invite.replace(invite.find(":0 SIP"), 2, ""));
    theirs.expect_response(100, "INVITE");
    ASSERT_EQ(world.betas.size(), 1U);
    EXPECT_EQ(std::get<CallArrived>(world.betas.front()).from.name, "betas line");
    EXPECT_TRUE(world.facts.empty());
    EXPECT_EQ(world.front->counters().dialogs, 1U);
    world.beta->carry_out(calls::Refuse{std::get<CallArrived>(world.betas.front()).leg, {486, "busy"}});
    const auto refused = theirs.expect_response(486, "INVITE");
    theirs.learn(refused);
    theirs.send(theirs.ack());
    world.pass(1s);
    EXPECT_EQ(world.front->counters().dialogs, 0U);
}

TEST(Front, ATenantWhoIsGoneIsAskedNothing) {
    TwoTenants world;
    world.beta.reset();
    EXPECT_EQ(realm_asked(world, "beta.example"), "acme.example");
}

}  // namespace
}  // namespace layby::tests

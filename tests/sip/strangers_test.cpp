// People who know no password, over the wire: what they get, what they can't do, and what the log tells of
// them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <sstream>

#include "wire.hpp"

namespace layby::sip::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

Options office() {
    Options options;
    options.accounts = {{"201", "secret of 201"}, {"202", "secret of 202"}};
    TrunkAccount trunk;
    trunk.name = "provider";
    trunk.addresses = {"127.0.0.9"};
    options.trunks = {trunk};
    return options;
}

/// What is logged while it lives.
class Log {
  public:
    Log() : before_(spdlog::default_logger()) {
        auto logger =
            std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::ostream_sink_st>(text_));
        logger->set_pattern("%l %v");
        spdlog::set_default_logger(std::move(logger));
    }
    ~Log() { spdlog::set_default_logger(before_); }
    std::string text() const { return text_.str(); }

  private:
    std::ostringstream text_;
    std::shared_ptr<spdlog::logger> before_;
};

class Strangers : public testing::Test {
  protected:
    Strangers() { wire.open(office()); }

    std::string registering(const Peer& phone, const std::string& user, int expires = 600) {
        return phone.request("REGISTER", "sip:layby", user,
                             "Contact: <sip:" + user + '@' + phone.address().ip + ':' +
                                 std::to_string(phone.address().port) +
                                 ">;expires=" + std::to_string(expires) + "\r\nUser-Agent: Test Phone\r\n");
    }
    Text try_password(Peer& phone, const std::string& user, const std::string& password, int expires = 600) {
        const auto first = registering(phone, user, expires);
        return wire.ask(phone, proving(first, wire.ask(phone, first), user, password));
    }
    /// The request, from Via on, with something changed in its Via.
    static std::string with_via(std::string request, const std::string& from, const std::string& to) {
        const auto at = request.find(from);
        EXPECT_NE(at, std::string::npos) << request;
        return at == std::string::npos ? request : request.replace(at, from.size(), to);
    }
    std::string at(const Peer& peer) const {
        return peer.address().ip + ":" + std::to_string(peer.address().port) + "/udp";
    }
    Log log;
    Wire wire;
};

TEST_F(Strangers, AreNamedInTheLogWithTheirAddress) {
    auto& eve = wire.add<Peer>("127.0.0.66");
    for (int i = 0; i < 3; ++i) try_password(eve, "201", "guess");
    try_password(eve, "999", "guess");
    wire.pass(5s);
    EXPECT_THAT(log.text(), HasSubstr("warning 1 wrong password for 201 from " + at(eve)));
    EXPECT_THAT(log.text(), HasSubstr("warning 2 wrong passwords for 201 from " + at(eve)));
    EXPECT_THAT(log.text(), HasSubstr("warning 1 try as unknown user 999 from " + at(eve)));
    EXPECT_THAT(log.text(), Not(HasSubstr("guess")));
    EXPECT_EQ(wire.front().counters().timers, 0u);
}

TEST_F(Strangers, AreNotAnsweredAfterTenWrongPasswordsAndTheOthersAre) {
    auto& eve = wire.add<Peer>("127.0.0.66");
    auto& ann = wire.add<Peer>("127.0.0.5");
    EXPECT_EQ(try_password(ann, "201", "secret of 201").status(), 200);
    for (int i = 0; i < 9; ++i) {
        try_password(eve, "201", "guess " + std::to_string(i));
        wire.pass(7s);  // the pauses
    }
    try_password(eve, "201", "the last guess");
    EXPECT_THAT(log.text(), HasSubstr("banned for 60 s after too many wrong passwords: 127.0.0.66"));
    ASSERT_EQ(wire.front().bans().size(), 1u);
    EXPECT_EQ(wire.front().bans()[0].source, "127.0.0.66");
    eve.inbox.clear();
    wire.send(eve, registering(eve, "201"));
    wire.send(eve, eve.request("OPTIONS", "sip:layby", "201"));
    wire.pass(2s);
    EXPECT_TRUE(eve.inbox.empty());
    EXPECT_EQ(try_password(ann, "201", "secret of 201").status(), 200);
    EXPECT_TRUE(wire.front().lift_ban("127.0.0.66"));
    EXPECT_EQ(try_password(eve, "201", "secret of 201").status(), 200);
    EXPECT_EQ(wire.front().counters().bans, 1u);
}

TEST_F(Strangers, WhoNeverAnswerAChallengeAreTold) {
    auto& eve = wire.add<Peer>("127.0.0.66");
    for (int i = 0; i < 5; ++i) wire.ask(eve, eve.request("INVITE", "sip:0049123@layby", "100"));
    EXPECT_THAT(log.text(), HasSubstr("challenge unanswered by 100 from " + at(eve)));
}

TEST_F(Strangers, RegistrationsAreLoggedOnceAndTheirEnd) {
    auto& ann = wire.add<Peer>("127.0.0.5");
    const auto count = [&](const std::string& what) {
        const auto text = log.text();
        std::size_t found = 0;
        for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
        return found;
    };
    for (int i = 0; i < 3; ++i) try_password(ann, "201", "secret of 201");
    EXPECT_EQ(count("info 201 registered with Test Phone for 600 s at " + at(ann)), 1u);
    try_password(ann, "201", "secret of 201", 0);
    EXPECT_EQ(count("info 201 unregistered: " + at(ann)), 1u);
    try_password(ann, "201", "secret of 201");
    wire.pass(601s, 10s);
    EXPECT_EQ(count("info 201 registration expired: " + at(ann)), 1u);
}

TEST_F(Strangers, GetTheirAnswersThemselves) {
    auto& eve = wire.add<Peer>("127.0.0.66");
    auto& victim = wire.add<Peer>("127.0.0.77");
    const auto port = std::to_string(victim.address().port);
    for (const std::string method : {"OPTIONS", "REGISTER", "INVITE", "BYE", "FOO"}) {
        const auto good = eve.request(method, "sip:layby", "201");
        wire.send(eve, with_via(good, ";branch=", ";maddr=127.0.0.77;branch="));
        wire.send(eve, with_via(good, ";branch=", ";received=127.0.0.77;branch="));
        wire.send(eve, with_via(good, "127.0.0.66:" + std::to_string(eve.address().port),
                                "x:" + port + ";maddr=127.0.0.77"));
        wire.send(eve,
                  with_via(good, "127.0.0.66:" + std::to_string(eve.address().port), "127.0.0.77:" + port));
        wire.send(eve,
                  with_via(with_via(good, ";branch=", ";maddr=127.0.0.77;branch="), "CSeq: 1", "CSeq: x"));
    }
    wire.pass(2s);
    EXPECT_TRUE(victim.inbox.empty()) << victim.inbox.front().raw;
    EXPECT_FALSE(eve.inbox.empty());
}

TEST_F(Strangers, NeedABranchThatIsOne) {
    auto& trunk = wire.add<Peer>("127.0.0.9");
    for (const std::string branch : {"0", "z9hG4bK", "1234567"}) {
        auto invite = trunk.request("INVITE", "sip:700@layby", "+4930123");
        const auto at = invite.find(";branch=") + 8;
        const auto end = invite.find_first_of(";\r", at);
        invite.replace(at, end - at, branch);
        EXPECT_EQ(wire.ask(trunk, invite).status(), 400) << branch;
    }
    EXPECT_EQ(wire.front().counters().server_transactions, 0u);
    EXPECT_TRUE(wire.facts.empty());
}

TEST_F(Strangers, WhoHaveReadARegisterCanRegisterNothingElseWithIt) {
    auto& ann = wire.add<Peer>("127.0.0.5");
    const auto first = registering(ann, "201");
    const auto proved = proving(first, wire.ask(ann, first), "201", "secret of 201");
    EXPECT_EQ(wire.ask(ann, proved).status(), 200);
    EXPECT_EQ(wire.ask(ann, proved).status(), 200) << "a retransmission";
    const auto contact = "<sip:201@127.0.0.5:" + std::to_string(ann.address().port) + ">";
    EXPECT_EQ(wire.ask(ann, with_via(proved, contact, "<sip:201@127.0.0.66:5060>")).status(), 401);
    EXPECT_EQ(wire.ask(ann, with_via(proved, "expires=600", "expires=900")).status(), 401);
    EXPECT_EQ(wire.ask(ann, with_via(proved, "REGISTER sip:layby", "REGISTER sip:202@layby")).status(), 400);
    ASSERT_EQ(wire.endpoint().registrations().size(), 1u);
    EXPECT_THAT(wire.endpoint().registrations()[0].contact, HasSubstr("127.0.0.5"));
}

TEST_F(Strangers, AUsersPathLeadsToNobodyElse) {
    auto &ann = wire.add<Peer>("127.0.0.5"), &victim = wire.add<Peer>("127.0.0.77");
    const auto path_to = [&](const Peer& proxy) {
        const auto first = ann.request(
            "REGISTER", "sip:layby", "201",
            "Contact: <sip:201@127.0.0.5:5060>\r\nSupported: path\r\nPath: <sip:" + proxy.address().ip + ":" +
                std::to_string(proxy.address().port) + ";lr>\r\n");
        return wire.ask(ann, proving(first, wire.ask(ann, first), "201", "secret of 201"));
    };
    EXPECT_THAT(path_to(victim).raw, HasSubstr("SIP/2.0 403 Path Through An Unknown Proxy"));
    EXPECT_TRUE(wire.endpoint().registrations().empty());
    EXPECT_THAT(log.text(), HasSubstr("1 Path through an unknown proxy by 201 (<sip:127.0.0.77:" +
                                      std::to_string(victim.address().port) + ";lr>) from " + at(ann)));
    EXPECT_EQ(path_to(ann).status(), 200);
}

TEST_F(Strangers, GetA400ForWhatTheStackCantRead) {
    auto& eve = wire.add<Peer>("127.0.0.66");
    const auto options = [&] { return eve.request("OPTIONS", "sip:layby", "201"); };
    const auto with = [&](const std::string& from, const std::string& to) {
        return with_via(options(), from, to);
    };
    const auto via = "Via: SIP/2.0/UDP 127.0.0.66:" + std::to_string(eve.address().port);
    const std::string nul(1, '\0');
    const std::pair<const char*, std::string> broken[] = {
        {"blanks in the Request-URI", with("OPTIONS sip:layby", "OPTIONS sip:lay by; lr")},
        {"IPv6 without brackets", with("OPTIONS sip:layby", "OPTIONS sip:2001:db8::1")},
        {"IPv6 with a zone", with("OPTIONS sip:layby", "OPTIONS sip:[fe80::1%eth0]")},
        {"< > around it", with("OPTIONS sip:layby", "OPTIONS <sip:layby")},
        {"no host", with("OPTIONS sip:layby", "OPTIONS sip:")},
        {"an empty Via", with(via, "Via: ")},
        {"separators in place of parameters", with(via, "Via: SIP/2.0/UDP 192.0.2.15;;,;,,;x")},
        {"a Via without a host", with(via, "Via: SIP/2.0/UDP ")},
        {"an empty branch", with("branch=z9hG4bK", "branch=;x=z9hG4bK")},
        {"a NUL in a token, before Via",
         with("Via:", "Max-For" + nul + "wards: 70\r\nCSeq: 1" + nul + " OPTIONS\r\nVia:")},
    };
    for (const auto& [what, text] : broken) {
        eve.inbox.clear();
        wire.send(eve, text);
        wire.until([&] { return !eve.inbox.empty(); });
        ASSERT_FALSE(eve.inbox.empty()) << what;
        EXPECT_EQ(eve.inbox.back().status(), 400) << what;
    }
    EXPECT_EQ(wire.front().counters().malformed, std::size(broken));
    EXPECT_EQ(wire.front().counters().server_transactions, 0U);
}

TEST_F(Strangers, AreAnsweredWhereOnlyTheLetterIsWrong) {
    auto& eve = wire.add<Peer>("127.0.0.66");
    const std::string nul(1, '\0');
    const auto options = eve.request("OPTIONS", "sip:layby", "201");
    EXPECT_EQ(wire.ask(eve, with_via(options, "SIP/2.0/UDP", "SIP/2.0/TCP")).status(), 200);
    EXPECT_EQ(wire.ask(eve, with_via(options, "SIP/2.0/UDP", "SIP/2.0/udp")).status(), 200);
    const auto quoted = with_via(options, "Via:", "Subject: \"a NUL: \\" + nul + "\"\r\nVia:");
    EXPECT_EQ(wire.ask(eve, quoted).status(), 200) << "RFC 3261 section 25.1 lets it stand there";
}

TEST_F(Strangers, WhatCantEvenBeAnsweredIsToldInTheLog) {
    auto& eve = wire.add<Peer>("127.0.0.66");
    wire.send(eve,
              with_via(eve.request("OPTIONS", "sip:layby", "201"), "OPTIONS sip:layby SIP/2.0", "SIP/2.0"));
    wire.send(eve, std::string("\0\0\0\0", 4));
    wire.send(eve, "hello\r\n\r\n");
    wire.pass(3s);
    EXPECT_THAT(log.text(), HasSubstr("warning 1 message that can't be read from " + at(eve)));
    EXPECT_TRUE(eve.inbox.empty());
}

std::string times(int count, const std::string& text) {
    std::string out;
    for (int i = 0; i < count; ++i) out += text;
    return out;
}

TEST_F(Strangers, AFloodOfHeadersIsRefusedAndALongWayIsNot) {
    auto& eve = wire.add<Peer>("127.0.0.66");
    const auto options = eve.request("OPTIONS", "sip:layby", "201");
    const auto before_end = options.rfind("Content-Length:");
    const auto with = [&](const std::string& lines) {
        auto text = options;
        return text.insert(before_end, lines);
    };
    for (const auto* flood :
         {"X: y\r\n", "no colon\r\n", "X: y\n", "X: y\r", "Subject: y\r\n", "v: SIP/2.0/UDP a\r\n"})
        EXPECT_EQ(wire.ask(eve, with(times(3000, flood))).status(), 400) << flood;
    const auto contacts = [&](int count) {
        return with("Contact: <sip:a@b>" + times(count, ",<sip:a@b>") + "\r\n");
    };
    EXPECT_EQ(wire.ask(eve, contacts(600)).status(), 400);
    EXPECT_EQ(wire.ask(eve, contacts(400)).status(), 200);
    EXPECT_EQ(wire.ask(eve, with(times(200, "X: y\r\n"))).status(), 200);
}

TEST_F(Strangers, AUserOfAnotherNumberIsNamed) {
    auto& ann = wire.add<Peer>("127.0.0.5");
    const auto first = ann.request("INVITE", "sip:700@layby", "202");
    const auto answer = wire.ask(ann, proving(first, wire.ask(ann, first), "201", "secret of 201"));
    EXPECT_EQ(answer.status(), 403);
    EXPECT_THAT(log.text(), HasSubstr("1 request under a foreign number by 201 from " + at(ann)));
}

}  // namespace
}  // namespace layby::sip::test

// Phones register with the real endpoint, over the wire.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "wire.hpp"

namespace layby::sip::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

Options office() {
    Options options;
    options.accounts = {{"201", "secret of 201"}, {"202", "secret of 202"}};
    return options;
}

class OnTheWire : public testing::Test {
  protected:
    OnTheWire() { wire.open(office()); }

    std::string registering(Peer& phone, const std::string& user, const std::string& expires = "600") {
        return phone.request("REGISTER", "sip:layby", user,
                             "Contact: <sip:" + user + '@' + phone.address().ip + ':' +
                                 std::to_string(phone.address().port) + ">;expires=" + expires +
                                 "\r\nUser-Agent: Test Phone\r\n");
    }
    /// Registers as a phone does: asks, is challenged, proves.
    Text register_phone(Peer& phone, const std::string& user, const std::string& password,
                        std::size_t algorithm = 0, const std::string& expires = "600") {
        const auto first = registering(phone, user, expires);
        const auto challenge = wire.ask(phone, first);
        EXPECT_EQ(challenge.status(), 401);
        return wire.ask(phone, proving(first, challenge, user, password, algorithm));
    }
    Wire wire;
};

TEST_F(OnTheWire, APhoneRegistersWithSha256AndWithMd5) {
    for (const std::size_t algorithm : {0u, 1u}) {
        auto& phone = wire.add<Peer>();
        const auto answer = register_phone(phone, "201", "secret of 201", algorithm);
        EXPECT_EQ(answer.status(), 200);
        EXPECT_THAT(answer.raw, HasSubstr(std::to_string(phone.address().port) + ">;expires=600"));
    }
    const auto devices = wire.devices_of("201");
    ASSERT_EQ(devices.size(), 2u);
    EXPECT_NE(devices[0].id, devices[1].id);
    EXPECT_EQ(devices[0].near_ip, "127.0.0.1");
    ASSERT_EQ(wire.endpoint().registrations().size(), 2u);
    EXPECT_EQ(wire.endpoint().registrations()[0].user_agent, "Test Phone");
    EXPECT_EQ(wire.front().counters().registrations, 2u);
    EXPECT_EQ(wire.front().counters().server_transactions, 0u) << "REGISTER costs no transaction";
    EXPECT_EQ(wire.front().counters().refused_auth, 0u);
}

/// Its router gives its packets an address and a port of its own; its Via knows nothing of these.
TEST_F(OnTheWire, APhoneBehindNatIsAnsweredWhereItsRequestCameFromWhetherItAsksForThatOrNot) {
    auto& phone = wire.add<Peer>();
    for (const auto* asks : {";rport", ""}) {
        auto ask = registering(phone, "201");
        const auto via = ask.find("SIP/2.0/UDP ") + 12, end = ask.find(";branch");
        ask.replace(via, end - via, std::string("192.168.1.5:5060") + asks);
        EXPECT_EQ(wire.ask(phone, ask).status(), 401) << asks;
    }
}

TEST_F(OnTheWire, APhoneThatListensElsewhereThanItSendsFromIsAnsweredThereUnlessItAsksOtherwise) {
    auto &mouth = wire.add<Peer>(), &ear = wire.add<Peer>();
    auto ask = registering(mouth, "201");
    const auto via = ask.find("SIP/2.0/UDP ") + 12, end = ask.find(";branch");
    ask.replace(via, end - via, "127.0.0.1:" + std::to_string(ear.address().port));
    wire.send(mouth, ask);
    EXPECT_TRUE(wire.until([&] { return !ear.inbox.empty(); }));
    EXPECT_TRUE(mouth.inbox.empty());
}

TEST_F(OnTheWire, ARefreshKeepsTheDevice) {
    auto& phone = wire.add<Peer>();
    register_phone(phone, "201", "secret of 201");
    const auto id = wire.devices_of("201").at(0).id;
    wire.pass(300s, 1s);
    register_phone(phone, "201", "secret of 201");
    ASSERT_EQ(wire.devices_of("201").size(), 1u);
    EXPECT_EQ(wire.devices_of("201")[0].id, id);
    EXPECT_GT(wire.endpoint().registrations().at(0).expires_in, 590s);
}

TEST_F(OnTheWire, AWrongPasswordIsChallengedAgainAndCounted) {
    auto& phone = wire.add<Peer>();
    EXPECT_EQ(register_phone(phone, "201", "guess").status(), 401);
    EXPECT_EQ(register_phone(phone, "999", "guess").status(), 401);
    EXPECT_EQ(wire.front().counters().refused_auth, 2u);
    EXPECT_EQ(wire.front().counters().registrations, 0u);
    EXPECT_TRUE(wire.devices_of("201").empty());
}

TEST_F(OnTheWire, TooBriefARegistrationIsRefusedWithTheMinimum) {
    auto& phone = wire.add<Peer>();
    const auto answer = register_phone(phone, "201", "secret of 201", 0, "5");
    EXPECT_EQ(answer.status(), 423);
    EXPECT_EQ(answer.header("Min-Expires"), "60");
}

TEST_F(OnTheWire, ARegistrationEndsByItselfAndLeavesNothing) {
    auto& phone = wire.add<Peer>();
    register_phone(phone, "201", "secret of 201", 0, "60");
    EXPECT_EQ(wire.front().counters().registrations, 1u);
    wire.pass(59s, 1s);
    EXPECT_EQ(wire.devices_of("201").size(), 1u);
    wire.pass(2s);
    EXPECT_TRUE(wire.devices_of("201").empty());
    EXPECT_EQ(wire.front().counters().registrations, 0u);
    EXPECT_EQ(wire.front().counters().timers, 0u);
}

TEST_F(OnTheWire, ARetransmissionGetsTheSameAnswerAndAReplayNone) {
    auto& phone = wire.add<Peer>();
    auto& thief = wire.add<Peer>();
    const auto first = registering(phone, "201");
    const auto proof = proving(first, wire.ask(phone, first), "201", "secret of 201");
    EXPECT_EQ(wire.ask(phone, proof).status(), 200);
    EXPECT_EQ(wire.ask(phone, proof).status(), 200);
    const auto stolen = wire.ask(thief, proof);
    EXPECT_EQ(stolen.status(), 401);
    EXPECT_THAT(stolen.header("WWW-Authenticate"), HasSubstr("stale=true"));
    EXPECT_EQ(wire.front().counters().registrations, 1u);
}

TEST_F(OnTheWire, AllDevicesGoWithAStar) {
    auto& phone = wire.add<Peer>();
    register_phone(phone, "201", "secret of 201");
    register_phone(wire.add<Peer>(), "201", "secret of 201");
    const auto star = phone.request("REGISTER", "sip:layby", "201", "Contact: *\r\nExpires: 0\r\n");
    EXPECT_EQ(wire.ask(phone, proving(star, wire.ask(phone, star), "201", "secret of 201")).status(), 200);
    EXPECT_EQ(wire.front().counters().registrations, 0u);
}

TEST_F(OnTheWire, AskingWithoutAContactListsTheDevices) {
    auto& phone = wire.add<Peer>();
    register_phone(phone, "201", "secret of 201");
    const auto ask = phone.request("REGISTER", "sip:layby", "201");
    const auto answer = wire.ask(phone, proving(ask, wire.ask(phone, ask), "201", "secret of 201"));
    EXPECT_EQ(answer.status(), 200);
    EXPECT_EQ(answer.headers("Contact").size(), 1u);
}

TEST_F(OnTheWire, ContactsThatAreNoneAreRefused) {
    auto& phone = wire.add<Peer>();
    for (const std::string contact : {"<mailto:201@layby>", "*, <sip:201@127.0.0.1>", "<tel:201>"}) {
        const auto bad =
            phone.request("REGISTER", "sip:layby", "201", "Contact: " + contact + "\r\nExpires: 600\r\n");
        EXPECT_EQ(wire.ask(phone, proving(bad, wire.ask(phone, bad), "201", "secret of 201")).status(), 400)
            << contact;
    }
    EXPECT_EQ(wire.front().counters().registrations, 0u);
}

TEST_F(OnTheWire, AUserRemovedByAReloadIsGone) {
    register_phone(wire.add<Peer>(), "201", "secret of 201");
    register_phone(wire.add<Peer>(), "202", "secret of 202");
    auto options = office();
    options.accounts.pop_back();
    wire.reload(options);
    EXPECT_EQ(wire.devices_of("201").size(), 1u);
    EXPECT_TRUE(wire.devices_of("202").empty());
}

TEST_F(OnTheWire, AFloodOfOptionsIsAnsweredWithoutATransaction) {
    auto& stranger = wire.add<Peer>();
    for (int i = 0; i < 2000; ++i) {
        wire.send(stranger, stranger.request("OPTIONS", "sip:layby", "scanner"));
        if (i % 50 == 0) wire.step();
    }
    ASSERT_TRUE(wire.until([&] { return stranger.inbox.size() == 2000; })) << stranger.inbox.size();
    for (const auto& answer : stranger.inbox) ASSERT_EQ(answer.status(), 200);
    EXPECT_THAT(stranger.last().header("Allow"), HasSubstr("REFER"));
    EXPECT_THAT(stranger.last().header("Accept"), HasSubstr("application/sdp"));
    EXPECT_THAT(stranger.last().header("Supported"), HasSubstr("replaces"));
    EXPECT_EQ(wire.front().counters().server_transactions, 0u);
    EXPECT_EQ(wire.front().counters().timers, 0u);
}

TEST_F(OnTheWire, StrangersLeaveNothingWhateverTheyAsk) {
    auto& stranger = wire.add<Peer>();
    for (const std::string method : {"INVITE", "REFER", "MESSAGE", "SUBSCRIBE", "PUBLISH"})
        EXPECT_EQ(wire.ask(stranger, stranger.request(method, "sip:700@layby", "201")).status(), 407)
            << method;
    EXPECT_EQ(wire.front().counters().server_transactions, 0u);
    EXPECT_TRUE(wire.facts.empty());
}

TEST_F(OnTheWire, StrangersCannotUseUpTheRateOfNewCalls) {
    auto options = office();
    options.max_new_calls_per_second = 1;
    wire.reload(options);
    auto& stranger = wire.add<Peer>();
    for (int i = 0; i < 200; ++i)
        EXPECT_EQ(wire.ask(stranger, stranger.request("INVITE", "sip:700@layby", "201")).status(), 407);
    EXPECT_EQ(wire.front().counters().refused_overload, 0u);
    auto& phone = wire.add<Peer>();
    const auto sdp =
        "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP "
        "0\r\n";
    const auto invite =
        phone.request("INVITE", "sip:700@layby", "201",
                      "Contact: <sip:201@127.0.0.1>\r\nContent-Type: application/sdp\r\n", sdp);
    wire.send(phone, proving(invite, wire.ask(phone, invite), "201", "secret of 201"));
    ASSERT_TRUE(wire.until([&] { return !wire.told<calls::CallArrived>().empty(); }));
    EXPECT_EQ(wire.told<calls::CallArrived>()[0].from.name, "201");
}

TEST_F(OnTheWire, AMessageFromAUserIsRefusedPolitely) {
    auto& phone = wire.add<Peer>();
    const auto text =
        phone.request("MESSAGE", "sip:202@layby", "201", "Content-Type: text/plain\r\n", "hello");
    const auto answer = wire.ask(phone, proving(text, wire.ask(phone, text), "201", "secret of 201"));
    EXPECT_EQ(answer.status(), 405);
    EXPECT_THAT(answer.header("Allow"), HasSubstr("INVITE"));
    EXPECT_EQ(wire.front().counters().server_transactions, 0u);
}

}  // namespace
}  // namespace layby::sip::test

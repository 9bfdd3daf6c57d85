// A phone behind a NAT that is given another port or address, or goes into another network, in a call.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "wire.hpp"

namespace layby::sip::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr auto inside = "sip:201@192.168.1.5:5060";  ///< as whom the phone sees itself

class APhoneBehindNat : public testing::Test {
  protected:
    void open(std::vector<PeerNetwork> networks = {}) {
        Options options;
        options.accounts = {{"201", "secret"}};
        options.keep_alive.how = KeepAlive::off;
        options.networks = std::move(networks);
        wire.open(options);
    }
    /// Where the phone is now: everything of it comes from there.
    Peer& at(const std::string& ip) { return wire.add<Peer>(ip); }
    void registers(Peer& phone) {
        auto ask = phone.request("REGISTER", "sip:layby", "201", contact());
        EXPECT_EQ(wire.ask(phone, proving(ask, wire.ask(phone, ask), "201", "secret")).status(), 200);
    }
    Text calls(Peer& phone) {
        const auto ask = phone.request("INVITE", "sip:701@layby", "201", contact() + type(), sdp);
        const auto challenged = wire.ask(phone, ask);
        invite = proving(ask, challenged, "201", "secret");
        wire.send(phone, invite);
        EXPECT_TRUE(wire.until([&] { return !wire.told<calls::CallArrived>().empty(); }));
        leg = wire.told<calls::CallArrived>().front().leg;
        MediaDescription media;
        media.rtp = {"127.0.0.1", 30000};
        media.codecs = {{Codec::pcmu, 0}};
        wire.endpoint().carry_out(calls::Answer{leg, media, {}});
        EXPECT_TRUE(wire.until([&] { return phone.last().status() == 200; }));
        to = phone.last().header("To");
        const auto answer = phone.last();
        wire.send(phone, in_dialog(phone, "ACK", 2, to));
        EXPECT_TRUE(wire.until([&] { return !wire.told<calls::CallConfirmed>().empty(); }));
        return answer;
    }
    std::string in_dialog(Peer& phone, const std::string& method, int cseq, const std::string& its_to,
                          const std::string& uri = "sip:layby@127.0.0.1", const std::string& body = {}) {
        auto text = phone.request(method, uri, "201", contact() + (body.empty() ? "" : type()), body);
        const Text ours{invite.empty() ? text : invite, {}}, made{text, {}};
        put(text, "From", made.header("From"), ours.header("From"));
        put(text, "Call-ID", made.header("Call-ID"), ours.header("Call-ID"));
        put(text, "To", made.header("To"), its_to);
        put(text, "CSeq", made.header("CSeq"), std::to_string(cseq) + ' ' + method);
        return text;
    }
    static void put(std::string& text, const std::string& name, const std::string& old,
                    const std::string& value) {
        const auto line = name + ": " + old + "\r\n";
        text.replace(text.find("\r\n" + line) + 2, line.size(), name + ": " + value + "\r\n");
    }
    std::string contact() const { return "Contact: <" + own + ">\r\n"; }
    static PeerNetwork outside() {
        PeerNetwork network;
        network.name = "outside";
        network.from = {"127.0.0.9"};
        network.seen_as = {"203.0.113.9", {}};
        return network;
    }
    static std::string type() { return "Content-Type: application/sdp\r\n"; }
    /// Who gets the BYE.
    void hang_up() { wire.endpoint().carry_out(calls::HangUp{leg}); }
    bool gets_bye(Peer& phone) {
        return wire.until([&] { return phone.count("BYE") > 0; });
    }

    const std::string sdp{
        "v=0\r\no=- 1 1 IN IP4 192.168.1.5\r\ns=-\r\nc=IN IP4 192.168.1.5\r\nt=0 0\r\nm=audio 40000 RTP/AVP "
        "0\r\n"};
    Wire wire;
    std::string own = inside;  ///< as whom the phone sees itself now
    std::string invite, to;
    LegId leg;
};

TEST_F(APhoneBehindNat, IsReachedWhereItWas) {
    open();
    auto& phone = at("127.0.0.1");
    registers(phone);
    calls(phone);
    hang_up();
    EXPECT_TRUE(gets_bye(phone));
}

TEST_F(APhoneBehindNat, IsReachedWhereItHasRegisteredFromSince) {
    open();
    auto &before = at("127.0.0.1"), &now = at("127.0.0.1");
    registers(before);
    calls(before);
    registers(now);
    hang_up();
    EXPECT_TRUE(gets_bye(now));
    EXPECT_EQ(before.count("BYE"), 0u);
}

TEST_F(APhoneBehindNat, IsReachedWhereItHasSpokenFromSince) {
    open();
    auto &before = at("127.0.0.1"), &now = at("127.0.0.1");
    registers(before);
    calls(before);
    EXPECT_EQ(wire.ask(now, in_dialog(now, "OPTIONS", 3, to)).status(), 200);
    hang_up();
    EXPECT_TRUE(gets_bye(now));
    EXPECT_EQ(before.count("BYE"), 0u);
}

/// Its sound will come from there, too.
TEST_F(APhoneBehindNat, AnotherAddressOfItsRouterIsTold) {
    open();
    auto &before = at("127.0.0.1"), &now = at("127.0.0.9");
    registers(before);
    calls(before);
    registers(now);
    wire.pass(100ms);
    ASSERT_EQ(wire.told<calls::PeerHeard>().size(), 1u);
    EXPECT_EQ(wire.told<calls::PeerHeard>()[0].ip, "127.0.0.9");
    hang_up();
    EXPECT_TRUE(gets_bye(now));
}

TEST_F(APhoneBehindNat, IsNotMovedByAnotherPhoneOfItsUser) {
    open();
    auto &phone = at("127.0.0.1"), &other = at("127.0.0.9");
    registers(phone);
    calls(phone);
    const auto ask = other.request("REGISTER", "sip:layby", "201", "Contact: <sip:201@192.168.7.7>\r\n");
    EXPECT_EQ(wire.ask(other, proving(ask, wire.ask(other, ask), "201", "secret")).status(), 200)
        << "the user's second phone";
    hang_up();
    EXPECT_TRUE(gets_bye(phone));
    EXPECT_EQ(other.count("BYE"), 0u);
}

/// From the house's Wi-Fi to the telephone network: from there it sees us elsewhere.
TEST_F(APhoneBehindNat, IsToldTheAddressThatItsNewNetworkSees) {
    open({outside()});
    auto &wifi = at("127.0.0.1"), &mobile = at("127.0.0.9");
    registers(wifi);
    EXPECT_THAT(calls(wifi).body(), HasSubstr("c=IN IP4 127.0.0.1\r\n"));
    mobile.script = [](const Text& request) { return response(request, 488); };
    registers(mobile);
    ASSERT_TRUE(wire.until([&] { return mobile.count("INVITE") > 0; }));
    wire.pass(100ms);
    auto again = sdp;
    again.replace(again.find("1 1 IN"), 3, "1 2");
    const auto answer = wire.ask(mobile, in_dialog(mobile, "UPDATE", 3, to, "sip:layby@127.0.0.1", again));
    ASSERT_EQ(answer.status(), 200);
    EXPECT_THAT(answer.header("Contact"), HasSubstr("@203.0.113.9:"));
    EXPECT_THAT(answer.body(), HasSubstr("c=IN IP4 203.0.113.9\r\n"));
    const auto told = mobile.count("INVITE");
    wire.pass(60s);
    EXPECT_EQ(mobile.count("INVITE"), told) << "it has been told";
}

/// One that asks for nothing would go on sending its sound to the house.
TEST_F(APhoneBehindNat, IsToldThatAddressAlsoIfItOnlyRegisters) {
    open({outside()});
    auto &wifi = at("127.0.0.1"), &mobile = at("127.0.0.9");
    registers(wifi);
    calls(wifi);
    registers(mobile);
    ASSERT_TRUE(wire.until([&] { return mobile.count("INVITE") > 0; }));
    EXPECT_THAT(mobile.last().header("Contact"), HasSubstr("@203.0.113.9:"));
    EXPECT_THAT(mobile.last().body(), HasSubstr("c=IN IP4 203.0.113.9\r\n"));
}

/// Its Contact is true there, and its router is no way to it any more.
TEST_F(APhoneBehindNat, ThatComesHomeIsReachedThere) {
    open();
    auto &router = at("127.0.0.9"), &home = at("127.0.0.1");
    own = "sip:201@127.0.0.1:" + std::to_string(home.address().port);
    registers(router);
    calls(router);
    registers(home);
    hang_up();
    EXPECT_TRUE(gets_bye(home));
    EXPECT_EQ(router.count("BYE"), 0u);
}

}  // namespace
}  // namespace layby::sip::test

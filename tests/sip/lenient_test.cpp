// Requests of phones that don't keep to the letter of the grammar: taken all the same. From public reports
// about other servers.
#include "sip/stack/lenient.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "wire.hpp"

namespace layby::sip::test {
namespace {

using testing::HasSubstr;

struct OddName {
    const char* from;
    const char* name;
};
void PrintTo(const OddName& one, std::ostream* out) { *out << one.from; }

class Lenient : public testing::TestWithParam<OddName> {
  protected:
    Lenient() {
        Options options;
        options.accounts = {{"201", "secret"}};
        TrunkAccount provider;
        provider.name = "provider";
        provider.addresses = {"127.0.0.9"};
        options.trunks = {provider};
        wire.open(options);
    }
    std::string invite(const std::string& headers = {}, const std::string& type = "application/sdp") {
        return trunk.request("INVITE", "sip:700@layby", "x",
                             "Contact: <sip:x@127.0.0.9>\r\nContent-Type: " + type + "\r\n" + headers,
                             "v=0\r\no=- 1 1 IN IP4 127.0.0.9\r\ns=-\r\nc=IN IP4 127.0.0.9\r\nt=0 0\r\n"
                             "m=audio 40000 RTP/AVP 0\r\n");
    }
    static std::string with_line(std::string text, const std::string& name, const std::string& value) {
        const auto at = text.find("\r\n" + name + ":") + 2;
        return text.replace(at, text.find("\r\n", at) - at, name + ": " + value);
    }
    std::optional<calls::CallArrived> arrived(const std::string& text) {
        wire.send(trunk, text);
        wire.until(
            [&] { return !wire.facts.empty() || (!trunk.inbox.empty() && trunk.last().status() >= 200); });
        const auto told = wire.told<calls::CallArrived>();
        return told.empty() ? std::nullopt : std::optional{told.front()};
    }
    Wire wire;
    Peer& trunk{wire.add<Peer>("127.0.0.9")};
};

TEST_P(Lenient, ANameThatIsNotQuotedAsItShouldBeCostsNoCall) {
    const auto& [from, name] = GetParam();
    const auto call = arrived(with_line(invite(), "From", std::string{from} + ";tag=1"));
    ASSERT_TRUE(call) << trunk.last().raw;
    EXPECT_EQ(call->caller.name, name);
    EXPECT_EQ(call->caller.number, "111");
}

INSTANTIATE_TEST_SUITE_P(
    Names, Lenient,
    testing::Values(OddName{"Virtuális kolléga <sip:111@example.com>", "Virtuális kolléga"},
                    OddName{"中文字符 <sip:111@example.com>", "中文字符"},
                    OddName{"\"Ann\" sip:111@example.com", ""},
                    OddName{"\"Sami\\\" <sip:111@example.com>", "Sami"},
                    OddName{"\"Ann \"Annie\" Lee\" <sip:111@example.com>", "Ann Annie Lee"},
                    OddName{"Lee, Ann <sip:111@example.com>", "Lee, Ann"},
                    OddName{"O'Neil, Jr. <sip:111@example.com>", "O'Neil, Jr."},
                    OddName{"Lee (office) <sip:111@example.com>", "Lee (office)"},
                    OddName{"Room: 12 <sip:111@example.com>", "Room: 12"},
                    OddName{"Ann <Lee> <sip:111@example.com>", "Ann <Lee>"},
                    OddName{"\"Ann Lee <sip:111@example.com>", "Ann Lee"}));

class LenientWithMore : public Lenient {};

TEST_F(LenientWithMore, ToAndContactAreReadLikeFrom) {
    auto text = with_line(invite(), "To", "Zoë <sip:700@layby>");
    text = with_line(text, "Contact", "Lee, Ann <sip:x@127.0.0.9>");
    const auto call = arrived(text);
    ASSERT_TRUE(call) << trunk.last().raw;
    EXPECT_EQ(call->number, "700");
}

TEST_F(LenientWithMore, AMediaTypeWithOddParametersIsThatType) {
    for (const std::string type : {"application/sdp;", "application/sdp ;",
                                   "application/sdp ; charset=utf-8;", "application/sdp;=x"}) {
        wire.facts.clear();
        trunk.inbox.clear();
        EXPECT_TRUE(arrived(invite({}, type))) << type;
    }
}

TEST_F(LenientWithMore, AWishThatCantBeReadIsNone) {
    const auto call =
        arrived(invite("Session-Expires: abc\r\nMin-SE: x\r\nExpires: 100;y\r\nSupported: timer\r\n"));
    EXPECT_TRUE(call) << trunk.last().raw;
}

TEST_F(LenientWithMore, WhatARequestCantBeUnderstoodWithoutIsStillRefused) {
    const std::pair<const char*, const char*> needed[] = {
        {"From", "<sip:111@example.com"}, {"To", "<sip:"}, {"CSeq", "x INVITE"}, {"Contact", "<sip:"}};
    for (const auto& [header, value] : needed) {
        wire.facts.clear();
        trunk.inbox.clear();
        EXPECT_FALSE(arrived(with_line(invite(), header, value))) << header;
        EXPECT_EQ(trunk.last().status(), 400) << header;
    }
}

TEST_F(LenientWithMore, ARegistrationUntilADateOrInQuotesIsGrantedForAsLongAsUsual) {
    auto& phone = wire.add<Peer>("127.0.0.5");
    const auto granted = [&](const std::string& headers) {
        const auto first = phone.request("REGISTER", "sip:layby", "201", headers);
        return wire.ask(phone, proving(first, wire.ask(phone, first), "201", "secret")).header("Contact");
    };
    EXPECT_THAT(granted("Contact: <sip:201@127.0.0.5>\r\nExpires: Thu, 01 Dec 2044 16:00:00 GMT\r\n"),
                HasSubstr(";expires=3600"));
    EXPECT_THAT(granted("Contact: <sip:201@127.0.0.5>;expires=\"100\"\r\n"), HasSubstr(";expires=100"));
    EXPECT_THAT(granted("Contact: Zoë <sip:201@127.0.0.5>;expires=120\r\n"), HasSubstr(";expires=120"));
}

}  // namespace
}  // namespace layby::sip::test

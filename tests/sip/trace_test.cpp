// The SIP trace: messages come whole, and without what nobody may see.
#include "sip/trace.hpp"

#include <gmock/gmock.h>

namespace layby::sip {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const std::string ruler = "   ------------------------------------------------------------------------\n";

struct Tracing : testing::Test {
    std::vector<std::string> shown;
    TraceReader reader{{[this](std::string message) { shown.push_back(std::move(message)); }, {}}};

    /// As the stack prints a message: line by line, text and line end apart.
    static void print(TraceReader& to, const std::vector<std::string>& lines) {
        to.take("recv 90 bytes from udp/[192.0.2.1]:5060 at 10:00:00.000000:\n" + ruler);
        for (const auto& line : lines) {
            if (!line.empty()) to.take("   " + line);
            to.take("\n");
        }
        to.take(ruler);
    }
};

TEST_F(Tracing, AMessageIsPutTogetherWithItsHeading) {
    print(reader, {"OPTIONS sip:layby@192.0.2.9 SIP/2.0", "Call-ID: 1", ""});
    EXPECT_THAT(shown, ElementsAre("recv 90 bytes from udp/[192.0.2.1]:5060 at 10:00:00.000000:\n"
                                   "OPTIONS sip:layby@192.0.2.9 SIP/2.0\nCall-ID: 1\n\n"));
}

TEST_F(Tracing, WhatElseTheStackPrintsIsNoMessage) {
    reader.take("tport: something happened\n");
    EXPECT_THAT(shown, IsEmpty());
}

TEST_F(Tracing, OnlyTheNumberThatIsAskedForIsShown) {
    TraceReader some{{[this](std::string message) { shown.push_back(std::move(message)); }, "201"}};
    print(some, {"INVITE sip:202@x SIP/2.0", "From: <sip:2010@x>", ""});
    EXPECT_THAT(shown, IsEmpty());
    print(some, {"INVITE sip:202@x SIP/2.0", "From: \"Ann\" <sip:201@x>;tag=1", ""});
    EXPECT_EQ(shown.size(), 1u);
}

struct Secret {
    const char *line, *shown, *hidden;
};

class EverySecret : public testing::TestWithParam<Secret> {};

TEST_P(EverySecret, IsBlanked) {
    const auto text = without_secrets(std::string("INVITE sip:x@y SIP/2.0\n") + GetParam().line + "\n\n");
    EXPECT_THAT(text, HasSubstr(GetParam().shown));
    EXPECT_THAT(text, Not(HasSubstr(GetParam().hidden)));
}

INSTANTIATE_TEST_SUITE_P(
    Secrets, EverySecret,
    testing::Values(
        Secret{"Authorization: Digest username=\"201\", nonce=\"n\", response=\"d00f\"",
               "Authorization: username=\"201\" (blanked)", "d00f"},
        Secret{"Authorization: Digest username=\"201\",\n nonce=\"n\",\n response=\"d00f\"", "(blanked)",
               "d00f"},
        Secret{"proxy-authorization: Digest response=\"d00f\"", "proxy-authorization: (blanked)", "d00f"},
        Secret{"To: <sip:*68701*4711@192.0.2.9>", "<sip:*68701*(PIN)@192.0.2.9>", "4711"},
        Secret{"Refer-To: <sip:%2A68701%2A4711@192.0.2.9>", "%2A(PIN)@192.0.2.9", "4711"},
        Secret{"\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:c2VjcmV0", "a=crypto:(blanked)", "c2VjcmV0"},
        Secret{"\nSignal=7", "Signal=(blanked)", "Signal=7"},
        Secret{"Content-Type: application/dtmf\n\n7", "\n(blanked)", "\n7"}));

TEST(WithoutSecrets, TheRestStays) {
    const std::string text =
        "INVITE sip:*88701@192.0.2.9 SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.1\nTo: <sip:**201@192.0.2.9>\n\nv=0\n";
    EXPECT_EQ(without_secrets(text), text);
}

}  // namespace
}  // namespace layby::sip

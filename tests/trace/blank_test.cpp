// What nobody may see of a message is gone before it is kept, however it is spelled.
#include "trace/blank.hpp"

#include <gmock/gmock.h>

namespace layby::trace {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string blanked(std::string_view message) {
    Blanked out;
    blank(message, out);
    return out.text;
}

struct Secret {
    const char *name, *lines, *shown, *hidden;
};
void PrintTo(const Secret& secret, std::ostream* out) { *out << secret.name; }

/// In the head, or in the body behind an empty line.
class EverySecret : public testing::TestWithParam<Secret> {};

TEST_P(EverySecret, IsBlanked) {
    const auto text =
        blanked(std::string("INVITE sip:x@y SIP/2.0\r\nCall-ID: 1\r\n") + GetParam().lines + "\r\n\r\n");
    EXPECT_THAT(text, HasSubstr(GetParam().shown));
    EXPECT_THAT(text, Not(HasSubstr(GetParam().hidden)));
}

INSTANTIATE_TEST_SUITE_P(
    Digests, EverySecret,
    testing::Values(
        Secret{"Plain", "Authorization: Digest username=\"201\", response=\"d00f\"", "username=\"201\"",
               "d00f"},
        Secret{"ClientNonce", "Authorization: Digest cnonce=\"d00f\", uri=\"sip:a\"", "uri=\"sip:a\"",
               "d00f"},
        Secret{"WhatIsUnknown", "Authorization: Digest realm=\"r\", auts=\"d00f\"", "realm=\"r\"", "d00f"},
        Secret{"Nonce", "Authorization: Digest nonce=\"n1\",algorithm=MD5,response=d00f",
               "nonce=\"n1\", algorithm=MD5", "d00f"},
        Secret{"Folded", "Authorization: Digest username=\"201\",\r\n response=\"d00f\"", "username=\"201\"",
               "d00f"},
        Secret{"FoldedByTab", "Authorization:\r\n\tDigest\r\n\tresponse\r\n\t=\r\n\t\"d00f\"", "(blanked)",
               "d00f"},
        Secret{"FoldedTwice",
               "Authorization: Digest username=\"201\",\r\n realm=\"r\",\r\n response=\"d00f\"",
               "realm=\"r\"", "d00f"},
        Secret{"OtherCase", "pROXY-aUTHORIZATION: digest RESPONSE=\"d00f\", USERNAME=\"201\"",
               "USERNAME=\"201\"", "d00f"},
        Secret{"BlankBeforeTheColon", "Authorization \t: Digest response=\"d00f\"",
               "Authorization \t: Digest", "d00f"},
        Secret{
            "Several",
            "Authorization: Digest response=\"1\"\r\nAuthorization: Digest username=\"b\",response=\"d00f\"",
            "username=\"b\"", "d00f"},
        Secret{"ProxyBesides",
               "Authorization: Digest response=\"1\"\r\nProxy-Authorization: Digest response=\"d00f\"",
               "Proxy-Authorization: Digest (blanked)", "d00f"},
        Secret{"QuoteInTheName", R"(Authorization: Digest username="a\"", response="d00f")",
               R"(username="a\"")", "d00f"},
        Secret{"CommaInTheRealm", "Authorization: Digest realm=\"a, response=b\", response=\"d00f\"",
               "realm=\"a, response=b\"", "d00f"},
        Secret{"OpenQuote", "Authorization: Digest username=\"201, response=d00f", "(blanked)", "d00f"},
        Secret{"Basic", "Authorization: Basic ZDAwZg==", "(blanked)", "ZDAwZg"},
        Secret{"Bearer", "Proxy-Authorization: Bearer d00f", "(blanked)", "d00f"},
        Secret{"NoScheme", "Authorization: response=\"d00f\"", "(blanked)", "d00f"},
        Secret{"BareReturns", "Subject: x\rAuthorization: Digest response=\"d00f\"", "(blanked)", "d00f"},
        Secret{"BareNewlines", "Subject: x\nAuthorization: Digest response=\"d00f\"\nX: y", "X: y", "d00f"},
        Secret{"ProofOfTheServer", "Authentication-Info: rspauth=\"d00f\", cnonce=\"d00f\"", "(blanked)",
               "d00f"},
        Secret{"InABody", "\r\nSIP/2.0 200 OK\r\nAuthorization: Digest response=\"d00f\"", "(blanked)",
               "d00f"},
        Secret{"PinInTheUri", "Authorization: Digest uri=\"sip:*68701*4711@x\"", "sip:*68701*(PIN)@x",
               "4711"}));

INSTANTIATE_TEST_SUITE_P(
    Keys, EverySecret,
    testing::Values(Secret{"Crypto", "\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:c2VjcmV0|2^20|1:4",
                           "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:xxxxxxxxxxxxxxxxx\r\n", "c2VjcmV0"},
                    Secret{"TwoKeys", "\r\na=crypto:2 S inline:AAAA|1:1;inline:c2VjcmV0",
                           "a=crypto:2 S inline:xxxx", "c2VjcmV0"},
                    Secret{"OtherCase", "\r\nA=Crypto:1 S INLINE:c2VjcmV0", "INLINE:xxxx", "c2VjcmV0"},
                    Secret{"Blanks", "\r\na = crypto : 1 S inline:c2VjcmV0", "inline:xxxx", "c2VjcmV0"},
                    Secret{"WithoutInline", "\r\na=crypto:1 S c2VjcmV0", "a=crypto:xxx", "c2VjcmV0"},
                    Secret{"Several", "\r\na=crypto:1 S inline:AAAA\r\na=crypto:2 S inline:c2VjcmV0",
                           "a=crypto:2 S inline:x", "c2VjcmV0"},
                    Secret{"BareNewline", "\r\nv=0\na=crypto:1 S inline:c2VjcmV0\nb=AS:1", "b=AS:1",
                           "c2VjcmV0"},
                    Secret{"Mikey", "\r\na=key-mgmt:mikey c2VjcmV0", "a=key-mgmt:x", "c2VjcmV0"},
                    Secret{"OldKey", "\r\nk=clear:c2VjcmV0", "k=xxxxx", "c2VjcmV0"},
                    Secret{"IcePassword", "\r\na=ice-pwd:c2VjcmV0", "a=ice-pwd:xxxxxxxx", "c2VjcmV0"},
                    Secret{"Multipart",
                           "Content-Type: multipart/mixed;boundary=b\r\n\r\n--b\r\nContent-Type: "
                           "application/sdp\r\n\r\na=ice-pwd:c2VjcmV0\r\n--b--",
                           "--b--", "c2VjcmV0"},
                    Secret{"Compressed", "Content-Encoding: gzip\r\n\r\nc2VjcmV0", "bytes more)", "c2VjcmV0"},
                    Secret{"CompressedInShort", "e: gzip\r\n\r\nc2VjcmV0", "bytes more)", "c2VjcmV0"}));

INSTANTIATE_TEST_SUITE_P(
    Pins, EverySecret,
    testing::Values(Secret{"InTo", "To: <sip:*68701*4711@192.0.2.9>", "<sip:*68701*(PIN)@192.0.2.9>", "4711"},
                    Secret{"Escaped", "Refer-To: <sip:%2A68701%2a4711@192.0.2.9>", "%2a(PIN)@192.0.2.9",
                           "4711"},
                    Secret{"EscapedDigits", "Refer-To: <sip:*68701*%34%37%311@192.0.2.9>", "*(PIN)@192.0.2.9",
                           "%34%37%31"},
                    Secret{"OtherScheme", "To: <SIPS:*68701*4711@x>", "*(PIN)@x", "4711"},
                    Secret{"Telephone", "To: <tel:*68701*4711>", "<tel:*68701*(PIN)>", "4711"},
                    Secret{"InTheName", "To: \"*68701*4711\" <sip:x@y>", "\"*68701*(PIN)\"", "4711"},
                    Secret{"CodeWithoutStar", "To: <sip:68*4711@x>", "<sip:68*(PIN)@x>", "4711"},
                    Secret{"Digit", "Content-Type: application/dtmf-relay\r\n\r\nSignal=7\r\nDuration=160",
                           "Signal=x\r\nDuration=160", "=7"},
                    Secret{"DigitWithBlanks", "Content-Type: application/dtmf-relay\r\n\r\n signal = 7",
                           "signal =xx", "7"},
                    Secret{"DigitAlone", "c: application/dtmf\r\n\r\n7", "\r\n\r\nx", "7"}));

INSTANTIATE_TEST_SUITE_P(
    MoreKeys, EverySecret,
    testing::Values(Secret{"Indented", "c: application/sdp\r\n\r\n \v\fa=crypto:1 S inline:d00f|2^20",
                           "a=crypto:1 S inline:xxxx", "d00f"},
                    Secret{"Capability", "c: application/sdp\r\n\r\na=acap:1 crypto:1 S inline:d00f",
                           "inline:xxxx", "d00f"},
                    Secret{"OfAVendor", "c: application/sdp\r\n\r\na=cryptoscale:1 client S inline:d00f",
                           "inline:xxxx", "d00f"},
                    Secret{"CapabilityOfMikey", "c: application/sdp\r\n\r\na=acap:1 key-mgmt:mikey d00f",
                           "a=acap:xx", "d00f"}));

TEST(Blank, LeavesTheRestAsItIs) {
    const std::string text =
        "INVITE sip:*88701@192.0.2.9 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1*2\r\nTo: "
        "<sip:**201@192.0.2.9>\r\n"
        "From: <sip:*72@x>\r\nContact: *\r\nAccept: */*\r\nWWW-Authenticate: Digest nonce=\"n\"\r\nX: "
        "a%2Cb\r\n\r\n"
        "v=0\r\na=ice-ufrag:abc\r\na=fingerprint:sha-256 AB:CD\r\na=rtpmap:0 PCMU/8000\r\n";
    EXPECT_EQ(blanked(text), text);
}

TEST(Blank, KeepsTheTextOfAMessage) {
    const std::string text = "MESSAGE sip:a@b SIP/2.0\r\nContent-Type: text/plain\r\n\r\nSlot 701. Bye\r\n";
    EXPECT_EQ(blanked(text), text);
}

TEST(Blank, KeepsTheLengthOfADescription) {
    const std::string sdp = "v=0\r\na=crypto:1 S inline:c2VjcmV0|2^20\r\na=ice-pwd:abc\r\n";
    const std::string head = "INVITE sip:a@b SIP/2.0\r\nContent-Type: application/sdp\r\n\r\n";
    EXPECT_EQ(blanked(head + sdp).size(), (head + sdp).size());
}

std::string call_id_of(std::string_view message) {
    Blanked out;
    blank(message, out);
    return std::string(out.call_id());
}

TEST(Blank, FindsTheCallId) {
    EXPECT_EQ(call_id_of("ACK x SIP/2.0\r\nCall-ID: a@b\r\n\r\n"), "a@b");
    EXPECT_EQ(call_id_of("ACK x SIP/2.0\r\ni:a@b\r\n\r\n"), "a@b");
    EXPECT_EQ(call_id_of("ACK x SIP/2.0\ncall-id \t:  a@b \nX: y\n\n"), "a@b");
    EXPECT_EQ(call_id_of("ACK x SIP/2.0\r\nCall-ID:\r\n a@b\r\n\r\n"), "a@b");
    EXPECT_EQ(
        call_id_of(
            "ACK x SIP/2.0\r\nAuthorization: Digest response=\"1\"\r\nCall-ID: a\r\nCall-ID: b\r\n\r\n"),
        "a");
    EXPECT_EQ(call_id_of("\r\n\r\nACK x SIP/2.0\r\nCall-ID: a\r\n\r\n"), "a");
    EXPECT_EQ(call_id_of("ACK x SIP/2.0\r\n\r\nCall-ID: a\r\n"), "");
    EXPECT_EQ(call_id_of("Call-ID"), "");
    EXPECT_EQ(call_id_of(""), "");
}

TEST(Blank, CutsALongBodyUnlessItDescribesASession) {
    const std::string body(longest_body + 100, 'b');
    const auto text = blanked("NOTIFY x SIP/2.0\r\nContent-Type: application/xml\r\n\r\n" + body);
    EXPECT_THAT(text, HasSubstr("\r\n(100 bytes more)\r\n"));
    EXPECT_LT(text.size(), longest_body + 200);
    const auto sdp = "INVITE x SIP/2.0\r\nc: application/sdp\r\n\r\n" + body;
    EXPECT_EQ(blanked(sdp), sdp);
}

/// What a stranger sends must not cost more than it is long.
TEST(Blank, ReadsManyEmptyLinesOnce) {
    for (const std::string end : {"\r", "\n", "\r\n"}) {
        std::string body;
        while (body.size() < 1'000'000) body += end;
        const auto text = "INVITE x SIP/2.0\r\nc: application/sdp\r\n\r\n" + body;
        EXPECT_EQ(blanked(text), text);
    }
}

TEST(Blank, ReadsALineOfStarsOnce) {
    std::string stars;
    for (int i = 0; i < 30'000; ++i) stars += "*1";
    const auto text = blanked("INVITE sip:" + stars + " SIP/2.0\r\n\r\n");
    EXPECT_GE(text.size(), stars.size());
}

}  // namespace
}  // namespace layby::trace

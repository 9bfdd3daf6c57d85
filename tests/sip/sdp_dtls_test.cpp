// Handshakes (DTLS-SRTP) and checks (ICE) as SDP has them.
#include <gmock/gmock.h>

#include "sip/text/session_description.hpp"

namespace layby::tests {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string digest =
    "75:74:5A:A6:A4:E5:52:F4:A7:67:4C:01:C7:EE:91:3F:21:3D:A2:E3:53:7B:6F:30:86:F2:30:AA:65:FB:04:24";

std::string offer(const std::string& lines, const std::string& protocol = "UDP/TLS/RTP/SAVPF") {
    return "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 " +
           protocol + " 8\r\n" + lines;
}

std::optional<MediaDescription> read(const std::string& text) {
    auto reading = sip::read_sdp(text);
    if (!reading.session) return {};
    return std::move(reading.session->audio);
}

std::string with(const std::string& attribute) {
    return offer("a=fingerprint:sha-256 " + digest + "\r\na=" + attribute + "\r\n");
}

TEST(SdpDtls, AFingerprintIsReadInAnyCase) {
    const auto lower = read(offer("a=Fingerprint: SHA-256  " + digest + "\r\n"));
    ASSERT_TRUE(lower && lower->dtls);
    EXPECT_EQ(lower->dtls->fingerprint.hash, DigestName::sha_256);
    EXPECT_EQ(lower->dtls->fingerprint.digest.size(), 32u);
    EXPECT_EQ(lower->dtls->fingerprint.digest.front(), 0x75);
    EXPECT_EQ(lower->dtls->fingerprint.digest.back(), 0x24);
    EXPECT_TRUE(lower->encrypted_only);
}

TEST(SdpDtls, OneThatCantBeCheckedIsNone) {
    for (const auto& line :
         {"sha-256 75:74", "sha-256", "md5 00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF", "sha-1 ", ""})
        EXPECT_FALSE(read(offer(std::string("a=fingerprint:") + line + "\r\n"))) << line;
    auto broken = digest;
    broken[2] = ' ';
    EXPECT_FALSE(read(offer("a=fingerprint:sha-256 " + broken + "\r\n")));
    broken[2] = 'x';
    EXPECT_FALSE(read(offer("a=fingerprint:sha-256 " + broken + "\r\n")));
    EXPECT_FALSE(read(offer("a=fingerprint:sha-256 " + digest + ":00\r\n")));
}

TEST(SdpDtls, WhoBeginsIsReadAndWhoHoldsTheConnectionShakesNoHands) {
    EXPECT_EQ(read(with("setup:actpass"))->dtls->setup, DtlsSetup::actpass);
    EXPECT_EQ(read(with("setup:ACTIVE"))->dtls->setup, DtlsSetup::active);
    EXPECT_EQ(read(with("setup:passive"))->dtls->setup, DtlsSetup::passive);
    EXPECT_EQ(read(with("nothing"))->dtls->setup, DtlsSetup::active) << "RFC 4145 section 4";
    EXPECT_FALSE(read(with("setup:holdconn")));
}

TEST(SdpDtls, CredentialsCountInPairs) {
    const std::string fragment = "a=ice-ufrag:4ZcD\r\n", password = "a=ice-pwd:2/1muCWoOi3uLifh0NuRHlC7\r\n";
    EXPECT_EQ(read(with("nothing\r\n" + fragment + password))->ice,
              (IceCredentials{"4ZcD", "2/1muCWoOi3uLifh0NuRHlC7"}));
    EXPECT_FALSE(read(with("nothing\r\n" + fragment))->ice);
    EXPECT_FALSE(read(with("nothing\r\n" + password))->ice);
    EXPECT_FALSE(read(with("nothing\r\n" + fragment + "a=ice-pwd:short\r\n"))->ice);
    EXPECT_FALSE(read(with("nothing\r\na=ice-ufrag:4Z\r\n" + password))->ice);
    EXPECT_FALSE(read(with("nothing\r\n" + fragment + "a=ice-pwd:" + std::string(300, 'x') + "\r\n"))->ice);
}

TEST(SdpDtls, WhoOnlyAnswersChecksIsWhereItSays) {
    auto text = with("ice-ufrag:4ZcD\r\na=ice-pwd:2/1muCWoOi3uLifh0NuRHlC7");
    text.insert(text.find("m="), "a=ice-lite\r\n");
    const auto audio = read(text);
    ASSERT_TRUE(audio && audio->dtls);
    EXPECT_FALSE(audio->ice);
    EXPECT_EQ(audio->direction, Direction::sendrecv);
}

TEST(SdpDtls, InClearChecksAreNotUsed) {
    const auto audio =
        read(offer("a=ice-ufrag:4ZcD\r\na=ice-pwd:2/1muCWoOi3uLifh0NuRHlC7\r\na=fingerprint:sha-256 " +
                       digest + "\r\na=rtcp-mux\r\n",
                   "RTP/AVPF"));
    ASSERT_TRUE(audio);
    EXPECT_FALSE(audio->dtls || audio->ice || audio->rtcp_mux || audio->encrypted_only);
}

TEST(SdpDtls, OldWordsForAHandshakeAreUnderstood) {
    const auto audio = read(offer("a=fingerprint:sha-256 " + digest + "\r\n", "RTP/SAVPF"));
    ASSERT_TRUE(audio);
    EXPECT_TRUE(audio->dtls);
    const auto both =
        read(offer("a=fingerprint:sha-256 " + digest +
                       "\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + std::string(40, 'A') + "\r\n",
                   "RTP/SAVPF"));
    EXPECT_FALSE(both->dtls) << "the keys are there already";
    EXPECT_EQ(both->crypto.size(), 1u);
}

TEST(SdpDtls, AStreamThatIsInNoBundleNeedsNoName) { EXPECT_EQ(read(with("mid:audio"))->mid, ""); }

TEST(SdpDtls, ANameThatWeWouldRatherNotRepeatIsNone) {
    for (const auto& name : {std::string(65, 'x'), std::string("a\x01") + "b"}) {
        auto text = with("mid:" + name);
        text.insert(text.find("m="), "a=group:BUNDLE " + name + "\r\n");
        EXPECT_EQ(read(text)->mid, "");
    }
}

/// It may come by a proxy, so that nobody knows in which network it is: its checks find out.
TEST(SdpDtls, WhoChecksIsToldAllOfOurAddressesEachOnce) {
    auto ours = make_offer({"10.0.0.5", 30000});
    ours.ice = IceCredentials{"abcd", "0123456789abcdef012345"};
    sip::OurSession session{9, 0, {}};
    const auto text =
        write_sdp(session, ours, {}, 0, {"198.51.100.9", {"10.8.0.1", "198.51.100.9", "10.0.0.5"}});
    EXPECT_THAT(text, HasSubstr("c=IN IP4 198.51.100.9\r\n"));
    EXPECT_THAT(text, HasSubstr("a=candidate:1 1 udp 2130706431 10.0.0.5 30000 typ host\r\n"
                                "a=candidate:2 1 udp 2130706175 198.51.100.9 30000 typ host\r\n"
                                "a=candidate:3 1 udp 2130705919 10.8.0.1 30000 typ host\r\n"
                                "a=end-of-candidates\r\n"));
    ours.ice.reset();
    EXPECT_THAT(write_sdp(session, ours, {}, 0, {"198.51.100.9", {"10.8.0.1"}}), Not(HasSubstr("10.8.0.1")))
        << "nobody else is told";
}

TEST(SdpDtls, WhatWeOfferIsReadBack) {
    auto ours = make_offer({"10.0.0.5", 30000});
    ours.dtls =
        DtlsDescription{{DigestName::sha_256, std::vector<std::uint8_t>(32, 0xab)}, DtlsSetup::actpass};
    ours.ice = IceCredentials{"abcd", "0123456789abcdef012345"};
    ours.rtcp_mux = ours.encrypted_only = true;
    ours.mid = "audio";
    sip::OurSession session{9, 0, {}};
    const auto text = write_sdp(session, ours, {}, 0, {"198.51.100.9", {}});
    EXPECT_THAT(text, HasSubstr("m=audio 30000 UDP/TLS/RTP/SAVPF "));
    EXPECT_THAT(text, HasSubstr("a=candidate:1 1 udp 2130706431 10.0.0.5 30000 typ host\r\n"));
    EXPECT_THAT(text, HasSubstr("a=candidate:2 1 udp 2130706175 198.51.100.9 30000 typ host\r\n"))
        << "as it is seen from outside";
    auto back = read(text);
    ASSERT_TRUE(back);
    EXPECT_THAT(text, HasSubstr("a=ice-lite\r\n"));
    EXPECT_THAT(text, HasSubstr("a=ice-ufrag:abcd\r\na=ice-pwd:0123456789abcdef012345\r\n"));
    back->rtp = ours.rtp;
    back->ice = ours.ice;  // nobody reads it who only answers checks
    EXPECT_EQ(*back, ours);
    EXPECT_THAT(session.digest, Not(HasSubstr("ice-pwd")));
}

TEST(SdpDtls, WithoutAHandshakeNothingIsSaidOfAnyOfIt) {
    sip::OurSession session{9, 0, {}};
    const auto text = write_sdp(session, make_offer({"10.0.0.5", 30000}));
    for (const auto* word : {"ice", "candidate", "setup", "fingerprint", "mid", "BUNDLE", "mux"})
        EXPECT_THAT(text, Not(HasSubstr(word)));
}

}  // namespace
}  // namespace layby::tests

// a=crypto lines (RFC 4568): those that can be used, those that are passed over, and what is answered.
#include <gmock/gmock.h>

#include "sip/text/session_description.hpp"

namespace layby::tests {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

// 30 bytes, as every phone makes them.
constexpr auto key = "WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz";

std::string crypto_offer(const std::string& protocol, const std::string& lines) {
    return "v=0\r\no=- 1 1 IN IP4 192.0.2.7\r\ns=-\r\nc=IN IP4 192.0.2.7\r\nt=0 0\r\nm=audio 4000 " +
           protocol + " 8\r\n" + lines;
}

std::string crypto(const std::string& value) { return "a=crypto:" + value + "\r\n"; }

std::vector<std::uint32_t> tags(const std::string& lines) {
    const auto reading = sip::read_sdp(crypto_offer("RTP/SAVP", lines));
    std::vector<std::uint32_t> out;
    if (!reading.session) return out;
    for (const auto& line : reading.session->audio.crypto) out.push_back(line.tag);
    return out;
}

TEST(SdpCrypto, TakesEverySuiteThatWeSpeak) {
    const std::string k30 = key, k46(62, 'A'), k28(38, 'A'), k44(59, 'A');
    EXPECT_THAT(tags(crypto("1 AES_CM_128_HMAC_SHA1_80 inline:" + k30) +
                     crypto("2 AES_CM_128_HMAC_SHA1_32 inline:" + k30) +
                     crypto("3 AES_256_CM_HMAC_SHA1_80 inline:" + k46 + "==") +
                     crypto("4 AES_256_CM_HMAC_SHA1_32 inline:" + k46) +
                     crypto("5 AEAD_AES_128_GCM inline:" + k28 + "==") +
                     crypto("6 AEAD_AES_256_GCM inline:" + k44 + "=")),
                ElementsAre(1, 2, 3, 4, 5, 6));
}

TEST(SdpCrypto, TakesWhatPhonesWriteBesideTheKey) {
    const std::string k = key;
    EXPECT_THAT(tags(crypto("1 AES_CM_128_HMAC_SHA1_80 inline:" + k + "|2^20") +
                     crypto("22 aes_cm_128_hmac_sha1_80  INLINE:" + k + "|1048576") +
                     crypto("333 AES_CM_128_HMAC_SHA1_80 inline:" + k + " WSH=128") +
                     crypto("999999999 AES_CM_128_HMAC_SHA1_80 inline:" + k + " KDR=0 -unknown")),
                ElementsAre(1, 22, 333, 999999999));
}

TEST(SdpCrypto, PassesOverWhatWouldBeReadWrongly) {
    const std::string k = key;
    EXPECT_THAT(
        tags(crypto("1 AES_CM_128_HMAC_SHA1_80 inline:" + k + "|2^20|1:4") +          // MKI in each packet
             crypto("2 AES_CM_128_HMAC_SHA1_80 inline:" + k + ";inline:" + k) +       // two keys
             crypto("3 AES_CM_128_HMAC_SHA1_80 inline:" + k + " UNENCRYPTED_SRTP") +  // another meaning
             crypto("4 AES_CM_128_HMAC_SHA1_80 inline:" + k + " KDR=4") +             //
             crypto("5 AES_CM_128_HMAC_SHA1_80 inline:" + k.substr(1)) +              // too short
             crypto("6 AES_CM_128_HMAC_SHA1_80 inline:" + k + "AAAA") +               // too long
             crypto("7 AES_CM_128_HMAC_SHA1_80 inline:" + k.substr(1) + "!") +        // no base64
             crypto("8 AES_CM_128_HMAC_SHA1_80 " + k) + crypto("9 F8_128_HMAC_SHA1_80 inline:" + k) +
             crypto("ten AES_CM_128_HMAC_SHA1_80 inline:" + k) + crypto("") + crypto("1") +
             crypto("1234567890 AES_CM_128_HMAC_SHA1_80 inline:" + k) +
             crypto("15 AES_CM_128_HMAC_SHA1_80 inline:" + k)),
        ElementsAre(15));
}

TEST(SdpCrypto, KeysCountForTheirStreamAlone) {
    const auto reading = sip::read_sdp(crypto("1 AES_CM_128_HMAC_SHA1_80 inline:" + std::string(key)) +
                                       crypto_offer("RTP/SAVP", ""));
    EXPECT_FALSE(reading.session);
}

TEST(SdpCrypto, NoMoreKeysThanAnybodyNeeds) {
    std::string lines;
    for (int i = 1; i < 500; ++i)
        lines += crypto(std::to_string(i) + " AES_CM_128_HMAC_SHA1_80 inline:" + std::string(key));
    EXPECT_EQ(tags(lines).size(), 32u);
}

TEST(SdpCrypto, IsSaidWhyAStreamCantBeUsed) {
    EXPECT_THAT(sip::read_sdp(crypto_offer("RTP/SAVP", "")).obstacle.text, HasSubstr("without a key"));
    EXPECT_THAT(
        sip::read_sdp(crypto_offer("UDP/TLS/RTP/SAVPF", "a=fingerprint:sha-256 AA\r\n")).obstacle.text,
        HasSubstr("fingerprint"));
}

TEST(SdpCrypto, OfTwoStreamsTheEncryptedOneIsTaken) {
    const auto text = crypto_offer("RTP/AVP", "") + "m=audio 4002 RTP/SAVP 8\r\n" +
                      crypto("1 AES_CM_128_HMAC_SHA1_80 inline:" + std::string(key));
    const auto reading = sip::read_sdp(text);
    ASSERT_TRUE(reading.session);
    EXPECT_EQ(reading.session->audio.rtp.port, 4002);
    EXPECT_TRUE(reading.session->audio.encrypted_only);
}

TEST(SdpCrypto, OurAnswerIsReadBackAsItWasMeant) {
    const auto reading =
        sip::read_sdp(crypto_offer("RTP/SAVP", crypto("7 AEAD_AES_128_GCM inline:" + std::string(38, 'B'))));
    ASSERT_TRUE(reading.session);
    SrtpKey::Bytes bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i * 37);
    const CryptoLine ours{7, {SrtpCipher::gcm_128, bytes}};
    const auto answer = make_answer(reading.session->audio, {"192.0.2.9", 30000}, {}, {.key = ours});
    ASSERT_TRUE(answer);
    sip::OurSession session{9, 0, {}};
    const auto text = write_sdp(session, *answer, reading.session->lines, reading.session->audio_line);
    EXPECT_THAT(text, HasSubstr("m=audio 30000 RTP/SAVP 8\r\n"));
    EXPECT_THAT(sip::read_sdp(text).session->audio.crypto, ElementsAre(ours));
    EXPECT_THAT(session.digest, Not(HasSubstr("inline"))) << "what is kept of it has no key in it";
}

TEST(SdpCrypto, AnOfferInClearWithKeysIsAnsweredInKindOrInClear) {
    const auto reading = sip::read_sdp(
        crypto_offer("RTP/AVP", crypto("1 AES_CM_128_HMAC_SHA1_80 inline:" + std::string(key))));
    ASSERT_TRUE(reading.session);
    const Address here{"192.0.2.9", 30000};
    const CryptoLine ours{1, {SrtpCipher::cm_128_80, {}}};
    EXPECT_THAT(make_answer(reading.session->audio, here, {}, {.key = ours})->crypto, ElementsAre(ours));
    EXPECT_THAT(make_answer(reading.session->audio, here)->crypto, ElementsAre());
}

}  // namespace
}  // namespace layby::tests

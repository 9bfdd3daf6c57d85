// What the RFCs say comes out.
#include "media/encrypted.hpp"
#include "media/srtp/hmac_sha1.hpp"

namespace layby::media {
namespace {

SrtpKey master_key(SrtpCipher cipher, std::string_view text) {
    SrtpKey::Bytes bytes{};
    std::ranges::copy(from_hex(text), bytes.begin());
    return {cipher, bytes};
}

SessionKeys of_session(std::string_view encryption, std::string_view salt) {
    SessionKeys keys;
    std::ranges::copy(from_hex(encryption), keys.encryption.begin());
    std::ranges::copy(from_hex(salt), keys.salt.begin());
    return keys;
}

Packet begin_of(const Packet& bytes, std::size_t count) {
    return {bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(count)};
}

Packet as_packet(Bytes bytes) { return {bytes.begin(), bytes.end()}; }

/// The keystream of the packet with index 0 of SSRC 0, as long as it can be: 0xff02 blocks.
Packet keystream(SrtpCipher cipher, std::string_view encryption) {
    const auto transform =
        make_transform(cipher, SrtpUse::rtp, of_session(encryption, "F0F1F2F3F4F5F6F7F8F9FAFBFCFD"));
    Packet stream(std::size_t{0xff02} * 16), tag(10);
    EXPECT_TRUE(transform->seal({}, stream, 0, tag));
    return stream;
}

TEST(SrtpVectors, CounterModeOfRfc3711AppendixB2) {
    const Packet stream = keystream(SrtpCipher::cm_128_80, "2B7E151628AED2A6ABF7158809CF4F3C");
    EXPECT_EQ(begin_of(stream, 48),
              from_hex("E03EAD0935C95E80E166B16DD92B4EB4 D23513162B02D0F72A43A2FE4A5F97AB"
                       "41E95B3BB0A2E8DD477901E4FCA894C0"));
    EXPECT_EQ(Packet(stream.end() - 48, stream.end()),
              from_hex("EC8CDF7398607CB0F2D21675EA9EA1E4 362B7C3C6773516318A077D7FC5073AE"
                       "6A2CC3787889374FBEB4C81B17BA6C44"));
}

TEST(SrtpVectors, CounterModeOfRfc6188Section71) {
    const Packet stream =
        keystream(SrtpCipher::cm_256_80, "57f82fe3613fd170a85ec93c40b1f092 2ec4cb0dc025b58272147cc438944a98");
    EXPECT_EQ(begin_of(stream, 48),
              from_hex("92bdd28a93c3f52511c677d08b5515a4 9da71b2378a854f67050756ded165bac"
                       "63c4868b7096d88421b563b8c94c9a31"));
    EXPECT_EQ(Packet(stream.end() - 48, stream.end()),
              from_hex("cea518c90fd91ced9cbb18c078a54711 3dbc4814f4da5f00a08772b63c6a046d"
                       "6eb246913062a16891433e97dd01a57f"));
}

TEST(SrtpVectors, SessionKeysOfRfc3711AppendixB3) {
    const auto keys = session_keys(
        master_key(SrtpCipher::cm_128_80, "E1F97A0D3E018BE0D64FA32C06DE4139 0EC675AD498AFEEBB6960B3AABE6"),
        SrtpUse::rtp);
    ASSERT_TRUE(keys);
    EXPECT_EQ(as_packet(Bytes{keys->encryption}.first(16)), from_hex("C61E7A93744F39EE10734AFE3FF7A087"));
    EXPECT_EQ(as_packet(keys->salt), from_hex("30CBBC08863D8C85D49DB34A9AE1"));
    EXPECT_EQ(as_packet(keys->authentication), from_hex("CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4"));
}

TEST(SrtpVectors, SessionKeysOfRfc6188Section72) {
    const auto keys =
        session_keys(master_key(SrtpCipher::cm_256_80,
                                "f0f04914b513f2763a1b1fa130f10e29 98f6f6e43e4309d1e622a0e332b9f1b6"
                                "3b04803de51ee7c96423ab5b78d2"),
                     SrtpUse::rtp);
    ASSERT_TRUE(keys);
    EXPECT_EQ(as_packet(keys->encryption),
              from_hex("5ba1064e30ec51613cad926c5a28ef73 1ec7fb397f70a960653caf06554cd8c4"));
    EXPECT_EQ(as_packet(keys->salt), from_hex("fa31791685ca444a9e07c6c64e93"));
    EXPECT_EQ(as_packet(keys->authentication), from_hex("fd9c32d39ed5fbb5a9dc96b30818454d1313dc05"));
}

TEST(SrtpVectors, HmacOfRfc2202) {
    const auto digest = [](const Packet& key, std::string_view text) {
        HmacSha1::Digest out{};
        const Packet bytes(text.begin(), text.end());
        HmacSha1 hmac{key};
        EXPECT_TRUE(hmac.ready());
        for (int i = 0; i < 2; ++i)  // the second time, too
            EXPECT_TRUE(hmac.digest(Bytes{bytes}.first(3), Bytes{bytes}.subspan(3), out));
        return Packet(out.begin(), out.end());
    };
    EXPECT_EQ(digest(Packet(20, 0x0b), "Hi There"), from_hex("b617318655057264e28bc0b6fb378c8ef146be00"));
    EXPECT_EQ(digest({'J', 'e', 'f', 'e'}, "what do ya want for nothing?"),
              from_hex("effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"));
}

constexpr auto* gcm_key = "000102030405060708090a0b0c0d0e0f 101112131415161718191a1b1c1d1e1f";  // or its half
constexpr auto* gcm_salt = "517569642070726f2071756f";

struct GcmVector {
    const char* section;
    SrtpCipher cipher;
    SrtpPlace place;
    std::size_t clear;
    const char *plain, *sealed, *tag;
};

constexpr auto* rtp_of_rfc7714 =
    "8040f17b8041f8d35501a0b2 47616c6c696120657374206f6d6e697320646976697361 20696e207061727465732074726573";
constexpr auto* rtcp_of_rfc7714 =
    "81c8000d4d617273 4e5450314e545032525450200000042a0000e9304c756e61 "
    "deadbeefdeadbeefdeadbeefdeadbeefdeadbeef";
constexpr SrtpPlace rtp_place{0x5501'a0b2, 0xf17b, {}};
constexpr SrtpPlace rtcp_place{0x4d61'7273, 0x5d4, 0x8000'05d4};
constexpr SrtpPlace clear_rtcp_place{0x4d61'7273, 0x5d4, 0x5d4};
constexpr std::size_t rtp_whole = 50, rtcp_whole = 52;

constexpr GcmVector gcm_vectors[] = {
    {"16.1.1", SrtpCipher::gcm_128, rtp_place, 12, rtp_of_rfc7714,
     "8040f17b8041f8d35501a0b2 f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b36de3adf8833",
     "899d7f27beb16a9152cf765ee4390cce"},
    {"16.1.3", SrtpCipher::gcm_128, rtp_place, rtp_whole, rtp_of_rfc7714, rtp_of_rfc7714,
     "22493f82d2bce397e9d79e3b19aa4216"},
    {"16.2.1", SrtpCipher::gcm_256, rtp_place, 12, rtp_of_rfc7714,
     "8040f17b8041f8d35501a0b2 32b1de78a822fe12ef9f78fa332e33aab18012389a58e2f3b50b2a0276ffae0f1ba63799b87b",
     "7aa3db36dfffd6b0f9bb7878d7a76c13"},
    {"16.2.3", SrtpCipher::gcm_256, rtp_place, rtp_whole, rtp_of_rfc7714, rtp_of_rfc7714,
     "a866d5910f887463067ceefec45215d4"},
    {"17.1", SrtpCipher::gcm_128, rtcp_place, 8, rtcp_of_rfc7714,
     "81c8000d4d617273 63e94885dcdab67ca727d7662f6b7e997ff5c0f76c06f32d"
     "c676a5f1730d6fda4ce09b4686303ded0bb9275b",
     "c84aa45896cf4d2fc5abf87245d9eade"},
    {"17.2", SrtpCipher::gcm_256, rtcp_place, 8, rtcp_of_rfc7714,
     "81c8000d4d617273 d50ae4d1f5ce5d304ba297e47d470c282c3ece5dbffe0a50"
     "a2eaa5c1110555be8415f658c61de0476f1b6fad",
     "1d1eb30c4446839f57ff6f6cb26ac3be"},
    {"17.3", SrtpCipher::gcm_128, clear_rtcp_place, rtcp_whole, rtcp_of_rfc7714, rtcp_of_rfc7714,
     "841dd9683dd78ec92ae58790125f62b3"},
    {"17.4", SrtpCipher::gcm_256, clear_rtcp_place, rtcp_whole, rtcp_of_rfc7714, rtcp_of_rfc7714,
     "91db4afbfeee5a978fab4393ed2615fe"},
};

TEST(SrtpVectors, GcmOfRfc7714) {
    for (const auto& vector : gcm_vectors) {
        SCOPED_TRACE(vector.section);
        const auto key = std::string_view{gcm_key}.substr(0, vector.cipher == SrtpCipher::gcm_128 ? 32 : 65);
        const auto transform = make_transform(vector.cipher, SrtpUse::rtp, of_session(key, gcm_salt));
        const Packet plain = from_hex(vector.plain);
        Packet packet = plain, tag(16);
        ASSERT_TRUE(transform->seal(vector.place, packet, vector.clear, tag));
        EXPECT_EQ(packet, from_hex(vector.sealed));
        EXPECT_EQ(tag, from_hex(vector.tag));
        Packet again(packet.size());
        EXPECT_TRUE(transform->open(vector.place, packet, vector.clear, tag, again));
        EXPECT_EQ(again, plain);
        tag.back() ^= 1;
        EXPECT_FALSE(transform->open(vector.place, packet, vector.clear, tag, again));
    }
}

}  // namespace
}  // namespace layby::media

// With libsrtp2, which we did not write: what it encrypts we open, and what we encrypt it opens.
#include <srtp2/srtp.h>

#include "media/encrypted.hpp"

namespace layby::media {
namespace {

using SetPolicy = void (*)(srtp_crypto_policy_t*);
struct TheirCipher {
    SrtpCipher ours;
    SetPolicy rtp, rtcp;
};
constexpr TheirCipher their_ciphers[] = {
    {SrtpCipher::cm_128_80, srtp_crypto_policy_set_rtp_default, srtp_crypto_policy_set_rtcp_default},
    {SrtpCipher::cm_128_32, srtp_crypto_policy_set_aes_cm_128_hmac_sha1_32,
     srtp_crypto_policy_set_rtcp_default},
    {SrtpCipher::cm_256_80, srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80,
     srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80},
    {SrtpCipher::cm_256_32, srtp_crypto_policy_set_aes_cm_256_hmac_sha1_32,
     srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80},
    {SrtpCipher::gcm_128, srtp_crypto_policy_set_aes_gcm_128_16_auth,
     srtp_crypto_policy_set_aes_gcm_128_16_auth},
    {SrtpCipher::gcm_256, srtp_crypto_policy_set_aes_gcm_256_16_auth,
     srtp_crypto_policy_set_aes_gcm_256_16_auth},
};

/// One direction of theirs, for any SSRC.
class LibSrtp {
  public:
    LibSrtp(const TheirCipher& cipher, srtp_ssrc_type_t direction, bool reports_in_clear = false) {
        static const bool ready = srtp_init() == srtp_err_status_ok;
        EXPECT_TRUE(ready);
        const SrtpKey key = key_of(cipher.ours);
        Packet bytes(key.bytes().begin(), key.bytes().end());
        srtp_policy_t policy{};
        cipher.rtp(&policy.rtp), cipher.rtcp(&policy.rtcp);
        if (reports_in_clear) policy.rtcp.sec_serv = sec_serv_auth;
        policy.ssrc.type = direction;
        policy.key = bytes.data();
        policy.window_size = 128;
        EXPECT_EQ(srtp_create(&session_, &policy), srtp_err_status_ok);
    }
    LibSrtp(const LibSrtp&) = delete;
    LibSrtp& operator=(const LibSrtp&) = delete;
    ~LibSrtp() { srtp_dealloc(session_); }

    using Act = srtp_err_status_t (*)(srtp_t, void*, int*);
    /// Empty: it refused.
    Packet does(Act act, Packet packet) {
        int length = static_cast<int>(packet.size());
        packet.resize(packet.size() + SRTP_MAX_TRAILER_LEN);
        if (act(session_, packet.data(), &length) != srtp_err_status_ok) length = 0;
        packet.resize(static_cast<std::size_t>(length));
        return packet;
    }

  private:
    srtp_t session_{};
};

/// A stream over two wraps that loses, and sometimes swaps, packets.
std::vector<std::uint16_t> sequences() {
    std::vector<std::uint16_t> all;
    for (std::uint32_t index = 0x7f00; index < 0x2'2000; index += index % 11 == 0 ? 0x300 : 1)
        all.push_back(static_cast<std::uint16_t>(index));
    for (std::size_t i = 1; i < all.size(); i += 5)
        if (ahead(all[i], all[i - 1]) == 1) std::swap(all[i - 1], all[i]);
    return all;
}

Packet with_extension(Packet packet) {
    packet[0] |= 0x10 | 1, packet[18] = 0, packet[19] = 2;
    return packet;
}

TEST(SrtpInterop, LibsrtpOpensWhatWeSend) {
    for (const auto& cipher : their_ciphers) {
        SCOPED_TRACE(static_cast<int>(cipher.ours));
        LibSrtp theirs{cipher, ssrc_any_inbound};
        SrtpSender ours{key_of(cipher.ours)};
        for (const auto sequence : sequences()) {
            const Packet plain = rtp_packet(sequence, an_ssrc, sequence % 400);
            ASSERT_EQ(theirs.does(srtp_unprotect, sealed(ours, plain)), plain) << sequence;
        }
        const Packet other = with_extension(rtp_packet(77, 5));
        EXPECT_EQ(theirs.does(srtp_unprotect, sealed(ours, other)), other);
        for (std::size_t more = 0; more < 200; more += 4) {
            const Packet report = rtcp_packet(an_ssrc, more);
            EXPECT_EQ(theirs.does(srtp_unprotect_rtcp, sealed_rtcp(ours, report)), report);
        }
    }
}

TEST(SrtpInterop, WeOpenWhatLibsrtpSends) {
    for (const auto& cipher : their_ciphers) {
        SCOPED_TRACE(static_cast<int>(cipher.ours));
        LibSrtp theirs{cipher, ssrc_any_outbound};
        SrtpReceiver ours{key_of(cipher.ours)};
        for (const auto sequence : sequences()) {
            const Packet plain = rtp_packet(sequence, an_ssrc, sequence % 400);
            ASSERT_EQ(opened(ours, theirs.does(srtp_protect, plain)), plain) << sequence;
        }
        const Packet other = with_extension(rtp_packet(77, 5));
        EXPECT_EQ(opened(ours, theirs.does(srtp_protect, other)), other);
        for (std::size_t more = 0; more < 200; more += 4) {
            const Packet report = rtcp_packet(an_ssrc, more);
            EXPECT_EQ(opened_rtcp(ours, theirs.does(srtp_protect_rtcp, report)), report);
        }
    }
}

TEST(SrtpInterop, WeGoOnInTheMidstOfWhatLibsrtpSends) {
    LibSrtp theirs{their_ciphers[0], ssrc_any_outbound};
    for (std::uint32_t index = 0x7000; index < 0x5'8000; index += 0x3000)
        theirs.does(srtp_protect, rtp_packet(static_cast<std::uint16_t>(index)));
    SrtpReceiver ours{key_of(their_ciphers[0].ours)};
    EXPECT_EQ(opened(ours, theirs.does(srtp_protect, rtp_packet(0x9000))), rtp_packet(0x9000));
}

TEST(SrtpInterop, WeOpenReportsThatLibsrtpSendsInTheClear) {
    for (const auto& cipher : their_ciphers) {
        SCOPED_TRACE(static_cast<int>(cipher.ours));
        LibSrtp theirs{cipher, ssrc_any_outbound, true};
        SrtpReceiver ours{key_of(cipher.ours)};
        const Packet report = rtcp_packet(), packet = theirs.does(srtp_protect_rtcp, report);
        EXPECT_TRUE(std::equal(report.begin(), report.end(), packet.begin()));
        EXPECT_EQ(opened_rtcp(ours, packet), report);
    }
}

}  // namespace
}  // namespace layby::media

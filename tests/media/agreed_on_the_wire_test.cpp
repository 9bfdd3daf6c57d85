// The engine with browsers and phones that agree on keys by DTLS, over real sockets.
#include <openssl/ssl.h>

#include "media/checking.hpp"
#include "media/dtls/fingerprint.hpp"
#include "media/dtls/identity.hpp"
#include "media/srtp/receiver.hpp"
#include "media/srtp/sender.hpp"
#include "on_the_wire.hpp"
#include "tls/certificate.hpp"

namespace layby::media {
namespace {

const std::string& pem_of_ours() {
    static const std::string pem = tls::self_made_pem("layby");
    return pem;
}

Options with_certificate() {
    Options chosen = options();
    chosen.certificate = pem_of_ours();
    return chosen;
}

/// With OpenSSL as it is, on a socket; what it exports is cut into keys here once more.
class Browser {
  public:
    explicit Browser(Engine& engine, std::uint64_t id, bool ice = true)
        : engine_(engine), leg{id}, audio(phone.audio()) {
        const auto opened = engine.open(leg, "127.0.0.1");
        EXPECT_TRUE(opened);
        there = opened.value_or(Address{});
        audio.peer_ip = "127.0.0.1";
        audio.dtls = calls::DtlsPeer{who.fingerprint()};
        audio.rtcp_mux = true;
        if (!ice) return;
        audio.remote = {"0.0.0.0", 9};
        audio.ice = calls::IceAgreed{ours_in_checks, {"theirs", "a password of theirs, long enough"}};
    }

    void negotiate() { engine_.carry_out(calls::Negotiated{leg, audio}); }
    /// Until it is answered: the order may still be on its way.
    bool check(bool chosen = true) {
        for (int i = 0; i < 100; ++i) {
            phone.send(there, CheckToSend{.chosen = chosen}.bytes());
            const Bytes answer = phone.datagram(50ms);
            if (looks_like_stun(answer)) return read_stun(answer)->type == binding_found;
        }
        return false;
    }
    bool shake(const char* profiles = "SRTP_AES128_CM_SHA1_80", bool we_begin = true) {
        connection = who.connection();
        SSL* ssl = connection.get();
        SSL_set_tlsext_use_srtp(ssl, profiles);
        BIO* bio = BIO_new_dgram(phone.fd(), BIO_NOCLOSE);
        const std::unique_ptr<BIO_ADDR, void (*)(BIO_ADDR*)> peer(BIO_ADDR_new(), BIO_ADDR_free);
        const auto to = *SocketAddress::from(there);
        const auto* v4 = reinterpret_cast<const sockaddr_in*>(to.raw());
        BIO_ADDR_rawmake(peer.get(), AF_INET, &v4->sin_addr, sizeof v4->sin_addr, v4->sin_port);
        BIO_dgram_set_peer(bio, peer.get());
        SSL_set_bio(ssl, bio, bio);
        SSL_set_mtu(ssl, 1200);
        we_begin ? SSL_set_connect_state(ssl) : SSL_set_accept_state(ssl);
        const auto end = std::chrono::steady_clock::now() + 5s;
        while (SSL_do_handshake(ssl) != 1) {
            if (std::chrono::steady_clock::now() > end) return false;
            pollfd waiting{phone.fd(), POLLIN, 0};
            poll(&waiting, 1, 50);
            DTLSv1_handle_timeout(ssl);
        }
        take_keys(we_begin);
        return true;
    }
    /// What arrives as audio and is authentic. None: nothing comes.
    std::vector<std::uint8_t> hears(std::chrono::milliseconds within = 5s) {
        const auto end = std::chrono::steady_clock::now() + within;
        while (std::chrono::steady_clock::now() < end) {
            const Bytes bytes = phone.datagram(100ms);
            if (!looks_like_rtp(bytes) || looks_like_rtcp(bytes)) continue;
            ++packets;
            std::array<std::uint8_t, max_packet_bytes> room{};
            const auto plain = receiver ? receiver->open_rtp(bytes, room) : std::nullopt;
            if (!plain) continue;
            const auto payload = read_rtp(*plain)->payload;
            return {payload.begin(), payload.end()};
        }
        return {};
    }
    void says(std::uint8_t byte) {
        std::vector<std::uint8_t> packet(rtp_header_bytes + 160 + max_srtp_trailer, byte);
        write_rtp_header({false, 0, sequence, 160U * sequence, 4711},
                         std::span{packet}.first<rtp_header_bytes>());
        ++sequence;
        packet.resize(sender->protect_rtp(packet, rtp_header_bytes + 160));
        phone.send(there, packet);
    }

  private:
    void take_keys(bool client) {
        std::array<std::uint8_t, 60> made{};
        ASSERT_EQ(SSL_export_keying_material(connection.get(), made.data(), made.size(),
                                             "EXTRACTOR-dtls_srtp", 19, nullptr, 0, 0),
                  1);
        SrtpKey::Bytes clients{}, servers{};
        std::copy_n(made.begin(), 16, clients.begin());
        std::copy_n(made.begin() + 16, 16, servers.begin());
        std::copy_n(made.begin() + 32, 14, clients.begin() + 16);
        std::copy_n(made.begin() + 46, 14, servers.begin() + 16);
        sender.emplace(SrtpKey{SrtpCipher::cm_128_80, client ? clients : servers});
        receiver.emplace(SrtpKey{SrtpCipher::cm_128_80, client ? servers : clients});
    }
    Engine& engine_;

  public:
    Identity who{*Identity::of(tls::self_made_pem("browser"))};
    RtpPhone phone;
    LegId leg;
    calls::LegAudio audio;
    Address there;
    Owned<SSL> connection;
    std::optional<SrtpSender> sender;
    std::optional<SrtpReceiver> receiver;
    std::uint16_t sequence{};
    int packets{};
};

struct AgreedOnTheWire : testing::Test {
    Facts facts;
    Engine engine{with_certificate(), library(), facts.teller()};
    bool told_keys() {
        return comes_true([&] { return facts.count<calls::KeysAgreed>() > 0; });
    }
};

TEST_F(AgreedOnTheWire, WeShowTheCertificateThatWeWereGiven) {
    const auto ours = Identity::of(pem_of_ours())->fingerprint();
    EXPECT_EQ(engine.fingerprint(), ours);
    Browser ann(engine, 1);
    ann.negotiate();
    ASSERT_TRUE(ann.check() && ann.shake());
    EXPECT_EQ(fingerprint_of(*SSL_get0_peer_certificate(ann.connection.get()), DigestName::sha_256), ours);
}

TEST_F(AgreedOnTheWire, ABrowserHearsMusicOnceItHasShownItself) {
    Browser ann(engine, 1);
    ann.negotiate();
    engine.carry_out(calls::PlayMusic{ann.leg, "default"});
    ASSERT_TRUE(ann.check() && ann.shake());
    for (int i = 0; i < 20; ++i) EXPECT_EQ(ann.hears().size(), 160u);
    ASSERT_TRUE(told_keys());
    EXPECT_EQ(facts.all<calls::KeysAgreed>()[0].with, ann.who.fingerprint());
    ASSERT_TRUE(comes_true([&] { return facts.count<calls::AudioFound>() > 0; }));
    EXPECT_EQ(facts.all<calls::AudioFound>()[0].at, ann.phone.here());
}

TEST_F(AgreedOnTheWire, ABrowserAndADeskPhoneHearEachOther) {
    Browser ann(engine, 1);
    RtpPhone bob;
    const auto for_bob = *engine.open(LegId{2}, "127.0.0.1");
    ann.negotiate();
    engine.carry_out(calls::Negotiated{LegId{2}, bob.audio()});
    engine.carry_out(calls::Connect{ann.leg, LegId{2}});
    ASSERT_TRUE(ann.check() && ann.shake() && told_keys());
    for (std::uint16_t i = 0; i < 20; ++i) {
        ann.says(0x33);
        const auto at_bob = bob.next();
        ASSERT_TRUE(at_bob);
        EXPECT_EQ(at_bob->payload[3], 0x33);
        bob.say(for_bob, i, 0x44);
        EXPECT_EQ(ann.hears(), std::vector<std::uint8_t>(160, 0x44));
    }
}

TEST_F(AgreedOnTheWire, APhoneWithoutIceShowsACookieAndIsHeard) {
    Browser ann(engine, 1, false);
    ann.negotiate();
    engine.carry_out(calls::PlayMusic{ann.leg, "default"});
    ASSERT_TRUE(ann.shake());
    EXPECT_EQ(ann.hears().size(), 160u);
    ASSERT_TRUE(told_keys());
}

TEST_F(AgreedOnTheWire, WeBeginWithAPhoneThatWaitsForUs) {
    Browser ann(engine, 1, false);
    ann.audio.dtls->we_begin = true;
    ann.negotiate();
    engine.carry_out(calls::PlayMusic{ann.leg, "default"});
    ASSERT_TRUE(ann.shake("SRTP_AES128_CM_SHA1_80", false));
    EXPECT_EQ(ann.hears().size(), 160u);
}

TEST_F(AgreedOnTheWire, WhoShowsAnotherCertificateGetsNothing) {
    Browser ann(engine, 1);
    ann.audio.dtls->fingerprint.digest[0] ^= 1;
    ann.negotiate();
    engine.carry_out(calls::PlayMusic{ann.leg, "default"});
    ASSERT_TRUE(ann.check());
    ann.shake();
    EXPECT_TRUE(ann.hears(300ms).empty());
    EXPECT_EQ(ann.packets, 0);
    EXPECT_EQ(facts.count<calls::KeysAgreed>(), 0u);
}

TEST_F(AgreedOnTheWire, AfterARestartNobodyShakesHandsAgain) {
    Browser ann(engine, 1);
    ann.negotiate();
    ASSERT_TRUE(ann.check() && ann.shake() && told_keys());
    ann.audio.keys = facts.all<calls::KeysAgreed>()[0].keys;
    ann.audio.found = ann.phone.here();
    Engine next{with_certificate(), library(), facts.teller()};
    engine.carry_out(calls::CloseAudio{ann.leg});
    ASSERT_TRUE(comes_true([&] { return engine.counters().ports == 0 || next.reopen(ann.leg, ann.there); }));
    ASSERT_TRUE(next.reopen(ann.leg, ann.there) || next.open(ann.leg, "127.0.0.1"));
    next.carry_out(calls::Negotiated{ann.leg, ann.audio});
    next.carry_out(calls::PlayMusic{ann.leg, "default"});
    EXPECT_EQ(ann.hears().size(), 160u);
}

class AgreedInEveryWay : public testing::TestWithParam<Way> {};

TEST_P(AgreedInEveryWay, AParkedBrowserHearsAndMayCheckAndShakeHandsAllTheTime) {
    Facts facts;
    Options chosen = with_certificate();
    chosen.fastest = GetParam();
    Engine engine{chosen, library(), facts.teller()};
    if (engine.way().way != GetParam()) GTEST_SKIP() << engine.way().why_not_next;
    Browser ann(engine, 1);
    ann.negotiate();
    engine.carry_out(calls::PlayMusic{ann.leg, "default"});
    ASSERT_TRUE(ann.check() && ann.shake());
    for (int round = 0; round < 3; ++round) {
        EXPECT_EQ(ann.hears().size(), 160u);
        for (int i = 0; i < 5; ++i) ann.says(0x11);
        EXPECT_TRUE(ann.check());
        ASSERT_TRUE(ann.shake()) << "it has lost its state";
        EXPECT_TRUE(comes_true([&] { return facts.count<calls::KeysAgreed>() == round + 2u; }));
    }
    EXPECT_EQ(ann.hears().size(), 160u);
}

INSTANTIATE_TEST_SUITE_P(Media, AgreedInEveryWay, testing::Values(Way::sockets, Way::sieved, Way::raw));

TEST(Certificates, WithoutOneThereIsNoFingerprint) {
    Facts facts;
    Engine engine{options(), library(), facts.teller()};
    EXPECT_FALSE(engine.fingerprint());
}

TEST(Certificates, OneThatIsNoneIsDoneWithout) {
    Facts facts;
    Options broken = options();
    broken.certificate = "no certificate";
    Engine engine{broken, library(), facts.teller()};
    EXPECT_FALSE(engine.fingerprint());
}

}  // namespace
}  // namespace layby::media

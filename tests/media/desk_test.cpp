// Handshakes of legs with peers that OpenSSL makes, in one thread: who is let in, and what others can't
// break.
#include "media/dtls/desk.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <map>

#include "media/dtls/fingerprint.hpp"
#include "runtime/log.hpp"
#include "tls/certificate.hpp"

namespace layby::media {
namespace {

using namespace std::chrono_literals;
using Whence = Handshakes::Whence;

const Identity& certificate_of(const std::string& name) {
    static std::map<std::string, Identity> made;
    const auto found = made.find(name);
    if (found != made.end()) return found->second;
    return made.emplace(name, *Identity::of(tls::self_made_pem(name))).first->second;
}

const SocketAddress ann_at = *SocketAddress::from("192.0.2.1", 40000);
const SocketAddress mallory_at = *SocketAddress::from("192.0.2.1", 50000);

/// A phone, wherever it is.
struct DtlsPeer {
    explicit DtlsPeer(const std::string& name, const SocketAddress& at = ann_at,
                      Handshake::Side side = Handshake::Side::client)
        : here(at), handshake(Handshake::make(certificate_of(name), side)) {}
    SocketAddress here;
    std::unique_ptr<Handshake> handshake;
};

struct DeskTest : testing::Test {
    Instant now{100s};
    std::vector<Desk::Agreed> agreed;
    std::deque<Desk::Say> said;
    Desk desk{certificate_of("us"), [this](Desk::News news) {
                  if (auto* say = std::get_if<Desk::Say>(&news)) said.push_back(std::move(*say));
                  if (auto* one = std::get_if<Desk::Agreed>(&news)) agreed.push_back(std::move(*one));
              }};
    const LegId leg{7};

    void expect(const std::string& whom, Whence whence = Whence::checked) {
        desk.expect(leg, certificate_of(whom).fingerprint(), whence);
    }
    void deliver(DtlsPeer& peer, const Datagram& datagram) { desk.hear(leg, peer.here, datagram, now); }
    /// What we have said to its address reaches it; true if there was something.
    bool reaches(DtlsPeer& peer) {
        bool any = false;
        for (std::size_t n = said.size(); n > 0; --n) {
            auto say = std::move(said.front());
            said.pop_front();
            if (!(say.to == peer.here)) {
                said.push_back(std::move(say));
                continue;
            }
            peer.handshake->hear(say.datagram);
            any = true;
        }
        return any;
    }
    /// Both talk until nobody has anything to say.
    void talk(DtlsPeer& peer) {
        for (bool more = true; more;) {
            more = false;
            for (const auto& datagram : peer.handshake->say()) {
                deliver(peer, datagram);
                more = true;
            }
            more = reaches(peer) || more;
        }
    }
};

TEST_F(DeskTest, APeerWithTheRightCertificateGetsKeys) {
    expect("ann");
    DtlsPeer ann("ann");
    talk(ann);
    ASSERT_EQ(agreed.size(), 1u);
    EXPECT_EQ(agreed[0].leg, leg);
    EXPECT_EQ(agreed[0].at, ann_at);
    EXPECT_EQ(agreed[0].with, certificate_of("ann").fingerprint());
    ASSERT_EQ(ann.handshake->state(), Handshake::State::over);
    EXPECT_EQ(ann.handshake->peer(DigestName::sha_256), certificate_of("us").fingerprint());
    EXPECT_EQ(agreed[0].keys.ours, ann.handshake->keys()->theirs);
    EXPECT_EQ(agreed[0].keys.theirs, ann.handshake->keys()->ours);
    EXPECT_EQ(agreed[0].keys.ours.cipher, SrtpCipher::gcm_128);
}

TEST_F(DeskTest, APeerWithAnotherCertificateGetsNone) {
    expect("ann");
    DtlsPeer mallory("mallory");
    talk(mallory);
    EXPECT_TRUE(agreed.empty());
    EXPECT_EQ(desk.under_way(), 0u);
}

TEST_F(DeskTest, WeBeginWithAPeerThatWaitsForUs) {
    expect("ann", Whence::claimed);
    DtlsPeer ann("ann", ann_at, Handshake::Side::server);
    desk.begin(leg, ann_at, now);
    talk(ann);
    ASSERT_EQ(agreed.size(), 1u);
    EXPECT_EQ(agreed[0].keys.ours, ann.handshake->keys()->theirs);
}

TEST_F(DeskTest, WhatWeBeginAndNobodyAnswersIsBegunAgain) {
    expect("ann", Whence::claimed);
    desk.begin(leg, ann_at, now);
    now += Desk::longest;
    desk.expire(now);
    EXPECT_EQ(desk.under_way(), 0u);
    said.clear();
    ASSERT_TRUE(desk.next_deadline());
    now = *desk.next_deadline();
    desk.expire(now);
    DtlsPeer ann("ann", ann_at, Handshake::Side::server);
    talk(ann);
    EXPECT_EQ(agreed.size(), 1u);
    now += Desk::lingers;
    desk.expire(now);
    EXPECT_FALSE(desk.next_deadline()) << "it isn't begun once more";
}

TEST_F(DeskTest, WhatWeBeginAndAnotherAnswersIsBegunAgain) {
    expect("ann");
    desk.begin(leg, ann_at, now);
    DtlsPeer mallory("mallory", ann_at, Handshake::Side::server);
    talk(mallory);
    EXPECT_TRUE(agreed.empty());
    now += Desk::before_again;
    desk.expire(now);
    DtlsPeer ann("ann", ann_at, Handshake::Side::server);
    talk(ann);
    EXPECT_EQ(agreed.size(), 1u);
}

TEST_F(DeskTest, WhatWeBeginEndsWhenThePeerHasBegunAnother) {
    expect("ann", Whence::claimed);
    DtlsPeer ann("ann");
    deliver(ann, ann.handshake->say().at(0));
    reaches(ann);
    deliver(ann, ann.handshake->say().at(0));
    desk.begin(leg, mallory_at, now);
    EXPECT_EQ(desk.under_way(), 2u);
    talk(ann);
    ASSERT_EQ(agreed.size(), 1u);
    EXPECT_EQ(desk.under_way(), 0u);
}

TEST_F(DeskTest, WhatIsToBeBegunAgainIsForgottenToo) {
    expect("ann");
    desk.begin(leg, ann_at, now);
    now += Desk::longest;
    desk.expire(now);
    ASSERT_TRUE(desk.next_deadline());
    desk.forget(leg);
    EXPECT_FALSE(desk.next_deadline());
    desk.expire(now + 1h);
}

TEST_F(DeskTest, OneOfOursIsUnderWayAtOnce) {
    expect("ann", Whence::claimed);
    desk.begin(leg, ann_at, now);
    desk.begin(leg, mallory_at, now);
    EXPECT_EQ(desk.under_way(), 1u);
    desk.forget(leg);
    EXPECT_FALSE(desk.next_deadline());
}

TEST_F(DeskTest, WhoMayLieAboutItsAddressHasToShowACookie) {
    expect("ann", Whence::claimed);
    DtlsPeer ann("ann");
    const auto hello = ann.handshake->say();
    deliver(ann, hello.at(0));
    EXPECT_EQ(desk.under_way(), 0u);
    ASSERT_EQ(said.size(), 1u);
    EXPECT_LE(said[0].datagram.size(), hello[0].size());
    reaches(ann);
    talk(ann);
    EXPECT_EQ(agreed.size(), 1u);
}

TEST_F(DeskTest, ACookieIsGoodAtOneAddressAlone) {
    expect("ann", Whence::claimed);
    DtlsPeer ann("ann");
    deliver(ann, ann.handshake->say().at(0));
    reaches(ann);
    const auto with_cookie = ann.handshake->say();
    DtlsPeer mallory("mallory", mallory_at);
    deliver(mallory, with_cookie.at(0));
    EXPECT_EQ(desk.under_way(), 0u);
}

TEST_F(DeskTest, ACookieIsGoodForAMinuteOrTwo) {
    expect("ann", Whence::claimed);
    DtlsPeer ann("ann");
    deliver(ann, ann.handshake->say().at(0));
    reaches(ann);
    const auto with_cookie = ann.handshake->say();
    now += 2min;
    deliver(ann, with_cookie.at(0));
    EXPECT_EQ(desk.under_way(), 0u);
    now -= 1min;
    deliver(ann, with_cookie.at(0));
    EXPECT_EQ(desk.under_way(), 1u);
    said.erase(said.begin());  // it was asked once more
    talk(ann);
    EXPECT_EQ(agreed.size(), 1u);
}

TEST_F(DeskTest, ACookieAloneMakesUsComputeNothing) {
    DtlsPeer ann("ann");
    const CookieOf of_ann_alone{{'a'}, {'b'}};
    const auto ask = Handshake::make(certificate_of("us"), Handshake::Side::server);
    EXPECT_FALSE(ask->hear_with_cookie(ann.handshake->say().at(0), of_ann_alone));
    for (const auto& asking : ask->say()) ann.handshake->hear(asking);
    EXPECT_TRUE(ask->hear_with_cookie(ann.handshake->say().at(0), of_ann_alone));
    EXPECT_TRUE(ask->say().empty());
    ask->go_on();
    EXPECT_FALSE(ask->say().empty());
}

TEST_F(DeskTest, HellosWithoutACookieTakeNothingFromWhoHasOne) {
    expect("ann", Whence::claimed);
    for (int i = 0; i < 1000; ++i) {
        DtlsPeer mallory("mallory", mallory_at);
        deliver(mallory, mallory.handshake->say().at(0));
    }
    EXPECT_EQ(desk.under_way(), 0u);
    DtlsPeer ann("ann");
    talk(ann);
    EXPECT_EQ(agreed.size(), 1u);
}

TEST_F(DeskTest, APeerThatHasMissedOurLastWordsHearsThemAgain) {
    expect("ann");
    DtlsPeer ann("ann");
    deliver(ann, ann.handshake->say().at(0));
    reaches(ann);
    for (const auto& datagram : ann.handshake->say()) deliver(ann, datagram);
    ASSERT_EQ(agreed.size(), 1u);
    said.clear();  // they are lost
    std::vector<Datagram> again;
    while (again.empty()) {  // 250 ms by OpenSSL's own clock
        ann.handshake->repeat();
        again = ann.handshake->say();
    }
    EXPECT_EQ(ann.handshake->state(), Handshake::State::going_on);
    for (const auto& datagram : again) deliver(ann, datagram);
    reaches(ann);
    EXPECT_EQ(agreed.size(), 1u);
    EXPECT_EQ(ann.handshake->state(), Handshake::State::over);
}

TEST_F(DeskTest, APeerThatHasLostItsStateAgreesAnew) {
    expect("ann");
    DtlsPeer before("ann"), after("ann");
    talk(before);
    talk(after);
    ASSERT_EQ(agreed.size(), 2u);
    EXPECT_FALSE(agreed[0].keys == agreed[1].keys);
    EXPECT_EQ(agreed[1].keys.theirs, after.handshake->keys()->ours);
}

TEST_F(DeskTest, AForgedHelloHarmsNeitherWhatIsOverNorWhatIsUnderWay) {
    expect("ann");
    DtlsPeer before("ann"), ann("ann"), mallory("mallory", mallory_at);
    talk(before);
    deliver(ann, ann.handshake->say().at(0));
    deliver(mallory, mallory.handshake->say().at(0));
    EXPECT_EQ(desk.under_way(), 2u);
    EXPECT_EQ(agreed.size(), 1u);
    talk(mallory);
    EXPECT_EQ(desk.under_way(), 1u);
    talk(ann);
    ASSERT_EQ(agreed.size(), 2u);
    EXPECT_EQ(agreed[1].keys.theirs, ann.handshake->keys()->ours);
}

TEST_F(DeskTest, AHelloInPiecesIsUnderstood) {
    expect("ann");
    Datagrams wire;  // of a browser with long keys in its hello
    const auto connection = certificate_of("ann").connection();
    ASSERT_TRUE(wire.attach(connection.get()));
    SSL_set_mtu(connection.get(), 300);
    std::vector<unsigned char> protocols;
    for (int i = 0; i < 20; ++i) {
        protocols.push_back(50);
        protocols.insert(protocols.end(), 50, static_cast<unsigned char>('a' + i));
    }
    SSL_set_alpn_protos(connection.get(), protocols.data(), static_cast<unsigned>(protocols.size()));
    SSL_set_connect_state(connection.get());
    SSL_do_handshake(connection.get());
    EXPECT_GT(wire.out.size(), 3u);
    for (int round = 0; round < 4; ++round) {
        for (const auto& datagram : std::exchange(wire.out, {})) desk.hear(leg, ann_at, datagram, now);
        for (const auto& say : std::exchange(said, {})) {
            wire.in = say.datagram;
            SSL_do_handshake(connection.get());
        }
    }
    EXPECT_EQ(SSL_is_init_finished(connection.get()), 1);
    EXPECT_EQ(agreed.size(), 1u);
}

TEST_F(DeskTest, OfALegOnlySoManyBegin) {
    expect("ann");
    for (unsigned i = 0; i < 100; ++i) {
        DtlsPeer mallory("mallory");
        deliver(mallory, mallory.handshake->say().at(0));
        EXPECT_LE(desk.under_way(), Desk::most_of_a_leg);
    }
    std::size_t answers = 0;
    for (const auto& say : said)
        if (say.datagram.at(13) == 2) ++answers;  // ServerHello
    EXPECT_EQ(answers, Desk::most_in_a_row);
    now += 3s;
    DtlsPeer ann("ann");
    said.clear();
    talk(ann);
    EXPECT_EQ(agreed.size(), 1u);
}

TEST_F(DeskTest, OfAllLegsOnlySoManyAreUnderWay) {
    const auto level = spdlog::get_level();
    spdlog::set_level(spdlog::level::err);  // a line for each
    for (std::uint64_t i = 0; i < Desk::most_under_way + 5; ++i) {
        desk.expect(LegId{i}, certificate_of("ann").fingerprint(), Whence::checked);
        DtlsPeer ann("ann");
        desk.hear(LegId{i}, ann_at, ann.handshake->say().at(0), now);
    }
    EXPECT_EQ(desk.under_way(), Desk::most_under_way);
    now += Desk::longest;
    desk.expire(now);
    EXPECT_EQ(desk.under_way(), 0u);
    EXPECT_FALSE(desk.next_deadline());
    spdlog::set_level(level);
}

TEST_F(DeskTest, WhatIsForgottenIsGone) {
    expect("ann");
    DtlsPeer ann("ann"), bob("ann");
    talk(ann);
    deliver(bob, bob.handshake->say().at(0));
    desk.forget(leg);
    EXPECT_EQ(desk.under_way(), 0u);
    EXPECT_FALSE(desk.next_deadline());
    deliver(bob, bob.handshake->say().empty() ? Datagram(100, 22) : Datagram(50, 22));
    EXPECT_EQ(agreed.size(), 1u);
}

TEST_F(DeskTest, BytesOfAnyKindAreSurvived) {
    expect("ann");
    DtlsPeer ann("ann");
    const auto hello = ann.handshake->say().at(0);
    for (std::size_t length = 0; length < hello.size(); ++length)
        desk.hear(leg, ann_at, Bytes{hello}.first(length), now);
    for (std::size_t i = 0; i < hello.size(); ++i) {
        auto changed = hello;
        changed[i] ^= 0xff;
        desk.hear(leg, ann_at, changed, now);
    }
    EXPECT_TRUE(agreed.empty());
}

TEST(Fingerprints, AreWrittenAsSdpHasThem) {
    EXPECT_EQ(text_of(Fingerprint{DigestName::sha_256, {0xab, 0x01, 0xff}}), "sha-256 AB:01:FF");
}

TEST(Identities, NeedACertificateAndItsKey) {
    const auto pem = tls::self_made_pem("us"), other = tls::self_made_pem("other");
    EXPECT_TRUE(Identity::of(pem));
    EXPECT_FALSE(Identity::of(""));
    EXPECT_FALSE(Identity::of(pem.substr(0, pem.find("-----BEGIN PRIVATE"))));
    EXPECT_FALSE(Identity::of(pem.substr(0, pem.find("-----BEGIN PRIVATE")) +
                              other.substr(other.find("-----BEGIN PRIVATE"))));
}

}  // namespace
}  // namespace layby::media

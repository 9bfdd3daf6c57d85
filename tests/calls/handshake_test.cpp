// Calls with browsers: keys come by a handshake beside the audio (DTLS-SRTP), and the way by checks (ICE).
#include <gmock/gmock.h>

#include "world/office_world.hpp"

namespace layby::world {
namespace {

using testing::ElementsAre;

Fingerprint print(std::uint8_t seed) { return {DigestName::sha_256, std::vector<std::uint8_t>(32, seed)}; }

IceCredentials credentials(const std::string& seed) {
    return {"frag" + seed, "0123456789abcdef012345" + seed};
}

/// As a browser offers.
MediaDescription browser(std::uint8_t seed = 5, const std::string& ice = "a") {
    auto description = speaks();
    description.rtp = {"0.0.0.0", 9};
    description.dtls = DtlsDescription{print(seed), DtlsSetup::actpass};
    description.ice = credentials(ice);
    description.rtcp_mux = description.encrypted_only = true;
    description.mid = "0";
    return description;
}

/// As a browser answers an offer of ours.
MediaDescription answers(const MediaDescription& ours) {
    auto description = browser();
    description.dtls->setup = DtlsSetup::active;
    description.mid = ours.mid;
    return description;
}

SrtpKeys keys(std::uint8_t seed) {
    SrtpKey::Bytes ours{}, theirs{};
    ours.fill(seed);
    theirs.fill(static_cast<std::uint8_t>(seed + 100));
    return {{SrtpCipher::gcm_128, ours}, {SrtpCipher::gcm_128, theirs}};
}

class Handshake : public testing::Test {
  protected:
    Handshake() { world.audio.own_fingerprint = print(1); }

    const calls::LegAudio& audio(LegId leg) { return *world.audio.port(leg)->audio; }
    LegId call_to_a_browser() {
        auto devices = world.devices.at("202");
        for (auto& device : devices) device.transport = Transport::wss;
        world.has_devices("202", devices);
        world.dial("201", "202");
        return world.ringing_one("202");
    }

    OfficeWorld world;
};

TEST_F(Handshake, ABrowsersOfferIsAnsweredInKind) {
    const LegId caller = world.dial("201", "202", browser());
    world.picks_up(world.ringing_one("202"));
    world.confirms(caller);
    const auto& answer = *world.seen(caller).answered;
    EXPECT_EQ(answer.dtls, (DtlsDescription{print(1), DtlsSetup::passive}));
    ASSERT_TRUE(answer.ice);
    EXPECT_GE(answer.ice->password.size(), 22u);
    EXPECT_TRUE(answer.rtcp_mux);
    EXPECT_EQ(answer.mid, "0");
    EXPECT_EQ(audio(caller).dtls, (calls::DtlsPeer{print(5), false}));
    EXPECT_EQ(audio(caller).ice, (calls::IceAgreed{*answer.ice, credentials("a")}));
    EXPECT_TRUE(audio(caller).rtcp_mux);
    EXPECT_FALSE(audio(caller).keys) << "the engine tells of them";
    EXPECT_TRUE(audio(caller).peer_listens) << "that it has no address yet is no hold";
}

TEST_F(Handshake, WhoWaitsForUsIsBegunWith) {
    auto offer = browser();
    offer.dtls->setup = DtlsSetup::passive;
    const LegId caller = world.dial("201", "202", offer);
    world.picks_up(world.ringing_one("202"));
    EXPECT_EQ(world.seen(caller).answered->dtls->setup, DtlsSetup::active);
    EXPECT_TRUE(audio(caller).dtls->we_begin);
    world.confirms(caller);
    world.resumes(caller, browser());
    EXPECT_TRUE(audio(caller).dtls->we_begin) << "nobody changes its part";
}

TEST_F(Handshake, WithoutACertificateOfOursItIsRefused) {
    world.audio.own_fingerprint.reset();
    const LegId caller = world.dial("201", "202", browser());
    EXPECT_EQ(world.seen(caller).refused->status, 488);
    EXPECT_TRUE(world.at_rest());
}

TEST_F(Handshake, ItsKeysAreKnownAndGoOnThroughHoldAndResume) {
    const LegId caller = world.dial("201", "202", browser());
    world.picks_up(world.ringing_one("202"));
    world.confirms(caller);
    world.tell(calls::KeysAgreed{caller, keys(1), print(5)});
    auto held = browser();
    held.direction = Direction::sendonly;
    world.resumes(caller, held);
    EXPECT_EQ(audio(caller).keys, keys(1));
    const auto before = audio(caller).ice;
    world.resumes(caller, browser());
    EXPECT_EQ(audio(caller).keys, keys(1));
    EXPECT_EQ(audio(caller).ice, before);
}

TEST_F(Handshake, KeysOfAnotherCertificateAreNobodys) {
    const LegId caller = world.dial("201", "202", browser());
    world.picks_up(world.ringing_one("202"));
    world.confirms(caller);
    world.tell(calls::KeysAgreed{caller, keys(1), print(6)});
    world.resumes(caller, browser());
    EXPECT_FALSE(audio(caller).keys);
    world.tell(calls::KeysAgreed{caller, keys(1), print(5)});
    world.resumes(caller, browser(6));
    EXPECT_FALSE(audio(caller).keys) << "the new one shakes hands anew";
}

TEST_F(Handshake, AnIceRestartGetsOtherCredentialsOfOurs) {
    const LegId caller = world.dial("201", "202", browser());
    world.picks_up(world.ringing_one("202"));
    world.confirms(caller);
    world.tell(calls::KeysAgreed{caller, keys(1), print(5)});
    const auto before = audio(caller).ice->ours;
    world.resumes(caller, browser(5, "b"));
    EXPECT_EQ(audio(caller).ice->theirs, credentials("b"));
    EXPECT_NE(audio(caller).ice->ours, before);
    EXPECT_EQ(audio(caller).keys, keys(1)) << "it is the same handshake";
}

TEST_F(Handshake, ABrowserIsOfferedNothingElse) {
    const LegId callee = call_to_a_browser();
    const auto offer = world.seen(callee).call->offer;
    EXPECT_EQ(offer.dtls, (DtlsDescription{print(1), DtlsSetup::actpass}));
    EXPECT_TRUE(offer.ice && offer.rtcp_mux && offer.encrypted_only && !offer.mid.empty());
    EXPECT_THAT(offer.crypto, ElementsAre());
    world.picks_up(callee, answers(offer));
    EXPECT_EQ(audio(callee).dtls, (calls::DtlsPeer{print(5), false}));
    EXPECT_EQ(audio(callee).ice, (calls::IceAgreed{*offer.ice, credentials("a")}));
}

TEST_F(Handshake, APhoneThatKnowsNoneIsCalledOnceMoreWithKeys) {
    world.fails(call_to_a_browser(), 488);
    const LegId again = world.ringing_one("202");
    EXPECT_FALSE(world.seen(again).call->offer.dtls);
    EXPECT_EQ(world.seen(again).call->offer.crypto.size(), 2u) << "over wss nobody else reads them";
    world.picks_up(again);
    EXPECT_FALSE(audio(again).dtls);
    world.everybody_hangs_up();
    EXPECT_TRUE(world.at_rest());
}

TEST_F(Handshake, AndNotAThirdTime) {
    world.fails(call_to_a_browser(), 488);
    world.fails(world.ringing_one("202"), 488);
    world.fails(world.ringing_one("202"), 488);
    EXPECT_TRUE(world.at_rest()) << "keys might be taken, keys alone weren't";
}

TEST_F(Handshake, WhoAnswersItWithoutACertificateIsNotTalkedTo) {
    const LegId callee = call_to_a_browser();
    world.picks_up(callee);
    EXPECT_TRUE(world.at_rest());
}

TEST_F(Handshake, ACallerWaitsAndTheNextProcessKnowsKeysAndWay) {
    const LegId caller = world.arrive("provider", "202", browser());
    const LegId callee = world.ringing_one("202");
    world.picks_up(callee);
    world.confirms(caller);
    world.tell(calls::KeysAgreed{caller, keys(1), print(5)});
    world.tell(calls::AudioFound{caller, {"198.51.100.7", 40404}});
    world.transfers(callee, "700");
    auto known = audio(caller);
    ASSERT_TRUE(known.ice && known.dtls);
    known.keys = keys(1);
    known.found = Address{"198.51.100.7", 40404};
    world.restart();
    EXPECT_EQ(audio(caller), known);
    EXPECT_TRUE(world.audio.hears_music(caller));
}

TEST_F(Handshake, WhoMustBeEncryptedStaysSoBeforeItsKeysAreThere) {
    auto office = small_office();
    office.users.front().encryption = calls::MediaEncryption::require;
    ASSERT_EQ(office.users.front().name, "201");
    world.reload(office);
    const LegId caller = world.dial("201", "202", browser());
    world.picks_up(world.ringing_one("202"));
    world.confirms(caller);
    world.resumes(caller, speaks());
    EXPECT_TRUE(world.seen(caller).offer_refused);
    EXPECT_TRUE(audio(caller).dtls);
}

TEST_F(Handshake, OurOfferWithinTheCallSaysTheSame) {
    const LegId caller = world.dial("201", "202", browser());
    world.picks_up(world.ringing_one("202"));
    world.confirms(caller);
    world.tell(calls::KeysAgreed{caller, keys(1), print(5)});
    const auto answer = *world.seen(caller).answered;
    world.tell(calls::OfferAsked{caller});
    const auto& offer = *world.seen(caller).accepted;
    EXPECT_EQ(offer.dtls->fingerprint, print(1));
    EXPECT_EQ(offer.ice, answer.ice);
    EXPECT_EQ(offer.mid, "0");
}

}  // namespace
}  // namespace layby::world

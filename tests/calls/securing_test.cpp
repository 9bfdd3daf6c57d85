// Calls whose audio is encrypted: who gets which key, and what the settings refuse.
#include <gmock/gmock.h>

#include "world/office_world.hpp"

namespace layby::world {
namespace {

using calls::MediaEncryption;
using testing::ElementsAre;

SrtpKey their_key(std::uint8_t seed, SrtpCipher cipher = SrtpCipher::cm_128_80) {
    SrtpKey::Bytes bytes{};
    bytes.fill(seed);
    return {cipher, bytes};
}

/// With this key, as line `tag`.
MediaDescription speaks_encrypted(const SrtpKey& key, std::uint32_t tag = 1) {
    auto description = speaks();
    description.crypto = {{tag, key}};
    description.encrypted_only = true;
    return description;
}

MediaDescription may_encrypt(const SrtpKey& key, std::uint32_t tag = 1) {
    auto description = speaks_encrypted(key, tag);
    description.encrypted_only = false;
    return description;
}

calls::Office office_with(const std::string& user, MediaEncryption encryption) {
    auto office = small_office();
    for (auto& one : office.users)
        if (one.name == user) one.encryption = encryption;
    return office;
}

void is_on_tls(OfficeWorld& world, const std::string& user) {
    auto devices = world.devices.at(user);
    for (auto& device : devices) device.transport = Transport::tls;
    world.has_devices(user, devices);
}

const std::optional<SrtpKeys>& keys_of(OfficeWorld& world, LegId leg) {
    return world.audio.port(leg)->audio->keys;
}

TEST(Securing, AnOfferWithAKeyIsAnsweredWithOurs) {
    OfficeWorld world;
    const LegId caller = world.dial("201", "202", speaks_encrypted(their_key(7), 5));
    const LegId callee = world.ringing_one("202");
    world.picks_up(callee);
    world.confirms(caller);
    const auto& answer = *world.seen(caller).answered;
    ASSERT_EQ(answer.crypto.size(), 1u);
    EXPECT_EQ(answer.crypto.front().tag, 5u);
    EXPECT_TRUE(answer.encrypted_only);
    ASSERT_TRUE(keys_of(world, caller));
    EXPECT_EQ(keys_of(world, caller)->theirs, their_key(7));
    EXPECT_EQ(keys_of(world, caller)->ours, answer.crypto.front().key);
    EXPECT_FALSE(keys_of(world, callee)) << "the other one is in clear";
    EXPECT_TRUE(world.audio.talk(caller, callee));
}

TEST(Securing, OfTheOffersLinesTheFirstIsTaken) {
    OfficeWorld world;
    auto offer = speaks_encrypted(their_key(1, SrtpCipher::gcm_256), 3);
    offer.crypto.push_back({4, their_key(2)});
    const LegId caller = world.dial("201", "202", offer);
    world.picks_up(world.ringing_one("202"));
    EXPECT_EQ(world.seen(caller).answered->crypto.front().tag, 3u);
    EXPECT_EQ(keys_of(world, caller)->ours.cipher, SrtpCipher::gcm_256);
}

TEST(Securing, TheSameKeySaidAgainKeepsOursAndAnotherGetsAnother) {
    OfficeWorld world;
    const LegId caller = world.dial("201", "202", speaks_encrypted(their_key(7)));
    world.picks_up(world.ringing_one("202"));
    world.confirms(caller);
    const auto before = *keys_of(world, caller);
    auto held = speaks_encrypted(their_key(7));
    held.direction = Direction::sendonly;
    world.resumes(caller, held);
    EXPECT_EQ(*keys_of(world, caller), before);
    world.resumes(caller, speaks_encrypted(their_key(8)));
    EXPECT_EQ(keys_of(world, caller)->theirs, their_key(8));
    EXPECT_NE(keys_of(world, caller)->ours, before.ours);
}

TEST(Securing, ACallInClearIsRefusedWhereTheSettingsWantAKey) {
    OfficeWorld world(office_with("201", MediaEncryption::require));
    const LegId clear = world.dial("201", "202");
    EXPECT_EQ(world.seen(clear).refused->status, 488);
    EXPECT_THAT(world.seen(clear).refused->reason, testing::HasSubstr("encrypted"));
    const LegId caller = world.dial("201", "202", may_encrypt(their_key(7)));
    world.picks_up(world.ringing_one("202"));
    world.confirms(caller);
    EXPECT_TRUE(keys_of(world, caller));
    world.resumes(caller, speaks());
    EXPECT_TRUE(keys_of(world, caller)) << "and it stays encrypted";
    world.everybody_hangs_up();
    EXPECT_TRUE(world.at_rest());
}

TEST(Securing, ANewPolicyIsForNewCalls) {
    OfficeWorld world;
    const LegId ringing = world.dial("201", "202");
    const LegId callee = world.ringing_one("202");
    world.reload(office_with("201", MediaEncryption::require));
    world.picks_up(callee);
    world.confirms(ringing);
    EXPECT_TRUE(world.audio.talk(ringing, callee)) << "it was let in before";
    world.holds(ringing);
    world.resumes(ringing);
    EXPECT_FALSE(world.seen(ringing).offer_refused);
    EXPECT_TRUE(world.audio.talk(ringing, callee));
    world.hangs_up(ringing);
    const LegId encrypted = world.dial("201", "202", may_encrypt(their_key(7)));
    world.picks_up(world.ringing_one("202"));
    world.confirms(encrypted);
    world.reload(office_with("201", MediaEncryption::off));
    world.resumes(encrypted, may_encrypt(their_key(8)));
    EXPECT_TRUE(keys_of(world, encrypted)) << "and an encrypted one stays encrypted";
}

TEST(Securing, SwitchedOffOnlyWhoInsistsGetsAKey) {
    OfficeWorld world(office_with("201", MediaEncryption::off));
    const LegId may = world.dial("201", "202", may_encrypt(their_key(7)));
    world.picks_up(world.ringing_one("202"));
    EXPECT_FALSE(keys_of(world, may));
    world.hangs_up(may);
    const LegId must = world.dial("201", "202", speaks_encrypted(their_key(7)));
    world.picks_up(world.ringing_one("202"));
    EXPECT_TRUE(keys_of(world, must));
}

TEST(Securing, WhoeverIsOnTlsIsOfferedKeysAndMayAnswerInClear) {
    OfficeWorld world;
    is_on_tls(world, "202");
    world.dial("201", "202");
    const LegId callee = world.ringing_one("202");
    const auto offer = world.seen(callee).call->offer;
    ASSERT_EQ(offer.crypto.size(), 2u);
    EXPECT_NE(offer.crypto[0].key, offer.crypto[1].key);
    EXPECT_FALSE(offer.encrypted_only);
    world.picks_up(callee);
    EXPECT_FALSE(keys_of(world, callee));
}

TEST(Securing, TheAnswerNamesTheLineThatIsUsed) {
    OfficeWorld world;
    is_on_tls(world, "202");
    world.dial("201", "202");
    const LegId callee = world.ringing_one("202");
    const auto offer = world.seen(callee).call->offer;
    world.picks_up(callee, may_encrypt(their_key(9, SrtpCipher::gcm_128), 2));
    ASSERT_TRUE(keys_of(world, callee));
    EXPECT_EQ(keys_of(world, callee)->ours, offer.crypto[1].key);
}

TEST(Securing, AnAnswerThatNamesNoLineOfOursEndsTheCall) {
    for (const auto& answer : {may_encrypt(their_key(9), 3), may_encrypt(their_key(9), 2)}) {
        OfficeWorld world;
        is_on_tls(world, "202");
        const LegId caller = world.dial("201", "202");
        world.picks_up(world.ringing_one("202"), answer);
        EXPECT_EQ(world.seen(caller).refused->status, 488);
        EXPECT_TRUE(world.at_rest());
    }
}

TEST(Securing, WhoeverIsNotOnTlsIsOfferedNone) {
    OfficeWorld world;
    world.dial("201", "202");
    EXPECT_THAT(world.seen(world.ringing_one("202")).call->offer.crypto, ElementsAre());
}

TEST(Securing, ARequiredKeyIsOfferedAsTheOnlyWay) {
    OfficeWorld world(office_with("202", MediaEncryption::require));
    const LegId caller = world.dial("201", "202");
    const LegId callee = world.ringing_one("202");
    EXPECT_TRUE(world.seen(callee).call->offer.encrypted_only);
    world.picks_up(callee);
    EXPECT_EQ(world.seen(caller).refused->status, 488) << "it answered in clear";
    EXPECT_TRUE(world.at_rest());
}

TEST(Securing, APhoneThatKnowsNoOfferOfBothIsCalledOnceMore) {
    OfficeWorld world;
    is_on_tls(world, "202");
    const LegId caller = world.dial("201", "202");
    world.fails(world.ringing_one("202"), 488);
    const LegId again = world.ringing_one("202");
    EXPECT_TRUE(world.seen(again).call->offer.encrypted_only);
    world.picks_up(again, speaks_encrypted(their_key(9)));
    world.confirms(caller);
    EXPECT_TRUE(keys_of(world, again));
    EXPECT_TRUE(world.audio.talk(caller, again));
}

TEST(Securing, AndNotAThirdTime) {
    OfficeWorld world;
    is_on_tls(world, "202");
    const LegId caller = world.dial("201", "202");
    world.fails(world.ringing_one("202"), 488);
    world.fails(world.ringing_one("202"), 488);
    EXPECT_EQ(world.seen(caller).refused->status, 488);
    EXPECT_TRUE(world.at_rest());
}

TEST(Securing, ACallerWaitsEncryptedAndTheNextProcessKnowsTheKeys) {
    OfficeWorld world;
    const LegId caller = world.arrive("provider", "202", may_encrypt(their_key(7)));
    const LegId callee = world.ringing_one("202");
    world.picks_up(callee);
    world.confirms(caller);
    world.transfers(callee, "700");
    const auto before = keys_of(world, caller);
    ASSERT_TRUE(before);
    world.restart();
    EXPECT_EQ(keys_of(world, caller), before);
    EXPECT_TRUE(world.audio.hears_music(caller));
    const LegId cleo = world.dial("203", "701", speaks_encrypted(their_key(4)));
    world.confirms(cleo);
    EXPECT_TRUE(world.audio.talk(cleo, caller));
}

}  // namespace
}  // namespace layby::world

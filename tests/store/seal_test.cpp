// The keys of calls in records: sealed, and a call outlives the loss of what seals them.
#include <gmock/gmock.h>

#include "filled.hpp"
#include "store/dump.hpp"

namespace layby::store {
namespace {

using testing::HasSubstr;
using testing::Not;

Seal seal_of(std::uint8_t seed) {
    Seal::Key key{};
    key.fill(seed);
    return Seal(key);
}

SrtpKey key_of(std::uint8_t seed) {
    SrtpKey::Bytes bytes{};
    bytes.fill(seed);
    return {SrtpCipher::cm_128_80, bytes};
}

calls::Leg encrypted_leg() {
    calls::Leg leg;
    leg.id = {7};
    leg.audio.emplace().keys = SrtpKeys{key_of('o'), key_of('t')};
    return leg;
}

const SrtpKeys& keys_in(const Record& record) { return *std::get<calls::Leg>(record).audio->keys; }

TEST(Seal, KeysComeBackUnderTheSameSealAlone) {
    const auto seal = seal_of(1), other = seal_of(2);
    const auto bytes = encoded(encrypted_leg(), &seal);
    EXPECT_THAT(bytes, Not(HasSubstr("oooo")));
    EXPECT_THAT(bytes, Not(HasSubstr("tttt")));
    EXPECT_THAT(json_text(bytes), Not(HasSubstr("oooo")));
    EXPECT_EQ(keys_in(*decoded(Kind::leg, bytes, {}, &seal)), *encrypted_leg().audio->keys);
    const auto lost = decoded(Kind::leg, bytes, {}, &other);
    ASSERT_TRUE(lost) << "the call goes on all the same";
    EXPECT_NE(keys_in(*lost).ours, key_of('o'));
    EXPECT_NE(keys_in(*lost).ours, SrtpKey{}) << "and nobody can guess what it is encrypted with meanwhile";
    EXPECT_NE(keys_in(*lost).ours, keys_in(*decoded(Kind::leg, bytes, {}, &other)).ours);
}

TEST(Seal, HasAKeyForEachPurpose) {
    const auto seal = seal_of(1);
    EXPECT_EQ(seal.key_for("logins").size(), Seal::key_bytes);
    EXPECT_EQ(seal.key_for("logins"), seal_of(1).key_for("logins"));
    EXPECT_NE(seal.key_for("logins"), seal.key_for("others"));
    EXPECT_NE(seal.key_for("logins"), seal_of(2).key_for("logins"));
}

TEST(Seal, NoTwoAreAlike) {
    const auto seal = seal_of(1);
    EXPECT_NE(seal.closed("secret"), seal.closed("secret"));
    EXPECT_EQ(seal.opened(seal.closed("secret")), "secret");
}

TEST(Seal, WhatIsDamagedIsNotOpened) {
    const auto seal = seal_of(1);
    const auto whole = seal.closed("secret");
    for (std::size_t i = 0; i < whole.size(); ++i) {
        auto damaged = whole;
        damaged[i] = static_cast<char>(damaged[i] ^ 1);
        EXPECT_EQ(seal.opened(damaged), "") << i;
        EXPECT_EQ(seal.opened(whole.substr(0, i)), "") << i;
    }
}

}  // namespace
}  // namespace layby::store

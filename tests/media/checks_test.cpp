// Connectivity checks as the lite side of ICE answers them.
#include "media/ice/checks.hpp"

#include <gtest/gtest.h>

#include "media/checking.hpp"

namespace layby::media {
namespace {

using namespace std::chrono_literals;

const SocketAddress home = *SocketAddress::from("192.0.2.1", 40000);
const SocketAddress mobile = *SocketAddress::from("198.51.100.7", 50000);

struct ChecksOfALeg : testing::Test {
    Checks checks;
    Instant now{100s};
    std::array<std::uint8_t, max_packet_bytes> room{};
    ChecksOfALeg() { checks.agreed(ours_in_checks); }

    Checks::Heard check(const SocketAddress& from, const CheckToSend& what = {}) {
        return checks.hear(from, what.bytes(), now, room);
    }
    /// The code of the last answer; 200 when it is none of refusal, 0 when there was none.
    int answered(const Checks::Heard& heard) const {
        if (heard.answer == 0) return 0;
        const auto answer = read_stun(Bytes{room}.first(heard.answer));
        if (!answer) return -1;
        if (answer->type == binding_found) return 200;
        return room[26] * 100 + room[27];
    }
};

TEST_F(ChecksOfALeg, SayWhereThePeerIs) {
    EXPECT_FALSE(checks.consents(now));
    const auto heard = check(home);
    EXPECT_TRUE(heard.valid && heard.moved);
    EXPECT_EQ(answered(heard), 200);
    EXPECT_TRUE(checks.consents(now));
    EXPECT_EQ(checks.place(), home);
    EXPECT_FALSE(check(home).moved);
}

TEST_F(ChecksOfALeg, TheFirstPlaceHoldsUntilThePeerChoosesOne) {
    check(home);
    EXPECT_FALSE(check(mobile).moved);
    EXPECT_EQ(checks.place(), home);
    EXPECT_TRUE(checks.knows(mobile));
    EXPECT_TRUE(check(mobile, {.chosen = true}).moved);
    EXPECT_EQ(checks.place(), mobile);
    EXPECT_FALSE(check(home).moved);
    EXPECT_EQ(checks.place(), mobile);
}

TEST_F(ChecksOfALeg, OfAStrangerProveNothing) {
    const auto forged = check(mobile, {.password = "a password that was guessed at"});
    EXPECT_FALSE(forged.valid);
    EXPECT_EQ(answered(forged), 401);
    EXPECT_EQ(answered(check(mobile, {.username = "other:theirs"})), 401);
    EXPECT_EQ(answered(check(mobile, {.username = ""})), 400);
    EXPECT_EQ(answered(check(mobile, {.signed_by = false})), 400);
    EXPECT_FALSE(checks.consents(now));
    EXPECT_FALSE(checks.knows(mobile));
}

TEST_F(ChecksOfALeg, ARefusalOfAStrangerIsNoLongerThanWhatItSent) {
    for (const auto& one :
         {CheckToSend{.password = "?"}, CheckToSend{.username = "x"}, CheckToSend{.signed_by = false}}) {
        const auto heard = check(mobile, one);
        EXPECT_GT(heard.answer, 0u);
        EXPECT_LE(heard.answer, one.bytes().size());
    }
}

TEST_F(ChecksOfALeg, APeerThatWantsToBeControlledIsToldToChange) {
    const auto heard = check(home, {.controlled = true});
    EXPECT_FALSE(heard.valid);
    EXPECT_EQ(answered(heard), 487);
}

TEST_F(ChecksOfALeg, WhatMustBeUnderstoodAndIsntIsNamed) {
    EXPECT_EQ(answered(check(home, {.unknown = true})), 420);
    EXPECT_EQ(read16(room, 28), 0x000a);
    EXPECT_EQ(read16(room, 32), 0x7abc);
}

TEST_F(ChecksOfALeg, AreTheConsentForHalfAMinute) {
    check(home);
    now += Checks::consent - 1ms;
    EXPECT_TRUE(checks.consents(now));
    now += 1ms;
    EXPECT_FALSE(checks.consents(now));
    check(home);
    EXPECT_TRUE(checks.consents(now));
}

TEST_F(ChecksOfALeg, WhatElseThePeerSaysIsConsentToo) {
    checks.heard(now);
    checks.proved(home, now);
    EXPECT_FALSE(checks.consents(now)) << "but not without a check";
    check(home);
    now += 20s;
    checks.heard(now);
    now += 20s;
    EXPECT_TRUE(checks.consents(now));
    now += 20s;
    checks.heard(now);
    EXPECT_FALSE(checks.consents(now)) << "it came too late";
    checks.proved(mobile, now);
    EXPECT_FALSE(checks.consents(now)) << "it is in another place";
    checks.proved(home, now);
    EXPECT_TRUE(checks.consents(now)) << "under its keys it is never too late";
}

TEST_F(ChecksOfALeg, WithOldCredentialsAreGoodUntilNewOnesHaveBeenUsed) {
    check(home, {.chosen = true});
    checks.agreed({"anew", "another password, as long as that"});
    EXPECT_TRUE(check(home).valid);
    const CheckToSend fresh{.username = "anew:theirs", .password = "another password, as long as that"};
    const auto moved = check(mobile, fresh);
    EXPECT_TRUE(moved.valid && moved.moved);
    EXPECT_FALSE(check(home).valid);
    EXPECT_EQ(checks.place(), mobile);
}

TEST_F(ChecksOfALeg, TheFirstWithNewCredentialsSaysAnewWhereThePeerIs) {
    check(home, {.chosen = true});
    checks.agreed({"anew", "another password, as long as that"});
    const CheckToSend fresh{.username = "anew:theirs", .password = "another password, as long as that"};
    EXPECT_FALSE(check(home, {.chosen = true}).moved);
    EXPECT_TRUE(check(home, fresh).moved);
    EXPECT_FALSE(check(home, fresh).moved);
    EXPECT_EQ(checks.place(), home);
}

TEST_F(ChecksOfALeg, AgreedOnOnceMoreAreTheSame) {
    check(home, {.chosen = true});
    checks.agreed(ours_in_checks);
    EXPECT_FALSE(check(mobile).moved);
    EXPECT_EQ(checks.place(), home);
}

TEST_F(ChecksOfALeg, AfterARestartThePlaceIsThatOfBeforeUntilThePeerChoosesAnother) {
    checks.found(home, now);
    EXPECT_TRUE(checks.consents(now));
    EXPECT_FALSE(check(mobile).moved);
    EXPECT_TRUE(check(mobile, {.chosen = true}).moved);
}

}  // namespace
}  // namespace layby::media

#include "media/core/latch.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace layby::media {
namespace {

using namespace std::chrono_literals;

/// One stream of a phone that says something each 20 ms, from wherever it is at the time.
struct Speaker {
    SocketAddress from;
    std::uint32_t ssrc{};
    std::uint16_t sequence{65530};  // wraps soon
    std::uint32_t timestamp{0xffffff00};
    RtpHeader next() { return {false, 0, sequence++, timestamp += 160, ssrc}; }
};

/// The phone's SDP says 10.0.0.5 (as behind NAT), its SIP comes from 192.0.2.9.
struct Latched : testing::Test {
    SocketAddress signalled = *SocketAddress::from("10.0.0.5", 4000);
    SocketAddress outside = *SocketAddress::from("192.0.2.9", 31000);
    SocketAddress proxy = *SocketAddress::from("192.0.2.9", 0);
    Instant now{100s};
    Speaker phone{outside, 1}, inside{signalled, 2}, stranger{*SocketAddress::from("198.51.100.66", 5000), 3};
    Latch latch;

    Latched() { latch.negotiated(signalled, proxy, now); }

    Latch::Verdict one(Speaker& who, bool audio = true) {
        now += 20ms;
        return latch.hear(who.from, who.next(), true, audio, now);
    }
    /// How many of so many packets are heard.
    int says(Speaker& who, int packets) {
        int heard = 0;
        while (packets-- > 0) heard += one(who) != Latch::Verdict::refused ? 1 : 0;
        return heard;
    }
    /// How many of so many packets of each are heard, when both send all the time.
    std::pair<int, int> both_say(Speaker& one_of_them, Speaker& other, int packets) {
        int first = 0, second = 0;
        for (; packets > 0; --packets) {
            now += 20ms;
            first +=
                latch.hear(one_of_them.from, one_of_them.next(), true, true, now) != Latch::Verdict::refused;
            second += latch.hear(other.from, other.next(), true, true, now) != Latch::Verdict::refused;
        }
        return {first, second};
    }
    void signal(const SocketAddress& rtp, const SocketAddress& sip) {
        signalled = rtp;
        latch.negotiated(rtp, sip, now);
    }
};

/// Both the SDP and the SIP say 192.0.2.9.
struct AtHome : Latched {
    AtHome() {
        signal(outside, proxy);
        inside.from = outside;
    }
};

/// A trunk: its SIP comes from one host, its SDP names another, and both are in the open.
struct WithMediaServer : Latched {
    Speaker server{*SocketAddress::from("203.0.113.5", 4000), 7};
    WithMediaServer() { signal(server.from, proxy); }
};

TEST_F(Latched, SendsToTheSignalledAddressUntilThePeerIsHeard) { EXPECT_EQ(latch.remote(), signalled); }

TEST_F(Latched, FollowsAPeerBehindNatAtItsFirstPacket) {
    EXPECT_EQ(one(phone), Latch::Verdict::moved);
    EXPECT_EQ(latch.remote(), outside);
    EXPECT_TRUE(latch.moved());
    EXPECT_EQ(one(phone), Latch::Verdict::accepted);
}

TEST_F(Latched, DoesNotFollowAnImplausiblePacket) {
    EXPECT_EQ(latch.hear(outside, phone.next(), false, true, now), Latch::Verdict::refused);
    EXPECT_EQ(latch.remote(), signalled);
}

TEST_F(Latched, APacketOfAStrangerJustBeforeThePeersChangesNothing) {
    EXPECT_EQ(says(stranger, 1), 0);
    EXPECT_EQ(says(phone, 50), 50);
    EXPECT_EQ(both_say(stranger, phone, 500), std::pair(0, 500));
    EXPECT_EQ(latch.remote(), outside);
}

TEST_F(Latched, AStrangerThatCameFirstLosesToThePeerWithinAFewPackets) {
    says(stranger, 100);
    EXPECT_EQ(latch.remote(), stranger.from);
    EXPECT_GE(both_say(stranger, phone, 100).second, 97);
    EXPECT_EQ(latch.remote(), outside);
    EXPECT_EQ(says(stranger, 5), 0);
}

TEST_F(Latched, APeerBehindNatFromAThirdAddressNeedsAFewPackets) {
    EXPECT_EQ(says(stranger, 3), 0);
    EXPECT_EQ(says(stranger, 1), 1);
    EXPECT_EQ(latch.remote(), stranger.from);
}

TEST_F(Latched, ThePeersPlaceIsKnownOnceItWasHeardThereHoweverSilentItIs) {
    says(phone, 10);
    for (const auto silence : {Duration{1s}, Duration{10s}, Duration{1h}}) {
        now += silence;
        EXPECT_EQ(says(stranger, 200), 0);
    }
    EXPECT_EQ(latch.remote(), outside);
    EXPECT_EQ(says(phone, 1), 1);
}

TEST_F(Latched, AnotherPortAtThePeersHostIsTakenWhenTheOldOneHasBeenSilentForLong) {
    says(phone, 10);
    Speaker again{outside.with_port(31002), 9};
    EXPECT_EQ(both_say(phone, again, 100), std::pair(100, 0));
    EXPECT_EQ(says(again, 50), 0);
    EXPECT_GT(says(again, 100), 40);
    EXPECT_EQ(latch.remote(), again.from);
}

TEST_F(Latched, AStrayPacketFromThePeersHostHoldsNothing) {
    Speaker stray{outside.with_port(9), 9};
    EXPECT_EQ(says(stray, 1), 1);
    now += 200ms;
    EXPECT_EQ(says(phone, 10), 7);
    EXPECT_EQ(latch.remote(), outside);
}

TEST_F(Latched, AStreamThatGoesOnFromAnotherPortIsFollowed) {
    says(phone, 100);
    phone.from = outside.with_port(40404);
    EXPECT_GE(says(phone, 50), 39);
    EXPECT_EQ(latch.remote(), phone.from);
}

TEST_F(Latched, AStreamThatGoesOnFromAnotherNetworkIsFollowed) {
    says(phone, 100);
    now += 3s, phone.sequence += 150, phone.timestamp += 150 * 160;  // lost on the way
    phone.from = *SocketAddress::from("198.51.100.7", 1);
    EXPECT_EQ(says(phone, 10), 7);
    EXPECT_EQ(latch.remote(), phone.from);
    EXPECT_TRUE(latch.keys_count(now));
    says(stranger, 500);
    EXPECT_EQ(latch.remote(), phone.from);
}

TEST_F(Latched, ACopyOfTheStreamFromElsewhereIsNotFollowedBesideIt) {
    says(phone, 10);
    Speaker copy = phone;
    copy.from = stranger.from;
    EXPECT_EQ(both_say(phone, copy, 200), std::pair(200, 0));
}

TEST_F(Latched, AStrangerWithTheRightSsrcAndWrongNumbersIsNoContinuation) {
    says(phone, 10);
    now += 1s;
    Speaker guess{stranger.from, phone.ssrc, static_cast<std::uint16_t>(phone.sequence + 20000),
                  phone.timestamp};
    EXPECT_EQ(says(guess, 100), 0);
    Speaker older{stranger.from, phone.ssrc, phone.sequence, phone.timestamp - 1'000'000};
    EXPECT_EQ(says(older, 100), 0);
}

TEST_F(AtHome, NoStrangerIsEverHeard) {
    EXPECT_EQ(says(stranger, 10'000), 0);
    EXPECT_EQ(says(phone, 1), 1);
    now += 1h;
    EXPECT_EQ(says(stranger, 10'000), 0);
    EXPECT_EQ(latch.remote(), outside);
}

/// Under the peer's key (SRTP) it is the peer, also where it begins anew in another network: with another
/// SSRC.
TEST_F(AtHome, AnAuthenticStreamIsFollowedAnywhereWhenTheOldOneIsSilent) {
    const auto authentic = [&](Speaker& who) {
        now += 20ms;
        return latch.hear(who.from, who.next(), true, true, now, true) != Latch::Verdict::refused;
    };
    Speaker anew{*SocketAddress::from("198.51.100.7", 1), 77};
    for (int i = 0; i < 50; ++i) {
        EXPECT_TRUE(authentic(phone));
        EXPECT_FALSE(authentic(anew)) << "never beside a living stream: a copy may be faster than the peer";
    }
    int heard = 0;
    for (int i = 0; i < 20; ++i) heard += authentic(anew) ? 1 : 0;
    EXPECT_GE(heard, 9);
    EXPECT_EQ(latch.remote(), anew.from);
    EXPECT_TRUE(latch.keys_count(now));
}

TEST_F(AtHome, AnotherPortThanTheSignalledOneNeedsAFewPackets) {
    Speaker other{outside.with_port(7), 8};
    EXPECT_EQ(says(other, 10), 7);
    EXPECT_EQ(latch.remote(), other.from);
}

TEST_F(AtHome, RefusesAStrangerWhileThePeerSpeaks) {
    EXPECT_EQ(both_say(phone, stranger, 500), std::pair(500, 0));
}

TEST_F(Latched, TheSignalledAddressAlwaysWins) {
    says(phone, 50);
    EXPECT_GE(both_say(phone, inside, 100).second, 97);
    EXPECT_EQ(latch.remote(), signalled);
    EXPECT_EQ(both_say(inside, phone, 100), std::pair(100, 0));
}

TEST_F(Latched, TheSignalledAddressWinsAtOnceOverASilentOne) {
    says(stranger, 100);
    now += 20s;
    EXPECT_EQ(says(inside, 1), 1);
    EXPECT_EQ(latch.remote(), signalled);
    EXPECT_EQ(says(stranger, 1), 0);
}

TEST_F(WithMediaServer, StrangersAreNotHeardOnceItHasBeen) {
    says(server, 2);
    EXPECT_EQ(says(stranger, 10'000), 0);
    EXPECT_EQ(latch.remote(), server.from);
}

TEST_F(WithMediaServer, AFewPacketsOfAStrangerAreNotEnoughBeforeItIsHeard) {
    EXPECT_EQ(says(stranger, 40), 0);
    EXPECT_EQ(says(server, 1), 1);
}

/// The far end's path changes without a word to us: first the trunk relays, then the phone sends by itself,
/// and not from where the SDP says.
TEST_F(WithMediaServer, ARelayThatFallsSilentIsGivenUpForWhoSpeaksNow) {
    Speaker relay{proxy.with_port(12000), 8}, direct{*SocketAddress::from("203.0.113.77", 5004), 9};
    EXPECT_EQ(says(relay, 50), 50);
    EXPECT_EQ(both_say(relay, direct, 50), std::pair(50, 0));
    EXPECT_GT(says(direct, 200), 90);
    EXPECT_EQ(latch.remote(), direct.from);
    EXPECT_GE(says(relay, 10), 7) << "and back again";
}

TEST_F(WithMediaServer, APauseInAStreamOfAStrangerBeginsItsProofAnew) {
    for (int i = 0; i < 100; ++i, now += 250ms) EXPECT_EQ(says(stranger, 10), 0);
}

TEST_F(Latched, ARefreshKeepsThePlaceWhereThePeerWasFound) {
    says(phone, 10);
    latch.negotiated(signalled, proxy, now);
    EXPECT_EQ(latch.remote(), outside);
    EXPECT_EQ(both_say(phone, stranger, 500), std::pair(500, 0)) << "no stranger beside a living stream";
}

TEST_F(Latched, ARefreshFromAnotherAddressLetsThePeerBeFoundThere) {
    says(phone, 10);
    const auto network = *SocketAddress::from("198.51.100.7", 0);
    latch.negotiated(signalled, network, now);
    Speaker moved{network.with_port(555), 99};
    EXPECT_GE(both_say(phone, moved, 10).second, 7);
    EXPECT_EQ(latch.remote(), moved.from);
    EXPECT_EQ(says(phone, 100), 0);
}

TEST_F(Latched, ANewSignalledAddressReplacesIt) {
    says(phone, 10);
    const auto moved = *SocketAddress::from("10.0.0.6", 4444);
    latch.negotiated(moved, proxy, now);
    EXPECT_EQ(latch.remote(), moved);
}

TEST_F(Latched, APlaceFromBeforeARestartIsGoneOnWith) {
    latch.found(outside, now);
    EXPECT_EQ(latch.remote(), outside);
    EXPECT_EQ(says(stranger, 1000), 0);
    EXPECT_EQ(latch.remote(), outside);
    EXPECT_EQ(says(phone, 1), 1);
}

TEST_F(Latched, KeysOfAStrangerCountOnlyWhenItHasBeenHeardForAWhile) {
    EXPECT_FALSE(latch.keys_count(now));
    for (int i = 0; i < 100; ++i) one(stranger, false);
    EXPECT_EQ(latch.remote(), signalled) << "key presses are no claim";
    says(stranger, 10);
    EXPECT_EQ(latch.remote(), stranger.from);
    EXPECT_FALSE(latch.keys_count(now));
    says(stranger, 50);
    EXPECT_TRUE(latch.keys_count(now));
}

TEST_F(Latched, KeysOfThePeerCountAtOnce) {
    EXPECT_EQ(one(phone, false), Latch::Verdict::moved);
    EXPECT_TRUE(latch.keys_count(now));
}

/// Any sources in any order: while the peer speaks, nobody else is heard or sent to.
TEST_F(Latched, WhateverOthersSendBesideTheLivingPeerItAloneIsHeard) {
    for (unsigned seed = 0; seed < 50; ++seed) {
        std::mt19937 random{seed};
        Latch fresh;
        const bool honest = random() % 2 == 0, signalling_known = random() % 4 != 0;
        Speaker peer{honest ? signalled : outside, static_cast<std::uint32_t>(random())};
        fresh.negotiated(signalled,
                         signalling_known ? std::optional{honest ? signalled : proxy} : std::nullopt, now);
        std::vector<Speaker> others;
        for (std::uint16_t i = 0; i < 8; ++i)
            others.push_back({*SocketAddress::from("198.51.100." + std::to_string(random() % 4), i),
                              static_cast<std::uint32_t>(random())});
        int unheard = 0;
        for (int frame = 0; frame < 3000; ++frame, now += 20ms) {
            const bool heard = fresh.hear(peer.from, peer.next(), true, true, now) != Latch::Verdict::refused;
            if (!heard) ++unheard;
            for (unsigned n = random() % 6; heard && n > 0; --n) {
                Speaker& other = others[random() % 8];
                if (random() % 50 == 0) other.ssrc = peer.ssrc;
                EXPECT_EQ(fresh.hear(other.from, other.next(), true, random() % 3 != 0,
                                     now + Duration{random() % 15000}),
                          Latch::Verdict::refused)
                    << seed;
            }
            if (heard) {
                EXPECT_EQ(fresh.remote(), peer.from);
            }
            if (random() % 500 == 0)
                fresh.negotiated(signalled,
                                 signalling_known ? std::optional{honest ? signalled : proxy} : std::nullopt,
                                 now);
        }
        EXPECT_LT(unheard, 100) << seed;
    }
}

}  // namespace
}  // namespace layby::media

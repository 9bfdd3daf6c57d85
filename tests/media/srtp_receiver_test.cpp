// What is heard encrypted: all that is authentic, once, wherever in its stream it is; and nothing else.
#include "media/encrypted.hpp"

namespace layby::media {
namespace {

constexpr std::uint64_t rounds(std::uint64_t roc, std::uint16_t sequence = 100) {
    return packet_index(roc, sequence);
}

TEST(SrtpReceiver, OpensWhatASenderSends) {
    for (const auto cipher : all_ciphers) {
        SrtpSender sender{key_of(cipher)};
        SrtpReceiver receiver{key_of(cipher)};
        for (std::uint16_t sequence = 1; sequence < 200; ++sequence) {
            const Packet plain = rtp_packet(sequence, an_ssrc, sequence);
            EXPECT_EQ(opened(receiver, sealed(sender, plain)), plain);
            const Packet report = rtcp_packet(an_ssrc, sequence);
            EXPECT_EQ(opened_rtcp(receiver, sealed_rtcp(sender, report)), report);
        }
    }
}

TEST(SrtpReceiver, LeavesContributorsAndExtensionInTheClear) {
    for (const auto cipher : all_ciphers) {
        SrtpSender sender{key_of(cipher)};
        SrtpReceiver receiver{key_of(cipher)};
        Packet plain = rtp_packet(1);
        plain[0] = 0x80 | 0x10 | 2;    // two contributors and an extension
        plain[22] = 0, plain[23] = 3;  // of three words
        const std::size_t header = 36;
        const Packet packet = sealed(sender, plain);
        EXPECT_TRUE(std::equal(plain.begin(), plain.begin() + header, packet.begin()));
        EXPECT_FALSE(std::equal(plain.begin() + header, plain.begin() + header + 8, packet.begin() + header));
        EXPECT_EQ(opened(receiver, packet), plain);
    }
}

TEST(SrtpReceiver, EncryptsPaddingAndOpensIt) {
    SrtpSender sender{key_of(SrtpCipher::gcm_128)};
    SrtpReceiver receiver{key_of(SrtpCipher::gcm_128)};
    Packet plain = rtp_packet(1);
    plain[0] |= 0x20, plain.back() = 8;
    const Packet packet = sealed(sender, plain);
    EXPECT_FALSE(std::equal(plain.end() - 8, plain.end(), packet.begin() + 164));
    EXPECT_EQ(opened(receiver, packet), plain);
}

TEST(SrtpReceiver, OpensAPacketWithoutPayload) {
    for (const auto cipher : all_ciphers) {
        SrtpSender sender{key_of(cipher)};
        SrtpReceiver receiver{key_of(cipher)};
        EXPECT_EQ(opened(receiver, sealed(sender, rtp_packet(1, an_ssrc, 0))), rtp_packet(1, an_ssrc, 0));
        EXPECT_EQ(opened_rtcp(receiver, sealed_rtcp(sender, rtcp_packet(an_ssrc, 0))),
                  rtcp_packet(an_ssrc, 0));
    }
}

TEST(SrtpReceiver, OpensALongPacketAndNoneThatHasNoRoom) {
    SrtpSender sender{key_of(SrtpCipher::gcm_128)};
    SrtpReceiver receiver{key_of(SrtpCipher::gcm_128)};
    const Packet longest = rtp_packet(1, an_ssrc, max_packet_bytes - rtp_header_bytes);
    EXPECT_EQ(opened(receiver, sealed(sender, longest)), longest);
    EXPECT_TRUE(opened(receiver, sealed(sender, rtp_packet(2, an_ssrc, longest.size()))).empty());
    const Packet report = rtcp_packet(an_ssrc, max_packet_bytes);
    EXPECT_TRUE(opened_rtcp(receiver, sealed_rtcp(sender, report)).empty());
}

TEST(SrtpReceiver, RefusesAPacketWithAnyBitFlipped) {
    for (const auto cipher : all_ciphers) {
        SrtpSender sender{key_of(cipher)};
        SrtpReceiver receiver{key_of(cipher)};
        Packet packet = sealed(sender, rtp_packet(1)), report = sealed_rtcp(sender, rtcp_packet());
        for (std::size_t bit = 0; bit < 8 * packet.size(); ++bit) {
            packet[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
            EXPECT_TRUE(opened(receiver, packet).empty()) << bit;
            packet[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
        }
        for (std::size_t bit = 0; bit < 8 * report.size(); ++bit) {
            report[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
            EXPECT_TRUE(opened_rtcp(receiver, report).empty()) << bit;
            report[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
        }
        EXPECT_FALSE(opened(receiver, packet).empty());
        EXPECT_FALSE(opened_rtcp(receiver, report).empty());
    }
}

TEST(SrtpReceiver, RefusesWhatIsCutShort) {
    for (const auto cipher : all_ciphers) {
        SrtpSender sender{key_of(cipher)};
        SrtpReceiver receiver{key_of(cipher)};
        Packet plain = rtp_packet(1);
        plain[0] |= 0x10 | 2, plain[22] = 0, plain[23] = 3;
        const Packet packet = sealed(sender, plain), report = sealed_rtcp(sender, rtcp_packet());
        for (std::size_t length = 0; length < packet.size(); ++length)
            EXPECT_TRUE(
                opened(receiver, Packet(packet.begin(), packet.begin() + static_cast<int>(length))).empty());
        for (std::size_t length = 0; length < report.size(); ++length)
            EXPECT_TRUE(
                opened_rtcp(receiver, Packet(report.begin(), report.begin() + static_cast<int>(length)))
                    .empty());
    }
}

TEST(SrtpReceiver, RefusesAnotherKeyAndAnotherUse) {
    for (const auto cipher : all_ciphers) {
        SrtpSender sender{key_of(cipher)};
        SrtpReceiver other{key_of(cipher, 2)}, receiver{key_of(cipher)};
        EXPECT_TRUE(opened(other, sealed(sender, rtp_packet(1))).empty());
        EXPECT_TRUE(opened_rtcp(other, sealed_rtcp(sender, rtcp_packet())).empty());
        EXPECT_TRUE(opened_rtcp(receiver, sealed(sender, rtp_packet(2))).empty());
    }
}

TEST(SrtpReceiver, OpensNothingTwice) {
    for (const auto cipher : all_ciphers) {
        SrtpSender sender{key_of(cipher)};
        SrtpReceiver receiver{key_of(cipher)};
        const Packet first = sealed(sender, rtp_packet(1)), second = sealed(sender, rtp_packet(2));
        EXPECT_FALSE(opened(receiver, second).empty());
        EXPECT_FALSE(opened(receiver, first).empty());
        EXPECT_TRUE(opened(receiver, first).empty());
        EXPECT_TRUE(opened(receiver, second).empty());
        const Packet report = sealed_rtcp(sender, rtcp_packet());
        EXPECT_FALSE(opened_rtcp(receiver, report).empty());
        EXPECT_TRUE(opened_rtcp(receiver, report).empty());
    }
}

TEST(SrtpReceiver, OpensWhatIsLateButNotTooLate) {
    FreePeer peer;
    SrtpReceiver receiver{peer.key};
    EXPECT_TRUE(hears(receiver, peer, 1000));
    EXPECT_TRUE(hears(receiver, peer, 1000 - 127));
    EXPECT_FALSE(hears(receiver, peer, 1000 - 128));
}

TEST(SrtpReceiver, OpensReportsInAnyOrder) {
    SrtpSender sender{key_of(SrtpCipher::gcm_256)};
    SrtpReceiver receiver{key_of(SrtpCipher::gcm_256)};
    std::vector<Packet> reports(200);
    for (auto& report : reports) report = sealed_rtcp(sender, rtcp_packet());
    EXPECT_FALSE(opened_rtcp(receiver, reports[150]).empty());
    EXPECT_FALSE(opened_rtcp(receiver, reports[23]).empty());
    EXPECT_TRUE(opened_rtcp(receiver, reports[22]).empty()) << "too old to be sure";
    EXPECT_FALSE(opened_rtcp(receiver, reports[199]).empty());
}

TEST(SrtpReceiver, OpensReportsThatAreAuthenticatedOnly) {
    for (const auto cipher : all_ciphers) {
        SrtpReceiver receiver{key_of(cipher)};
        const auto transform = make_transform(key_of(cipher), SrtpUse::rtcp);
        const Packet plain = rtcp_packet();
        const RtcpTrailer trailer{*transform, plain.size()};
        Packet packet = plain, tag(transform->tag_bytes());
        ASSERT_TRUE(transform->seal({an_ssrc, 7, 7U}, packet, packet.size(), tag));
        packet.resize(trailer.end);
        write32(packet, trailer.word_at, 7);
        std::ranges::copy(tag, packet.begin() + static_cast<int>(trailer.tag_at));
        EXPECT_EQ(opened_rtcp(receiver, packet), plain);
        EXPECT_TRUE(opened_rtcp(receiver, packet).empty()) << "replayed";
    }
}

TEST(SrtpReceiver, FollowsTheRoundsOfTheSequence) {
    for (const auto cipher : all_ciphers) {
        FreePeer peer{key_of(cipher)};
        SrtpReceiver receiver{peer.key};
        for (std::uint64_t index = 0x7000; index < 0x5'0000; index += 0x333)
            ASSERT_TRUE(hears(receiver, peer, index)) << index;
    }
}

TEST(SrtpReceiver, OpensWhatIsLateOverAWrap) {
    FreePeer peer;
    SrtpReceiver receiver{peer.key};
    for (const std::uint64_t index : {0x1'fff0, 0x1'fffc, 0x2'0000, 0x2'0002, 0x1'ffff, 0x1'fffe, 0x2'0001})
        EXPECT_TRUE(hears(receiver, peer, index)) << index;
}

TEST(SrtpReceiver, OpensAStreamThatBeginsJustBeforeAWrap) {
    FreePeer peer;
    SrtpReceiver receiver{peer.key};
    EXPECT_TRUE(hears(receiver, peer, 0x1'0003)) << "the first packets were lost";
    EXPECT_FALSE(hears(receiver, peer, 0x1'0003));
    EXPECT_TRUE(hears(receiver, peer, 0xffff)) << "one of them was late";
    EXPECT_TRUE(hears(receiver, peer, 0x1'0004));
}

TEST(SrtpReceiver, GoesOnAfterManyLostPackets) {
    FreePeer peer;
    for (const std::uint64_t lost :
         {1, 1000, 0x7fff, 0x8000, 0x8001, 0xffff, 0x1'0000, 0x2'8000, 0x20'0000}) {
        SCOPED_TRACE(lost);
        SrtpReceiver other{peer.key};
        EXPECT_TRUE(hears(other, peer, 5000));
        const bool like_the_first = (lost + 1) % 0x1'0000 == 0;  // taken for a repeat of it
        EXPECT_EQ(hears(other, peer, 5001 + lost), !like_the_first);
        EXPECT_TRUE(hears(other, peer, 5002 + lost));
    }
}

TEST(SrtpReceiver, FindsTheRoundAfterARestart) {
    for (const auto cipher : all_ciphers) {
        for (const std::uint64_t roc : {0, 1, 7, 255}) {
            FreePeer peer{key_of(cipher)};
            SrtpReceiver receiver{peer.key};
            EXPECT_TRUE(hears(receiver, peer, rounds(roc))) << roc;
            EXPECT_TRUE(hears(receiver, peer, rounds(roc) + 1)) << roc;
            EXPECT_TRUE(hears(receiver, peer, rounds(roc + 1) + 2)) << roc;
        }
    }
}

TEST(SrtpReceiver, FindsNoRoundThatNoCallHasReached) {
    FreePeer peer;
    SrtpReceiver receiver{peer.key};
    for (std::uint16_t i = 0; i < 1000; ++i) EXPECT_FALSE(hears(receiver, peer, rounds(RocSearch::rocs, i)));
}

TEST(SrtpReceiver, FindsARoundFromWhereItIs) {
    FreePeer peer;
    SrtpReceiver receiver{peer.key};
    EXPECT_TRUE(hears(receiver, peer, rounds(200)));
    EXPECT_TRUE(hears(receiver, peer, rounds(400) + 1));
}

TEST(SrtpReceiver, DoesntGoBackToAnEarlierRound) {
    FreePeer peer;
    SrtpReceiver receiver{peer.key};
    EXPECT_TRUE(hears(receiver, peer, rounds(3)));
    for (const std::uint64_t replayed : {rounds(2, 0xff00), rounds(2), rounds(2, 101), rounds(0)})
        EXPECT_FALSE(hears(receiver, peer, replayed));
    EXPECT_TRUE(hears(receiver, peer, rounds(3) + 1));
}

TEST(SrtpReceiver, GoesOnAheadOfAReplayThatCameFirst) {
    FreePeer peer;
    SrtpReceiver receiver{peer.key};
    EXPECT_TRUE(hears(receiver, peer, rounds(1))) << "recorded before the restart";
    EXPECT_TRUE(hears(receiver, peer, rounds(5) + 1));
    EXPECT_FALSE(hears(receiver, peer, rounds(1) + 1));
    EXPECT_TRUE(hears(receiver, peer, rounds(5) + 2));
}

TEST(SrtpReceiver, FindsARoundInSpiteOfStrangers) {
    for (const int strangers : {1, 2, 3, 7, 20, 63, 64}) {
        SCOPED_TRACE(strangers);
        FreePeer peer, stranger{key_of(SrtpCipher::cm_128_80, 2)};
        SrtpReceiver receiver{peer.key};
        std::uint64_t index = rounds(200);
        std::uint64_t forged = 0;
        for (int i = 0; i < 20; ++i) EXPECT_FALSE(hears(receiver, stranger, ++forged));
        EXPECT_FALSE(hears(receiver, peer, index)) << "they have used up the tries";
        int needed = 0;
        for (bool heard = false; !heard && needed < 400; ++needed) {
            for (int i = 0; i < strangers; ++i) EXPECT_FALSE(hears(receiver, stranger, ++forged));
            heard = hears(receiver, peer, ++index);
        }
        EXPECT_LE(needed, 257);
        EXPECT_TRUE(hears(receiver, peer, index + 1));
    }
}

TEST(SrtpReceiver, KnowsTheFirstRoundAtOnceInSpiteOfStrangers) {
    FreePeer peer, stranger{key_of(SrtpCipher::cm_128_80, 2)};
    SrtpReceiver receiver{peer.key};
    for (std::uint64_t i = 0; i < 1000; ++i) EXPECT_FALSE(hears(receiver, stranger, i));
    EXPECT_TRUE(hears(receiver, peer, 100));
}

TEST(SrtpReceiver, GoesOnWithItsStreamInSpiteOfStrangers) {
    FreePeer peer, stranger{key_of(SrtpCipher::cm_128_80, 2)};
    SrtpReceiver receiver{peer.key};
    EXPECT_TRUE(hears(receiver, peer, 0xff00));
    for (std::uint64_t i = 0; i < 300; ++i) {
        for (std::uint32_t ssrc = 0; ssrc < 5; ++ssrc) EXPECT_FALSE(hears(receiver, stranger, 17 * i, ssrc));
        EXPECT_FALSE(hears(receiver, stranger, 0xff01 + 0x4000 * i));
        EXPECT_TRUE(hears(receiver, peer, 0xff01 + i));
    }
}

TEST(SrtpReceiver, HearsManyStreamsAndForgetsTheOneLongestUnheard) {
    FreePeer peer;
    SrtpReceiver receiver{peer.key};
    for (std::uint32_t ssrc = 0; ssrc < HeardStreams::most; ++ssrc)
        EXPECT_TRUE(hears(receiver, peer, 1, ssrc));
    EXPECT_TRUE(hears(receiver, peer, 2, 0));
    EXPECT_TRUE(hears(receiver, peer, 1, 1000)) << "in the place of stream 1";
    EXPECT_FALSE(hears(receiver, peer, 1, 0));
    for (std::uint32_t ssrc = 2; ssrc < HeardStreams::most; ++ssrc)
        EXPECT_FALSE(hears(receiver, peer, 1, ssrc));
    EXPECT_TRUE(hears(receiver, peer, 1, 1));
}

TEST(SrtpReceiver, IsNotMovedByStrangersOrReports) {
    FreePeer peer, stranger{key_of(SrtpCipher::cm_128_80, 2)};
    SrtpSender sender{peer.key};
    SrtpReceiver receiver{peer.key};
    EXPECT_TRUE(hears(receiver, peer, 1));
    for (std::uint32_t ssrc = 0; ssrc < 100; ++ssrc) {
        EXPECT_FALSE(hears(receiver, stranger, 1, ssrc));
        EXPECT_FALSE(opened_rtcp(receiver, sealed_rtcp(sender, rtcp_packet(ssrc))).empty());
    }
    EXPECT_FALSE(hears(receiver, peer, 1)) << "still known";
}

// Packets that were counted and not opened.

TEST(SrtpReceiver, FollowsAStreamThatIsOnlyCounted) {
    FreePeer peer;
    SrtpReceiver receiver{peer.key};
    std::uint64_t index = 0xfff0;
    EXPECT_TRUE(hears(receiver, peer, index));
    for (int i = 0; i < 5000; ++i) receiver.skip(an_ssrc, static_cast<std::uint16_t>(index += 100));
    EXPECT_TRUE(hears(receiver, peer, index + 1)) << "hours later";
    EXPECT_TRUE(hears(receiver, peer, index)) << "one that was late, or counted";
    EXPECT_TRUE(hears(receiver, peer, index + 2));
}

/// A stranger uses up what could be tried; from now on only a receiver that knows the round hears a packet.
void use_up_tries(SrtpReceiver& receiver) {
    FreePeer stranger{key_of(SrtpCipher::cm_128_80, 2)};
    for (std::uint64_t i = 0; i < 10; ++i) EXPECT_FALSE(hears(receiver, stranger, i, 1));
}

TEST(SrtpReceiver, NeedsNoSearchForWhatWasCounted) {
    FreePeer peer;
    SrtpReceiver receiver{peer.key};
    std::uint64_t index = 0xfff0;
    EXPECT_TRUE(hears(receiver, peer, index));
    for (int i = 0; i < 1000; ++i) receiver.skip(an_ssrc, static_cast<std::uint16_t>(index += 0x7000));
    use_up_tries(receiver);
    EXPECT_TRUE(hears(receiver, peer, index + 1));
}

TEST(SrtpReceiver, IsntToldOfStreamsThatItDoesntKnow) {
    FreePeer peer;
    SrtpReceiver receiver{peer.key};
    receiver.skip(an_ssrc, 0x8000);
    EXPECT_TRUE(hears(receiver, peer, 1));
    receiver.skip(an_ssrc + 1, 0x8000);
    EXPECT_TRUE(hears(receiver, peer, 2));
}

TEST(SrtpReceiver, IsntTurnedBackByACount) {
    FreePeer peer;
    SrtpReceiver receiver{peer.key};
    std::uint64_t index = 0x5'0010;
    EXPECT_TRUE(hears(receiver, peer, index));
    for (int i = 0; i < 5; ++i) receiver.skip(an_ssrc, static_cast<std::uint16_t>(index -= 0x1000));
    for (const std::uint16_t sequence : {0x9000, 0x7000}) receiver.skip(an_ssrc, sequence);
    use_up_tries(receiver);
    EXPECT_TRUE(hears(receiver, peer, 0x5'0011));
    EXPECT_FALSE(hears(receiver, peer, 0x5'0010));
}

TEST(SrtpReceiver, HealsAfterAWrongCount) {
    for (const int forged : {1, 3, 4, 9, 40}) {
        SCOPED_TRACE(forged);
        FreePeer peer;
        SrtpReceiver receiver{peer.key};
        EXPECT_TRUE(hears(receiver, peer, 0x2'fff0));
        std::uint64_t index = 0x2'fff0;
        for (int i = 0; i < forged; ++i) receiver.skip(an_ssrc, static_cast<std::uint16_t>(index += 0x7000));
        EXPECT_TRUE(hears(receiver, peer, 0x2'fff1)) << "where it really is";
        use_up_tries(receiver);
        EXPECT_TRUE(hears(receiver, peer, 0x3'0001)) << "known again";
        EXPECT_FALSE(hears(receiver, peer, 0x2'fff1));
    }
}

TEST(SrtpReceiver, HealsAfterACountThatFellBehind) {
    FreePeer peer;
    SrtpReceiver receiver{peer.key};
    EXPECT_TRUE(hears(receiver, peer, 100));
    receiver.skip(an_ssrc, 200);
    EXPECT_TRUE(hears(receiver, peer, 0x12'3456));
    EXPECT_TRUE(hears(receiver, peer, 0x12'3457));
}

// The tries alone.

TEST(RocSearch, HasTriesForFourWholeSearchesThenAFewForEachPacket) {
    RocSearch search;
    int tries = 0;
    const auto none = [&](std::uint32_t) { return ++tries, false; };
    for (std::uint32_t i = 0; i < 4; ++i) search.find(none);
    EXPECT_EQ(tries, 4 * 257);
    search.find(none);
    EXPECT_EQ(tries, 4 * 257);
    for (int i = 0; i < 100; ++i) search.packet_came(), search.find(none);
    EXPECT_EQ(tries, 4 * 257 + 4 * 100);
}

TEST(RocSearch, SavesTriesUp) {
    RocSearch search;
    int tries = 0;
    const auto none = [&](std::uint32_t) { return ++tries, false; };
    for (int i = 0; i < 10; ++i) search.find(none);
    tries = 0;
    for (int i = 0; i < 65; ++i) search.packet_came();
    search.find(none);
    EXPECT_EQ(tries, 257);
}

}  // namespace
}  // namespace layby::media

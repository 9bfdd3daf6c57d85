// What every way between the core and the kernel has to do, each with the same tests, over IPv4 and IPv6.
#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "media/rtp/digits.hpp"
#include "media/rtp/rtcp.hpp"
#include "on_the_wire.hpp"

namespace layby::media {
namespace {

struct Case {
    Way way;
    std::string ip;
};

class Ways : public testing::TestWithParam<Case> {
  protected:
    void SetUp() override {
        if (engine.way().way != GetParam().way) GTEST_SKIP() << engine.way().why_not_next;
    }
    static Options options_for(const Case& chosen) {
        Options all = options(16);
        all.fastest = chosen.way;
        all.lost_after = 400ms;
        all.secret = 0x1234'5678;
        return all;
    }
    calls::LegAudio audio(const RtpPhone& phone, Codec codec = Codec::pcmu) const {
        auto audio = phone.audio(codec);
        audio.peer_ip = GetParam().ip;
        return audio;
    }
    Address park(LegId leg, const RtpPhone& phone, Codec codec = Codec::pcmu) {
        const auto here = engine.open(leg, GetParam().ip);
        EXPECT_TRUE(here);
        engine.carry_out(calls::Negotiated{leg, audio(phone, codec)});
        engine.carry_out(calls::PlayMusic{leg, "default"});
        return here.value_or(Address{});
    }
    /// Says so many packets, one for each that it hears, so that it speaks as fast as it hears music.
    void talk(RtpPhone& phone, const Address& to, int packets, std::uint8_t byte = 0x55) {
        for (int i = 0; i < packets; ++i) {
            ASSERT_TRUE(phone.next());
            phone.say(to, number++, byte);
        }
    }
    bool received(std::uint64_t packets) {
        return comes_true([&] { return engine.counters().packets_received >= packets; });
    }
    /// That leg's peer was found in another place.
    bool moved_to(const Address& place) {
        return comes_true([&] {
            const auto found = facts.all<calls::AudioFound>();
            return !found.empty() && found.back().at == place;
        });
    }

    Facts facts;
    Options range{options_for(GetParam())};
    Engine engine{range, library(), facts.teller()};
    RtpPhone phone{GetParam().ip}, other{GetParam().ip};
    std::uint32_t number{65530};  // of its next packet; the sequence number wraps soon
};

TEST_P(Ways, PaceMusicFrameAfterFrameFromTheLegsPort) {
    const auto here = park(LegId{1}, phone);
    const auto first = phone.next();
    ASSERT_TRUE(first);
    const auto began = std::chrono::steady_clock::now();
    for (unsigned i = 1; i <= 30; ++i) {
        const auto packet = phone.next();
        ASSERT_TRUE(packet);
        EXPECT_EQ(phone.last_from(), *SocketAddress::from(here));
        EXPECT_EQ(packet->header.sequence, static_cast<std::uint16_t>(first->header.sequence + i));
        EXPECT_EQ(packet->header.timestamp, first->header.timestamp + i * 160);
        EXPECT_EQ(packet->payload.size(), 160U);
    }
    EXPECT_GE(std::chrono::steady_clock::now() - began, 29 * 20ms) << "never ahead of time";
}

TEST_P(Ways, CountEveryPacketOfAParkedCaller) {
    const auto here = park(LegId{1}, phone);
    talk(phone, here, 30);
    EXPECT_TRUE(received(30));
    EXPECT_EQ(engine.counters().packets_received, 30U);
    EXPECT_EQ(engine.counters().packets_refused, 0U);
}

TEST_P(Ways, FollowAPeerThatGoesOnFromAnotherPort) {
    const auto here = park(LegId{1}, phone);
    talk(phone, here, 20);
    ASSERT_TRUE(received(20));
    ASSERT_TRUE(comes_true([&] {
        other.say(here, number++, 0x55);
        return other.next(20ms).has_value();
    })) << "music comes there";
    EXPECT_TRUE(moved_to(other.here()));
}

TEST_P(Ways, LetNobodyInBesideALivingPeer) {
    const auto here = park(LegId{1}, phone);
    std::uint16_t theirs = 1;
    for (int i = 0; i < 30; ++i) {
        talk(phone, here, 1);
        other.say(here, {false, 0, theirs, theirs * 160U, 99}, std::vector<std::uint8_t>(160, 0x66));
        ++theirs;
    }
    EXPECT_TRUE(received(30));
    EXPECT_FALSE(other.next(1ms)) << "nothing is sent to it";
    EXPECT_EQ(facts.count<calls::AudioFound>(), 0U);
    EXPECT_TRUE(comes_true([&] { return engine.counters().packets_refused >= 30; }));
}

TEST_P(Ways, HearAKeyBetweenTheAudio) {
    const auto here = park(LegId{1}, phone);
    talk(phone, here, 10);
    std::vector<std::uint8_t> payload(event_bytes);
    write_event({*event_of('7'), false, 10, 160}, std::span{payload}.first<event_bytes>());
    phone.say(here, {true, 101, static_cast<std::uint16_t>(number), number * 160, 4711}, payload);
    ++number;
    talk(phone, here, 10);
    ASSERT_TRUE(comes_true([&] { return facts.count<calls::DigitHeard>() == 1; }));
    EXPECT_EQ(facts.all<calls::DigitHeard>()[0].digit, '7');
    EXPECT_TRUE(received(21));
}

TEST_P(Ways, TellWhenAPeerHasFallenSilentAndNotBefore) {
    const auto here = park(LegId{1}, phone);
    talk(phone, here, 40);
    EXPECT_EQ(facts.count<calls::AudioLost>(), 0U) << "0.8 s, and 0.4 s are the limit";
    EXPECT_TRUE(comes_true([&] { return facts.count<calls::AudioLost>() > 0; }));
}

TEST_P(Ways, PassOnTheNextPacketOfWhoWasParked) {
    const auto here = park(LegId{1}, phone);
    talk(phone, here, 20);
    const auto there = park(LegId{2}, other);
    ASSERT_TRUE(other.next());
    engine.carry_out(calls::Connect{LegId{1}, LegId{2}});
    ASSERT_TRUE(comes_true([&] { return engine.counters().bridges == 1; }));
    while (other.next(1ms)) continue;
    while (phone.next(1ms)) continue;
    for (std::uint8_t i = 0; i < 50; ++i) {
        phone.say(here, number++, i);
        other.say(there, {false, 0, i, i * 160U, 99}, std::vector<std::uint8_t>(160, i));
        const auto heard = other.next();
        ASSERT_TRUE(heard);
        EXPECT_EQ(heard->payload[7], i);
        const auto back = phone.next();
        ASSERT_TRUE(back);
        EXPECT_EQ(back->payload[7], i);
    }
    EXPECT_EQ(engine.counters().packets_relayed, 100U);
}

TEST_P(Ways, PassOnPacketsOfAnyLength) {
    const auto here = park(LegId{1}, phone);
    park(LegId{2}, other);
    engine.carry_out(calls::Connect{LegId{1}, LegId{2}});
    ASSERT_TRUE(comes_true([&] { return engine.counters().bridges == 1; }));
    while (other.next(1ms)) continue;
    for (const std::size_t length : {1, 2, 3, 5, 159, 160, 161, 480, 1001, 1400}) {
        std::vector<std::uint8_t> payload(length, static_cast<std::uint8_t>(length));
        phone.say(here, {false, 0, static_cast<std::uint16_t>(number), number * 160, 4711}, payload);
        ++number;
        const auto heard = other.next();
        ASSERT_TRUE(heard) << length;
        EXPECT_EQ(heard->payload.size(), length);
        EXPECT_EQ(heard->payload.back(), payload.back());
    }
}

TEST_P(Ways, TranscodeForAPeerOfAnotherCodec) {
    const auto here = park(LegId{1}, phone);
    park(LegId{2}, other, Codec::pcma);
    talk(phone, here, 10);
    engine.carry_out(calls::Connect{LegId{1}, LegId{2}});
    ASSERT_TRUE(comes_true([&] { return engine.counters().bridges == 1; }));
    while (other.next(1ms)) continue;
    for (int i = 0; i < 10; ++i) phone.say(here, number++, 0x80);  // full scale in µ-law
    const auto heard = other.next();
    ASSERT_TRUE(heard);
    EXPECT_EQ(heard->header.payload_type, 8);
    EXPECT_EQ(heard->payload.size(), 160U);
    EXPECT_EQ(heard->payload[80], 0xaa) << "full scale in A-law";
}

TEST_P(Ways, ReportWhatWasLost) {
    RtpPhone reports{GetParam().ip};
    const auto here = engine.open(LegId{1}, GetParam().ip);
    ASSERT_TRUE(here);
    auto described = audio(phone);
    described.remote_rtcp = reports.here();
    engine.carry_out(calls::Negotiated{LegId{1}, described});
    engine.carry_out(calls::PlayMusic{LegId{1}, "default"});
    talk(phone, *here, 10);
    number += 3;  // lost on the way
    talk(phone, *here, 10);
    ASSERT_TRUE(received(20));
    constexpr std::size_t block = 28;  // after header and sender info (RFC 3550 section 6.4.1)
    Bytes report;
    ASSERT_TRUE(comes_true([&] {
        report = reports.datagram();
        return report.size() >= block + 24 && (report[0] & 31) == 1 &&
               read32(report, block + 8) % 65536 == 16;
    })) << "until the last packet, 65530 + 22, is the highest";
    EXPECT_EQ(read32(report, block), 4711U);
    EXPECT_EQ(read32(report, block + 4) & 0xffffffU, 3U) << "lost";
    EXPECT_LT(read32(report, block + 12), 8000U) << "jitter";
}

TEST_P(Ways, TakeAPortAgainAndGoOnWithItsStream) {
    const auto here = park(LegId{1}, phone);
    const auto before = phone.next();
    ASSERT_TRUE(before);
    engine.carry_out(calls::CloseAudio{LegId{1}});
    ASSERT_TRUE(comes_true([&] { return engine.counters().ports == 0; }));
    while (phone.datagram(30ms).size() > 0) continue;
    Engine successor{range, library(), facts.teller()};
    ASSERT_EQ(successor.way().way, GetParam().way);
    ASSERT_TRUE(successor.reopen(LegId{1}, here));
    successor.carry_out(calls::Negotiated{LegId{1}, audio(phone)});
    successor.carry_out(calls::PlayMusic{LegId{1}, "default"});
    for (int i = 0; i < 20; ++i) {
        const auto packet = phone.next();
        ASSERT_TRUE(packet);
        EXPECT_EQ(packet->header.ssrc, before->header.ssrc);
        EXPECT_EQ(phone.last_from(), *SocketAddress::from(here));
        phone.say(here, number++, 0x55);
    }
    EXPECT_TRUE(comes_true([&] { return successor.counters().packets_received == 20; }));
}

TEST_P(Ways, GiveANewLegOnAnOldPortNothingOfTheOldOne) {
    for (std::uint64_t id = 1; id <= 20; ++id) {
        const auto here = park(LegId{id}, phone);
        do {
            ASSERT_TRUE(phone.next());
        } while (!(phone.last_from() == *SocketAddress::from(here)));  // the last of the one before
        const auto before = engine.counters().packets_received;
        for (std::uint64_t said = 1; said <= 3; ++said) {
            phone.say(here, number++, 0x55);
            ASSERT_TRUE(received(before + said));
        }
        engine.carry_out(calls::CloseAudio{LegId{id}});
    }
}

std::string name_of(const testing::TestParamInfo<Case>& chosen) {
    constexpr std::array<const char*, 3> names{"Sockets", "Sieved", "Raw"};
    const auto& [way, ip] = chosen.param;
    return names.at(static_cast<std::size_t>(way)) + std::string{ip == "::1" ? "IPv6" : "IPv4"};
}

INSTANTIATE_TEST_SUITE_P(Each, Ways,
                         testing::Values(Case{Way::sockets, "127.0.0.1"}, Case{Way::sockets, "::1"},
                                         Case{Way::sieved, "127.0.0.1"}, Case{Way::sieved, "::1"},
                                         Case{Way::raw, "127.0.0.1"}, Case{Way::raw, "::1"}),
                         name_of);

/// The thread may do nothing any more that needs a capability.
void give_up_capabilities() {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    std::array<__user_cap_data_struct, 2> none{};
    ASSERT_EQ(syscall(SYS_capset, &header, none.data()), 0);
}

TEST(Unprivileged, TheEngineRunsOnSocketsAndSaysWhy) {
    std::thread{[] {
        give_up_capabilities();
        Facts facts;
        Engine engine{options(), library(), facts.teller()};
        RtpPhone phone;
        if (engine.way().way != Way::sockets) GTEST_SKIP() << "this kernel lets everybody load eBPF";
        EXPECT_NE(engine.way().why_not_next.find("CAP_BPF"), std::string::npos);
        ASSERT_TRUE(engine.open(LegId{1}, "127.0.0.1"));
        engine.carry_out(calls::Negotiated{LegId{1}, phone.audio()});
        engine.carry_out(calls::PlayMusic{LegId{1}, "default"});
        EXPECT_TRUE(phone.next());
    }}.join();
}

}  // namespace
}  // namespace layby::media

// The engine with its thread and real sockets on loopback.
#include <sys/resource.h>
#include <time.h>

#include "media/rtp/stream_start.hpp"
#include "on_the_wire.hpp"

namespace layby::media {
namespace {

TEST(Engine, APhoneHearsMusicOnTheWire) {
    Facts facts;
    Engine engine{options(), library(), facts.teller()};
    RtpPhone phone;
    const auto here = engine.open(LegId{1}, "127.0.0.1");
    ASSERT_TRUE(here);
    EXPECT_EQ(here->port % 2, 0);
    engine.carry_out(calls::Negotiated{LegId{1}, phone.audio()});
    engine.carry_out(calls::PlayMusic{LegId{1}, "default"});
    const auto first = phone.next();
    ASSERT_TRUE(first);
    EXPECT_TRUE(first->header.marker);
    EXPECT_EQ(first->payload.size(), 160U);
    for (unsigned i = 1; i < 10; ++i) {
        const auto packet = phone.next();
        ASSERT_TRUE(packet);
        EXPECT_EQ(packet->header.sequence, static_cast<std::uint16_t>(first->header.sequence + i));
        EXPECT_EQ(packet->header.timestamp, first->header.timestamp + i * 160);
    }
}

TEST(Engine, TwoPhonesHearEachOther) {
    Facts facts;
    Engine engine{options(), library(), facts.teller()};
    RtpPhone ann, bob;
    const auto for_ann = engine.open(LegId{1}, "127.0.0.1");
    const auto for_bob = engine.open(LegId{2}, "127.0.0.1");
    ASSERT_TRUE(for_ann && for_bob);
    engine.carry_out(calls::Negotiated{LegId{1}, ann.audio()});
    engine.carry_out(calls::Negotiated{LegId{2}, bob.audio()});
    engine.carry_out(calls::Connect{LegId{1}, LegId{2}});
    ASSERT_TRUE(comes_true([&] { return engine.counters().bridges == 1; }));
    for (std::uint16_t i = 0; i < 50; ++i) {
        ann.say(*for_ann, i, 0x11);
        bob.say(*for_bob, i, 0x22);
        const auto at_bob = bob.next();
        const auto at_ann = ann.next();
        ASSERT_TRUE(at_bob && at_ann);
        EXPECT_EQ(at_bob->payload[7], 0x11);
        EXPECT_EQ(at_ann->payload[7], 0x22);
    }
    EXPECT_EQ(engine.counters().packets_relayed, 100U);
}

TEST(Engine, TellsThatAPromptHasEnded) {
    Facts facts;
    Engine engine{options(), library(), facts.teller()};
    RtpPhone phone;
    ASSERT_TRUE(engine.open(LegId{1}, "127.0.0.1"));
    engine.carry_out(calls::Negotiated{LegId{1}, phone.audio()});
    engine.carry_out(calls::Say{LegId{1}, {"tone/confirm"}, PromptId{9}});
    EXPECT_TRUE(comes_true([&] { return facts.count<calls::PromptEnded>() == 1; }));
}

TEST(Engine, WorksOverIpVersion6) {
    Facts facts;
    Engine engine{options(), library(), facts.teller()};
    RtpPhone phone{"::1"};
    ASSERT_TRUE(engine.open(LegId{1}, "::1"));
    engine.carry_out(calls::Negotiated{LegId{1}, phone.audio()});
    engine.carry_out(calls::PlayMusic{LegId{1}, "default"});
    EXPECT_TRUE(phone.next());
}

TEST(Engine, GivesEveryPortBackAfterClose) {
    Facts facts;
    Engine engine{options(4), library(), facts.teller()};
    std::vector<std::uint16_t> order;
    for (std::uint64_t round = 0; round < 20; ++round) {
        std::vector<LegId> legs;
        for (std::uint64_t i = 1; i <= 4; ++i) {
            legs.push_back(LegId{round * 10 + i});
            ASSERT_TRUE(engine.open(legs.back(), "127.0.0.1"));
        }
        EXPECT_FALSE(engine.open(LegId{9999}, "127.0.0.1"));
        EXPECT_EQ(engine.counters().ports, 4U);
        for (const auto leg : legs) engine.carry_out(calls::CloseAudio{leg});
        ASSERT_TRUE(comes_true([&] { return engine.counters().ports == 0; }));
    }
    EXPECT_EQ(engine.counters().legs, 0U);
}

TEST(Engine, KeepsSomePortsForWhoEndsAWait) {
    Facts facts;
    using For = calls::AudioPorts::For;
    Engine engine{options(40), library(), facts.teller()};
    std::uint64_t id = 0;
    while (engine.open(LegId{++id}, "127.0.0.1", For::anybody)) continue;
    EXPECT_EQ(engine.counters().ports, 38U);
    EXPECT_TRUE(engine.open(LegId{++id}, "127.0.0.1", For::end_of_a_wait));
    EXPECT_TRUE(engine.open(LegId{++id}, "127.0.0.1", For::end_of_a_wait));
    EXPECT_FALSE(engine.open(LegId{++id}, "127.0.0.1", For::end_of_a_wait));
}

TEST(Engine, ARangeForOneCallIsForOneCall) {
    Facts facts;
    Engine engine{options(2), library(), facts.teller()};
    EXPECT_TRUE(engine.open(LegId{1}, "127.0.0.1", calls::AudioPorts::For::anybody));
    EXPECT_TRUE(engine.open(LegId{2}, "127.0.0.1", calls::AudioPorts::For::anybody));
}

TEST(Engine, RefusesAnAddressThatIsNotOurs) {
    Facts facts;
    Engine engine{options(), library(), facts.teller()};
    EXPECT_FALSE(engine.open(LegId{1}, "192.0.2.1"));
    EXPECT_FALSE(engine.open(LegId{1}, "example.net"));
    EXPECT_EQ(engine.counters().ports, 0U);
    EXPECT_TRUE(engine.open(LegId{1}, "127.0.0.1"));
}

TEST(Engine, SkipsPortsThatOthersHaveTaken) {
    Facts facts;
    const auto range = options(4);
    const auto squatter = UdpSocket::bound_to(*SocketAddress::from("127.0.0.1", range.first_port));
    Engine engine{range, library(), facts.teller()};
    const auto here = engine.open(LegId{1}, "127.0.0.1");
    ASSERT_TRUE(here);
    EXPECT_NE(here->port, range.first_port);
}

// Another telephone system on the same machine, with the ports that it gave its calls one after the other.
TEST(Engine, FindsAPortBehindThoseOfAnotherServer) {
    constexpr std::uint16_t others = 120;
    Facts facts;
    const auto chosen = options(others + 8);
    std::vector<UdpSocket> taken;
    for (std::uint16_t i = 0; i < others; ++i) {
        const auto port = static_cast<std::uint16_t>(chosen.first_port + 2 * i);
        if (auto socket = UdpSocket::bound_to(*SocketAddress::from("127.0.0.1", port)))
            taken.push_back(std::move(*socket));
    }
    Engine engine{chosen, library(), facts.teller()};
    const auto here = engine.open(LegId{1}, "127.0.0.1");
    ASSERT_TRUE(here);
    EXPECT_GE(here->port, chosen.first_port + 2 * others);
}

/// A process with this secret: the next packet of its leg's music.
std::optional<RtpPacket> one_packet_of(const Options& options, const Address& local, RtpPhone& phone,
                                       LegId leg = LegId{7}) {
    Facts facts;
    Engine engine{options, library(), facts.teller()};
    if (!engine.reopen(leg, local)) return {};
    engine.carry_out(calls::Negotiated{leg, phone.audio()});
    engine.carry_out(calls::PlayMusic{leg, "default"});
    return phone.next();
}

TEST(Reopening, TakesTheVeryPortsThatTheLegHad) {
    Facts facts;
    RtpPhone phone;
    Engine engine{options(4), library(), facts.teller()};
    const auto free = engine.open(LegId{1}, "127.0.0.1");
    ASSERT_TRUE(free);
    engine.carry_out(calls::CloseAudio{LegId{1}});
    ASSERT_TRUE(comes_true([&] { return engine.counters().ports == 0; }));
    const Address local{"127.0.0.1", static_cast<std::uint16_t>(free->port + 4)};
    ASSERT_TRUE(engine.reopen(LegId{7}, local));
    engine.carry_out(calls::Negotiated{LegId{7}, phone.audio()});
    engine.carry_out(calls::PlayMusic{LegId{7}, "default"});
    ASSERT_TRUE(phone.next());
    EXPECT_EQ(phone.last_from().port(), local.port);
}

TEST(Reopening, IsRefusedWhereAnotherIsNowAndLeavesThePoolWhole) {
    Facts facts;
    const auto range = options(4);
    Engine engine{range, library(), facts.teller()};
    const auto ours = engine.open(LegId{1}, "127.0.0.1");
    ASSERT_TRUE(ours);
    EXPECT_FALSE(engine.reopen(LegId{7}, *ours)) << "a leg of ours";
    const int place = ours->port == range.first_port ? 4 : 0;
    const Address wanted{"127.0.0.1", static_cast<std::uint16_t>(range.first_port + place)};
    {
        const auto rtp = UdpSocket::bound_to(*SocketAddress::from(wanted));
        EXPECT_FALSE(engine.reopen(LegId{7}, wanted)) << "another program";
    }
    {
        const auto rtcp =
            UdpSocket::bound_to(*SocketAddress::from(wanted.ip, static_cast<std::uint16_t>(wanted.port + 1)));
        EXPECT_FALSE(engine.reopen(LegId{7}, wanted)) << "its odd port";
    }
    EXPECT_FALSE(engine.reopen(LegId{7}, {"192.0.2.1", wanted.port})) << "not our address";
    EXPECT_FALSE(engine.reopen(LegId{7}, {"127.0.0.1", 0}));
    EXPECT_EQ(engine.counters().ports, 1U);
    EXPECT_TRUE(engine.reopen(LegId{7}, wanted)) << "they have gone";
    EXPECT_TRUE(engine.reopen(LegId{7}, wanted)) << "it is open already, and goes on";
    for (std::uint64_t leg : {8, 9}) EXPECT_TRUE(engine.open(LegId{leg}, "127.0.0.1"));
    EXPECT_FALSE(engine.open(LegId{10}, "127.0.0.1"));
    for (std::uint64_t leg : {1, 7, 8, 9}) engine.carry_out(calls::CloseAudio{LegId{leg}});
    EXPECT_TRUE(comes_true([&] { return engine.counters().ports == 0; }));
}

TEST(Reopening, TakesAPortThatIsNotInTheRangeAnyMore) {
    Facts facts;
    const auto range = options(1);
    Engine engine{range, library(), facts.teller()};
    const Address old{"127.0.0.1", static_cast<std::uint16_t>(range.last_port + 9)};
    ASSERT_TRUE(engine.reopen(LegId{7}, old));
    engine.carry_out(calls::CloseAudio{LegId{7}});
    ASSERT_TRUE(comes_true([&] { return engine.counters().ports == 0; }));
    EXPECT_EQ(engine.open(LegId{8}, "127.0.0.1")->port, range.first_port);
    EXPECT_FALSE(engine.open(LegId{9}, "127.0.0.1")) << "the old port is nobody's";
}

TEST(Reopening, GoesOnWithTheStreamOfTheProcessBefore) {
    auto range = options();
    range.secret = 0x1234'5678'9abc'def0;
    const Address local{"127.0.0.1", range.first_port};
    RtpPhone phone;
    const auto began = std::chrono::steady_clock::now();
    const auto before = one_packet_of(range, local, phone);
    while (phone.next(50ms)) continue;  // the last of that process
    const auto after = one_packet_of(range, local, phone);
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - began;
    ASSERT_TRUE(before && after);
    EXPECT_EQ(after->header.ssrc, before->header.ssrc);
    EXPECT_TRUE(after->header.marker);
    const int numbers = ahead(after->header.sequence, before->header.sequence);
    EXPECT_GT(numbers, 1);
    EXPECT_LE(numbers, 1 + passed.count() * numbers_per_second);
    const auto units = ahead(after->header.timestamp, before->header.timestamp);
    EXPECT_GT(units, 160);
    EXPECT_LE(units, 160 + passed.count() * 8000);
}

TEST(Reopening, WithoutASecretIsAnotherStream) {
    const auto range = options();
    const Address local{"127.0.0.1", range.first_port};
    RtpPhone phone;
    const auto before = one_packet_of(range, local, phone);
    while (phone.next(50ms)) continue;
    const auto after = one_packet_of(range, local, phone);
    ASSERT_TRUE(before && after);
    EXPECT_NE(after->header.ssrc, before->header.ssrc);
}

double cpu_seconds() {
    timespec used{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9;
}

TEST(Reopening, OfThousandsOfLegsTakesNoTimeWorthMentioning) {
    Facts facts;
    Options wide;
    wide.first_port = 40000;
    wide.last_port = 59999;
    Engine engine{wide, library(), facts.teller()};
    rlimit files{};
    getrlimit(RLIMIT_NOFILE, &files);
    const auto legs = static_cast<std::uint16_t>(std::min<rlim_t>(5000, files.rlim_cur / 2 - 100));
    const double before = cpu_seconds();
    std::size_t taken = 0;
    for (std::uint16_t i = 0; i < legs; ++i)  // the last first: the pool must not search
        taken += engine.reopen(LegId{i + 1U}, {"127.0.0.1", static_cast<std::uint16_t>(59998 - 2 * i)});
    const double used = cpu_seconds() - before;
    RecordProperty("microseconds_each", std::to_string(used * 1e6 / legs));
    EXPECT_GT(taken, legs * 9U / 10) << "others may have some";
    EXPECT_LT(used * 5000 / legs, 1.0) << "with room for sanitizers and a busy machine";
}

TEST(Engine, IgnoresOrdersForLegsThatAreNotOpen) {
    Facts facts;
    Engine engine{options(), library(), facts.teller()};
    engine.carry_out(calls::PlayMusic{LegId{5}, "default"});
    engine.carry_out(calls::Connect{LegId{5}, LegId{6}});
    engine.carry_out(calls::CloseAudio{LegId{5}});
    engine.carry_out(calls::CloseAudio{LegId{5}});
    ASSERT_TRUE(engine.open(LegId{1}, "127.0.0.1"));
    ASSERT_TRUE(comes_true([&] { return engine.counters().legs == 1; }));
    EXPECT_EQ(engine.counters().bridges, 0U);
}

// A race detector's target: orders of all kinds in a hurry while packets flow both ways.
TEST(Engine, TakesOrdersWhilePacketsFlow) {
    Facts facts;
    Engine engine{options(20), library(), facts.teller()};
    RtpPhone phone, other;
    for (std::uint64_t round = 0; round < 60; ++round) {
        const LegId a{round * 2 + 1}, b{round * 2 + 2};
        const auto here = engine.open(a, "127.0.0.1");
        ASSERT_TRUE(here && engine.open(b, "127.0.0.1"));
        engine.carry_out(calls::Negotiated{a, phone.audio()});
        engine.carry_out(calls::Negotiated{b, other.audio(Codec::pcma)});
        engine.carry_out(calls::PlayMusic{a, "default"});
        engine.carry_out(calls::Say{b, {"tone/error"}, PromptId{round + 1}});
        for (std::uint16_t i = 0; i < 20; ++i) phone.say(*here, i, 0x55);
        engine.carry_out(calls::Connect{a, b});
        engine.carry_out(calls::PlayDigit{b, '5', 100ms});
        for (std::uint16_t i = 20; i < 40; ++i) phone.say(*here, i, 0x55);
        const auto before = engine.counters().packets_received;
        ASSERT_TRUE(comes_true([&] {
            phone.say(*here, 41, 0x55);
            return engine.counters().packets_received > before;
        }));
        engine.carry_out(calls::Quiet{a});
        engine.carry_out(calls::CloseAudio{a});
        engine.carry_out(calls::CloseAudio{b});
    }
    EXPECT_TRUE(comes_true([&] { return engine.counters().ports == 0; }));
    EXPECT_EQ(engine.counters().transcoders, 0U);
    EXPECT_EQ(engine.counters().bridges, 0U);
}

}  // namespace
}  // namespace layby::media

// The registrar across a restart: what its keeper is told, and what comes back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "registers.hpp"

namespace layby::sip {
namespace {

using testing::ElementsAre;

/// What a keeper would have, and how often it was written.
struct KeptPhones {
    std::map<std::uint64_t, Binding> devices;
    int written{};
    RegistrationWatch watch() {
        return {.changed = [this](const Binding& b) { devices[b.id.value] = b, ++written; },
                .gone = [this](DeviceId id) { devices.erase(id.value); }};
    }
    /// Another server in its place, this much later.
    Registrar restarted(Instant now) {
        Registrar out(RegistrarRules{60s, 3600s, 3}, watch());
        for (const auto& [id, binding] : std::map(devices)) out.restore(binding, now);
        return out;
    }
};

class Restarting : public testing::Test {
  protected:
    /// A REGISTER and its refreshes: one Call-ID, the next CSeq.
    int refresh(Registrar& where, Register& request, Instant now) {
        ++request.cseq;
        return where.handle(request, now).status;
    }
    KeptPhones kept;
    Registrar registrar{RegistrarRules{60s, 3600s, 3}, kept.watch()};
    Register desk = from("192.0.2.1", "sip:a@192.0.2.1:5070");
};

TEST_F(Restarting, ADeviceIsReachedAsBefore) {
    desk.path = {"<sip:edge.example;lr>"};
    desk.contacts[0].instance = "<urn:uuid:1>";
    desk.contacts[0].reg_id = 1;
    desk.contacts[0].q = 0.5;
    ASSERT_EQ(refresh(registrar, desk, start), 200);
    auto again = kept.restarted(start + 1min);
    const auto devices = again.devices_of("201", start + 1min);
    ASSERT_EQ(devices.size(), 1u);
    EXPECT_EQ(devices[0]->id, registrar.devices_of("201", start)[0]->id);
    EXPECT_EQ(devices[0]->expires, start + 10min);
    EXPECT_EQ(reach(*devices[0]).request_uri, "sip:a@192.0.2.1:5070");
    EXPECT_THAT(reach(*devices[0]).route, ElementsAre("<sip:edge.example;lr>"));
    EXPECT_EQ(reach(*devices[0]).hop, (Address{"192.0.2.1", 5070}));
    EXPECT_EQ(again.next_deadline(), start + 10min);
    EXPECT_EQ(refresh(again, desk, start + 5min), 200);
    EXPECT_EQ(again.size(), 1u) << "its refresh is the same device's";
}

TEST_F(Restarting, ANewDeviceNeverGetsTheIdOfAnOldOne) {
    refresh(registrar, desk, start);
    auto again = kept.restarted(start);
    again.handle(from("192.0.2.2", "sip:b@192.0.2.2"), start);
    const auto devices = again.devices_of("201", start);
    ASSERT_EQ(devices.size(), 2u);
    EXPECT_NE(devices[0]->id, devices[1]->id);
}

TEST_F(Restarting, WhatExpiredMeanwhileDoesNotComeBackAndIsForgotten) {
    refresh(registrar, desk, start);
    EXPECT_EQ(kept.restarted(start + 10min).size(), 0u);
    EXPECT_TRUE(kept.devices.empty());
}

TEST_F(Restarting, AClockThatWasTurnedBackMakesNobodyRegisteredForYears) {
    refresh(registrar, desk, start);
    kept.devices.begin()->second.expires = start + 24h * 365;
    EXPECT_EQ(kept.restarted(start).next_deadline(), start + 1h);
}

TEST_F(Restarting, ADeviceWhoseConnectionIsGoneIsRungWhereItListens) {
    desk.transport = Transport::tcp;
    desk.source.port = 49152;
    refresh(registrar, desk, start);
    auto again = kept.restarted(start);
    ASSERT_EQ(again.devices_of("201", start).size(), 1u);
    EXPECT_EQ(reach(*again.devices_of("201", start)[0]).hop_uri(), "sip:192.0.2.1:5070;transport=tcp");
    EXPECT_TRUE(again.view(start)[0].reachable);
}

TEST_F(Restarting, ADeviceWhoseConnectionIsGoneIsNotRungBehindANat) {
    desk.transport = Transport::tcp;
    desk.contacts[0].uri = "sip:a@10.0.0.7:5070";
    refresh(registrar, desk, start);
    EXPECT_TRUE(kept.restarted(start).devices_of("201", start).empty());
}

TEST_F(Restarting, ADeviceWhoseConnectionIsGoneIsNotRungUntilItRegistersAgain) {
    desk.transport = Transport::tcp;
    desk.source.port = 5070;
    refresh(registrar, desk, start);
    EXPECT_EQ(registrar.devices_of("201", start).size(), 1u);
    auto again = kept.restarted(start);
    EXPECT_EQ(again.devices_of("201", start).size(), 0u);
    ASSERT_EQ(again.view(start).size(), 1u);
    EXPECT_FALSE(again.view(start)[0].reachable);
    desk.source.port = 40000;
    EXPECT_EQ(refresh(again, desk, start + 1s), 200);
    EXPECT_EQ(again.size(), 1u);
    EXPECT_EQ(again.devices_of("201", start + 1s).size(), 1u);
    EXPECT_TRUE(again.view(start + 1s)[0].reachable);
}

// A softphone on TCP whose Contact names the port of its connection, and that has no instance.
TEST_F(Restarting, ADeviceThatConnectsFromAnotherPortIsTheSame) {
    desk.transport = Transport::tcp;
    refresh(registrar, desk, start);
    const auto id = registrar.devices_of("201", start)[0]->id;
    auto again = kept.restarted(start);
    auto back = from("192.0.2.1", "sip:a@192.0.2.1:41000");
    back.transport = Transport::tcp;
    EXPECT_EQ(refresh(again, back, start + 1s), 200);
    ASSERT_EQ(again.size(), 1u);
    EXPECT_EQ(again.devices_of("201", start + 1s)[0]->id, id);
    auto second = from("192.0.2.1", "sip:a@192.0.2.1:42000");
    EXPECT_EQ(refresh(again, second, start + 2s), 200);
    EXPECT_EQ(again.size(), 2u) << "the first is not lost any more";
}

TEST_F(Restarting, OfTwoThatMayBeMeantANewContactIsNeither) {
    desk.transport = Transport::tcp;
    refresh(registrar, desk, start);
    auto other = from("192.0.2.1", "sip:a@192.0.2.1:5080");
    other.transport = Transport::tcp;
    refresh(registrar, other, start);
    auto again = kept.restarted(start);
    EXPECT_EQ(again.handle(from("192.0.2.1", "sip:a@192.0.2.1:41000"), start + 1s).status, 200);
    EXPECT_EQ(again.size(), 3u);
}

TEST_F(Restarting, WhatWasRemovedOrHasExpiredIsForgottenAtOnce) {
    refresh(registrar, desk, start);
    desk.contacts[0].expires = 0;
    refresh(registrar, desk, start);
    EXPECT_TRUE(kept.devices.empty());
    registrar.handle(from("192.0.2.2", "sip:b@192.0.2.2", 60), start);
    EXPECT_EQ(kept.devices.size(), 1u);
    registrar.expire(start + 60s);
    EXPECT_TRUE(kept.devices.empty());
    registrar.handle(from("192.0.2.2", "sip:b@192.0.2.2"), start);
    registrar.remove_user("201");
    EXPECT_TRUE(kept.devices.empty());
}

TEST_F(Restarting, RefreshesThatChangeNothingAreWrittenNowAndThen) {
    for (int i = 0; i < 60; ++i) refresh(registrar, desk, start + i * 30s);
    EXPECT_LE(kept.written, 13) << "every 30 s of 600 s: one in five";
    EXPECT_GE(kept.written, 12);
}

TEST_F(Restarting, APhoneThatRefreshesInTimeIsAlwaysKnownWhateverItsRhythm) {
    for (const auto rhythm : {20s, 149s, 150s, 151s, 299s, 300s, 301s, 540s, 599s}) {
        KeptPhones here;
        Registrar one(RegistrarRules{60s, 3600s, 3}, here.watch());
        Instant now = start;
        for (int i = 0; i < 30; ++i, now += rhythm) {
            if (i > 0) {
                EXPECT_EQ(here.restarted(now - 1us).size(), 1u) << rhythm.count() << " s, refresh " << i;
            }
            refresh(one, desk, now);
        }
    }
}

TEST_F(Restarting, AChangeIsWrittenAtOnce) {
    refresh(registrar, desk, start);
    desk.source.port = 6000;
    refresh(registrar, desk, start + 1s);
    EXPECT_EQ(kept.devices.at(1).source.port, 6000);
    desk.contacts[0].expires = 60;
    refresh(registrar, desk, start + 2s);
    EXPECT_EQ(kept.devices.at(1).expires, start + 62s) << "a life that became shorter";
    EXPECT_EQ(kept.written, 3);
}

}  // namespace
}  // namespace layby::sip

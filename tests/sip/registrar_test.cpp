// The registrar: devices come, refresh, move and go.
#include "sip/registrar/registrar.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <set>

#include "registers.hpp"

namespace layby::sip {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class Registering : public testing::Test {
  protected:
    std::vector<std::string> contacts(Instant now = start, const std::string& user = "201") const {
        std::vector<std::string> out;
        for (const auto* device : registrar.devices_of(user, now)) out.push_back(device->contact);
        return out;
    }
    int status(const Register& request, Instant now = start) { return registrar.handle(request, now).status; }
    Registrar registrar{RegistrarRules{60s, 3600s, 3}};
};

TEST_F(Registering, ADeviceIsListedWithItsExpiry) {
    const auto answer = registrar.handle(from("192.0.2.1", "sip:201@192.0.2.1:5060"), start);
    EXPECT_EQ(answer.status, 200);
    EXPECT_THAT(answer.contacts, ElementsAre("<sip:201@192.0.2.1:5060>;expires=600"));
    EXPECT_THAT(contacts(), ElementsAre("sip:201@192.0.2.1:5060"));
}

TEST_F(Registering, TheContactSaysMoreThanTheHeaderAndTheHeaderMoreThanTheDefault) {
    auto request = from("192.0.2.1", "sip:a@192.0.2.1", 300);
    request.expires = 900;
    EXPECT_THAT(registrar.handle(request, start).contacts[0], HasSubstr("expires=300"));
    request = from("192.0.2.1", "sip:a@192.0.2.1", {});
    request.expires = 900;
    EXPECT_THAT(registrar.handle(request, start).contacts[0], HasSubstr("expires=900"));
    EXPECT_THAT(registrar.handle(from("192.0.2.1", "sip:a@192.0.2.1", {}), start).contacts[0],
                HasSubstr("expires=3600"));
}

TEST_F(Registering, TooBriefIsRefusedWithTheMinimum) {
    const auto answer = registrar.handle(from("192.0.2.1", "sip:a@192.0.2.1", 59), start);
    EXPECT_EQ(answer.status, 423);
    EXPECT_EQ(answer.min_expires, 60u);
    EXPECT_EQ(registrar.size(), 0u);
    EXPECT_EQ(status(from("192.0.2.1", "sip:a@192.0.2.1", 60)), 200);
}

TEST_F(Registering, TooLongIsShortened) {
    EXPECT_THAT(registrar.handle(from("192.0.2.1", "sip:a@192.0.2.1", 4294967295u), start).contacts[0],
                HasSubstr("expires=3600"));
}

TEST_F(Registering, EndsWhenItExpires) {
    status(from("192.0.2.1", "sip:a@192.0.2.1", 60));
    EXPECT_EQ(registrar.next_deadline(), start + 60s);
    EXPECT_THAT(contacts(start + 60s - 1us), ElementsAre("sip:a@192.0.2.1"));
    EXPECT_THAT(contacts(start + 60s), ElementsAre());
    registrar.expire(start + 60s);
    EXPECT_EQ(registrar.size(), 0u);
    EXPECT_EQ(registrar.next_deadline(), std::nullopt);
}

TEST_F(Registering, SeveralDevicesOfAUserKeepTheirIdsWhenTheyRefresh) {
    auto desk = from("192.0.2.1", "sip:a@192.0.2.1"), soft = from("192.0.2.2", "sip:a@192.0.2.2");
    status(desk);
    status(soft);
    const auto before = registrar.devices_of("201", start);
    ASSERT_EQ(before.size(), 2u);
    const auto id = before[0]->id;
    desk.cseq = 2;
    status(desk, start + 5min);
    EXPECT_EQ(registrar.devices_of("201", start + 5min)[0]->id, id);
    EXPECT_EQ(registrar.find(id)->expires, start + 15min);
    EXPECT_THAT(contacts(start + 11min), ElementsAre("sip:a@192.0.2.1"));
    EXPECT_THAT(contacts(start, "202"), ElementsAre());
}

TEST_F(Registering, ThePreferredDeviceComesFirst) {
    auto second = from("192.0.2.1", "sip:a@192.0.2.1"), first = from("192.0.2.2", "sip:a@192.0.2.2");
    second.contacts[0].q = 0.5;
    status(second);
    EXPECT_THAT(registrar.handle(first, start).contacts[0], HasSubstr(";q=0.5"));
    EXPECT_THAT(contacts(), ElementsAre("sip:a@192.0.2.2", "sip:a@192.0.2.1"));
}

TEST_F(Registering, WithExpiresZeroRemovesThatDevice) {
    status(from("192.0.2.1", "sip:a@192.0.2.1"));
    status(from("192.0.2.2", "sip:a@192.0.2.2"));
    EXPECT_EQ(status(from("192.0.2.1", "sip:a@192.0.2.1", 0)), 200);
    EXPECT_THAT(contacts(), ElementsAre("sip:a@192.0.2.2"));
    EXPECT_EQ(status(from("192.0.2.9", "sip:a@192.0.2.9", 0)), 200) << "removing what isn't there is fine";
}

TEST_F(Registering, AStarRemovesAllOfTheUserAndOnlyWithExpiresZero) {
    status(from("192.0.2.1", "sip:a@192.0.2.1"));
    status(from("192.0.2.2", "sip:a@192.0.2.2"));
    auto other = from("192.0.2.3", "sip:a@192.0.2.3");
    other.user = "202";
    status(other);
    auto star = from("192.0.2.1", "");
    star.contacts.clear();
    star.everything = true;
    EXPECT_EQ(status(star), 400);
    star.expires = 60;
    EXPECT_EQ(status(star), 400);
    star.expires = 0;
    EXPECT_EQ(status(star), 200);
    EXPECT_THAT(contacts(), ElementsAre());
    EXPECT_THAT(contacts(start, "202"), ElementsAre("sip:a@192.0.2.3"));
}

TEST_F(Registering, WithoutAContactOnlyAsks) {
    status(from("192.0.2.1", "sip:a@192.0.2.1"));
    auto ask = from("192.0.2.7", "");
    ask.contacts.clear();
    const auto answer = registrar.handle(ask, start + 1min);
    EXPECT_EQ(answer.status, 200);
    EXPECT_THAT(answer.contacts, ElementsAre("<sip:a@192.0.2.1>;expires=540"));
}

TEST_F(Registering, AnOlderRequestOfTheSameCallIsRefused) {
    auto request = from("192.0.2.1", "sip:a@192.0.2.1");
    request.cseq = 7;
    status(request);
    request.cseq = 6;
    request.contacts[0].expires = 0;
    EXPECT_EQ(status(request), 500);
    EXPECT_EQ(registrar.size(), 1u);
    auto star = request;
    star.contacts.clear();
    star.everything = true;
    star.expires = 0;
    EXPECT_EQ(status(star), 500);
    star.cseq = 8;
    EXPECT_EQ(status(star), 200);
}

TEST_F(Registering, ARepeatedRequestChangesNothing) {
    const auto request = from("192.0.2.1", "sip:a@192.0.2.1");
    status(request);
    EXPECT_EQ(status(request, start + 10s), 200);
    EXPECT_EQ(registrar.devices_of("201", start)[0]->expires, start + 600s);
}

TEST_F(Registering, ARebootedPhoneReplacesItself) {
    status(from("192.0.2.1", "sip:a@192.0.2.1:5060"));
    const auto id = registrar.devices_of("201", start)[0]->id;
    status(from("192.0.2.1", "sip:a@192.0.2.1:5060"));
    ASSERT_EQ(registrar.size(), 1u);
    EXPECT_EQ(registrar.devices_of("201", start)[0]->id, id);
}

TEST_F(Registering, APhoneOnAConnectionComesBackSooner) {
    registrar.change_rules({60s, 3600s, 3, 120s});
    auto request = from("192.0.2.1", "sip:a@192.0.2.1;transport=tcp");
    request.transport = Transport::tcp;
    EXPECT_THAT(registrar.handle(request, start).contacts[0], HasSubstr("expires=120"));
    EXPECT_THAT(registrar.handle(from("192.0.2.2", "sip:a@192.0.2.2"), start).contacts[1],
                HasSubstr("expires=600"));
    registrar.change_rules({300s, 3600s, 3, 120s});
    request.cseq = 2;
    EXPECT_THAT(registrar.handle(request, start).contacts[0], HasSubstr("expires=300"));
}

// Browsers: nobody but they can open a connection.

struct RegisteringBrowsers : testing::Test {
    std::set<Flow> closed;
    Registrar registrar{{60s, 3600s, 3}, {}, [this](const Flow& flow) { return !closed.contains(flow); }};

    static Register over(const Flow& flow, std::uint16_t port, std::uint32_t cseq = 1) {
        auto out = from("192.0.2.1", "sip:x7@a.invalid;transport=ws");
        out.contacts[0].instance = "<urn:uuid:1>";
        out.contacts[0].reg_id = 1;
        out.transport = Transport::wss;
        out.source.port = port;
        out.call_id = "page";
        out.cseq = cseq;
        out.flow = flow;
        return out;
    }
    static Flow new_flow() { return std::make_shared<int>(); }
};

TEST_F(RegisteringBrowsers, AreUnreachableOnceTheirFlowIsClosed) {
    const auto flow = new_flow();
    registrar.handle(over(flow, 1001), start);
    EXPECT_EQ(registrar.devices_of("201", start).size(), 1u);
    EXPECT_TRUE(registrar.view("201", start)[0].reachable);
    closed.insert(flow);
    EXPECT_TRUE(registrar.devices_of("201", start).empty());
    EXPECT_FALSE(registrar.view("201", start)[0].reachable);
}

TEST_F(RegisteringBrowsers, AreTheSameDeviceOverTheirNextFlow) {
    const auto first = new_flow(), next = new_flow();
    registrar.handle(over(first, 1001), start);
    const auto id = registrar.devices_of("201", start)[0]->id;
    closed.insert(first);
    registrar.handle(over(next, 1002, 2), start);
    ASSERT_EQ(registrar.devices_of("201", start).size(), 1u);
    EXPECT_EQ(registrar.devices_of("201", start)[0]->id, id);
    EXPECT_EQ(reach(*registrar.find(id)).flow, next);
}

TEST_F(RegisteringBrowsers, HaveAFlowForEachRegId) {
    registrar.handle(over(new_flow(), 1001), start);
    auto second = over(new_flow(), 1002);
    second.contacts[0].uri = "sip:x8@a.invalid;transport=ws";
    second.contacts[0].reg_id = 2;
    registrar.handle(second, start);
    EXPECT_EQ(registrar.devices_of("201", start).size(), 2u);
}

// Some phones make up the user part of their contact at each start.

TEST_F(Registering, ARestartedPhoneWithAnotherContactTakesItsOwnPlace) {
    status(from("192.0.2.1", "sip:201-0x1@192.0.2.1:5060"));
    const auto id = registrar.devices_of("201", start)[0]->id;
    const auto answer = registrar.handle(from("192.0.2.1", "sip:201-0x2@192.0.2.1:5060"), start);
    EXPECT_THAT(answer.contacts, ElementsAre("<sip:201-0x2@192.0.2.1:5060>;expires=600"));
    EXPECT_EQ(registrar.devices_of("201", start)[0]->id, id);
    status(from("192.0.2.1", "sip:201-0x3@192.0.2.1:5060"));
    EXPECT_THAT(contacts(), ElementsAre("sip:201-0x3@192.0.2.1:5060"));
}

TEST_F(Registering, TheSameChainOfRequestsGoesOnFromAnotherPort) {
    auto request = from("192.0.2.1", "sip:x1@10.0.0.1:40000");
    request.source.port = 40000;
    status(request);
    request.contacts[0].uri = "sip:x2@10.0.0.1:40001";
    request.source.port = 40001;
    request.cseq = 2;
    status(request);
    EXPECT_THAT(contacts(), ElementsAre("sip:x2@10.0.0.1:40001"));
}

TEST_F(Registering, TwoPhonesBehindOneAddressBothStay) {
    auto one = from("198.51.100.1", "sip:x1@10.0.0.1:5060"),
         other = from("198.51.100.1", "sip:x2@10.0.0.1:5060");
    one.source.port = 40001;
    other.source.port = 40002;
    status(one);
    status(other);
    EXPECT_EQ(registrar.size(), 2u) << "their ports differ";
}

TEST_F(Registering, DifferentPhonesAtOnePlaceBothStay) {
    const auto one = from("192.0.2.1", "sip:x1@192.0.2.1:5060");
    status(one);
    auto model = from("192.0.2.1", "sip:x2@192.0.2.1:5060");
    model.user_agent = "Phone 2";
    status(model);
    EXPECT_EQ(registrar.size(), 2u);
    auto instance = from("192.0.2.1", "sip:x3@192.0.2.1:5060");
    instance.contacts[0].instance = "<urn:uuid:1>";
    status(instance);
    EXPECT_EQ(registrar.size(), 3u);
}

TEST_F(Registering, APhoneThatWasReplacedAndIsAliveComesBackAndBothStay) {
    auto one = from("192.0.2.9", "sip:x1@192.0.2.9:5060"), other = from("192.0.2.9", "sip:x2@192.0.2.9:5060");
    for (one.cseq = 1, other.cseq = 1; one.cseq < 4; ++one.cseq, ++other.cseq) {
        EXPECT_EQ(status(one), 200);
        EXPECT_EQ(status(other), 200);
    }
    EXPECT_EQ(registrar.size(), 2u) << "phones behind a proxy look alike";
}

TEST_F(Registering, SigningOffAnOldContactDoesNotSignOffTheNewOne) {
    status(from("192.0.2.1", "sip:x1@192.0.2.1:5060"));
    status(from("192.0.2.1", "sip:x2@192.0.2.1:5060"));
    status(from("192.0.2.1", "sip:x1@192.0.2.1:5060", 0));
    EXPECT_THAT(contacts(), ElementsAre("sip:x2@192.0.2.1:5060"));
}

TEST_F(Registering, AnInstanceWithRegIdIsTheSameDeviceWhereverItIs) {
    auto request = from("192.0.2.1", "sip:a@192.0.2.1:5060");
    request.contacts[0].instance = "<urn:uuid:1>";
    request.contacts[0].reg_id = 1;
    EXPECT_THAT(registrar.handle(request, start).contacts[0],
                HasSubstr(";+sip.instance=\"<urn:uuid:1>\";reg-id=1"));
    auto moved = from("198.51.100.1", "sip:a@198.51.100.1:40000");
    moved.contacts[0].instance = "<urn:uuid:1>";
    moved.contacts[0].reg_id = 1;
    status(moved);
    EXPECT_THAT(contacts(), ElementsAre("sip:a@198.51.100.1:40000"));
    moved.contacts[0].reg_id = 2;
    moved.contacts[0].uri = "sip:a@198.51.100.1:40001";
    status(moved);
    EXPECT_EQ(registrar.size(), 2u) << "two flows of one device";
}

TEST_F(Registering, AnInstanceAloneReplacesItselfOnlyFromTheSamePlace) {
    auto request = from("192.0.2.1", "sip:a@192.0.2.1:40000");
    request.contacts[0].instance = "<urn:uuid:1>";
    status(request);
    auto again = from("192.0.2.1", "sip:a@192.0.2.1:40001");
    again.contacts[0].instance = "<urn:uuid:1>";
    status(again);
    EXPECT_THAT(contacts(), ElementsAre("sip:a@192.0.2.1:40001"));
    auto clone = from("192.0.2.2", "sip:a@192.0.2.2:40001");
    clone.contacts[0].instance = "<urn:uuid:1>";
    status(clone);
    EXPECT_EQ(registrar.size(), 2u);
}

TEST_F(Registering, MoreDevicesThanAllowedAreRefusedAndNothingIsChanged) {
    for (const std::string n : {"1", "2", "3"})
        EXPECT_EQ(status(from("192.0.2." + n, "sip:a@192.0.2." + n)), 200);
    EXPECT_EQ(status(from("192.0.2.4", "sip:a@192.0.2.4")), 403);
    EXPECT_EQ(registrar.size(), 3u);
    EXPECT_EQ(status(from("192.0.2.3", "sip:a@192.0.2.3")), 200) << "those who are there may refresh";
    EXPECT_EQ(status(from("192.0.2.1", "sip:a@192.0.2.1", 0)), 200);
    EXPECT_EQ(status(from("192.0.2.4", "sip:a@192.0.2.4")), 200);
}

TEST_F(Registering, APhoneThatComesBackUnderNewPortsIsNeverLockedOutByItself) {
    for (int port = 40000; port < 40010; ++port)
        EXPECT_EQ(
            status(from("192.0.2.1", "sip:a@192.0.2.1:" + std::to_string(port)), start + 1s * (port - 40000)),
            200);
    EXPECT_THAT(contacts(start + 10s),
                ElementsAre("sip:a@192.0.2.1:40007", "sip:a@192.0.2.1:40008", "sip:a@192.0.2.1:40009"));
}

TEST_F(Registering, OneRefusedContactRefusesAll) {
    auto request = from("192.0.2.1", "sip:a@192.0.2.1");
    request.contacts.push_back({"sip:b@192.0.2.1", 10, "", 0, 1.0});
    EXPECT_EQ(status(request), 423);
    EXPECT_EQ(registrar.size(), 0u);
}

TEST_F(Registering, ThePathIsKeptAndEchoed) {
    auto request = from("192.0.2.1", "sip:a@10.0.0.1");
    request.path = {"<sip:edge.example;lr>"};
    EXPECT_THAT(registrar.handle(request, start).path, ElementsAre("<sip:edge.example;lr>"));
    EXPECT_THAT(reach(*registrar.devices_of("201", start)[0]).route, ElementsAre("<sip:edge.example;lr>"));
}

TEST_F(Registering, RemovedUsersAreGone) {
    status(from("192.0.2.1", "sip:a@192.0.2.1"));
    registrar.remove_user("201");
    registrar.remove_user("999");
    EXPECT_EQ(registrar.size(), 0u);
    EXPECT_EQ(registrar.next_deadline(), std::nullopt);
}

TEST_F(Registering, ADeviceIsKnownByWhereItSendsFrom) {
    status(from("192.0.2.1", "sip:a@192.0.2.1"));
    const auto id = registrar.devices_of("201", start)[0]->id;
    EXPECT_EQ(registrar.device_at("201", {"192.0.2.1", 5060}), id);
    EXPECT_EQ(registrar.device_at("201", {"192.0.2.1", 40000}), id) << "the only one on that host";
    EXPECT_FALSE(registrar.device_at("201", {"192.0.2.2", 5060}));
    EXPECT_FALSE(registrar.device_at("202", {"192.0.2.1", 5060}));
    EXPECT_TRUE(registrar.registered_at("201", {"192.0.2.1", 5060}));
    EXPECT_FALSE(registrar.registered_at("201", {"192.0.2.1", 5061}));
    auto second = from("192.0.2.1", "sip:a@192.0.2.1:5070");
    second.source.port = 5070;
    status(second);
    EXPECT_NE(registrar.device_at("201", {"192.0.2.1", 5070}), id);
    EXPECT_FALSE(registrar.device_at("201", {"192.0.2.1", 40000})) << "one of two, nobody knows which";
}

TEST_F(Registering, TheAnswerNamesWhoIsRegisteredNowAndNobodyElse) {
    auto first = from("192.0.2.1", "sip:a@192.0.2.1"), second = from("192.0.2.1", "sip:b@192.0.2.1:5070");
    first.source.port = 5060, second.source.port = 5070;
    const auto one = registrar.handle(first, start).registered;
    EXPECT_THAT(one, testing::SizeIs(1));
    const auto other = registrar.handle(second, start).registered;
    EXPECT_NE(other, one);
    EXPECT_EQ(registrar.handle(first, start).registered, one) << "repeated";
    second.cseq = 2;
    second.contacts[0].expires = 0;
    EXPECT_THAT(registrar.handle(second, start).registered, testing::IsEmpty()) << "it isn't the one left";
    second.contacts.clear();
    EXPECT_THAT(registrar.handle(second, start).registered, testing::IsEmpty()) << "it has only asked";
}

TEST_F(Registering, TheViewTellsAnAdmin) {
    status(from("192.0.2.1", "sip:a@192.0.2.1"));
    const auto view = registrar.view(start + 100s);
    ASSERT_EQ(view.size(), 1u);
    EXPECT_EQ(view[0].user, "201");
    EXPECT_EQ(view[0].user_agent, "Phone 1");
    EXPECT_EQ(view[0].expires_in, 500s);
}

TEST_F(Registering, TenThousandUsersComeAndGo) {
    for (int i = 0; i < 10000; ++i) {
        auto request = from("192.0.2.1", "sip:a@192.0.2.1");
        request.user = std::to_string(i);
        ASSERT_EQ(status(request, start + 1ms * i), 200);
    }
    EXPECT_EQ(registrar.size(), 10000u);
    registrar.expire(start + 600s + 5s);
    EXPECT_EQ(registrar.size(), 4999u);
    registrar.expire(start + 1h);
    EXPECT_EQ(registrar.size(), 0u);
}

struct Place {
    const char *story, *contact, *source;
    std::uint16_t source_port;
    const char* hop;
};

class Reaching : public testing::TestWithParam<Place> {};

TEST_P(Reaching, GoesWhereTheDeviceReallyIs) {
    const auto& place = GetParam();
    Binding binding;
    binding.contact = place.contact;
    binding.source = {place.source, place.source_port};
    binding.transport = Transport::udp;
    EXPECT_EQ(reach(binding).hop_uri(), place.hop) << place.story;
    EXPECT_EQ(reach(binding).request_uri, place.contact);
}

INSTANTIATE_TEST_SUITE_P(
    Registrar, Reaching,
    testing::Values(
        Place{"as it says", "sip:a@192.0.2.1:5062", "192.0.2.1", 5062, "sip:192.0.2.1:5062;transport=udp"},
        Place{"sends from another port than it listens on", "sip:a@192.0.2.1:5062", "192.0.2.1", 40000,
              "sip:192.0.2.1:5062;transport=udp"},
        Place{"no port", "sip:a@192.0.2.1", "192.0.2.1", 40000, "sip:192.0.2.1:5060;transport=udp"},
        Place{"behind a NAT", "sip:a@10.0.0.5:5060", "198.51.100.1", 40000,
              "sip:198.51.100.1:40000;transport=udp"},
        Place{"a name of its own", "sip:a@phone.local", "192.0.2.1", 5060,
              "sip:192.0.2.1:5060;transport=udp"},
        Place{"a contact that isn't one", "nonsense", "192.0.2.1", 5060, "sip:192.0.2.1:5060;transport=udp"},
        Place{"IPv6", "sip:a@[2001:db8:0::7]:5062", "2001:db8::7", 5060,
              "sip:[2001:db8::7]:5062;transport=udp"}));

TEST(Contacts, AreComparedAsUris) {
    EXPECT_TRUE(same_contact("sip:a@Host.example:5060", "SIP:a@host.example:5060"));
    EXPECT_TRUE(same_contact("sip:a@h;transport=UDP", "sip:a@h"));
    EXPECT_TRUE(same_contact("sip:a@h;ob", "sip:a@h"));
    EXPECT_FALSE(same_contact("sip:a@h;transport=tcp", "sip:a@h"));
    EXPECT_FALSE(same_contact("sip:a@h", "sip:A@h"));
    EXPECT_FALSE(same_contact("sip:a@h", "sip:a@h:5060"));
    EXPECT_FALSE(same_contact("sip:a@h", "sips:a@h"));
    EXPECT_FALSE(same_contact("x", "y"));
}

}  // namespace
}  // namespace layby::sip

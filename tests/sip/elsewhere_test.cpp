// Somebody who has read a call's tags speaks in it from an address of its own; and those who only moved.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sip/door/digest.hpp"
#include "sip_world.hpp"
#include "watcher.hpp"
#include "wire.hpp"

namespace layby {
namespace {

using namespace std::chrono_literals;

// -- a trunk's call

class InATrunksCall : public testing::Test {
  protected:
    tests::SipWorld world{[](sip::Options& options) {
        options.trunks[0].addresses = {"127.0.0.1", "127.0.0.3"};
        options.trunks[0].phones = {"127.0.0.4"};
    }};
    tests::Peer peer{world};
    LegId leg{tests::establish_inbound(world, peer, "Allow: INVITE, ACK, BYE, UPDATE\r\n")};

    /// The same dialog, from another address.
    std::unique_ptr<tests::Peer> same_call_at(const std::string& ip) {
        auto other = std::make_unique<tests::Peer>(world, ip, "127.0.0.1");
        other->call_id = peer.call_id, other->local = peer.local, other->remote = peer.remote;
        other->target = peer.target, other->cseq = peer.cseq;
        return other;
    }
    void end_by_peer() {
        peer.send(peer.request("BYE"));
        peer.expect_response(200, "BYE");
        EXPECT_EQ(world.expect<calls::HungUp>().leg, leg);
        world.expect_nothing_left();
    }
};

TEST_F(InATrunksCall, AStrangersRequestsAreRefusedAndTheCallGoesOn) {
    const auto eve = same_call_at("127.0.0.66");
    for (const std::string method : {"BYE", "INVITE", "UPDATE", "REFER", "INFO", "MESSAGE", "OPTIONS"}) {
        eve->send(eve->request(method, method == "REFER" ? "Refer-To: <sip:700@layby>\r\n" : "",
                               method == "INVITE" ? eve->sdp(2) : ""));
        EXPECT_EQ(eve->expect_response(403, method).start, "SIP/2.0 403 Not From This Address") << method;
        if (method == "INVITE") eve->send(eve->ack());
    }
    EXPECT_TRUE(world.quiet()) << "nobody was told";
    const auto asked = peer.expect_request("UPDATE", 3s);
    peer.send(peer.reply(asked, 200));
    world.pass(5s);
    EXPECT_TRUE(peer.quiet()) << "asked once";
    peer.cseq += 1;  // far below the stranger's: that one counted for nothing
    end_by_peer();
}

TEST_F(InATrunksCall, WhoHungUpFromAnUnknownAddressOfItsOwnIsAskedAndTheCallEnds) {
    const auto gateway = same_call_at("127.0.0.66");
    gateway->send(gateway->request("BYE"));
    gateway->expect_response(403, "BYE");
    peer.send(peer.reply(peer.expect_request("UPDATE", 3s), 481));
    EXPECT_EQ(world.expect<calls::HungUp>().leg, leg);
    peer.send(peer.reply(peer.expect_request("BYE"), 481));
    world.expect_nothing_left();
}

TEST_F(InATrunksCall, ManyForgedByesAskThePeerNoMoreOftenThanEachTwoSeconds) {
    const auto eve = same_call_at("127.0.0.66");
    for (int i = 0; i < 100; ++i) {
        eve->send(eve->request("BYE"));
        world.pass(100ms);
        if (peer.count("UPDATE") != 0) peer.send(peer.reply(peer.expect_request("UPDATE"), 200));
    }
    eve->drop_all();
    world.pass(3s);
    EXPECT_LE(peer.drop_all(), 6U);
    peer.cseq += 200;
    end_by_peer();
}

TEST_F(InATrunksCall, ItsOtherAddressesAndThePhonesBehindItAreHeard) {
    for (const std::string ip : {"127.0.0.3", "127.0.0.4"}) {
        const auto other = same_call_at(ip);
        other->send(other->request("OPTIONS"));
        other->expect_response(200, "OPTIONS");
        EXPECT_EQ(world.expect<calls::PeerHeard>().ip, ip);
        peer.cseq = other->cseq;
    }
    peer.send(peer.request("OPTIONS"));
    EXPECT_EQ(world.expect<calls::PeerHeard>().ip, "127.0.0.1");
    peer.drop_all();
    end_by_peer();
}

TEST(WhoAcknowledges, WithATagThatWeNeverGaveHasProvedNothing) {
    tests::SipWorld world;
    tests::Peer peer{world};
    peer.send(peer.new_invite("700", "", peer.sdp()));
    const auto leg = world.expect<calls::CallArrived>().leg;
    world.order(calls::Answer{leg, tests::our_media(), tests::desk});
    peer.learn(peer.expect_response(200, "INVITE"));
    // Who forged the INVITE's address has got no answer, and knows nothing but its own Via.
    auto forged = peer.ack();
    const auto at = forged.find(";tag=", forged.find("\r\nTo:"));
    forged.replace(at, forged.find("\r\n", at) - at, ";tag=invented");
    const auto branch = forged.find("branch=") + 7;
    forged.replace(branch, forged.find_first_of(";\r", branch) - branch, peer.last_branch);
    peer.send(forged);
    EXPECT_TRUE(world.quiet()) << "not confirmed";
    EXPECT_EQ(world.expect<calls::HungUp>(33s).leg, leg);
    peer.drop_all();
    world.expect_nothing_left();
}

}  // namespace

// -- a user's call

namespace sip::test {
namespace {

Options office() {
    Options options;
    options.accounts = {{"201", "secret of 201"}, {"202", "secret of 202"}};
    return options;
}

class InAUsersCall : public testing::Test {
  protected:
    InAUsersCall() {
        wire.open(office());
        const auto first = ann.request("INVITE", "sip:700@layby", "201", contact_of(ann), sdp);
        invite = proving(first, wire.ask(ann, first), "201", "secret of 201");
        wire.send(ann, invite);
        wire.until([&] { return !wire.told<calls::CallArrived>().empty(); });
        leg = wire.told<calls::CallArrived>().front().leg;
        MediaDescription media;
        media.rtp = {"127.0.0.1", 30000};
        media.codecs = {{Codec::pcmu, 0}};
        wire.endpoint().carry_out(calls::Answer{leg, media, {}});
        wire.until([&] { return ann.last().status() == 200; });
        to = ann.last().header("To");
        target = ann.last().header("Contact");
        target = target.substr(1, target.find('>') - 1);
        wire.send(ann, in_call(ann, "ACK", 2));
        wire.until([&] { return !wire.told<calls::CallConfirmed>().empty(); });
    }
    static std::string contact_of(const Peer& phone) {
        return "Contact: <sip:201@" + phone.address().ip + ":" + std::to_string(phone.address().port) +
               ">\r\n";
    }
    /// A request of this call, from wherever.
    std::string in_call(const Peer& phone, const std::string& method, int cseq) const {
        auto text = phone.request(method, target, "201", contact_of(phone));
        const Text ours{invite, {}}, made{text, {}};
        for (const std::string name : {"From", "Call-ID"})
            put(text, name, made.header(name), ours.header(name));
        put(text, "To", made.header("To"), to);
        put(text, "CSeq", made.header("CSeq"), std::to_string(cseq) + ' ' + method);
        return text;
    }
    static void put(std::string& text, const std::string& name, const std::string& old,
                    const std::string& value) {
        const auto line = name + ": " + old + "\r\n";
        const auto at = text.find("\r\n" + line);
        ASSERT_NE(at, std::string::npos) << name;
        text.replace(at + 2, line.size(), name + ": " + value + "\r\n");
    }
    /// The same request with the digest of somebody.
    Text proved(Peer& phone, const std::string& request, const Text& challenged, const std::string& user) {
        const auto value =
            digest::answer(challenged.headers("Proxy-Authenticate"), {user, "secret of " + user},
                           Text{request, {}}.method(), Text{request, {}}.uri(), "cnonce");
        auto again = request;
        again.insert(again.find("Content-Length"), "Proxy-Authorization: " + value.value() + "\r\n");
        put(again, "CSeq", "5 BYE", "6 BYE");
        again.insert(again.find("branch=z9hG4bK") + 14, "p");
        return wire.ask(phone, again);
    }
    std::size_t hung_up() {
        wire.pass(100ms);
        return wire.told<calls::HungUp>().size();
    }

    const std::string sdp{
        "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP "
        "0\r\n"};
    Wire wire;
    Peer& ann{wire.add<Peer>("127.0.0.5")};
    Peer& eve{wire.add<Peer>("127.0.0.66")};
    std::string invite, to, target;
    LegId leg;
};

TEST_F(InAUsersCall, WhoeverSpeaksFromElsewhereProvesThatItIsThisUser) {
    const auto bye = in_call(eve, "BYE", 5);
    const auto challenged = wire.ask(eve, bye);
    EXPECT_EQ(challenged.status(), 407);
    EXPECT_EQ(hung_up(), 0U);
    EXPECT_EQ(proved(eve, bye, challenged, "202").status(), 403) << "another user";
    EXPECT_EQ(hung_up(), 0U);
    const auto second = in_call(eve, "BYE", 5);
    const auto again = wire.ask(eve, second);
    EXPECT_EQ(proved(eve, second, again, "201").status(), 200) << "the phone, in another network";
    EXPECT_EQ(hung_up(), 1U);
}

TEST_F(InAUsersCall, APhoneThatHasRegisteredFromItsNewNetworkIsAskedNothingMore) {
    const auto first = eve.request("REGISTER", "sip:layby", "201", contact_of(eve));
    ASSERT_EQ(wire.ask(eve, proving(first, wire.ask(eve, first), "201", "secret of 201")).status(), 200);
    EXPECT_EQ(wire.ask(eve, in_call(eve, "BYE", 5)).status(), 200);
    EXPECT_EQ(hung_up(), 1U);
}

class LampsElsewhere : public LampsOffice {};

TEST_F(LampsElsewhere, ASubscriptionIsOnlyMovedByItsWatcher) {
    Watcher phone(wire, "202");
    auto subscribed = phone.subscribe("701");
    phone.next();
    auto& eve = wire.add<Peer>("127.0.0.66");
    auto refresh = subscribed.first;
    const Text sent{refresh, {}};
    const auto put = [&](const std::string& what, const std::string& with) {
        const auto at = refresh.find(what);
        ASSERT_NE(at, std::string::npos) << what;
        refresh.replace(at, what.size(), with);
    };
    put("To: " + sent.header("To"), "To: " + subscribed.to);
    put("CSeq: 2", "CSeq: 3");
    put("branch=z9hG4bK", "branch=z9hG4bKe");
    const auto at = refresh.find("Via: ");
    refresh.replace(
        at, refresh.find("\r\n", at) - at,
        "Via: SIP/2.0/UDP 127.0.0.66:" + std::to_string(eve.address().port) + ";branch=z9hG4bKeve1;rport");
    EXPECT_EQ(wire.ask(eve, refresh).status(), 407);
    wire.endpoint().show(calls::WatchedSlot{parked(701)});
    wire.pass(1s);
    EXPECT_EQ(eve.count("NOTIFY"), 0U);
    EXPECT_THAT(phone.next().body(), testing::HasSubstr("confirmed"));
    EXPECT_EQ(phone.refresh(subscribed).status(), 200) << "its own CSeq still counts";
}

}  // namespace
}  // namespace sip::test
}  // namespace layby

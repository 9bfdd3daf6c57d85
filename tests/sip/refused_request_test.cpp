// Requests that never become a call: answered precisely, without a trace.
#include "sip_world.hpp"

namespace layby::tests {
namespace {

struct Refusal {
    const char* name;
    std::string headers;
    std::string body;
    int status;
};

void PrintTo(const Refusal& refusal, std::ostream* out) { *out << refusal.name; }

class RefusedInvite : public ::testing::TestWithParam<Refusal> {};

TEST_P(RefusedInvite, LeavesNothingBehind) {
    SipWorld world;
    Peer peer(world);
    peer.send(peer.new_invite("701", GetParam().headers, GetParam().body));
    peer.learn(peer.expect_response(GetParam().status, "INVITE"));
    EXPECT_EQ(world.front->counters().server_transactions, 0u) << "answered without state";
    peer.send(peer.ack());
    EXPECT_TRUE(world.quiet());
    EXPECT_TRUE(peer.quiet());
    world.expect_nothing_left();
}

const std::string video_only =
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=video 5000 RTP/AVP 99\r\n";

INSTANTIATE_TEST_SUITE_P(Every, RefusedInvite,
                         ::testing::Values(Refusal{"unknown extension", "Require: teleport\r\n", "", 420},
                                           Refusal{"bad SDP", "", "v=0\r\nrubbish\r\n", 400},
                                           Refusal{"no audio", "", video_only, 488},
                                           Refusal{"session interval too small",
                                                   "Supported: timer\r\nSession-Expires: 60\r\n", "", 422},
                                           Refusal{"bad Replaces", "Replaces: only-a-call-id\r\n", "", 400},
                                           Refusal{"two Replaces",
                                                   "Replaces: a;to-tag=1;from-tag=2\r\n"
                                                   "Replaces: b;to-tag=1;from-tag=2\r\n",
                                                   "", 400}));

TEST(RefusedRequest, WithAnUnknownBodyIsToldWhatWouldDo) {
    SipWorld world;
    Peer peer(world);
    peer.new_invite("701");
    peer.cseq = 1;
    peer.send(peer.request("INVITE", "", "<xml/>", "application/xml"));
    EXPECT_NE(peer.expect_response(415, "INVITE").header("Accept").find("application/sdp"),
              std::string::npos);
    world.expect_nothing_left();
}

TEST(RefusedRequest, SaysInAWarningWhy) {
    const auto secure = [](const char* protocol) {
        return "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 5000 " +
               std::string(protocol) + " 0\r\n";
    };
    for (const auto& [body, status, why] :
         {std::tuple{secure("RTP/SAVP"), 488,
                     "399 layby \"encrypted audio is offered without a key (a=crypto) that can be used\""},
          std::tuple{
              secure("UDP/TLS/RTP/SAVPF"), 488,
              "399 layby \"audio by DTLS-SRTP is offered without a fingerprint (a=fingerprint) that can be "
              "checked\""},
          std::tuple{video_only, 488, "304 layby \"no audio is offered\""},
          std::tuple{std::string("v=0\r\nrubbish\r\n"), 400,
                     "399 layby \"the session description can't be read\""}}) {
        SipWorld world;
        Peer peer(world);
        peer.send(peer.new_invite("701", "", body));
        EXPECT_EQ(peer.expect_response(status, "INVITE").header("Warning"), why);
    }
    SipWorld world;
    Peer peer(world);
    peer.send(peer.new_invite("701", "Require: teleport\r\n", peer.sdp()));
    EXPECT_NE(peer.expect_response(420, "INVITE").header("Warning").find("teleport"), std::string::npos);
}

TEST(RefusedRequest, OptionsWithAnExtensionOrASchemeThatNobodyKnows) {
    SipWorld world;
    Peer peer(world);
    peer.new_invite("701");
    peer.send(peer.request("OPTIONS", "Require: nothingSupportsThis\r\n"));
    EXPECT_EQ(peer.expect_response(420, "OPTIONS").header("Unsupported"), "nothingSupportsThis");
    for (const auto* target :
         {"nobodyKnowsThisScheme:totallyopaquecontent", "soap.beep://192.0.2.103:3002"}) {
        peer.target = target;
        peer.send(peer.request("OPTIONS"));
        peer.expect_response(416, "OPTIONS");
    }
    world.expect_nothing_left();
}

TEST(RefusedRequest, WithoutHopsLeft) {
    SipWorld world;
    Peer peer(world);
    auto invite = peer.new_invite("701", "", peer.sdp());
    invite.replace(invite.find("Max-Forwards: 70"), 16, "Max-Forwards: 0 ");
    peer.send(invite);
    peer.expect_response(483, "INVITE");
    world.expect_nothing_left();
}

TEST(RefusedRequest, OfADialogThatIsNotOurs) {
    SipWorld world;
    Peer peer(world);
    peer.new_invite("701");
    peer.remote += ";tag=unknown";
    for (const auto* method : {"BYE", "UPDATE", "INFO", "REFER", "NOTIFY", "OPTIONS", "INVITE"}) {
        peer.send(peer.request(method));
        peer.expect_response(481, method);
    }
    peer.send(peer.request("CANCEL"));
    peer.expect_response(481, "CANCEL");
    world.expect_nothing_left();
}

TEST(RefusedRequest, OutsideADialogOfEveryOtherMethod) {
    SipWorld world;
    Peer peer(world);
    peer.new_invite("701");
    peer.send(peer.request("OPTIONS"));
    const auto options = peer.expect_response(200, "OPTIONS");
    EXPECT_NE(options.header("Allow").find("REFER"), std::string::npos);
    peer.send(peer.request("REFER", "Refer-To: <sip:701@127.0.0.1>\r\n"));
    peer.expect_response(403, "REFER");
    peer.send(peer.request("SUBSCRIBE", "Event: presence\r\n"));
    peer.expect_response(489, "SUBSCRIBE");
    peer.send(peer.request("MESSAGE"));
    peer.expect_response(405, "MESSAGE");
    peer.send(peer.request("DANCE"));
    peer.expect_response(501, "DANCE");
    EXPECT_EQ(world.front->counters().server_transactions, 0u);
    world.expect_nothing_left();
}

TEST(RefusedRequest, OfAStrangerIsChallengedWithoutState) {
    SipWorld world([](sip::Options& options) { options.trunks.clear(); });
    Peer peer(world);
    peer.send(peer.new_invite("701", "", peer.sdp()));
    EXPECT_TRUE(peer.expect_response(407, "INVITE").has("Proxy-Authenticate"));
    EXPECT_EQ(world.front->counters().server_transactions, 0u);
    world.expect_nothing_left();
}

TEST(RefusedRequest, BeyondTheRateGets503AndWhenToTryAgain) {
    SipWorld world([](sip::Options& options) { options.max_new_calls_per_second = 10; });
    Peer peer(world);
    std::vector<LegId> legs;
    for (int i = 0; i < 10; ++i) {
        peer.send(peer.new_invite("701", "", peer.sdp()));
        legs.push_back(world.expect<calls::CallArrived>().leg);
    }
    peer.send(peer.new_invite("701", "", peer.sdp()));
    EXPECT_TRUE(peer.expect_response(503, "INVITE").has("Retry-After"));
    EXPECT_EQ(world.front->counters().refused_overload, 1u);
    for (const auto leg : legs) world.order(calls::HangUp{leg});
    world.expect_nothing_left();
}

TEST(RefusedRequest, IsNeverACallThatTakesAParkedOneOut) {
    SipWorld world([](sip::Options& options) {
        options.max_calls = 1;
        options.retrieves = [](const std::string& number) { return number == "701"; };
    });
    Peer parked(world), peer(world);
    std::vector<LegId> legs{establish_inbound(world, parked)};
    peer.send(peer.new_invite("700", "", peer.sdp()));
    peer.expect_response(503, "INVITE");
    const auto orbit = [&](const std::string& number) {
        auto invite = peer.new_invite("park", "", peer.sdp());
        return invite.insert(invite.find(" SIP/2.0"), ";orbit=" + number);
    };
    peer.send(orbit("702"));
    peer.expect_response(503, "INVITE");
    for (const auto& takes :
         {peer.new_invite("701", "", peer.sdp()), peer.new_invite("%37%301", "", peer.sdp()), orbit("701")}) {
        peer.send(takes);
        legs.push_back(world.expect<calls::CallArrived>().leg);
    }
    EXPECT_EQ(world.front->counters().refused_overload, 2u);
    for (const auto leg : legs) world.order(calls::HangUp{leg});
    parked.send(parked.reply(parked.expect_request("BYE"), 200));
    world.expect_nothing_left();
}

TEST(RefusedRequest, GarbageOfAnyKindHurtsNobody) {
    SipWorld world;
    Peer peer(world);
    const auto invite = peer.new_invite("701", "", peer.sdp());
    peer.send("");
    peer.send("\r\n\r\n");
    peer.send(std::string(2000, '\0'));
    peer.send("INVITE sip:701@127.0.0.1 SIP/2.0\r\n\r\n");
    peer.send(
        "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 127.0.0.1:5060;branch=z9hG4bKnone\r\nCSeq: 1 INVITE\r\n\r\n");
    for (std::size_t length = 1; length < invite.size(); length += 7) peer.send(invite.substr(0, length));
    for (std::size_t at = 0; at < invite.size(); at += 5) {
        auto damaged = invite;
        damaged[at] = static_cast<char>(damaged[at] ^ 0x55);
        peer.send(damaged);
    }
    world.settle();
    for (const auto& fact : std::exchange(world.facts, {}))
        if (const auto* arrived = std::get_if<calls::CallArrived>(&fact))
            world.order(calls::HangUp{arrived->leg});
    world.facts.clear();
    world.expect_nothing_left();
    EXPECT_GT(world.front->counters().malformed, 0u);
}

}  // namespace
}  // namespace layby::tests

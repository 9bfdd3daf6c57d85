// REFER outside of the call it is about: a phone asks to have its call parked (RFC 5359 section 2.15).
#include "sip_world.hpp"

namespace layby::tests {
namespace {

class ParkRequest : public ::testing::Test {
  protected:
    ParkRequest() : leg(establish_inbound(world, call)) {}

    /// The Refer-To value that names the call as the other side would.
    std::string replaces() const {
        const auto escaped = [](std::string text) {
            for (std::size_t at = 0; (at = text.find('@', at)) != std::string::npos;)
                text.replace(at, 1, "%40");
            return text;
        };
        return "<sip:ann@192.0.2.9?Replaces=" + escaped(call.call_id) + "%3Bto-tag%3D" + tag(call.remote) +
               "%3Bfrom-tag%3D" + tag(call.local) + "&Require=replaces>";
    }
    static std::string tag(const std::string& value) { return value.substr(value.find(";tag=") + 5); }
    void refer(const std::string& refer_to, const std::string& more = {}) {
        asker.new_invite("park");
        asker.send(asker.request("REFER", "Refer-To: " + refer_to + "\r\n" + more));
    }
    SipMessage notified() {
        const auto notify = asker.expect_request("NOTIFY");
        asker.send(asker.reply(notify, 200));
        return notify;
    }
    void end() {
        world.order(calls::HangUp{leg});
        call.send(call.reply(call.expect_request("BYE"), 200));
        world.expect_nothing_left();
    }

    SipWorld world;
    Peer call{world}, asker{world};
    LegId leg;
};

TEST_F(ParkRequest, IsAcceptedAndItsLastNotifyNamesTheDialogOfTheParkedCall) {
    refer(replaces());
    const auto asked = world.expect<calls::ParkAsked>();
    EXPECT_EQ(asked.replaced, leg);
    EXPECT_EQ(asked.number, "park");
    EXPECT_EQ(asked.orbit, "");
    world.order(calls::AcceptReferral{asked.referral});
    asker.expect_response(202, "REFER");
    const auto first = notified();
    EXPECT_EQ(first.header("Event"), "refer");
    EXPECT_EQ(first.header("Subscription-State"), "active;expires=60");
    EXPECT_EQ(first.body, "SIP/2.0 100 Trying\r\n");
    EXPECT_EQ(world.front->counters().subscriptions, 1u);
    world.order(calls::ReportReferral{asked.referral, {200, "OK"}, leg});
    const auto last = notified();
    EXPECT_EQ(last.header("Subscription-State"), "terminated;reason=noresource");
    EXPECT_EQ(last.body.rfind("SIP/2.0 200 OK\r\n", 0), 0u);
    EXPECT_NE(last.body.find("Call-ID: " + call.call_id), std::string::npos);
    EXPECT_NE(last.body.find(";tag=" + tag(call.local)), std::string::npos);
    EXPECT_NE(last.body.find(";tag=" + tag(call.remote)), std::string::npos);
    world.settle();
    EXPECT_EQ(world.front->counters().subscriptions, 0u);
    end();
}

TEST_F(ParkRequest, RefusedSaysWhyAndLeavesTheCall) {
    refer(replaces());
    const auto asked = world.expect<calls::ParkAsked>();
    world.order(calls::RefuseReferral{asked.referral, {486, "lot full"}});
    EXPECT_NE(asker.expect_response(486, "REFER").header("Reason").find("lot full"), std::string::npos);
    world.settle();
    EXPECT_EQ(world.front->counters().subscriptions, 0u);
    end();
}

TEST_F(ParkRequest, WithoutASubscriptionIsOnlyAccepted) {
    refer(replaces(), "Refer-Sub: false\r\n");
    const auto asked = world.expect<calls::ParkAsked>();
    world.order(calls::AcceptReferral{asked.referral});
    EXPECT_EQ(asker.expect_response(202, "REFER").header("Refer-Sub"), "false");
    world.order(calls::ReportReferral{asked.referral, {200, "OK"}, leg});
    world.settle();
    EXPECT_TRUE(asker.quiet());
    EXPECT_EQ(world.front->counters().subscriptions, 0u);
    end();
}

TEST_F(ParkRequest, OfACallThatIsOverIs481) {
    world.order(calls::HangUp{leg});
    call.send(call.reply(call.expect_request("BYE"), 200));
    world.settle();
    refer(replaces());
    asker.expect_response(481, "REFER");
    EXPECT_TRUE(world.quiet());
    world.expect_nothing_left();
}

TEST_F(ParkRequest, WithoutReplacesIsNoParkRequest) {
    refer("<sip:701@127.0.0.1>");
    asker.expect_response(403, "REFER");
    refer("nonsense");
    asker.expect_response(400, "REFER");
    EXPECT_TRUE(world.quiet());
    end();
}

}  // namespace
}  // namespace layby::tests

// Calls that were answered before a restart, and whose ACK hadn't come: our 200 may have been lost.
#include "resumed_inbound.hpp"

namespace layby::tests {
namespace {

class Unconfirmed : public ResumedInbound {
  protected:
    void answer_and_die(const std::string& body) {
        peer.send(peer.new_invite("701", with_update, body));
        leg = world.expect<calls::CallArrived>().leg;
        world.order(calls::Answer{leg, our_media(), desk});
        peer.learn(peer.expect_response(200, "INVITE"));
        world.restart();
        peer.drop_all();
        ASSERT_TRUE(world.resume(leg));
    }
};

TEST_F(Unconfirmed, IsAskedByReinviteWhichOnlyAnAnsweredPhoneTakes) {
    answer_and_die(peer.sdp());
    const auto invite = peer.expect_request("INVITE");
    EXPECT_TRUE(world.quiet());
    peer.send(peer.reply(invite, 200, "", peer.sdp()));
    peer.expect_request("ACK");
    EXPECT_EQ(world.expect<calls::CallConfirmed>().leg, leg);
    world.expect<calls::OfferAnswered>();  // what the phone had offered isn't known any more
    EXPECT_TRUE(world.keeper.calls.at(leg.value).confirmed);
    end();
}

TEST_F(Unconfirmed, IsConfirmedByTheAckThatWasUnderWay) {
    answer_and_die(peer.sdp());
    peer.send(peer.ack());
    EXPECT_EQ(world.expect<calls::CallConfirmed>().leg, leg);
    const auto invite = peer.expect_request("INVITE");
    peer.send(peer.reply(invite, 200, "", peer.sdp()));
    peer.expect_request("ACK");
    world.expect<calls::OfferAnswered>();
    EXPECT_TRUE(world.quiet()) << "confirmed once";
    end();
}

TEST_F(Unconfirmed, WithADelayedOfferGetsTheAnswerToTheNextOne) {
    answer_and_die("");
    const auto invite = peer.expect_request("INVITE");
    peer.send(peer.reply(invite, 200, "", peer.sdp()));
    peer.expect_request("ACK");
    const auto confirmed = world.expect<calls::CallConfirmed>();
    ASSERT_TRUE(confirmed.answer);
    EXPECT_EQ(confirmed.answer->rtp.port, 40000);
    EXPECT_EQ(world.expect<calls::OfferAnswered>().answer, confirmed.answer);
    end();
}

TEST_F(Unconfirmed, WhosePhoneNeverGotTheAnswerIsHungUp) {
    answer_and_die(peer.sdp());
    peer.send(peer.reply(peer.expect_request("INVITE"), 481));
    peer.expect_request("ACK");
    EXPECT_EQ(world.expect<calls::HungUp>().cause, calls::HangupCause::unreachable);
    peer.send(peer.reply(peer.expect_request("BYE"), 481));
    world.expect_nothing_kept();
}

TEST_F(Unconfirmed, WhosePhoneStillWaitsForTheAnswerIsHungUpInTheEnd) {
    answer_and_die(peer.sdp());
    for (;;) {  // its own INVITE is open: RFC 3261 section 14.2
        world.pass(10ms);
        if (peer.count("INVITE") > 0) peer.send(peer.reply(peer.expect_request("INVITE"), 491));
        if (!world.facts.empty() || peer.count("BYE") > 0) break;
    }
    EXPECT_EQ(world.expect<calls::HungUp>().cause, calls::HangupCause::unreachable);
    peer.send(peer.reply(peer.expect_request("BYE"), 200));
    world.expect_nothing_kept();
}

TEST_F(Unconfirmed, CanBeEndedByUs) {
    answer_and_die(peer.sdp());
    world.order(calls::HangUp{leg});
    peer.send(peer.reply(peer.expect_request("BYE"), 200));
    EXPECT_TRUE(world.quiet());
    world.expect_nothing_kept();
}

}  // namespace
}  // namespace layby::tests

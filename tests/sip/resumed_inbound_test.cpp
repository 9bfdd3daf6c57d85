// Calls that came in before a restart and go on after it.
#include <gmock/gmock.h>

#include "resumed_inbound.hpp"

namespace layby::tests {
namespace {

TEST_F(ResumedInbound, IsRefreshedAtOnceInItsDialog) {
    establish();
    restart();
    const auto update = prove();
    EXPECT_EQ(update.header("Call-ID"), peer.call_id);
    EXPECT_EQ(tag_of(update.header("From")), tag_of(peer.remote));
    EXPECT_EQ(tag_of(update.header("To")), tag_of(peer.local));
    EXPECT_GT(update.cseq(), last_cseq + 999) << "whatever was sent last, this is later";
    EXPECT_TRUE(update.has("Contact"));
    EXPECT_TRUE(update.has("Session-Expires"));
    EXPECT_TRUE(world.quiet());
    end();
}

TEST_F(ResumedInbound, HasLaterNumbersAlsoWhenTheDiskHasRefusedThemBetweenTwoCrashes) {
    establish();
    const auto on_disk = world.keeper.calls;
    restart();
    const auto first = prove();
    world.keeper.calls = on_disk;
    restart();
    EXPECT_GT(prove().cseq(), first.cseq());
    end();
}

/// Without an offer its sound would go where we were before the crash.
TEST_F(ResumedInbound, OfAPhoneThatSeesUsElsewhereNowIsRefreshedByAnOffer) {
    sip::PeerNetwork outside;
    outside.name = "outside";
    outside.from = {"127.0.0.1"};
    outside.seen_as = {"203.0.113.9", {}};
    world.options.networks = {outside};
    world.restart(0s);
    establish();
    world.options.networks[0].seen_as = {"203.0.113.10", {}};
    restart();
    const auto invite = peer.expect_request("INVITE");
    EXPECT_THAT(invite.header("Contact"), testing::HasSubstr("@203.0.113.10:"));
    EXPECT_THAT(invite.body, testing::HasSubstr("c=IN IP4 203.0.113.10\r\n"));
    peer.send(peer.reply(invite, 200, {}, peer.sdp(2)));
    peer.expect_request("ACK");
    world.pass(20s);
    EXPECT_EQ(peer.count("INVITE"), 0u) << "it has been told";
    end();
}

TEST_F(ResumedInbound, OfAPhoneWithoutUpdateIsRefreshedWithTheSameWords) {
    establish("");
    restart();
    const auto invite = peer.expect_request("INVITE");
    EXPECT_NE(invite.body.find(" 1 IN IP4"), std::string::npos) << "nothing has changed: the same version";
    EXPECT_NE(invite.body.find("m=audio 30000"), std::string::npos);
    peer.send(peer.reply(invite, 200, "", peer.sdp()));
    EXPECT_EQ(peer.expect_request("ACK").cseq(), invite.cseq());
    EXPECT_TRUE(world.quiet());
    end();
}

TEST_F(ResumedInbound, WithOtherMediaSaysSoWithALaterVersion) {
    establish("");
    world.restart();
    ASSERT_TRUE(world.resume(leg, our_media(31000)));
    const auto invite = peer.expect_request("INVITE");
    EXPECT_NE(invite.body.find("m=audio 31000"), std::string::npos);
    EXPECT_NE(invite.body.find(" 1001 IN IP4"), std::string::npos);
    peer.send(peer.reply(invite, 200, "", peer.sdp()));
    peer.expect_request("ACK");
    end();
}

TEST_F(ResumedInbound, EndsWithTheByeOfItsPeer) {
    establish();
    restart();
    prove();
    peer.send(peer.request("BYE"));
    peer.expect_response(200, "BYE");
    EXPECT_EQ(world.expect<calls::HungUp>().cause, calls::HangupCause::normal);
    world.expect_nothing_kept();
}

TEST_F(ResumedInbound, HearsItsPeerAsBefore) {
    establish();
    restart();
    prove();
    peer.send(peer.request("INFO", "", "Signal=5\r\n", "application/dtmf-relay"));
    peer.expect_response(200, "INFO");
    EXPECT_EQ(world.expect<calls::InfoDigit>().leg, leg);

    peer.send(peer.request("INVITE", "", peer.sdp(2, "a=sendonly\r\n")));
    EXPECT_EQ(world.expect<calls::OfferReceived>().leg, leg);
    auto held = our_media();
    held.direction = Direction::recvonly;
    world.order(calls::AcceptOffer{leg, held});
    EXPECT_NE(peer.expect_response(200, "INVITE").body.find(" 1001 IN IP4"), std::string::npos);
    peer.send(peer.ack());

    peer.send(peer.request("REFER", "Refer-To: <sip:700@127.0.0.1>\r\n"));
    EXPECT_EQ(world.expect<calls::TransferAsked>().number, "700");
    world.order(calls::RefuseTransfer{leg, {403, ""}});
    peer.expect_response(403, "REFER");
    end();
}

TEST_F(ResumedInbound, SpeaksToItsPeerByTheRecordedRoute) {
    const auto port = std::to_string(peer.port);
    establish(with_update + "Record-Route: <sip:127.0.0.1:" + port + ";lr;hop=1>, <sip:127.0.0.1:" + port +
              ";lr;hop=2>\r\n");
    restart();
    const auto update = prove();
    std::string routes;
    for (const auto& route : update.all("Route")) routes += route + ",";
    EXPECT_LT(routes.find("hop=1"), routes.find("hop=2"));
    world.order(calls::Offer{leg, our_media(30500)});
    const auto invite = peer.expect_request("INVITE");
    EXPECT_GT(invite.cseq(), update.cseq());
    peer.send(peer.reply(invite, 200, "", peer.sdp(2)));
    peer.expect_request("ACK");
    world.expect<calls::OfferAnswered>();
    end();
}

TEST_F(ResumedInbound, SurvivesOneRestartAfterAnother) {
    establish();
    restart();
    const auto first = prove();
    restart();
    EXPECT_GT(prove().cseq(), first.cseq() + 999);
    end();
}

TEST_F(ResumedInbound, ThatItsPeerNoLongerKnowsIsHungUp) {
    establish();
    restart();
    peer.send(peer.reply(peer.expect_request("UPDATE"), 481));
    EXPECT_EQ(world.expect<calls::HungUp>().cause, calls::HangupCause::unreachable);
    peer.send(peer.reply(peer.expect_request("BYE"), 481));
    world.expect_nothing_kept();
}

TEST_F(ResumedInbound, WhosePeerIsSilentIsHungUp) {
    establish();
    restart();
    EXPECT_EQ(world.expect<calls::HungUp>(41s).cause, calls::HangupCause::unreachable);
    world.expect_nothing_kept();
}

TEST_F(ResumedInbound, WhosePeerAnswersAnythingElseLives) {
    establish();
    restart();
    peer.send(peer.reply(peer.expect_request("UPDATE"), 500));
    world.pass(60s);
    EXPECT_TRUE(world.quiet());
    end();
}

TEST_F(ResumedInbound, WaitsAndAsksAgainWhenBothSpeakAtOnce) {
    establish("");
    restart();
    peer.send(peer.reply(peer.expect_request("INVITE"), 491));
    peer.expect_request("ACK");
    const auto again = peer.expect_request("INVITE", 4s);
    peer.send(peer.reply(again, 200, "", peer.sdp()));
    peer.expect_request("ACK");
    EXPECT_TRUE(world.quiet());
    end();
}

TEST_F(ResumedInbound, IsStillFoundByAReplaces) {
    establish();
    restart();
    prove();
    Peer other(world);
    other.send(other.new_invite("700",
                                "Replaces: " + peer.call_id + ";to-tag=" + tag_of(peer.remote) +
                                    ";from-tag=" + tag_of(peer.local) + "\r\n",
                                other.sdp()));
    const auto arrived = world.expect<calls::CallArrived>();
    EXPECT_EQ(arrived.replaces, leg);
    EXPECT_GT(arrived.leg.value, std::uint64_t{2} << 32) << "an id of this start";
    world.order(calls::Refuse{arrived.leg, {403, ""}});
    other.expect_response(403, "INVITE");
    other.send(other.ack());
    end();
}

TEST_F(ResumedInbound, ReportsTheTransferThatWasAccepted) {
    establish();
    peer.send(peer.request("REFER", "Refer-To: <sip:700@127.0.0.1>\r\n"));
    world.expect<calls::TransferAsked>();
    world.order(calls::AcceptTransfer{leg});
    peer.expect_response(202, "REFER");
    peer.send(peer.reply(peer.expect_request("NOTIFY"), 200));
    restart_while_transferring();
    prove();
    EXPECT_EQ(world.front->counters().subscriptions, 1u);
    world.order(calls::ReportTransfer{leg, 200, "OK"});
    const auto last = peer.expect_request("NOTIFY");
    EXPECT_EQ(last.header("Event"), "refer");
    EXPECT_EQ(last.header("Subscription-State"), "terminated;reason=noresource");
    EXPECT_EQ(last.body, "SIP/2.0 200 OK\r\n");
    peer.send(peer.reply(last, 200));
    EXPECT_FALSE(world.keeper.calls.begin()->second.transfer);
    end();
}

TEST_F(ResumedInbound, AReferThatComesAgainIsAcceptedAgainAndOnce) {
    establish();
    const auto refer = peer.request("REFER", "Refer-To: <sip:700@127.0.0.1>\r\n");
    peer.send(refer);
    world.expect<calls::TransferAsked>();
    world.order(calls::AcceptTransfer{leg});
    world.settle();
    restart_while_transferring();
    comes_again_and_is_accepted(refer);
    end();
}

TEST_F(ResumedInbound, AReferThatWasAcceptedJustBeforeTheEndIsAcceptedWhenItComesAgain) {
    establish();
    const auto refer = peer.request("REFER", "Refer-To: <sip:700@127.0.0.1>\r\n");
    peer.send(refer);
    world.expect<calls::TransferAsked>();  // the 202 waits for the disk, and never leaves
    restart_while_transferring();
    comes_again_and_is_accepted(refer);
    end();
}

TEST_F(ResumedInbound, AReferThatNobodyRemembersIsAskedAnewWhenItComesAgain) {
    establish();
    const auto refer = peer.request("REFER", "Refer-To: <sip:700@127.0.0.1>\r\n");
    peer.send(refer);
    world.expect<calls::TransferAsked>();
    restart();
    peer.drop_all();
    peer.send(refer);
    EXPECT_EQ(world.expect<calls::TransferAsked>().number, "700");
    world.order(calls::AcceptTransfer{leg});
    peer.expect_response(202, "REFER");
    peer.send(peer.reply(peer.expect_request("NOTIFY"), 200));
    end();
}

TEST_F(ResumedInbound, AsksForAnotherTransferAfterOneWhoseReportWasLost) {
    establish();
    peer.send(peer.request("REFER", "Refer-To: <sip:700@127.0.0.1>\r\n"));
    world.expect<calls::TransferAsked>();
    world.order(calls::AcceptTransfer{leg});
    world.settle();
    restart();
    peer.drop_all();
    peer.send(peer.request("REFER", "Refer-To: <sip:701@127.0.0.1>\r\n"));
    EXPECT_EQ(world.expect<calls::TransferAsked>().number, "701");
    world.order(calls::RefuseTransfer{leg, {403, ""}});
    peer.expect_response(403, "REFER");
    end();
}

TEST_F(ResumedInbound, IsRefreshedOnInTime) {
    establish(with_update + "Supported: timer\r\nSession-Expires: 200\r\n");
    restart();
    peer.send(peer.reply(peer.expect_request("UPDATE"), 200, "Session-Expires: 200;refresher=uac\r\n"));
    peer.send(peer.reply(peer.expect_request("UPDATE", 101s), 200, "Session-Expires: 200;refresher=uac\r\n"));
    EXPECT_TRUE(world.quiet());
    end();
}

TEST_F(ResumedInbound, NobodyWantsIsEndedByBye) {
    establish();
    world.restart();
    EXPECT_EQ(world.front->counters().dialogs, 0u);
    world.endpoint->end_unclaimed();
    const auto bye = peer.expect_request("BYE");
    EXPECT_GT(bye.cseq(), last_cseq + 999);
    peer.send(peer.reply(bye, 200));
    EXPECT_FALSE(world.resume(leg));
    world.expect_nothing_kept();
}

// Its transaction ends with the process, and with it all that could be done about it.
TEST_F(ResumedInbound, UnansweredIsNeverWritten) {
    peer.send(peer.new_invite("701", "", peer.sdp()));
    leg = world.expect<calls::CallArrived>().leg;
    world.order(calls::Alert{leg, our_media(), desk});
    peer.expect_response(183, "INVITE");
    world.order(calls::Refuse{leg, {403, ""}});
    peer.expect_response(403, "INVITE");
    peer.send(peer.ack());
    world.expect_nothing_kept();
    EXPECT_EQ(world.keeper.written, 0);
    EXPECT_EQ(world.keeper.forgotten, 0);
}

TEST_F(ResumedInbound, IsWrittenBeforeItsAnswerLeaves) {
    const auto answer = prepare_answer();
    EXPECT_TRUE(world.keeper.calls.contains(leg.value));
    EXPECT_EQ(peer.count("SIP/2.0 200"), 0u);
    world.order(answer);
    peer.learn(peer.expect_response(200, "INVITE"));
    peer.send(peer.ack());
    world.expect<calls::CallConfirmed>();
    EXPECT_LE(world.keeper.written, 3) << "before the answer, after it, confirmed";
    restart();
    prove();
    end();
    EXPECT_EQ(world.keeper.forgotten, 1);
}

// What was sent last is a 200 of which the dialog's record doesn't know yet; the leg's does.
TEST_F(ResumedInbound, GoesOnWithWhatWasWrittenBeforeItsAnswerLeft) {
    const auto answer = prepare_answer();
    const auto on_disk = world.keeper.calls;
    world.order(answer);
    peer.learn(peer.expect_response(200, "INVITE"));
    world.die();
    world.keeper.calls = on_disk;
    world.open();
    peer.drop_all();
    ASSERT_TRUE(world.resume(leg));
    peer.send(peer.ack());
    EXPECT_EQ(world.expect<calls::CallConfirmed>().leg, leg);
    const auto invite = peer.expect_request("INVITE");
    EXPECT_GT(invite.cseq(), 999);
    peer.send(peer.reply(invite, 200, "", peer.sdp()));
    peer.expect_request("ACK");
    world.expect<calls::OfferAnswered>();
    end();
}

TEST_F(ResumedInbound, OffersTheSameAgainThatItHadSaidBeforeWhatWasAnsweredLast) {
    establish();
    world.restart();
    auto held = our_media();
    held.direction = Direction::sendonly;
    ASSERT_TRUE(world.resume_as({leg, true, our_media(), false, {}, held}));
    prove();
    peer.send(peer.request("INVITE", "", peer.sdp(2)));
    EXPECT_EQ(world.expect<calls::OfferReceived>().offer.direction, Direction::sendrecv);
    world.order(calls::AcceptOffer{leg, our_media()});
    peer.expect_response(200, "INVITE");
    peer.send(peer.ack());
    end();
}

TEST_F(ResumedInbound, WhoseAnswerNeverLeftIsForgotten) {
    peer.send(peer.new_invite("701", "", peer.sdp()));
    leg = world.expect<calls::CallArrived>().leg;
    world.endpoint->prepare(calls::Answer{leg, our_media(), desk});
    EXPECT_TRUE(world.keeper.calls.contains(leg.value));
    world.die();
    peer.drop_all();
    world.open();
    EXPECT_FALSE(world.resume_ringing(leg));
    world.endpoint->end_unclaimed();
    EXPECT_TRUE(peer.quiet());
    world.expect_nothing_kept();
}

TEST_F(ResumedInbound, ThatDoesNotChangeIsNotWritten) {
    establish();
    const auto written = world.keeper.written;
    EXPECT_LE(written, 2) << "answered, confirmed";
    world.pass(10min);
    EXPECT_EQ(world.keeper.written, written);
    end();
}

// -- many at once

TEST(ResumedCalls, AreAskedInTurnTheFirstAtOnce) {
    RestartedWorld world;
    world.options.resumed_calls_per_second = 10;
    constexpr int calls = 5;
    std::vector<std::unique_ptr<Peer>> peers;
    std::vector<LegId> legs;
    for (int i = 0; i < calls; ++i) {
        peers.push_back(std::make_unique<Peer>(world));
        legs.push_back(establish_inbound(world, *peers.back(), with_update));
    }
    world.restart();
    for (const auto leg : legs) ASSERT_TRUE(world.resume(leg));
    const auto asked = [&] {
        int count = 0;
        for (const auto& peer : peers) count += peer->count("UPDATE") > 0;
        return count;
    };
    EXPECT_EQ(asked(), 1);
    EXPECT_EQ(peers[0]->count("UPDATE"), 1u) << "in the order of resuming";
    world.pass(200ms);
    EXPECT_EQ(asked(), 3);
    world.pass(300ms);
    EXPECT_EQ(asked(), calls);
    for (int i = 0; i < calls; ++i) {
        auto& peer = *peers[static_cast<std::size_t>(i)];
        peer.send(peer.reply(peer.expect_request("UPDATE"), 200));
        world.order(calls::HangUp{legs[static_cast<std::size_t>(i)]});
        peer.send(peer.reply(peer.expect_request("BYE"), 200));
    }
    world.expect_nothing_kept();
}

}  // namespace
}  // namespace layby::tests

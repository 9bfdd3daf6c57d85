// A transfer that the peer asks for, by itself.
#include "part_world.hpp"
#include "sip/dialog/transfer.hpp"

namespace layby::tests {
namespace {

class TransferPart : public ::testing::Test {
  protected:
    TransferPart() {
        world.establish(peer);
        world.on_request = [this](auto incoming, const sip_t& sip) {
            transfer.asked(std::move(incoming), sip);
        };
    }
    void refer(const std::string& headers = {}) {
        peer.send(peer.request("REFER", "Refer-To: <sip:700@127.0.0.1>\r\n" + headers));
    }
    SipMessage notified() {
        const auto notify = peer.expect_request("NOTIFY");
        peer.send(peer.reply(notify, 200));
        return notify;
    }

    PartWorld world;
    Peer peer{world};
    sip::Transfer transfer{world};
};

TEST_F(TransferPart, HasASubscriptionUntilTheLastNotify) {
    refer();
    EXPECT_EQ(world.told<calls::TransferAsked>()->number, "700");
    EXPECT_EQ(world.subscribed, 1u);
    transfer.report(200, "OK");
    EXPECT_TRUE(peer.quiet()) << "not accepted yet";
    transfer.accept();
    peer.expect_response(202, "REFER");
    EXPECT_EQ(notified().body, "SIP/2.0 100 Trying\r\n");
    transfer.report(200, "OK");
    EXPECT_EQ(notified().header("Subscription-State"), "terminated;reason=noresource");
    EXPECT_EQ(world.subscribed, 0u);
    EXPECT_FALSE(transfer.kept());
}

TEST_F(TransferPart, TakesOneAtATime) {
    refer();
    transfer.accept();
    refer();
    peer.expect_response(491, "REFER");
    EXPECT_EQ(world.subscribed, 1u);
}

TEST_F(TransferPart, TheSecondHasAnId) {
    refer();
    transfer.refuse({486, "full"});
    peer.expect_response(486, "REFER");
    refer();
    transfer.accept();
    EXPECT_EQ(notified().header("Event"), "refer;id=" + std::to_string(peer.cseq));
}

TEST_F(TransferPart, ASilentOneIsNotNotified) {
    refer("Refer-Sub: false\r\n");
    transfer.accept();
    EXPECT_EQ(peer.expect_response(202, "REFER").header("Refer-Sub"), "false");
    transfer.report(200, "OK");
    EXPECT_TRUE(peer.quiet());
    EXPECT_EQ(world.subscribed, 0u);
}

TEST_F(TransferPart, AnAcceptedOneThatComesAgainAfterARestartGetsItsAnswerAgain) {
    transfer.resume({"refer", false, static_cast<std::uint32_t>(peer.cseq + 1)});
    refer();
    peer.expect_response(202, "REFER");
    EXPECT_FALSE(world.told<calls::TransferAsked>());
    EXPECT_EQ(world.subscribed, 1u);
}

TEST_F(TransferPart, WhatIsOpenAtTheEndOfTheDialogIsAnswered) {
    refer();
    transfer.end();
    peer.expect_response(487, "REFER");
    EXPECT_EQ(world.subscribed, 0u);
}

}  // namespace
}  // namespace layby::tests

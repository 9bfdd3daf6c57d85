// Calls of another server that has died, and calls of ours that another server has by now.
#include <gmock/gmock.h>

#include "resumed_inbound.hpp"

namespace layby::tests {
namespace {

class Adopted : public ResumedInbound {
  protected:
    /// The call is that of a server with another store.
    void adopt(const MediaDescription& ours = our_media()) {
        auto call = world.keeper.calls.at(leg.value);
        world.die();
        world.keeper.calls.clear();
        world.open();
        call.dialog.start = 4711;
        call.dialog.peer.device = {4711};
        EXPECT_EQ(world.endpoint->adopt(call), "127.0.0.1");
        ASSERT_TRUE(world.resume(leg, ours));
    }
};

TEST_F(Adopted, GoesOnAboveWhateverTheOtherServerMaySend) {
    establish();
    adopt();
    const auto update = prove();
    EXPECT_EQ(update.header("Call-ID"), peer.call_id);
    EXPECT_GT(update.cseq(), last_cseq + 99'999);
    world.settle();
    ASSERT_TRUE(world.keeper.calls.contains(leg.value)) << "it outlives this server, too";
    EXPECT_FALSE(world.keeper.calls.at(leg.value).dialog.peer.device);
    end();
}

TEST_F(Adopted, IsToldWhereItsSoundIsNow) {
    establish();
    adopt(our_media(31000));
    world.order(calls::Offer{leg, our_media(31000)});
    prove();
    const auto invite = peer.expect_request("INVITE");
    EXPECT_NE(invite.body.find("m=audio 31000"), std::string::npos);
    EXPECT_TRUE(invite.has("Contact"));
    peer.send(peer.reply(invite, 200, "", peer.sdp(2)));
    peer.expect_request("ACK");
    EXPECT_TRUE(world.expect<calls::OfferAnswered>().answer);
    end();
}

TEST_F(Adopted, OfAPhoneThatKnowsNothingOfItIsOver) {
    establish();
    adopt();
    peer.send(peer.reply(peer.expect_request("UPDATE"), 481));
    EXPECT_EQ(world.expect<calls::HungUp>().cause, calls::HangupCause::unreachable);
    world.pass(1min);
}

TEST_F(Adopted, IsNotTakenTwice) {
    establish();
    world.endpoint->adopt(world.keeper.calls.at(leg.value));
    world.order(calls::Abandon{LegId{4712}});
    EXPECT_TRUE(world.quiet());
    end();
}

TEST_F(Adopted, ByAnotherServerItIsForgottenWithoutAWord) {
    establish();
    world.order(calls::Abandon{leg});
    world.pass(1min);
    EXPECT_EQ(peer.count("BYE"), 0U);
    world.expect_nothing_kept();
}

}  // namespace
}  // namespace layby::tests

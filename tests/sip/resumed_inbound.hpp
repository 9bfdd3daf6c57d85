// A call that came in before a restart, for the tests of what becomes of it.
#pragma once
#include "restarted_world.hpp"

namespace layby::tests {

inline const std::string with_update = "Allow: INVITE, ACK, BYE, UPDATE\r\n";

class ResumedInbound : public ::testing::Test {
  protected:
    void establish(const std::string& headers = with_update) {
        leg = establish_inbound(world, peer, headers);
        last_cseq = 100;
    }
    /// A call has come, and its answer is to be kept; it hasn't left.
    calls::Answer prepare_answer() {
        peer.send(peer.new_invite("701", with_update, peer.sdp()));
        leg = world.expect<calls::CallArrived>().leg;
        calls::Answer answer{leg, our_media(), desk};
        world.endpoint->prepare(answer);
        return answer;
    }
    void restart() {
        world.restart();
        ASSERT_TRUE(world.resume(leg));
    }
    void restart_while_transferring() {
        world.restart();
        ASSERT_TRUE(world.resume(leg, our_media(), true));
    }
    /// To the phone its REFER was lost, to us it was accepted; it is reported once.
    void comes_again_and_is_accepted(const std::string& refer) {
        peer.drop_all();
        peer.send(refer);
        peer.expect_response(202, "REFER");
        EXPECT_TRUE(world.quiet());
        world.order(calls::ReportTransfer{leg, 200, "OK"});
        peer.send(peer.reply(peer.expect_request("NOTIFY"), 200));
    }
    /// It is asked by UPDATE whether it knows the call, and it does.
    SipMessage prove() {
        const auto update = peer.expect_request("UPDATE");
        peer.send(peer.reply(update, 200));
        return update;
    }
    void end() {
        world.order(calls::HangUp{leg});
        peer.send(peer.reply(peer.expect_request("BYE"), 200));
        world.expect_nothing_kept();
    }

    RestartedWorld world;
    Peer peer{world};
    LegId leg;
    int last_cseq{};
};

}  // namespace layby::tests

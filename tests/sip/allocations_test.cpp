// What a call costs the SIP adapter, counted and not timed; without what the SIP library takes by itself.
#include "allocations.hpp"

#include "sip_world.hpp"
#include "trace/tape.hpp"

namespace layby::tests {
namespace {

struct ACallFromOutside : ::testing::Test {
    trace::Tape tape{{.keep = 1h, .bytes = 16 << 20}};  // as it is in an office
    SipWorld world{[this](sip::Options& options) { options.tape = &tape; }};
    Peer peer{world};
    std::size_t allocated_{};

    /// Who sends turns the loop until the message has been dealt with.
    void hear(const std::string& message) {
        allocated_ += allocations_of([&] { peer.send(message); });
    }
    void order(const calls::Order& what) {
        allocated_ += allocations_of([&] { world.order(what), world.settle(); });
    }
    void come_and_go() {
        hear(peer.new_invite("701", {}, peer.sdp()));
        const auto leg = world.expect<calls::CallArrived>().leg;
        order(calls::Answer{leg, our_media(), desk});
        peer.learn(peer.expect_response(200, "INVITE"));
        hear(peer.ack());
        world.expect<calls::CallConfirmed>();
        hear(peer.request("BYE"));
        world.expect<calls::HungUp>();
        peer.drop_all();
    }
};

TEST_F(ACallFromOutside, AllocatesNoMoreThanItDid) {
    if (!counts_allocations) GTEST_SKIP();
    for (int i = 0; i < 5; ++i) come_and_go();
    allocated_ = 0;
    for (int i = 0; i < 10; ++i) come_and_go();
    EXPECT_LE(allocated_ / 10, 110U);
    EXPECT_GT(allocated_, 0U) << "nothing is counted";
}

}  // namespace
}  // namespace layby::tests

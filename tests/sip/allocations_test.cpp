// What a call costs the SIP adapter, counted and not timed; without what the SIP library takes by itself.
#include "allocations.hpp"

#include "sip/door/shedding.hpp"
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
    EXPECT_LE(allocated_ / 10, 110U) << dearer;
    EXPECT_GT(allocated_, 0U) << "nothing is counted";
}

/// A refusal is worth something only while it costs next to nothing.
struct ARefusal : ACallFromOutside {
    const Address from{"127.0.0.1", peer.port};
    std::string invite{peer.new_invite("700", {}, peer.sdp())};
    bool refuse(const std::string& text) const {
        const auto seen = sip::glance_at(text);
        if (!seen) return false;
        const auto nothing = [](std::string_view) { return false; };
        const auto urgency = sip::urgency_of(*seen, {[] { return true; }, nothing, nothing});
        return urgency == sip::Urgency::call && !sip::busy_answer(*seen, from, 1).empty();
    }
};

TEST_F(ARefusal, AllocatesNextToNothing) {
    if (!counts_allocations) GTEST_SKIP();
    EXPECT_TRUE(refuse(invite));
    EXPECT_LE(allocations_of([&] { refuse(invite); }), 12U) << dearer;
}

TEST_F(ARefusal, OfNobodyCostsAGlanceThatAllocatesNothing) {
    if (!counts_allocations) GTEST_SKIP();
    EXPECT_EQ(allocations_of([&] { sip::glance_at(invite); }), 0U) << dearer;
}

}  // namespace
}  // namespace layby::tests

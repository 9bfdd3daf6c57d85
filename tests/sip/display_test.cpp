// Whom the peer shows, by itself.
#include "sip/dialog/display.hpp"

#include "part_world.hpp"

namespace layby::tests {
namespace {

const Party ann{"Ann Lee", "201", false}, bob{"Bob Ray", "202", false};

class DisplayPart : public ::testing::Test {
  protected:
    DisplayPart() { world.establish(peer); }
    void answer(int status) { peer.send(peer.reply(peer.expect_request("UPDATE", 2s), status)); }

    PartWorld world;
    Peer peer{world};
    sip::Display display{world};
};

TEST_F(DisplayPart, IsSaidOnce) {
    display.show(ann);
    EXPECT_EQ(display.unproved(), ann);
    const auto update = peer.expect_request("UPDATE");
    EXPECT_NE(update.header("P-Asserted-Identity").find("sip:201@"), std::string::npos);
    peer.send(peer.reply(update, 200));
    EXPECT_FALSE(display.unproved());
    EXPECT_TRUE(peer.quiet());
}

TEST_F(DisplayPart, IsSaidAgainWhenAnotherRequestHasOvertakenIt) {
    display.show(ann);
    answer(500);
    answer(200);
    EXPECT_FALSE(display.unproved());
}

TEST_F(DisplayPart, WaitsForTheNextRequestWhenThePeerWillNotHearIt) {
    display.show(ann);
    for (int i = 0; i < 4; ++i) answer(500);
    world.pass(10s);
    EXPECT_TRUE(peer.quiet());
    EXPECT_EQ(display.unproved(), ann);
}

TEST_F(DisplayPart, ARefusalForGoodIsOne) {
    display.show(ann);
    answer(403);
    world.pass(10s);
    EXPECT_TRUE(peer.quiet());
}

TEST_F(DisplayPart, AnAnswerToTheFormerOneProvesNothing) {
    display.show(ann);
    const auto former = peer.expect_request("UPDATE");
    display.show(bob);
    peer.send(peer.reply(former, 200));
    EXPECT_EQ(display.unproved(), bob);
    answer(200);
    EXPECT_FALSE(display.unproved());
}

}  // namespace
}  // namespace layby::tests

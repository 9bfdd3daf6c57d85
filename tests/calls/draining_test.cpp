// A server that is to end when it is empty: nobody new comes in, and whoever is there finds his way out.
#include "world/office_world.hpp"

namespace layby::world {
namespace {

class Draining : public ::testing::Test {
  protected:
    void drain() {
        world.board->close_lots(true);
        world.board->drain(true);
    }
    int refused(LegId leg) { return world.seen(leg).refused ? world.seen(leg).refused->status : 0; }
    OfficeWorld world;
};

TEST_F(Draining, RefusesCallsFromInsideAndOutside) {
    drain();
    EXPECT_EQ(refused(world.dial("201", "203")), 503);
    EXPECT_EQ(refused(world.dial("201", "700")), 503);
    EXPECT_EQ(refused(world.arrive("provider", "4930201")), 503);
    EXPECT_TRUE(world.board->calls().empty());
    EXPECT_TRUE(world.in_order());
}

TEST_F(Draining, StillSaysThatANumberIsWrong) {
    drain();
    EXPECT_EQ(refused(world.dial("201", "999")), 404);
}

TEST_F(Draining, LetsACallerBeRetrieved) {
    const LegId caller = world.parked_by("201");
    drain();
    const LegId retriever = world.dial("203", "701");
    world.confirms(retriever);
    EXPECT_TRUE(world.audio.talk(caller, retriever));
    world.hangs_up(retriever);
    EXPECT_TRUE(world.board->calls().empty());
    EXPECT_TRUE(world.in_order());
}

TEST_F(Draining, LetsARingingCallBePickedUp) {
    const LegId caller = world.dial("201", "203");
    drain();
    EXPECT_TRUE(world.audio.talk(caller, world.dial("204", "**203")));
}

TEST_F(Draining, RefusesAParkAndTheCallGoesOn) {
    const auto [caller, callee] = world.outside_call("201");
    drain();
    world.transfers(callee, "700");
    EXPECT_EQ(world.seen(callee).transfer_refused->status, 503);
    world.hears_prompt(callee);
    EXPECT_TRUE(world.audio.talk(caller, callee));
    EXPECT_TRUE(world.in_order());
}

TEST_F(Draining, StillRingsTheParkerBack) {
    const LegId caller = world.parked_by("201");
    drain();
    world.pass(10min);
    const LegId recall = world.ringing_one("201");
    world.picks_up(recall);
    EXPECT_TRUE(world.audio.talk(caller, recall));
}

TEST_F(Draining, CanBeCalledOff) {
    drain();
    world.board->close_lots(false);
    world.board->drain(false);
    world.parked_by("201");
    EXPECT_EQ(refused(world.dial("204", "203")), 0);
    EXPECT_TRUE(world.in_order());
}

}  // namespace
}  // namespace layby::world

// Calls between users and trunks.
#include "world/office_world.hpp"

namespace layby::world {
namespace {

TEST(Call, TwoUsersTalkAndHangUp) {
    OfficeWorld world;
    const LegId caller = world.dial("201", "202");
    const LegId callee = world.ringing_one("202");
    world.rings(callee);
    EXPECT_EQ(world.seen(caller).rings, 1);
    world.picks_up(callee);
    world.confirms(caller);
    EXPECT_TRUE(world.audio.talk(caller, callee));
    EXPECT_TRUE(world.in_order());
    world.hangs_up(callee);
    EXPECT_TRUE(world.seen(caller).hung_up_by_us);
    EXPECT_TRUE(world.at_rest());
}

TEST(Call, EachSeesWhoTheOtherIs) {
    OfficeWorld world;
    const auto [caller, callee] = world.talk("201", "202");
    EXPECT_EQ(world.seen(caller).shown, (Party{"Cleo Fox", "202", false}));
    EXPECT_EQ(world.seen(callee).call->caller, (Party{"Bob Ray", "201", false}));
}

TEST(Park, ABlindTransferToTheParkNumberParksAndDiallingTheSlotRetrieves) {
    OfficeWorld world;
    const auto [caller, callee] = world.outside_call("201");
    world.transfers(callee, "700");
    EXPECT_TRUE(world.seen(callee).transfer_accepted);
    EXPECT_TRUE(world.audio.hears_music(caller));
    EXPECT_EQ(world.audio.port(callee)->heard.what, Heard::What::prompt);
    EXPECT_FALSE(world.seen(callee).transfer_status);
    world.hears_prompt(callee);
    EXPECT_EQ(world.seen(callee).transfer_status, 200);
    world.hangs_up(callee);
    ASSERT_TRUE(world.in_slot(701));
    const LegId retriever = world.dial("202", "701");
    EXPECT_TRUE(world.audio.talk(retriever, caller));
    EXPECT_EQ(world.seen(retriever).shown.name, "Ann Lee");
    world.confirms(retriever);
    EXPECT_FALSE(world.in_slot(701));
    world.hangs_up(caller);
    EXPECT_TRUE(world.at_rest());
}

}  // namespace
}  // namespace layby::world

// What is remembered of a parked call when it has ended.
#include "world/office_world.hpp"

namespace layby::world {
namespace {

using parking::Outcome;

TEST(Journal, SaysWhoWaitedWhoParkedWhoTookAndHowLongItLasted) {
    OfficeWorld world;
    world.parked_by("201");
    world.pass(42s);
    EXPECT_TRUE(world.journal.parks.empty()) << "it has not ended";
    world.confirms(world.dial("202", "701"));
    ASSERT_EQ(world.journal.parks.size(), 1U);
    const auto& park = world.journal.parks[0];
    EXPECT_EQ(park.lot, "main");
    EXPECT_EQ(park.slot, SlotNumber{701});
    EXPECT_EQ(park.caller, (Party{"Ann Lee", "030123", false}));
    EXPECT_EQ(park.parker.user, "201");
    EXPECT_EQ(park.outcome, Outcome::retrieved);
    EXPECT_EQ(park.by.number, "202");
    EXPECT_EQ(park.lasted, 42s);
}

TEST(Journal, HasACallerWhoHungUp) {
    OfficeWorld world;
    world.hangs_up(world.parked_by("201"));
    ASSERT_EQ(world.journal.parks.size(), 1U);
    EXPECT_EQ(world.journal.parks[0].outcome, Outcome::abandoned);
    EXPECT_EQ(world.journal.parks[0].by, Party{});
}

TEST(Journal, HasOneEntryForEachGrantedSlot) {
    OfficeWorld world;
    for (int i = 0; i < 3; ++i) world.hangs_up(world.parked_by("201"));
    EXPECT_EQ(world.journal.parks.size(), 3U);
    world.dial("202", "705");
    EXPECT_EQ(world.journal.parks.size(), 3U) << "an empty slot is no park";
}

TEST(Journal, HasAConsultationThatCameToNothingWithoutACaller) {
    OfficeWorld world;
    const LegId consultation = world.dial("201", "700");
    world.hangs_up(consultation);
    world.pass(10s);
    ASSERT_EQ(world.journal.parks.size(), 1U);
    EXPECT_EQ(world.journal.parks[0].outcome, Outcome::given_up);
    EXPECT_EQ(world.journal.parks[0].caller, Party{});
    EXPECT_EQ(world.journal.parks[0].parker.user, "201");
}

}  // namespace
}  // namespace layby::world

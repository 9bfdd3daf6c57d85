// A full lot sends its parks to its sibling.
#include "calls/house/prompts.hpp"
#include "world/office_world.hpp"

namespace layby::world {
namespace {

/// Lot main (701-705) overflows into lot spare (711-712), and spare into main.
calls::Office with_sibling() {
    auto office = small_office();
    auto spare = office.lots.front();
    spare.rules.name = "spare";
    spare.rules.first = {711};
    spare.rules.last = {712};
    spare.park_number = "710";
    spare.park_prefix = "";
    spare.overflow = "main";
    office.lots.front().overflow = "spare";
    office.lots.push_back(spare);
    return office;
}

bool waits(const OfficeWorld& world, const std::string& lot, std::uint32_t slot) {
    for (const auto& view : world.board->lots())
        for (const auto& call : view.parked)
            if (view.name == lot && call.slot.value == slot) return call.phase == parking::Phase::waiting;
    return false;
}

class Overflow : public ::testing::Test {
  protected:
    Overflow() {
        for (int slot = 0; slot < 5; ++slot) world.parked_by("204");
    }
    OfficeWorld world{with_sibling()};
};

TEST_F(Overflow, OfAFullLotParksInItsSiblingAndSaysTheRealSlot) {
    const auto [caller, callee] = world.outside_call("201");
    world.transfers(callee, "700");
    EXPECT_TRUE(world.seen(callee).transfer_accepted);
    EXPECT_TRUE(waits(world, "spare", 711));
    EXPECT_EQ(world.audio.port(callee)->heard.phrase, calls::slot_phrase({711}, calls::Announcement::digits));
    EXPECT_EQ(world.seen(callee).shown.name, "Parked 711");
    EXPECT_TRUE(world.audio.hears_music(caller));
    EXPECT_TRUE(world.in_order());
    EXPECT_EQ(world.board->counters().refused_parks_total, 0U);
    for (const auto& step : world.journal.steps)
        EXPECT_NE(step.what, calls::CallStep::What::park_refused) << "nobody was refused";
    const LegId retriever = world.dial("202", "711");
    world.confirms(retriever);
    EXPECT_TRUE(world.audio.talk(caller, retriever));
}

TEST_F(Overflow, WorksForAConsultationToo) {
    const LegId consulting = world.dial("201", "700");
    EXPECT_EQ(world.seen(consulting).shown.number, "711");
    world.hangs_up(consulting);
    world.pass(10s);
    EXPECT_TRUE(world.in_order());
}

TEST_F(Overflow, OfTwoFullLotsIsRefusedOnceAndTheCallGoesOn) {
    for (int slot = 0; slot < 2; ++slot) world.parked_by("204", "710");
    const auto [caller, callee] = world.outside_call("201");
    world.transfers(callee, "700");
    EXPECT_EQ(world.seen(callee).transfer_refused->reason, "lot full");
    EXPECT_EQ(world.board->counters().refused_parks_total, 1U);
    world.hears_prompt(callee);
    EXPECT_TRUE(world.audio.talk(caller, callee));
    EXPECT_TRUE(world.in_order());
}

TEST_F(Overflow, IsNotForASlotThatIsTaken) {
    const auto [caller, callee] = world.outside_call("201");
    world.transfers(callee, "701");
    EXPECT_EQ(world.seen(callee).transfer_refused->status, 486);
    EXPECT_FALSE(waits(world, "spare", 711));
}

}  // namespace
}  // namespace layby::world

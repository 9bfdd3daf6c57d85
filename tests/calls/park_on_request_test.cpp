// A phone asks for the park of its call from outside of it (RFC 5359).
#include "calls/house/prompts.hpp"
#include "world/office_world.hpp"

namespace layby::world {
namespace {

constexpr ReferralId request_id{7};

FakeSignalling::Referral ask(OfficeWorld& world, const std::string& user, LegId named,
                             const std::string& number = "park", const std::string& orbit = "") {
    world.tell(calls::ParkAsked{request_id, {calls::Origin::Kind::user, user, {}}, number, orbit, named});
    return world.signalling.referrals.at(request_id);
}

TEST(ParkOnRequest, MovesTheCallerAndNamesItsDialogWhicheverSideWasNamed) {
    for (const bool callers_side : {false, true}) {
        OfficeWorld world;
        const auto [caller, callee] = world.outside_call("201");
        const auto result = ask(world, "201", callers_side ? caller : callee);
        EXPECT_TRUE(result.accepted);
        EXPECT_EQ(result.result->status, 200);
        EXPECT_EQ(result.parked, caller);
        ASSERT_TRUE(world.in_slot(701));
        EXPECT_EQ(world.in_slot(701)->parker.user, "201");
        EXPECT_EQ(world.in_slot(701)->caller.name, "Ann Lee");
        EXPECT_TRUE(world.audio.hears_music(caller));
        EXPECT_EQ(world.audio.port(callee)->heard.phrase,
                  calls::slot_phrase({701}, calls::Announcement::digits));
        world.hears_prompt(callee);
        world.pass(5s);
        EXPECT_TRUE(world.seen(callee).hung_up_by_us);
        EXPECT_TRUE(world.in_order());
    }
}

TEST(ParkOnRequest, TheDialogThatWasNamedRetrieves) {
    OfficeWorld world;
    const auto [caller, callee] = world.outside_call("201");
    const auto result = ask(world, "201", callee);
    const LegId carol = world.dial_replacing("202", result.parked);
    world.confirms(carol);
    EXPECT_TRUE(world.audio.talk(caller, carol));
    EXPECT_FALSE(world.in_slot(701));
}

TEST(ParkOnRequest, GoesToTheSlotOfTheRequest) {
    OfficeWorld world;
    ask(world, "201", world.outside_call("201").callee, "park", "704");
    EXPECT_TRUE(world.in_slot(704));
}

TEST(ParkOnRequest, OfAHeldCallTellsTheParkerByMessage) {
    OfficeWorld world;
    const auto [caller, callee] = world.outside_call("201");
    world.holds(callee);
    EXPECT_EQ(ask(world, "201", callee).result->status, 200);
    EXPECT_EQ(world.signalling.messages.size(), 1U);
    EXPECT_TRUE(world.audio.hears_music(caller));
}

TEST(ParkOnRequest, OfSomebodyElsesCallIsRefused) {
    OfficeWorld world;
    const auto [caller, callee] = world.outside_call("201");
    EXPECT_EQ(ask(world, "202", callee).refused->status, 403);
    EXPECT_TRUE(world.audio.talk(caller, callee));
    EXPECT_TRUE(world.in_order());
}

TEST(ParkOnRequest, IntoAFullLotIsRefusedAndTheCallGoesOn) {
    OfficeWorld world;
    for (int slot = 0; slot < 5; ++slot) world.parked_by("202");
    const auto [caller, callee] = world.outside_call("201");
    EXPECT_EQ(ask(world, "201", callee).refused->reason, "lot full");
    world.hears_prompt(callee);
    EXPECT_TRUE(world.audio.talk(caller, callee));
}

TEST(ParkOnRequest, OfACallThatIsOverOrToANumberThatIsNoLotIsRefused) {
    OfficeWorld world;
    EXPECT_EQ(ask(world, "201", LegId{99}).refused->status, 403);
    OfficeWorld other;
    EXPECT_EQ(ask(other, "201", other.outside_call("201").callee, "204").refused->status, 404);
}

}  // namespace
}  // namespace layby::world

// Facts in, orders out: what a turn wants done, stated as a list.
#include <gmock/gmock.h>

#include "world/office_world.hpp"

namespace layby::world::orders_of_a_turn {
namespace {

using namespace calls;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Orders : ::testing::Test {
    OfficeWorld world;
    const Party ann{"Ann Lee", "030123", false}, bob{"Bob Ray", "201", false};
    MediaDescription answer_of(LegId leg) { return *world.seen(leg).answered; }
    Address port_of(LegId leg) { return world.audio.port(leg)->local; }
};

TEST_F(Orders, OfACallToAUserRingItsPhone) {
    world.arrive("provider", "4930201");
    const LegId phone = world.ringing_one("201");
    OutboundCall call;
    call.device = world.devices["201"].front().id;
    call.user = "201";
    call.caller = ann;
    call.offer = make_offer(port_of(phone), {Codec::pcma});
    EXPECT_THAT(world.last_turn.orders, ElementsAre(PlaceCall{phone, call}));
    EXPECT_THAT(world.last_turn.audio, IsEmpty());
}

TEST_F(Orders, OfAnAnswerJoinTheTwo) {
    const LegId caller = world.arrive("provider", "4930201");
    const LegId phone = world.ringing_one("201");
    world.picks_up(phone);
    EXPECT_THAT(world.last_turn.orders, ElementsAre(Answer{caller, answer_of(caller), bob}));
    EXPECT_THAT(world.last_turn.audio, Contains(AudioOrder{Connect{caller, phone}}));
}

TEST_F(Orders, OfABlindParkAcceptItMoveTheCallerAndTellTheParker) {
    const auto [caller, parker] = world.outside_call("201");
    world.transfers(parker, "700");
    const Turn& turn = world.last_turn;
    EXPECT_THAT(turn.orders, ElementsAre(AcceptTransfer{parker}, Show{parker, {"Parked 701", "701", false}}));
    const Heard heard = world.audio.port(parker)->heard;
    EXPECT_THAT(turn.audio, Contains(AudioOrder{PlayMusic{caller, "default"}}));
    EXPECT_THAT(turn.audio, Contains(AudioOrder{Say{parker, heard.phrase, heard.prompt}}));
    ASSERT_FALSE(turn.watched.empty());
    EXPECT_EQ(std::get<WatchedSlot>(turn.watched.front()).caller, ann);
}

TEST_F(Orders, OfARetrievalAnswerAndShowEachTheOther) {
    const LegId caller = world.parked_by("201");
    const LegId taker = world.dial("203", "701");
    EXPECT_THAT(world.last_turn.orders,
                ElementsAre(Answer{taker, answer_of(taker), ann}, Show{caller, {"Dan Orr", "203", false}}));
    EXPECT_THAT(world.last_turn.audio, Contains(AudioOrder{Connect{caller, taker}}));
    world.confirms(taker);
    EXPECT_THAT(world.last_turn.past, ::testing::SizeIs(1));
}

TEST_F(Orders, OfALegThatIsGoneAreNone) {
    world.tell(HungUp{{4711}, HangupCause::normal});
    EXPECT_TRUE(world.last_turn.empty());
}

}  // namespace
}  // namespace layby::world::orders_of_a_turn

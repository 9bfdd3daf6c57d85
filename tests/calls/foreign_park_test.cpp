// A phone has the other party of its call parked although the call doesn't run through us (RFC 5359).
#include "world/office_world.hpp"

namespace layby::world {
namespace {

constexpr ReferralId asked{7};

class ForeignPark : public ::testing::Test {
  protected:
    /// Bob (201) talks to `other` without us and wants it parked.
    FakeSignalling::Referral& ask(const calls::Origin& other, const std::string& number = "700") {
        world.tell(calls::ParkAsked{.referral = asked,
                                    .from = {calls::Origin::Kind::user, parker, {}},
                                    .number = number,
                                    .orbit = {},
                                    .replaced = {},
                                    .foreign = calls::ForeignParty{other, "127.0.0.1"}});
        return world.signalling.referrals.at(asked);
    }
    LegId called() {
        const auto open = world.signalling.open_legs();
        return open.empty() ? LegId{} : open.back();
    }

    OfficeWorld world;
    std::string parker{"201"};
    const calls::Origin cleo{calls::Origin::Kind::user, "202", DeviceId{2}};
    const calls::Origin outside{calls::Origin::Kind::trunk, "provider", {}};
};

TEST_F(ForeignPark, ReservesTheSlotThenCallsThePartyAwayAndGivesItMusic) {
    const auto& referral = ask(cleo);
    EXPECT_TRUE(referral.accepted);
    EXPECT_FALSE(referral.result);
    EXPECT_EQ(world.in_slot(701)->phase, parking::Phase::reserved);
    const LegId caller = called();
    const auto& order = *world.seen(caller).call;
    EXPECT_EQ(order.to, calls::OutboundCall::To::referred);
    EXPECT_EQ(order.referral, asked);
    EXPECT_EQ(order.caller, (Party{"Parked 701", "701", false}));
    EXPECT_TRUE(world.in_order());
    world.picks_up(caller);
    EXPECT_EQ(referral.result->status, 200);
    EXPECT_EQ(referral.parked, caller);
    EXPECT_TRUE(world.audio.hears_music(caller));
    EXPECT_EQ(world.in_slot(701)->caller, (Party{"Cleo Fox", "202", false}));
    EXPECT_EQ(world.in_slot(701)->parker.user, "201");
    EXPECT_TRUE(world.in_order());
}

TEST_F(ForeignPark, TellsTheParkerByMessage) {
    ask(cleo);
    world.picks_up(called());
    ASSERT_EQ(world.signalling.messages.size(), 1U);
    EXPECT_EQ(world.signalling.messages.front().user, "201");
    EXPECT_EQ(world.signalling.messages.front().text, "Parked: Cleo Fox, slot 701");
}

TEST_F(ForeignPark, OfATrunksPartyShowsWhoAnswered) {
    ask(outside);
    world.tell(calls::CallAnswered{called(), speaks(), {"Ann Lee", "0123", false}});
    EXPECT_EQ(world.in_slot(701)->caller.name, "Ann Lee");
}

TEST_F(ForeignPark, IsRetrievedAndRecalledLikeAnyOther) {
    ask(outside);
    const LegId caller = called();
    world.picks_up(caller);
    world.message_settles(true);
    world.pass(121s);
    EXPECT_EQ(world.signalling.ringing("201").size(), 1U);
    const LegId retriever = world.dial("204", "701");
    world.confirms(retriever);
    EXPECT_TRUE(world.audio.talk(caller, retriever));
    world.everybody_hangs_up();
    world.pass(1min);
    EXPECT_TRUE(world.at_rest());
}

TEST_F(ForeignPark, ThatThePartyRefusesGivesTheSlotBackAndSaysWhy) {
    for (const int status : {481, 486, 420, 302}) {
        ask(cleo);
        world.fails(called(), status, status == 302 ? "203" : "");
        const auto& referral = world.signalling.referrals.at(asked);
        EXPECT_EQ(referral.result->status, status == 302 ? 480 : status);
        EXPECT_FALSE(referral.parked);
        EXPECT_FALSE(world.in_slot(701));
        EXPECT_TRUE(world.at_rest());
        world.signalling.referrals.clear();
    }
}

TEST_F(ForeignPark, IsGivenUpWhenThePartyDoesNotAnswerSoon) {
    ask(cleo);
    const LegId caller = called();
    world.rings(caller);
    world.pass(16s);
    EXPECT_TRUE(world.seen(caller).cancelled);
    EXPECT_EQ(world.signalling.referrals.at(asked).result->status, 480);
    EXPECT_TRUE(world.at_rest());
}

TEST_F(ForeignPark, ThatCanNotBeGrantedCallsNobody) {
    for (int slot = 0; slot < 5; ++slot) world.parked_by("202");
    const auto before = world.signalling.legs.size();
    EXPECT_EQ(ask(cleo).refused->reason, "lot full");
    EXPECT_EQ(world.signalling.legs.size(), before);
    EXPECT_TRUE(world.in_order());
}

TEST_F(ForeignPark, ToANumberThatIsNoLotIsRefused) {
    EXPECT_EQ(ask(cleo, "204").refused->status, 404);
    EXPECT_TRUE(world.at_rest());
}

TEST_F(ForeignPark, WithoutAPortForItsAudioIsGivenUp) {
    world.audio.refuse_order = world.audio.orders + 1;
    EXPECT_EQ(ask(cleo).result->status, 503);
    EXPECT_TRUE(world.at_rest());
}

TEST(ForeignParks, AreForThoseWhoMayPark) {
    auto office = small_office();
    office.users.front().may_park = false;
    OfficeWorld world{office};
    world.tell(calls::ParkAsked{asked,
                                {calls::Origin::Kind::user, "201", {}},
                                "700",
                                {},
                                {},
                                calls::ForeignParty{{calls::Origin::Kind::user, "202", {}}, "127.0.0.1"}});
    EXPECT_EQ(world.signalling.referrals.at(asked).refused->status, 403);
    EXPECT_TRUE(world.at_rest());
}

TEST_F(ForeignPark, WhoIsUnknownIsCalledAsTheSettingsWantEverybody) {
    auto office = small_office();
    office.encryption = calls::MediaEncryption::require;
    world.reload(office);
    ask({calls::Origin::Kind::trunk, "", {}});
    EXPECT_TRUE(world.seen(called()).call->offer.encrypted_only);
}

}  // namespace
}  // namespace layby::world

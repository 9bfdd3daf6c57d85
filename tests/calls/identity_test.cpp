// A trunk's party becomes somebody else during the call: whoever is shown it, is shown the new one.
#include <gmock/gmock.h>

#include "world/office_world.hpp"

namespace layby::world {
namespace {

const Party bob{"Bob Ray", "102", false};

class Identity : public testing::Test {
  protected:
    void becomes(LegId leg, const Party& party = bob) { world.tell(calls::PartyLearned{leg, party}); }
    std::optional<Party> shown_in_slot() {
        const auto parked = world.in_slot(701);
        return parked ? std::optional{parked->caller} : std::nullopt;
    }
    Party in_lamp() { return world.watchers.slots.at(SlotNumber{701}).caller; }
    OfficeWorld world;
};

TEST_F(Identity, OfAParkedCallerChangesInSlotLampAndHistory) {
    const LegId caller = world.parked_by("201");
    becomes(caller);
    EXPECT_EQ(shown_in_slot(), bob);
    EXPECT_EQ(in_lamp(), bob);
    world.hangs_up(caller);
    EXPECT_EQ(world.journal.parks.back().caller, bob);
    EXPECT_TRUE(world.at_rest());
}

TEST_F(Identity, OfAParkedCallerIsWhatTheRecallAndItsRetrieverSee) {
    const LegId caller = world.parked_by("201");
    becomes(caller);
    world.pass(121s);
    const LegId ringing = world.ringing_one("201");
    EXPECT_EQ(world.seen(ringing).call->shown_name, "Recall 701 · Bob Ray");
    EXPECT_EQ(world.seen(ringing).call->caller, bob);
    const LegId retriever = world.dial("203", "701");
    EXPECT_EQ(world.seen(retriever).shown, bob);
    EXPECT_TRUE(world.in_order());
}

TEST_F(Identity, ChangesWhileThePhonesRingForTheCaller) {
    const LegId caller = world.parked_by("201");
    world.pass(121s);
    const LegId ringing = world.ringing_one("201");
    becomes(caller);
    EXPECT_EQ(world.seen(ringing).shown, (Party{"Recall 701 · Bob Ray", "102", false}));
    EXPECT_EQ(world.watchers.users.at("201").with, bob);
    world.picks_up(ringing);
    EXPECT_EQ(world.seen(ringing).shown, bob);
    EXPECT_TRUE(world.in_order());
}

/// Not every phone can be told while it rings.
TEST_F(Identity, ThatChangedWhileAPhoneRangIsToldAgainWhenItAnswers) {
    const LegId caller = world.arrive("provider", "4930201");
    const LegId phone = world.ringing_one("201");
    becomes(caller);
    world.picks_up(phone);
    EXPECT_THAT(world.last_turn.orders, testing::Contains(calls::Order{calls::Show{phone, bob}}));
    EXPECT_TRUE(world.in_order());
}

TEST_F(Identity, ChangesWhileTheReminderRings) {
    const LegId caller = world.parked_by("201");
    world.pass(61s);
    const LegId nudge = world.ringing_one("201");
    becomes(caller);
    EXPECT_EQ(world.seen(nudge).shown.name, "Waiting 701 · Bob Ray");
}

TEST_F(Identity, ChangesBeforeTheRetrieverHasConfirmed) {
    const LegId caller = world.parked_by("201");
    const LegId retriever = world.dial("203", "701");
    becomes(caller);
    EXPECT_EQ(world.seen(retriever).shown, bob);
    world.hangs_up(retriever);
    EXPECT_EQ(shown_in_slot(), bob) << "the caller is back in its slot, as who it is now";
    EXPECT_TRUE(world.in_order());
}

TEST_F(Identity, OfTheRetrieverIsWhoHasTheCaller) {
    world.parked_by("201");
    const LegId retriever = world.arrive("pbx", "701");
    becomes(retriever);
    world.confirms(retriever);
    EXPECT_EQ(world.journal.parks.back().by, bob);
}

TEST_F(Identity, ChangesInATalkAndOnHold) {
    const auto call = world.outside_call("201");
    becomes(call.caller);
    EXPECT_EQ(world.seen(call.callee).shown, bob);
    EXPECT_EQ(world.watchers.users.at("201").with, bob);
    world.holds(call.callee);
    becomes(call.caller, {"Cleo", "103", false});
    EXPECT_EQ(world.seen(call.callee).shown.name, "Cleo");
    world.transfers(call.callee, "700");
    EXPECT_EQ(shown_in_slot()->name, "Cleo") << "and a park after that has the new name";
    EXPECT_TRUE(world.in_order());
}

TEST_F(Identity, ChangesBeforeTheCallIsAnswered) {
    const LegId caller = world.arrive("provider", "201");
    const LegId callee = world.ringing_one("201");
    becomes(caller);
    EXPECT_EQ(world.seen(callee).shown, bob);
    EXPECT_EQ(world.watchers.users.at("201").with, bob);
}

TEST_F(Identity, ThatIsNoNewsTellsNobody) {
    const auto call = world.outside_call("201");
    const auto orders = world.signalling.orders;
    becomes(call.caller, {"Ann Lee", "030123", false});
    becomes(call.caller, {"", "030123", false});
    EXPECT_EQ(world.signalling.orders, orders);
}

TEST_F(Identity, IsNotBelievedOfAUser) {
    const auto call = world.outside_call("201");
    becomes(call.callee);
    EXPECT_EQ(world.seen(call.caller).shown.number, "201");
}

TEST_F(Identity, WithPrivacyIsShownToNobody) {
    const LegId caller = world.parked_by("201");
    becomes(caller, {"Bob Ray", "102", true});
    EXPECT_TRUE(shown_in_slot()->anonymous);
    world.pass(121s);
    EXPECT_EQ(world.seen(world.ringing_one("201")).call->shown_name, "Recall 701 · anonymous");
}

/// Both ends are one system that rewrites numbers: each change on one leg is said again on the other.
TEST_F(Identity, IsNotPassedToAndFroWithoutEnd) {
    calls::Office office = small_office();
    office.routes_out = {{"0.", {"pbx"}, 1, ""}};
    OfficeWorld loop{office};
    const LegId one = loop.arrive("pbx", "0301");
    ASSERT_EQ(loop.signalling.ringing_trunk("pbx").size(), 1U);
    const LegId other = loop.signalling.ringing_trunk("pbx").front();
    loop.picks_up(other);
    loop.confirms(one);
    ASSERT_TRUE(loop.audio.talk(one, other));
    loop.tell(calls::PartyLearned{one, {"", "1", false}});
    int passes = 0;
    for (LegId at = other; passes < 1000; ++passes, at = at == one ? other : one) {
        const auto before = loop.signalling.orders;
        loop.tell(calls::PartyLearned{at, {"", loop.seen(at).shown.number + "0", false}});
        if (loop.signalling.orders == before) break;
    }
    EXPECT_LT(passes, 100);
}

TEST_F(Identity, AnEchoOfWhatWasShownIsNotBelieved) {
    const auto call = world.outside_call("201");
    const Party shown = world.seen(call.caller).shown;
    const auto orders = world.signalling.orders;
    becomes(call.caller, shown);
    EXPECT_EQ(world.signalling.orders, orders);
}

TEST_F(Identity, OutlivesACrash) {
    const LegId caller = world.parked_by("201");
    world.dies_after([&] { becomes(caller); });
    EXPECT_EQ(shown_in_slot(), bob);
    EXPECT_EQ(in_lamp(), bob);
    world.pass(121s);
    EXPECT_EQ(world.seen(world.ringing_one("201")).call->shown_name, "Recall 701 · Bob Ray");
    world.hangs_up(caller);
    EXPECT_EQ(world.journal.parks.back().caller, bob);
}

}  // namespace
}  // namespace layby::world

// Whoever is refused hears why, and what there is instead, before the refusal itself.
#include "calls/house/prompts.hpp"
#include "world/office_world.hpp"

namespace layby::world {
namespace {

calls::Office speaking_office() {
    calls::Office office = small_office();
    office.spoken_refusals = true;
    return office;
}

struct SpokenRefusal : ::testing::Test {
    OfficeWorld world{speaking_office()};

    /// Not refused yet: it has early media and hears this.
    ::testing::AssertionResult hears(LegId leg, const calls::Phrase& phrase) {
        const Seen& seen = world.seen(leg);
        if (seen.refused) return ::testing::AssertionFailure() << "refused already";
        if (!seen.early || seen.answered) return ::testing::AssertionFailure() << "no early media";
        if (world.audio.port(leg)->heard.phrase == phrase) return ::testing::AssertionSuccess();
        return ::testing::AssertionFailure() << "hears something else";
    }

    /// Heard to the end, this is the refusal.
    std::string refusal_of(LegId leg) {
        world.hears_prompt(leg);
        const auto& refused = world.seen(leg).refused;
        return refused ? std::to_string(refused->status) + " " + refused->reason : "none";
    }
};

TEST_F(SpokenRefusal, OfAnEmptySlotSaysWhereCallsWaitAndEndsIn404) {
    world.parked_by("201", "703");
    world.pass(1s);
    world.parked_by("202", "701");
    const LegId retriever = world.dial("204", "705");
    EXPECT_TRUE(hears(retriever, calls::nobody_there_phrase({{703}, {701}})));
    EXPECT_EQ(world.seen(retriever).shown.name, "slot 705 is empty");
    EXPECT_TRUE(world.in_order());
    EXPECT_EQ(refusal_of(retriever), "404 slot 705 is empty");
    EXPECT_TRUE(world.in_order());
}

TEST_F(SpokenRefusal, NamesThreeSlotsAtMostThoseThatWaitLongest) {
    for (const char* slot : {"704", "702", "705", "701"}) {
        world.parked_by("201", slot);
        world.pass(1s);
    }
    EXPECT_TRUE(hears(world.dial("204", "703"), calls::nobody_there_phrase({{704}, {702}, {705}})));
}

TEST_F(SpokenRefusal, OfASlotThatIsBeingTakenSaysByWhom) {
    world.parked_by("201", "701");
    const LegId winner = world.dial("202", "701");
    const LegId loser = world.dial("204", "701");
    EXPECT_TRUE(hears(loser, calls::taken_phrase({701}, {"Cleo Fox", "202", false})));
    EXPECT_EQ(refusal_of(loser), "480 already taken by 202");
    EXPECT_TRUE(world.is_up(winner));
    EXPECT_TRUE(world.in_order());
}

TEST_F(SpokenRefusal, OfAWrongNumberBesideALotSaysWhichSlotsThereAre) {
    const LegId caller = world.dial("204", "799");
    EXPECT_TRUE(hears(caller, calls::wrong_slot_phrase({701}, {705})));
    EXPECT_EQ(refusal_of(caller), "404 slots of lot main are 701-705");
    const LegId other = world.dial("204", "999999");
    EXPECT_TRUE(hears(other, calls::wrong_number_phrase()));
    EXPECT_EQ(refusal_of(other), "404 no such number");
}

TEST_F(SpokenRefusal, OfACodeWithNothingBehindItIsHeardToo) {
    for (const char* code : {"*88", "*88203", "*86", "*88702"}) {
        const LegId retriever = world.dial("204", code);
        EXPECT_TRUE(hears(retriever, calls::nobody_there_phrase({}))) << code;
        EXPECT_EQ(refusal_of(retriever).substr(0, 3), "404") << code;
    }
    const LegId parker = world.dial("204", "*68");
    EXPECT_TRUE(hears(parker, calls::refusal_phrase()));
    EXPECT_EQ(refusal_of(parker), "480 you have no call on hold to park");
    EXPECT_TRUE(world.at_rest());
}

TEST_F(SpokenRefusal, OfAFullLotIsHeardByWhoConsultsIt) {
    for (int slot = 0; slot < 5; ++slot) world.parked_by("201");
    const LegId consulting = world.dial("202", "700");
    EXPECT_TRUE(hears(consulting, calls::refusal_phrase()));
    EXPECT_EQ(refusal_of(consulting), "486 lot full");
    EXPECT_TRUE(world.in_order());
}

TEST(SpokenRefusalOfRights, SaysThatThisPhoneMayNotAndTellsNothingElse) {
    calls::Office office = speaking_office();
    office.users[1].may_retrieve = office.users[1].may_park = false;
    OfficeWorld world{office};
    world.parked_by("201", "701");
    for (const char* number : {"701", "705", "*88", "*86", "700", "*68"}) {
        const LegId leg = world.dial("202", number);
        EXPECT_EQ(world.audio.port(leg)->heard.phrase, calls::not_allowed_phrase()) << number;
        world.hears_prompt(leg);
        EXPECT_EQ(world.seen(leg).refused->status, 403) << number;
    }
    EXPECT_TRUE(world.in_order());
}

TEST(SpokenRefusalOfATrunk, IsHeardWhereTheTrunkIsSetToIt) {
    calls::Office office = small_office();  // in which users are refused at once
    office.trunks[2].spoken_refusals = true;
    OfficeWorld world{office};
    const LegId retriever = world.arrive("pbx", "705");
    ASSERT_TRUE(world.seen(retriever).early);
    EXPECT_EQ(world.audio.port(retriever)->heard.phrase, calls::nobody_there_phrase({}));
    world.hears_prompt(retriever);
    EXPECT_EQ(world.seen(retriever).refused, (calls::Refused{404, "slot 705 is empty"}));
    EXPECT_EQ(world.seen(world.dial("201", "705")).refused->status, 404);
    EXPECT_TRUE(world.at_rest());
}

TEST_F(SpokenRefusal, IsForUsersWithAnOfferATrunkIsRefusedAtOnce) {
    EXPECT_EQ(world.seen(world.arrive("pbx", "705")).refused->status, 404);
    EXPECT_EQ(world.seen(world.arrive("provider", "701")).refused->status, 403);
    EXPECT_EQ(world.seen(world.dial_delayed("204", "705")).refused->status, 404);
    MediaDescription deaf = speaks();
    deaf.direction = Direction::sendonly;
    EXPECT_EQ(world.seen(world.dial("204", "705", deaf)).refused->status, 404);
    EXPECT_TRUE(world.at_rest());
}

TEST_F(SpokenRefusal, WithoutAnAudioPortIsMadeAtOnce) {
    world.audio.refuse_order = world.audio.orders + 1;
    EXPECT_EQ(world.seen(world.dial("204", "799")).refused->status, 404);
    EXPECT_TRUE(world.at_rest());
}

TEST(SpokenRefusals, LeaveNothingBehindWhicheverOrderFails) {
    for (std::uint64_t failing = 1; failing < 5; ++failing) {
        OfficeWorld world{speaking_office()};
        world.signalling.refuse_order = failing;
        const LegId retriever = world.dial("204", "705");
        EXPECT_TRUE(world.in_order()) << failing;
        world.hears_prompt(retriever);
        EXPECT_FALSE(world.signalling.is_open(retriever)) << failing;
        EXPECT_TRUE(world.at_rest()) << failing;
    }
}

TEST(SpokenRefusals, CanBeTurnedOff) {
    OfficeWorld world{small_office()};
    EXPECT_EQ(world.seen(world.dial("204", "705")).refused->status, 404);
    EXPECT_EQ(world.seen(world.dial("204", "799")).rings, 0);
}

TEST_F(SpokenRefusal, CancelledByItsCallerLeavesNothingBehind) {
    const LegId retriever = world.dial("204", "705");
    world.cancels(retriever);
    EXPECT_FALSE(world.seen(retriever).refused);
    EXPECT_TRUE(world.at_rest());
}

TEST_F(SpokenRefusal, ComesAlsoWhenTheEngineNeverSaysThatThePromptHasEnded) {
    const LegId retriever = world.dial("204", "705");
    world.pass(21s);
    EXPECT_EQ(world.seen(retriever).refused->status, 404);
    EXPECT_TRUE(world.at_rest());
}

TEST_F(SpokenRefusal, StaysARefusalWhenTheSlotFillsMeanwhile) {
    const LegId retriever = world.dial("204", "705");
    const LegId caller = world.parked_by("201", "705");
    EXPECT_EQ(refusal_of(retriever), "404 slot 705 is empty");
    EXPECT_TRUE(world.audio.hears_music(caller));
    EXPECT_EQ(world.in_slot(705)->phase, parking::Phase::waiting);
    EXPECT_TRUE(world.in_order());
}

TEST_F(SpokenRefusal, KeysAndOffersMeanwhileChangeNothing) {
    const LegId retriever = world.dial("204", "705");
    world.keys(retriever, "4711#");
    world.resumes(retriever);
    world.transfers(retriever, "700");
    EXPECT_EQ(world.seen(retriever).transfer_refused->status, 488);
    EXPECT_TRUE(hears(retriever, calls::nobody_there_phrase({})));
    EXPECT_EQ(refusal_of(retriever), "404 slot 705 is empty");
    EXPECT_TRUE(world.at_rest());
}

TEST(SpokenRefusalAfterAPin, IsHeardOnTheAnsweredCallWhichThenEnds) {
    calls::Office office = speaking_office();
    office.lots[0].pin = "4711";
    OfficeWorld world{office};
    const LegId caller = world.parked_by("201");
    const LegId one = world.dial("202", "701"), other = world.dial("204", "701");
    world.confirms(one);
    world.confirms(other);
    world.keys(other, "4711#");
    world.hangs_up(caller);
    world.keys(one, "4711#");
    EXPECT_TRUE(world.is_up(one));
    EXPECT_EQ(world.audio.port(one)->heard.phrase, calls::nobody_there_phrase({}));
    world.hears_prompt(one);
    EXPECT_TRUE(world.seen(one).hung_up_by_us);
    EXPECT_TRUE(world.in_order());
}

}  // namespace
}  // namespace layby::world

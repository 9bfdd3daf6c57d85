// What is remembered of every call, and of what happens to it.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "world/office_world.hpp"

namespace layby::world {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct ATimeline : testing::Test {
    OfficeWorld world;

    /// What, who, how and where, as words.
    std::vector<std::string> of(LegId call) const {
        std::vector<std::string> out;
        for (const auto& step : world.journal.steps) {
            if (step.call != call) continue;
            std::string line = calls::text_of(step.what);
            for (const auto& word : {step.who, step.how, step.slot.value ? step.slot.text() : ""})
                if (!word.empty()) line += " " + word;
            out.push_back(line);
        }
        return out;
    }
    const calls::PastCall* past(LegId call) const {
        for (const auto& one : world.journal.calls)
            if (one.leg == call) return &one;
        return nullptr;
    }
};

TEST_F(ATimeline, TellsOfAParkedCallFromItsFirstWordToItsLast) {
    const auto [ann, bob] = world.outside_call("201");
    world.transfers(bob, "700");
    world.hears_prompt(bob);
    world.hangs_up(bob);
    world.pass(42s);
    const LegId taker = world.dial("202", "701");
    world.confirms(taker);
    world.hangs_up(ann);
    EXPECT_THAT(of(ann), ElementsAre("talks 201", "parked 201 transfer 701", "told 201 voice 701",
                                     "taken 202 701", "talks 202", "park ended 202 retrieved 701"));
    EXPECT_THAT(of(taker), ElementsAre("talks 030123"));
    ASSERT_EQ(world.journal.parks.size(), 1U);
    EXPECT_EQ(world.journal.parks[0].call, ann);
    EXPECT_EQ(world.journal.parks[0].park, world.journal.steps.back().park);
}

TEST_F(ATimeline, TiesTheLegsOfACallTogether) {
    const auto talk = world.outside_call("201");
    const LegId ann = talk.caller, bob = talk.callee;
    world.transfers(bob, "700");
    world.hears_prompt(bob);
    world.hangs_up(bob);
    const LegId taker = world.dial("202", "701");
    world.confirms(taker);
    const LegId stranger = world.dial("203", "799");
    const auto tied = [&](LegId one) {
        return std::ranges::any_of(world.journal.ties, [&](const calls::Tie& tie) {
            return (tie.one == ann && tie.other == one) || (tie.one == one && tie.other == ann);
        });
    };
    EXPECT_TRUE(tied(bob));
    EXPECT_TRUE(tied(taker));
    EXPECT_FALSE(tied(stranger));
}

TEST_F(ATimeline, TiesWhoeverIsRungToWhoWaits) {
    const LegId ann = world.parked_by("201");
    world.journal.ties.clear();
    world.pass(3min);
    ASSERT_FALSE(world.journal.ties.empty()) << "the recall";
    for (const auto& tie : world.journal.ties) EXPECT_TRUE(tie.one == ann || tie.other == ann);
}

TEST_F(ATimeline, TellsWhoWasRungForACallerThatWasForgotten) {
    const LegId ann = world.parked_by("201");
    world.pass(2h);
    const auto steps = of(ann);
    const auto first = std::ranges::find(steps, "rings 201 recall 701");
    ASSERT_NE(first, steps.end()) << testing::PrintToString(steps);
    EXPECT_NE(std::find(first, steps.end(), "rang in vain 701"), steps.end())
        << testing::PrintToString(steps);
}

TEST_F(ATimeline, SaysWhyNobodyWasParked) {
    for (int i = 0; i < 5; ++i) world.parked_by("201");
    const auto [ann, bob] = world.outside_call("202");
    world.transfers(bob, "700");
    const auto steps = of(ann);
    ASSERT_FALSE(steps.empty());
    EXPECT_THAT(steps.back(), testing::StartsWith("park refused 202 ")) << "the lot has five slots";
}

TEST_F(ATimeline, NamesNobodyWhoAskedForPrivacy) {
    calls::CallArrived call;
    call.leg = world.signalling.arrive(speaks());
    call.from = {calls::Origin::Kind::trunk, "provider", {}};
    call.caller = {"Ann Lee", "030123", true};
    call.number = "201";
    call.offer = speaks();
    call.near_ip = "127.0.0.2";
    world.tell(call);
    const LegId bob = world.ringing_one("201");
    world.picks_up(bob);
    EXPECT_THAT(of(bob), ElementsAre("talks anonymous"));
    EXPECT_THAT(of(call.leg), ElementsAre("talks 201"));
}

TEST_F(ATimeline, OfAPhoneThatAsksForPrivacyNamesNoUser) {
    calls::CallArrived call;
    call.leg = world.signalling.arrive(speaks());
    call.from = {calls::Origin::Kind::user, "202", {}};
    call.caller = {"Bob", "202", true};
    call.number = "201";
    call.offer = speaks();
    call.near_ip = "127.0.0.2";
    world.tell(call);
    const LegId ann = world.ringing_one("201");
    world.picks_up(ann);
    EXPECT_THAT(of(ann), ElementsAre("talks anonymous"));
    world.everybody_hangs_up();
    ASSERT_TRUE(past(call.leg));
    EXPECT_EQ(past(call.leg)->user, "");
}

TEST_F(ATimeline, OfARefusalDoesNotSayWhoHadTheSlot) {
    world.parked_by("201", "702");
    const auto [ann, bob] = world.outside_call("202");
    world.transfers(bob, "702");
    EXPECT_THAT(of(ann).back(), testing::EndsWith("slot taken"));
}

TEST_F(ATimeline, HasEveryCallThatEndedWithWhomItTalkedAndForHowLong) {
    const auto [ann, bob] = world.outside_call("201");
    world.pass(30s);
    EXPECT_THAT(world.journal.calls, IsEmpty()) << "it goes on";
    world.hangs_up(bob);
    const auto* hers = past(ann);
    const auto* his = past(bob);
    ASSERT_TRUE(hers && his);
    EXPECT_TRUE(hers->inbound);
    EXPECT_EQ(hers->party, (Party{"Ann Lee", "030123", false}));
    EXPECT_EQ(hers->trunk, "provider");
    EXPECT_EQ(hers->user, "");
    EXPECT_EQ(hers->met, bob);
    EXPECT_GE(hers->answered.value(), 30s);
    EXPECT_GE(hers->lasted, *hers->answered);
    EXPECT_EQ(hers->status, 0);
    EXPECT_FALSE(his->inbound);
    EXPECT_EQ(his->user, "201");
    EXPECT_EQ(his->trunk, "");
    EXPECT_EQ(his->met, ann);
}

TEST_F(ATimeline, HasACallThatNobodyAnsweredButNotThePhonesThatRang) {
    const LegId call = world.dial("201", "203");  // with two phones
    world.pass(5s);
    world.cancels(call);
    ASSERT_EQ(world.journal.calls.size(), 1U);
    EXPECT_EQ(world.journal.calls[0].leg, call);
    EXPECT_EQ(world.journal.calls[0].dialled, "203");
    EXPECT_FALSE(world.journal.calls[0].answered);
    EXPECT_EQ(world.journal.calls[0].lasted, 5s);
}

TEST_F(ATimeline, SaysWhatWasDialledWhoeverAnswers) {
    const LegId call = world.dial("201", "0190123");
    const auto ringing = world.signalling.ringing_trunk("provider");
    ASSERT_EQ(ringing.size(), 1U);
    const LegId out = ringing.front();
    world.picks_up(out);
    world.tell(calls::PartyLearned{out, {"Reception", "019099", false}});
    world.hangs_up(call);
    const auto* theirs = past(out);
    ASSERT_TRUE(theirs);
    EXPECT_EQ(theirs->party.number, "019099");
    EXPECT_EQ(theirs->dialled, "+49190123");
}

TEST_F(ATimeline, HasACallThatWasRefusedAndWhy) {
    const LegId call = world.dial("201", "705");
    world.pass(1min);
    const auto* one = past(call);
    ASSERT_TRUE(one);
    EXPECT_NE(one->status, 0);
    EXPECT_NE(one->reason, "");
    EXPECT_FALSE(one->met);
}

TEST_F(ATimeline, KnowsAfterACrashSinceWhenACallWasAnswered) {
    const auto [ann, bob] = world.outside_call("201");
    world.pass(30s);
    world.restart();
    world.pass(30s);
    world.hangs_up(ann);
    const auto* hers = past(ann);
    ASSERT_TRUE(hers);
    EXPECT_GE(hers->answered.value(), 60s);
    EXPECT_EQ(hers->met, bob);
}

}  // namespace
}  // namespace layby::world

// Calls between users and trunks.
#include "world/office_world.hpp"

namespace layby::world {
namespace {

using calls::CancelReason;

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

TEST(Call, TheCallerStaysAnonymousIfItAskedTo) {
    OfficeWorld world;
    calls::CallArrived call;
    call.leg = world.signalling.arrive(speaks());
    call.from = {calls::Origin::Kind::user, "201", {}};
    call.caller = {"", "anonymous", true};
    call.number = "202";
    call.offer = speaks();
    world.tell(call);
    EXPECT_TRUE(world.seen(world.ringing_one("202")).call->caller.anonymous);
}

TEST(Call, TheCalleesCodecIsTheCallersToo) {
    OfficeWorld world;
    const LegId caller = world.dial("201", "202", speaks({Codec::g722, Codec::pcma, Codec::pcmu}));
    const LegId callee = world.ringing_one("202");
    EXPECT_EQ(world.seen(callee).call->offer.codecs.front().codec, Codec::g722);
    world.picks_up(callee, speaks({Codec::pcmu}));
    EXPECT_EQ(world.seen(caller).answered->codecs.front().codec, Codec::pcmu);
    EXPECT_EQ(world.audio.port(caller)->audio->send.codec, Codec::pcmu);
    EXPECT_EQ(world.audio.port(callee)->audio->send.codec, Codec::pcmu);
}

TEST(Call, AllPhonesOfAUserRingAndTheFirstWins) {
    OfficeWorld world;
    const LegId caller = world.dial("201", "203");
    const auto ringing = world.signalling.ringing("203");
    ASSERT_EQ(ringing.size(), 2U);
    world.rings(ringing[0]);
    world.rings(ringing[1]);
    EXPECT_EQ(world.seen(caller).rings, 1);
    world.picks_up(ringing[1]);
    EXPECT_EQ(world.seen(ringing[0]).cancelled, CancelReason::completed_elsewhere);
    EXPECT_TRUE(world.audio.talk(caller, ringing[1]));
    EXPECT_TRUE(world.in_order());
}

TEST(Call, ASecondPhoneThatAnswersAsItIsCancelledIsHungUp) {
    OfficeWorld world;
    world.dial("201", "203");
    const auto ringing = world.signalling.ringing("203");
    world.picks_up(ringing[0]);
    world.seen(ringing[1]).state = Seen::State::up;  // its 200 crossed our CANCEL
    world.tell(calls::CallAnswered{ringing[1], speaks(), {}});
    EXPECT_FALSE(world.signalling.is_open(ringing[1]));
    world.everybody_hangs_up();
    EXPECT_TRUE(world.at_rest());
}

TEST(Call, ACallerWhoCancelsStopsTheRinging) {
    OfficeWorld world;
    const LegId caller = world.dial("201", "203");
    world.cancels(caller);
    EXPECT_TRUE(world.signalling.ringing("203").empty());
    EXPECT_TRUE(world.at_rest());
}

TEST(Call, RefusalsAreClear) {
    const std::vector<std::pair<std::string, int>> cases{
        {"999", 404}, {"206", 480}, {"749", 404}, {"12", 404}};
    for (const auto& [number, status] : cases) {
        OfficeWorld world;
        const LegId caller = world.dial("201", number);
        ASSERT_TRUE(world.seen(caller).refused) << number;
        EXPECT_EQ(world.seen(caller).refused->status, status) << number;
        EXPECT_TRUE(world.at_rest()) << number;
    }
}

TEST(Call, AWrongNumberBesideALotIsToldWhatExists) {
    OfficeWorld world;
    const LegId caller = world.dial("201", "749");
    EXPECT_EQ(world.seen(caller).refused->reason, "slots of lot main are 701-705");
}

TEST(Call, BusyIsPassedOn) {
    OfficeWorld world;
    const LegId caller = world.dial("201", "202");
    world.fails(world.ringing_one("202"), 486);
    EXPECT_EQ(world.seen(caller).refused->status, 486);
    EXPECT_TRUE(world.at_rest());
}

TEST(Call, TheFailureThatTellsMostIsReported) {
    const std::vector<std::array<int, 3>> cases{
        {480, 486, 486}, {603, 486, 486}, {408, 603, 603}, {503, 480, 480}};
    for (const auto& [first, second, best] : cases) {
        OfficeWorld world;
        const LegId caller = world.dial("201", "203");
        const auto ringing = world.signalling.ringing("203");
        world.fails(ringing[0], first);
        EXPECT_FALSE(world.seen(caller).refused);
        world.fails(ringing[1], second);
        EXPECT_EQ(world.seen(caller).refused->status, best);
        EXPECT_TRUE(world.at_rest());
    }
}

TEST(Call, NobodyAnswersInTime) {
    OfficeWorld world;
    const LegId caller = world.dial("201", "202");
    const LegId callee = world.ringing_one("202");
    world.rings(callee);
    world.pass(59s);
    EXPECT_TRUE(world.signalling.is_open(caller));
    world.pass(2s);
    EXPECT_EQ(world.seen(caller).refused->status, 480);
    EXPECT_EQ(world.seen(callee).cancelled, CancelReason::none);
    EXPECT_TRUE(world.at_rest());
}

TEST(Call, WithoutACommonCodecItIsRefusedAtOnce) {
    OfficeWorld world;
    const LegId caller = world.dial("201", "202", speaks({}));
    EXPECT_EQ(world.seen(caller).refused->status, 488);
    EXPECT_TRUE(world.at_rest());
}

TEST(Call, WithoutAPortItIsRefused) {
    OfficeWorld world;
    world.audio.refuse_order = 1;
    const LegId caller = world.dial("201", "202");
    EXPECT_EQ(world.seen(caller).refused->status, 503);
    EXPECT_TRUE(world.at_rest());
}

TEST(Call, AnAnswerWithoutOurCodecsCountsAsAFailure) {
    OfficeWorld world;
    const LegId caller = world.dial("201", "202");
    const LegId callee = world.ringing_one("202");
    world.picks_up(callee, speaks({}));
    EXPECT_EQ(world.seen(caller).refused->status, 488);
    EXPECT_TRUE(world.seen(callee).hung_up_by_us);
    EXPECT_TRUE(world.at_rest());
}

TEST(Call, EarlyMediaIsHeardAndTheAnswerRepeatsIt) {
    OfficeWorld world;
    const LegId caller = world.dial("201", "0891234", speaks({Codec::pcma, Codec::pcmu}));
    const LegId line = world.signalling.ringing_trunk("provider").at(0);
    world.tell(calls::CallProgressed{line, 183, speaks({Codec::pcmu})});
    ASSERT_TRUE(world.seen(caller).early);
    EXPECT_TRUE(world.audio.talk(caller, line));
    world.picks_up(line, speaks({Codec::pcmu}));
    EXPECT_EQ(world.seen(caller).answered, world.seen(caller).early);
    EXPECT_TRUE(world.in_order());
}

TEST(Call, ADelayedOfferIsAnsweredWithOursAndTalksFromTheAckOn) {
    OfficeWorld world;
    const LegId caller = world.dial_delayed("201", "202");
    const LegId callee = world.ringing_one("202");
    world.picks_up(callee, speaks({Codec::pcmu}));
    EXPECT_EQ(world.seen(caller).answered->codecs.front().codec, Codec::pcmu);
    EXPECT_FALSE(world.audio.talk(caller, callee));
    world.confirms(caller, speaks({Codec::pcmu}));
    EXPECT_TRUE(world.audio.talk(caller, callee));
}

TEST(Call, AnAckThatOwesTheAnswerEndsTheCall) {
    OfficeWorld world;
    const LegId caller = world.dial_delayed("201", "202");
    world.picks_up(world.ringing_one("202"));
    world.confirms(caller);
    EXPECT_FALSE(world.signalling.is_open(caller));
    EXPECT_TRUE(world.at_rest());
}

TEST(Call, ARedirectToAnotherUserIsFollowed) {
    OfficeWorld world;
    const LegId caller = world.dial("201", "202");
    world.fails(world.ringing_one("202"), 302, "204");
    const LegId forwarded = world.ringing_one("204");
    world.picks_up(forwarded);
    EXPECT_TRUE(world.audio.talk(caller, forwarded));
    EXPECT_EQ(world.seen(caller).shown.number, "204");
}

TEST(Call, RedirectsInACircleEnd) {
    OfficeWorld world;
    const LegId caller = world.dial("201", "202");
    for (int hop = 0; hop < 20 && world.signalling.is_open(caller); ++hop) {
        const bool second = hop % 2 != 0;
        world.fails(world.ringing_one(second ? "204" : "202"), 302, second ? "202" : "204");
    }
    EXPECT_EQ(world.seen(caller).refused->status, 480);
    EXPECT_TRUE(world.at_rest());
}

TEST(Call, AnOutsideCallReachesTheUserOfItsNumber) {
    OfficeWorld world;
    const LegId caller = world.arrive("provider", "4930202");
    const LegId callee = world.ringing_one("202");
    EXPECT_EQ(world.seen(callee).call->caller, (Party{"Ann Lee", "030123", false}));
    world.picks_up(callee);
    EXPECT_TRUE(world.audio.talk(caller, callee));
}

TEST(Call, AUserCallsOutAndTheNextTrunkTakesOver) {
    OfficeWorld world;
    const LegId caller = world.dial("201", "0891234");
    const LegId first = world.signalling.ringing_trunk("provider").at(0);
    EXPECT_EQ(world.seen(first).call->number, "+49891234");
    world.fails(first, 503);
    const LegId second = world.signalling.ringing_trunk("backup").at(0);
    world.picks_up(second);
    EXPECT_TRUE(world.audio.talk(caller, second));
    EXPECT_TRUE(world.in_order());
}

TEST(Call, ABusyPersonIsNotCalledAgainByTheNextTrunk) {
    OfficeWorld world;
    const LegId caller = world.dial("201", "0891234");
    world.fails(world.signalling.ringing_trunk("provider").at(0), 486);
    EXPECT_EQ(world.seen(caller).refused->status, 486);
    EXPECT_TRUE(world.at_rest());
}

TEST(Call, ATrunkThatIsKnownToBeDownIsSkipped) {
    OfficeWorld world;
    world.trunk_is_down("provider");
    world.dial("201", "0891234");
    EXPECT_EQ(world.signalling.ringing_trunk("backup").size(), 1U);
}

TEST(Call, AllTrunksDown) {
    OfficeWorld world;
    for (const char* trunk : {"provider", "backup", "pbx"}) world.trunk_is_down(trunk);
    const LegId caller = world.dial("201", "0891234");
    EXPECT_EQ(world.seen(caller).refused->status, 503);
    EXPECT_TRUE(world.at_rest());
}

TEST(Call, OnlyATrunkThatMayCallsOut) {
    OfficeWorld world;
    EXPECT_EQ(world.seen(world.arrive("provider", "0891234")).refused->status, 403);
    const LegId caller = world.arrive("pbx", "0891234");
    EXPECT_FALSE(world.seen(caller).refused);
    EXPECT_EQ(world.signalling.ringing_trunk("provider").size(), 1U);
}

TEST(Call, FactsAboutUnknownLegsAreHarmless) {
    OfficeWorld world;
    const LegId nobody{4711};
    const std::vector<calls::Fact> facts{calls::CallCancelled{nobody},
                                         calls::CallConfirmed{nobody, {}},
                                         calls::CallProgressed{nobody, 180, {}},
                                         calls::CallFailed{nobody, 486, "", ""},
                                         calls::HungUp{nobody, {}},
                                         calls::OfferReceived{nobody, speaks()},
                                         calls::OfferAsked{nobody},
                                         calls::OfferAnswered{nobody, {}},
                                         calls::TransferAsked{nobody, "700", {}, {}},
                                         calls::InfoDigit{nobody, '1', 100ms},
                                         calls::MessageSettled{4711, true},
                                         calls::PromptEnded{nobody, {}},
                                         calls::DigitHeard{nobody, '1'},
                                         calls::AudioLost{nobody}};
    for (const calls::Fact& fact : facts) world.tell(fact);
    EXPECT_TRUE(world.at_rest());
}

TEST(Call, ASilentPartyIsAskedWhetherItLivesAndNeverHungUp) {
    OfficeWorld world;
    const auto [caller, callee] = world.talk("201", "202");
    world.tell(calls::AudioLost{caller});
    EXPECT_EQ(world.seen(caller).probes, 1);
    EXPECT_TRUE(world.audio.talk(caller, callee));
    world.holds(caller);
    world.tell(calls::AudioLost{caller});
    EXPECT_EQ(world.seen(caller).probes, 1);  // who holds the line isn't expected to speak
    world.hangs_up(callee, calls::HangupCause::silent);
    EXPECT_TRUE(world.at_rest());
}

TEST(Call, ViewsShowWhatIsGoingOn) {
    OfficeWorld world;
    const auto [caller, callee] = world.talk("201", "202");
    const auto views = world.board->calls();
    ASSERT_EQ(views.size(), 2U);
    EXPECT_EQ(views[0].leg, caller);
    EXPECT_EQ(views[0].state, "talking");
    EXPECT_EQ(views[0].other, callee);
    EXPECT_EQ(world.board->counters().bridges, 1U);
    EXPECT_EQ(world.board->counters().calls_total, 1U);
}

}  // namespace
}  // namespace layby::world

// Hold, resume, and other offers within a call.
#include "world/office_world.hpp"

namespace layby::world {
namespace {

class Hold : public ::testing::TestWithParam<Direction> {};

TEST_P(Hold, MusicForTheOtherAndTalkAgainAsOftenAsYouLike) {
    OfficeWorld world;
    const auto [caller, callee] = world.talk("201", "202");
    for (int time = 0; time < 4; ++time) {
        world.holds(callee, GetParam());
        EXPECT_EQ(world.seen(callee).accepted->direction, answer_to(GetParam()));
        EXPECT_TRUE(world.audio.hears_music(caller));
        EXPECT_FALSE(world.audio.port(callee)->audio->peer_listens);
        world.resumes(callee);
        EXPECT_TRUE(world.audio.talk(caller, callee));
        EXPECT_TRUE(world.in_order());
    }
}

INSTANTIATE_TEST_SUITE_P(Ways, Hold, ::testing::Values(Direction::sendonly, Direction::inactive));

TEST(HeldCall, HearsTheMusicOfChangedSettingsAtOnce) {
    OfficeWorld world;
    const auto [caller, callee] = world.talk("201", "202");
    world.holds(callee);
    calls::Office office = small_office();
    office.music = "jazz";
    world.reload(office);
    EXPECT_EQ(world.audio.port(caller)->heard.music, "jazz");
    EXPECT_TRUE(world.in_order());
}

TEST(HeldCall, HeldByBothSidesTalksWhenBothAreBack) {
    OfficeWorld world;
    const auto [caller, callee] = world.talk("201", "202");
    world.holds(caller);
    world.holds(callee);
    EXPECT_FALSE(world.audio.hears_music(caller));
    world.resumes(caller);
    EXPECT_TRUE(world.audio.hears_music(caller));
    EXPECT_FALSE(world.audio.talk(caller, callee));
    world.resumes(callee);
    EXPECT_TRUE(world.audio.talk(caller, callee));
}

TEST(HeldCall, RetrieveHoldResumeThriceStillTalks) {
    OfficeWorld world;
    const LegId caller = world.parked_by("201");
    const LegId retriever = world.dial("202", "701");
    world.confirms(retriever);
    for (int time = 0; time < 3; ++time) {
        world.holds(retriever);
        EXPECT_TRUE(world.audio.hears_music(caller));
        world.resumes(retriever);
        EXPECT_TRUE(world.audio.talk(caller, retriever));
    }
}

TEST(Offer, ANewAddressAndCodecAreTakenOver) {
    OfficeWorld world;
    const auto [caller, callee] = world.talk("201", "202");
    MediaDescription moved = speaks({Codec::g722});
    moved.rtp = {"192.0.2.99", 5000};
    world.resumes(callee, moved);
    EXPECT_EQ(world.audio.port(callee)->audio->remote, moved.rtp);
    EXPECT_EQ(world.audio.port(callee)->audio->send.codec, Codec::g722);
    EXPECT_TRUE(world.audio.talk(caller, callee));
}

TEST(Offer, WithoutACommonCodecItIsRefusedAndTheCallStays) {
    OfficeWorld world;
    const auto [caller, callee] = world.talk("201", "202");
    world.resumes(callee, speaks({}));
    EXPECT_EQ(world.seen(callee).offer_refused->status, 488);
    EXPECT_TRUE(world.audio.talk(caller, callee));
}

TEST(Offer, APeerMayAskForOurs) {
    OfficeWorld world;
    const auto [caller, callee] = world.talk("201", "202");
    world.tell(calls::OfferAsked{callee});
    ASSERT_TRUE(world.seen(callee).accepted);
    EXPECT_EQ(world.seen(callee).accepted->codecs.size(), codec_count);
    MediaDescription answer = speaks({Codec::pcmu});
    world.tell(calls::OfferAnswered{callee, answer});
    EXPECT_EQ(world.audio.port(callee)->audio->send.codec, Codec::pcmu);
    EXPECT_TRUE(world.audio.talk(caller, callee));
}

TEST(Offer, OneThatIsRefusedLeavesTheSessionAsItWas) {
    OfficeWorld world;
    const auto [caller, callee] = world.talk("201", "202");
    const int before = world.audio.port(callee)->negotiations;
    world.tell(calls::OfferAsked{callee});
    world.tell(calls::OfferAnswered{callee, {}});
    EXPECT_EQ(world.audio.port(callee)->negotiations, before);
    EXPECT_TRUE(world.audio.talk(caller, callee));
}

TEST(Offer, ARefreshedSessionAsItWasChangesNothing) {
    OfficeWorld world;
    const auto [caller, callee] = world.talk("201", "202");
    const int before = world.audio.port(callee)->negotiations;
    world.tell(calls::OfferAnswered{callee, speaks()});
    EXPECT_EQ(world.audio.port(callee)->negotiations, before);
}

TEST(Offer, APhoneMayHoldAndResumeByItsAnswerToARefresh) {
    OfficeWorld world;
    const auto [caller, callee] = world.talk("201", "202");
    auto holding = speaks();
    holding.direction = Direction::sendonly;
    world.tell(calls::OfferAnswered{callee, holding});
    EXPECT_TRUE(world.audio.hears_music(caller));
    world.tell(calls::OfferAnswered{callee, speaks()});
    EXPECT_TRUE(world.audio.talk(caller, callee));
}

TEST(Offer, ARefreshWithNoCodecOfOursChangesNothing) {
    OfficeWorld world;
    const auto [caller, callee] = world.talk("201", "202");
    world.tell(calls::OfferAnswered{callee, speaks({})});
    EXPECT_TRUE(world.audio.talk(caller, callee));
}

TEST(Offer, AParkedCallerMayHoldAndResume) {
    OfficeWorld world;
    const LegId caller = world.parked_by("201");
    world.holds(caller);
    world.resumes(caller);
    EXPECT_TRUE(world.audio.hears_music(caller));
    EXPECT_TRUE(world.in_order());
}

TEST(Digits, AreCarriedBetweenRtpAndInfo) {
    OfficeWorld world;
    const LegId caller = world.dial("201", "202", speaks({Codec::pcma}, false));
    const LegId callee = world.ringing_one("202");
    world.picks_up(callee);
    world.tell(calls::InfoDigit{caller, '5', 160ms});
    EXPECT_EQ(world.audio.port(callee)->digits, "5");
    world.tell(calls::DigitHeard{callee, '7'});
    EXPECT_EQ(world.seen(caller).digits, "7");
    world.tell(calls::InfoDigit{callee, '9', 160ms});
    EXPECT_EQ(world.seen(caller).digits, "79");
}

TEST(Digits, TheEngineRelaysWhatBothCanSayInRtp) {
    OfficeWorld world;
    const auto [caller, callee] = world.talk("201", "202");
    world.tell(calls::DigitHeard{caller, '3'});
    EXPECT_EQ(world.seen(callee).digits, "");
    EXPECT_EQ(world.audio.port(callee)->digits, "");
}

}  // namespace
}  // namespace layby::world

// Offers, answers and what they come to; and where numbers lead.
#include "words/media_description.hpp"
#include "words/address.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "calls/house/media_agreement.hpp"
#include "calls/house/prompts.hpp"
#include "calls/number_pattern.hpp"
#include "calls/plan/dial_plan.hpp"
#include "calls/sound_names.hpp"
#include "world/office_world.hpp"

namespace layby::calls {
namespace {

using world::speaks;

const Address here{"127.0.0.1", 20000};

TEST(Offer, NamesEachCodecOnceTheLikedFirst) {
    const auto offer = make_offer(here, {Codec::pcmu, Codec::pcmu, Codec::opus});
    ASSERT_EQ(offer.codecs.size(), codec_count);
    EXPECT_EQ(offer.codecs[0].codec, Codec::pcmu);
    EXPECT_EQ(offer.codecs[1].codec, Codec::opus);
    std::vector<int> payloads;
    for (const auto& choice : offer.codecs) payloads.push_back(choice.payload_type);
    std::ranges::sort(payloads);
    EXPECT_TRUE(std::ranges::adjacent_find(payloads) == payloads.end());
}

TEST(Answer, HasTheOffersPayloadTypeAndTheLikedCodec) {
    auto offer = speaks({Codec::pcma, Codec::opus});
    offer.codecs[1].payload_type = 111;
    EXPECT_EQ(make_answer(offer, here)->codecs, (std::vector{CodecChoice{Codec::pcma, 8}}));
    EXPECT_EQ(make_answer(offer, here, Codec::opus)->codecs, (std::vector{CodecChoice{Codec::opus, 111}}));
    EXPECT_EQ(make_answer(offer, here, Codec::g722)->codecs[0].codec, Codec::pcma);
}

TEST(Answer, IsNoneWithoutACodecOrWithPortZero) {
    EXPECT_FALSE(make_answer(speaks({}), here));
    auto refused = speaks();
    refused.rtp.port = 0;
    EXPECT_FALSE(make_answer(refused, here));
}

TEST(Answer, TakesTheDigitsOfItsCodecsClock) {
    auto offer = speaks({Codec::opus, Codec::pcma});
    offer.digits_48k = 110;
    EXPECT_EQ(make_answer(offer, here)->digits_48k, 110);
    EXPECT_FALSE(make_answer(offer, here)->digits_8k);
    EXPECT_EQ(make_answer(offer, here, Codec::pcma)->digits_8k, 101);
}

TEST(Agreement, SendsWhatThePeerWantsAndReceivesWhatWeSaid) {
    auto theirs = speaks({Codec::opus});
    theirs.codecs[0].payload_type = 120;
    const auto ours = make_offer(here);
    const auto audio = agreement(ours, theirs, theirs);
    ASSERT_TRUE(audio);
    EXPECT_EQ(audio->send.payload_type, 120);
    EXPECT_EQ(audio->receive, (std::vector{CodecChoice{Codec::opus, 107}}));
}

TEST(Pattern, MatchesAsTheSettingsSay) {
    EXPECT_TRUE(matches("0.", "01"));
    EXPECT_FALSE(matches("0.", "0"));
    EXPECT_TRUE(matches("0!", "0"));
    EXPECT_TRUE(matches("NXX", "234"));
    EXPECT_FALSE(matches("NXX", "134"));
    EXPECT_FALSE(matches("Z", "0"));
    EXPECT_TRUE(matches("[1-39]X", "35"));
    EXPECT_TRUE(matches("[1-39]X", "95"));
    EXPECT_FALSE(matches("[1-39]X", "45"));
    EXPECT_FALSE(matches("XX", "123"));
    EXPECT_FALSE(matches("[12", "1"));
    EXPECT_TRUE(matches("+49.", "+4930"));
}

TEST(Phrase, UsesOnlySoundsThatAreLoaded) {
    const auto loaded = all_sound_names();
    for (const auto style : {Announcement::tone, Announcement::digits, Announcement::sentence})
        for (const std::uint32_t slot : {701U, 1234567890U, 98U})
            for (const auto& name : slot_phrase({slot}, style))
                EXPECT_EQ(std::ranges::count(loaded, name), 1) << name;
    for (const auto& phrase : {refusal_phrase(), ringback_phrase()})
        for (const auto& name : phrase) EXPECT_EQ(std::ranges::count(loaded, name), 1) << name;
}

}  // namespace
}  // namespace layby::calls

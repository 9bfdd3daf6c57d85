// Key cards: what stands on one, by what the office has. That each code does what its card says:
// tests/scenarios/test_cards.py.
#include "cards/card.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

#include "cards/print.hpp"
#include "cards/words.hpp"

namespace layby::cards {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::Not;

Holder ann() {
    Holder out;
    out.user = {"201", "Ann Lee"};
    out.others = {{"201", "Ann Lee"}, {"lobby", "Lobby"}, {"202", "Bob Ray"}};
    calls::LotNumbers lot;
    lot.park_number = "700";
    out.lots = {lot};
    out.hours = {{"office", {}, "*28"}, {"nights", {}, ""}};
    return out;
}

const PhoneOfCard yealink{"Yealink", true};

std::vector<Line> lines_of(const Card& card) {
    std::vector<Line> out;
    for (const auto* sections : {&card.parking, &card.more})
        for (const auto& section : *sections)
            out.insert(out.end(), section.lines.begin(), section.lines.end());
    return out;
}

std::vector<std::string> codes_of(const Card& card) {
    std::vector<std::string> out;
    for (const auto& line : lines_of(card)) out.push_back(dialled(line));
    return out;
}

std::vector<std::string> keys_of(const Card& card) {
    std::vector<std::string> out;
    for (const auto& line : lines_of(card))
        for (const auto& key : line.keys)
            if (key.kind == Key::Kind::named || key.kind == Key::Kind::lit) out.push_back(key.text);
    return out;
}

TEST(ACard, HasTheOfficesNumbersAndCodes) {
    const auto card = card_for(ann(), yealink, "en");
    EXPECT_EQ(card.title, "Ann Lee");
    EXPECT_THAT(codes_of(card),
                ElementsAre("", "", "700", "*72", "*68", "*68701", "701", "", "*88", "*86", "*68202",
                            "*88202", "**202", "*76", "*21*", "#21", "*67*", "*61*", "*62*", "*73", "*28"));
    EXPECT_THAT(keys_of(card), IsSupersetOf({"Park", "Park 701", "Transfer", "Hold"}));
    EXPECT_THAT(card.notes, ElementsAre("Tell your colleague the number: “Ann is on 701 for you.”",
                                        "Nobody takes the caller: after 60 seconds your phone reminds you.",
                                        HasSubstr("After 2 minutes it rings")));
}

TEST(ACard, HasNothingThatIsOff) {
    auto holder = ann();
    holder.codes = {"", "", "", "", "", "", "", "", "", "", "", "", ""};
    holder.hours.clear();
    holder.lots[0].rules.reminder = holder.lots[0].rules.recall = Duration::zero();
    const auto card = card_for(holder, {}, "en");
    EXPECT_THAT(codes_of(card), ElementsAre("700", "701"));
    EXPECT_THAT(card.more, IsEmpty());
    EXPECT_EQ(card.notes.size(), 1U);
}

TEST(ACard, HasTheCodesAsTheyAreInThisOffice) {
    auto holder = ann();
    holder.codes.park = "#55";
    holder.codes.forward_always = "*72";
    holder.codes.do_not_disturb = "";
    holder.lots[0].rules.first = {4001};
    const auto codes = codes_of(card_for(holder, {}, "en"));
    EXPECT_THAT(codes, IsSupersetOf({"#55", "#554001", "#55202", "4001", "*72*", "#72", "*78", "*79"}));
    EXPECT_THAT(codes, Not(Contains("*68")));
}

TEST(ACard, OfWhoMayNotParkHasNothingOfParking) {
    auto holder = ann();
    holder.user.may_park = false;
    auto card = card_for(holder, yealink, "en");
    EXPECT_THAT(codes_of(card), Not(Contains("*68")));
    EXPECT_THAT(codes_of(card), Contains("701"));
    EXPECT_THAT(card.notes, IsEmpty());
    holder.user.may_retrieve = false;
    card = card_for(holder, yealink, "en");
    EXPECT_THAT(card.parking, IsEmpty());
    EXPECT_THAT(codes_of(card), Not(Contains("*88202")));
}

TEST(ACard, IsOfNoLotThatTheUserDoesNotSee) {
    auto holder = ann();
    holder.lots.clear();
    EXPECT_THAT(card_for(holder, yealink, "en").parking, IsEmpty());
}

TEST(ACard, SaysWhichLotWhereThereAreSeveral) {
    auto holder = ann();
    holder.lots.push_back(holder.lots[0]);
    holder.lots[1].rules.name = "front";
    holder.lots[1].rules.first = {801};
    holder.lots[1].park_number = "800";
    const auto card = card_for(holder, yealink, "en");
    EXPECT_EQ(card.parking[1].title, "Park a caller in front");
    EXPECT_THAT(keys_of(card), IsSupersetOf({"Park main", "main 701", "Park front", "front 801"}));
    EXPECT_THAT(codes_of(card), Contains("800"));
}

TEST(ACard, HasNoKeysOfAPhoneThatHasNone) {
    EXPECT_THAT(keys_of(card_for(ann(), {"Linphone", false}, "en")), Not(Contains("Park")));
}

TEST(ACard, NamesNobodyWhoCantBeDialledOnAKeypad) {
    auto holder = ann();
    holder.others = {{"201", "Ann Lee"}, {"lobby", "Lobby"}};
    for (const auto& line : lines_of(card_for(holder, yealink, "en")))
        EXPECT_THAT(line.text, Not(HasSubstr("Lobby")));
}

TEST(Words, AreThereInEachLanguage) {
    EXPECT_THAT(languages(), ElementsAre("en", "de", "es", "fr", "it"));
    for (const auto& words : all_words()) {
        // Nothing but texts is in it.
        constexpr auto texts = sizeof(Words) / sizeof(const char*);
        std::array<const char*, texts> all{};
        std::memcpy(all.data(), &words, sizeof words);
        for (std::size_t i = 0; i < texts; ++i) ASSERT_NE(all[i], nullptr) << words.language << " " << i;
        std::array<const char*, texts> english{};
        std::memcpy(english.data(), &all_words().front(), sizeof words);
        for (std::size_t i = 1; i < texts; ++i)
            EXPECT_EQ(std::strstr(all[i], "{}") != nullptr, std::strstr(english[i], "{}") != nullptr)
                << words.language << ": " << all[i];
    }
}

TEST(APrintedCard, IsAPdfInEachLanguage) {
    for (const auto& language : languages())
        EXPECT_THAT(printed(card_for(ann(), yealink, language)), testing::StartsWith("%PDF-")) << language;
}

TEST(APrintedCard, BearsLongNamesAndManyLots) {
    auto holder = ann();
    holder.user.display = std::string(120, 'W');
    holder.user.name = std::string(64, '9');
    for (int i = 0; i < 30; ++i) {
        holder.lots.push_back(holder.lots[0]);
        holder.lots.back().rules.name = std::string(60, static_cast<char>('a' + i % 26));
    }
    EXPECT_GT(printed(card_for(holder, yealink, "de")).size(), 10'000U);
}

TEST(APrintedCard, BearsLettersOfOtherScriptsAndWhatIsNone) {
    auto holder = ann();
    holder.user.display = "Łukasz Ελένη Привет 日本 🙂 \xff\xfe";
    EXPECT_THAT(printed(card_for(holder, {}, "en")), testing::StartsWith("%PDF-"));
}

}  // namespace
}  // namespace layby::cards

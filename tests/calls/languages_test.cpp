// In which language somebody is spoken to, and what a sentence consists of there.
#include "calls/languages.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>

#include "calls/house/prompts.hpp"
#include "calls/sound_names.hpp"
#include "world/office_world.hpp"

namespace layby::calls {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;

/// As a phrase is heard when nothing is missing.
Phrase first_choice(const Phrase& phrase) { return {phrase.begin(), std::ranges::find(phrase, or_else)}; }

std::string number_in(const std::string& language, std::uint32_t number) {
    std::string out;
    for (const auto& word : number_words(tongue(language), number))
        out += (out.empty() ? "" : " ") + word.substr(std::string{"digits/"}.size());
    return out;
}

TEST(Numbers, AreMadeByTheGrammarOfEachLanguage) {
    const std::vector<std::tuple<const char*, std::uint32_t, const char*>> expected{
        {"en", 0, "0"},
        {"en", 13, "13"},
        {"en", 20, "20"},
        {"en", 21, "20 1"},
        {"en", 100, "1 hundred"},
        {"en", 701, "7 hundred 1"},
        {"en", 720, "7 hundred 20"},
        {"en", 9999, "9 thousand 9 hundred 90 9"},
        {"es", 1, "1"},
        {"es", 21, "21"},
        {"es", 29, "29"},
        {"es", 30, "30"},
        {"es", 31, "30 and 1"},
        {"es", 100, "hundred"},
        {"es", 101, "100-and 1"},
        {"es", 116, "100-and 16"},
        {"es", 500, "500"},
        {"es", 701, "700 1"},
        {"es", 745, "700 40 and 5"},
        {"es", 1000, "thousand"},
        {"es", 2021, "2 thousand 21"},
        {"fr", 17, "17"},
        {"fr", 21, "20 et 1"},
        {"fr", 22, "20 2"},
        {"fr", 61, "60 et 1"},
        {"fr", 70, "70"},
        {"fr", 71, "60 et 11"},
        {"fr", 72, "60 12"},
        {"fr", 79, "60 19"},
        {"fr", 80, "80"},
        {"fr", 81, "80 1"},
        {"fr", 91, "80 11"},
        {"fr", 99, "80 19"},
        {"fr", 100, "hundred"},
        {"fr", 101, "hundred 1"},
        {"fr", 701, "7 hundred 1"},
        {"fr", 1000, "thousand"},
        {"fr", 2071, "2 thousand 60 et 11"},
        {"it", 20, "20"},
        {"it", 21, "21"},
        {"it", 23, "20 3"},
        {"it", 28, "28"},
        {"it", 98, "98"},
        {"it", 99, "90 9"},
        {"ru", 11, "11"},
        {"ru", 45, "40 5"},
        {"ru", 100, "hundred"},
        {"ru", 101, "hundred 1"},
        {"ru", 199, "hundred 90 9"}};
    for (const auto& [language, number, words] : expected)
        EXPECT_EQ(number_in(language, number), words) << language << ' ' << number;
}

TEST(Numbers, HaveARecordingOfEachOfTheirWords) {
    for (const Tongue* one : tongues())
        for (std::uint32_t number = 0; one->has_recordings() && number <= one->highest; ++number)
            for (const auto& word : number_words(*one, number))
                ASSERT_TRUE(std::filesystem::exists("/usr/share/asterisk/sounds/" + std::string{one->folder} +
                                                    '/' + word + ".wav"))
                    << one->code << ' ' << number << ": " << word;
}

TEST(Slots, AreSaidInEachStyle) {
    const auto said = [](const char* language, Announcement style) {
        auto phrase = first_choice(slot_phrase({701}, style, Speech{language}));
        phrase.erase(phrase.begin());  // the tone
        return phrase;
    };
    EXPECT_THAT(said("es", Announcement::digits), ElementsAre("es/digits/7", "es/digits/0", "es/digits/1"));
    EXPECT_THAT(said("es", Announcement::number), ElementsAre("es/digits/700", "es/digits/1"));
    EXPECT_THAT(said("es", Announcement::sentence),
                ElementsAre("es/vm-extension", "es/digits/7", "es/digits/0", "es/digits/1"));
    EXPECT_THAT(said("fr", Announcement::number),
                ElementsAre("fr/digits/7", "fr/digits/hundred", "fr/digits/1"));
    EXPECT_THAT(said("it", Announcement::number), ElementsAre("say/it/701")) << "no recording of a hundred";
    EXPECT_THAT(said("ru", Announcement::number), ElementsAre("say/ru/701"));
    EXPECT_THAT(said("de", Announcement::digits), ElementsAre("say/de/7 0 1"));
    EXPECT_THAT(said("de", Announcement::number), ElementsAre("say/de/701"));
    EXPECT_THAT(said("de", Announcement::sentence), ElementsAre("say/de/Platz 7 0 1"));
    EXPECT_THAT(said("en", Announcement::tone), ElementsAre());
    EXPECT_THAT(slot_phrase({701}, Announcement::silent, Speech{"es"}), ElementsAre());
    EXPECT_THAT(slot_again_phrase({701}, Announcement::tone), ElementsAre());
}

TEST(Slots, OfHugeLotsAreSaidDigitByDigitByTheSpeechProgram) {
    const auto phrase = first_choice(slot_phrase({70123}, Announcement::sentence, Speech{"de", false}));
    EXPECT_THAT(phrase, ElementsAre("tone/confirm", "say/de/Platz", "say/de/7", "say/de/0", "say/de/1",
                                    "say/de/2", "say/de/3"));
    EXPECT_THAT(first_choice(slot_phrase({70123}, Announcement::number, Speech{"it", false})),
                ElementsAre("tone/confirm", "it/digits/7", "it/digits/0", "it/digits/1", "it/digits/2",
                            "it/digits/3"));
}

TEST(Sentences, AreSaidByOneVoice) {
    const std::vector<Party> people{{}, {"", "204", false}, {"", "030123456", false}};
    for (const auto& language : languages()) {
        const Speech in{language.code};
        std::vector<Phrase> all{pin_phrase(true, in),
                                pin_phrase(false, in),
                                refusal_phrase(in),
                                not_allowed_phrase(in),
                                nobody_there_phrase({{701}}, in),
                                wrong_slot_phrase({701}, {720}, in),
                                nothing_rings_phrase(in),
                                choices_phrase({true, true, true}, in),
                                leave_message_phrase(in),
                                no_message_phrase(in),
                                reply_phrase(parking::Reply::message_left, in),
                                reply_phrase(parking::Reply::operator_rings, in),
                                reply_phrase(parking::Reply::nobody_answers, in),
                                reply_phrase(parking::Reply::call_back, in),
                                do_not_disturb_phrase(true, in),
                                hours_phrase(false, in),
                                forward_phrase(Forwarded::busy, "205", in),
                                forward_phrase(Forwarded::other, "", in)};
        for (const Party& who : people) all.push_back(taken_phrase({701}, who, in));
        for (const Phrase& phrase : all) {
            const auto words = first_choice(phrase);
            ASSERT_FALSE(words.empty());
            for (const auto& word : words) {
                if (word.starts_with("tone/") || word.starts_with("silence/")) continue;
                const auto said = said_text(word);
                EXPECT_EQ(said ? said->language : recorded_word(word).language, language.code) << word;
            }
        }
    }
}

/// What follows a text in one sentence is a text, too.
TEST(Sentences, WithNumbersThatMayBeAnyAreSaidInPiecesOfTheSameVoice) {
    EXPECT_THAT(first_choice(forward_phrase(Forwarded::always, "205", {"de"})),
                ElementsAre("tone/confirm", "say/de/Alle Anrufe werden umgeleitet zu", "say/de/2", "say/de/0",
                            "say/de/5"));
    EXPECT_THAT(first_choice(forward_phrase(Forwarded::always, "205", {"es"})),
                ElementsAre("tone/confirm", "say/es/Desvío de todas las llamadas al", "say/es/2", "say/es/0",
                            "say/es/5"));
    EXPECT_THAT(first_choice(taken_phrase({701}, {"", "204", false}, {"es"})),
                ElementsAre("say/es/La extensión 7 0 1 está ocupada por la extensión", "say/es/2", "say/es/0",
                            "say/es/4"));
    EXPECT_THAT(
        first_choice(nobody_there_phrase({{701}}, {"ru"})),
        ElementsAre("ru/pbx-invalidpark", "say/ru/Вызовы ожидают на номерах", "say/ru/7 0 1", "silence/1"));
}

TEST(Sentences, FallBackOnEnglishAsAWhole) {
    const auto phrase = not_allowed_phrase({"de"});
    EXPECT_THAT(phrase, ElementsAre("say/de/Das ist von diesem Anschluss aus nicht erlaubt", or_else,
                                    "feature-not-avail-line"));
    EXPECT_THAT(not_allowed_phrase({"en"}), ElementsAre("feature-not-avail-line"));
}

Office office_in(const std::string& language, std::uint32_t first = 701, std::uint32_t last = 703) {
    Office office;
    office.language = language;
    LotNumbers lot;
    lot.rules.first = {first};
    lot.rules.last = {last};
    office.lots = {lot};
    limit_whole_sentences(office.lots);
    return office;
}

TEST(SoundNames, AreThoseOfTheLanguagesInUseAlone) {
    for (const auto& name : sound_names(office_in("en"))) {
        EXPECT_FALSE(said_text(name)) << name;
        EXPECT_EQ(recorded_word(name).language, "en") << name;
    }
    Office office = office_in("en");
    office.users = {calls::User{.name = "201", .display = "", .language = "es"}};
    office.routes_in.push_back({.trunk = "t", .pattern = "1", .number = "201", .language = "de"});
    EXPECT_THAT(languages_in_use(office), ElementsAre("de", "en", "es"));
}

TEST(SoundNames, HaveEveryWordOfEveryPhrase) {
    for (const auto& language : languages())
        for (const auto style : {Announcement::digits, Announcement::number, Announcement::sentence}) {
            Office office = office_in(language.code);
            office.lots[0].announcement = style;
            const auto names = sound_names(office);
            const Speech in{language.code};
            std::vector<Phrase> all;
            for (const std::uint32_t slot : {701U, 702U, 703U}) {
                all.push_back(slot_phrase({slot}, style, in));
                all.push_back(slot_phrase({slot}, style, {"", "030998877", false}, in));
                all.push_back(slot_again_phrase({slot}, style, in));
                all.push_back(taken_phrase({slot}, {"", "204", false}, in));
                all.push_back(nobody_there_phrase({{slot}, {701}}, in));
            }
            all.push_back(forward_phrase(Forwarded::no_answer, "0123456789", in));
            all.push_back(wrong_slot_phrase({701}, {703}, in));
            for (const auto& phrase : all)
                for (const auto& name : phrase)
                    EXPECT_TRUE(name == or_else || std::ranges::binary_search(names, name)) << name;
        }
}

TEST(SoundNames, AreBoundedHoweverManySlotsThereAre) {
    const auto texts = [](const Office& office) {
        return std::ranges::count_if(sound_names(office),
                                     [](const auto& name) { return said_text(name).has_value(); });
    };
    const auto few = texts(office_in("de", 1, most_said_whole));
    EXPECT_LE(few, static_cast<std::ptrdiff_t>(3 * most_said_whole + 100));
    EXPECT_LT(texts(office_in("de", 1, 100'000)), 100);
}

TEST(Languages, AreRecognisedByManyNames) {
    for (const char* word : {"German", "deutsch", "de-AT", "DE", "germn"})
        EXPECT_EQ(language_meant_by(word), "de") << word;
    EXPECT_EQ(language_meant_by("spanish"), "es");
    EXPECT_EQ(language_meant_by("klingon"), "");
}

// -- who hears which

struct Spoken : ::testing::Test {
    Office office = world::small_office();

    static std::string language_of_phrase(const Phrase& phrase) {
        for (const auto& word : phrase) {
            if (const auto said = said_text(word)) return said->language;
            if (!word.starts_with("tone/")) return recorded_word(word).language;
        }
        return "none";
    }
    /// In which 201 hears its slot.
    std::string parker_hears() {
        world::OfficeWorld world{office};
        const auto [caller, callee] = world.outside_call("201");
        world.transfers(callee, "700");
        return language_of_phrase(world.audio.port(callee)->heard.phrase);
    }
    /// That of who waits in 701, as the API has it.
    std::string shown() {
        world::OfficeWorld world{office};
        world.parked_by("201");
        return world.copy.parked_at("main", {701})->language;
    }
};

TEST_F(Spoken, AUserHearsItsOwnLanguageThenThatOfTheLotThenThatOfTheOffice) {
    EXPECT_EQ(parker_hears(), "en");
    office.language = "fr";
    EXPECT_EQ(parker_hears(), "fr");
    office.lots[0].language = "it";
    EXPECT_EQ(parker_hears(), "it");
    office.users[0].language = "de";
    EXPECT_EQ(parker_hears(), "de");
}

TEST_F(Spoken, ACallerHasTheLanguageOfItsNumberThenOfItsTrunkThenOfTheLot) {
    EXPECT_EQ(shown(), "en");
    office.lots[0].language = "ru";
    EXPECT_EQ(shown(), "ru");
    office.trunks[0].language = "it";
    EXPECT_EQ(shown(), "it");
    office.routes_in = {{.trunk = "provider", .pattern = "2XX", .number = "", .language = "es"}};
    EXPECT_EQ(shown(), "es");
}

TEST_F(Spoken, AReloadChangesItForWhoIsToldNextAndForWhoIsShown) {
    world::OfficeWorld world{office};
    world.parked_by("201");
    EXPECT_EQ(world.copy.parked_at("main", {701})->language, "en");
    office.trunks[0].language = "it";
    office.users[1].language = "de";
    world.reload(office);
    EXPECT_EQ(world.copy.parked_at("main", {701})->language, "it");
    const auto calls = world.board->calls();
    EXPECT_TRUE(std::ranges::any_of(calls, [](const auto& call) { return call.language == "it"; }));
    const auto [caller, callee] = world.outside_call("202");
    world.transfers(callee, "700");
    EXPECT_EQ(language_of_phrase(world.audio.port(callee)->heard.phrase), "de");
    EXPECT_EQ(world.wrong_on_copy(), "");
}

TEST_F(Spoken, TheParkerIsFreeOnceItHasHeardTheSlotAndHearsItAgainWhileItStays) {
    office.users[0].language = "es";
    world::OfficeWorld world{office};
    const auto [caller, callee] = world.outside_call("201");
    world.transfers(callee, "700");
    EXPECT_FALSE(world.seen(callee).transfer_status);
    world.hears_prompt(callee);
    EXPECT_EQ(world.seen(callee).transfer_status, 200);
    EXPECT_EQ(world.audio.port(callee)->heard.phrase, slot_again_phrase({701}, Announcement::digits, {"es"}));
    EXPECT_TRUE(world.is_up(callee));
    world.hears_prompt(callee);
    EXPECT_TRUE(world.seen(callee).hung_up_by_us);
    EXPECT_TRUE(world.in_order());
}

TEST_F(Spoken, ASilentLotTellsItsParkerByMessage) {
    office.lots[0].announcement = Announcement::silent;
    world::OfficeWorld world{office};
    const auto [caller, callee] = world.outside_call("201");
    world.transfers(callee, "700");
    EXPECT_EQ(world.seen(callee).transfer_status, 200);
    EXPECT_NE(world.audio.port(callee)->heard.what, world::Heard::What::prompt);
    ASSERT_EQ(world.signalling.messages.size(), 1U);
    world.message_settles(true);
    EXPECT_TRUE(world.in_slot(701)->told);
    EXPECT_TRUE(world.in_order());
}

}  // namespace
}  // namespace layby::calls

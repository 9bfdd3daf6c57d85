// What a speech program says is heard as it said it, and whatever it does wrong costs its sentence alone.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <set>

#include "calls/house/prompts.hpp"
#include "calls/languages.hpp"
#include "calls/sound_names.hpp"
#include "sanitized.hpp"
#include "sounds/examine.hpp"
#include "sounds/recordings.hpp"
#include "sounds/wav_reader.hpp"

namespace layby::sounds {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Samples = std::vector<std::int16_t>;

Samples samples_of(const std::filesystem::path& file, int rate) {
    WavReader reader{file};
    Samples all, some(4096);
    while (const auto count = reader.read(some))
        all.insert(all.end(), some.begin(), some.begin() + static_cast<std::ptrdiff_t>(count));
    return reader.rate() == rate ? all : codecs::resample(all, reader.rate(), rate);
}

/// How alike two sounds are where they fit best: 1 is the same. The pause before what a program says is cut.
double likeness(const Samples& one, const Samples& other) {
    const auto energy = [](const Samples& of) {
        double sum = 0;
        for (const double sample : of) sum += sample * sample;
        return sum;
    };
    const double scale = std::sqrt(energy(one) * energy(other));
    double best = 0;
    const auto size = static_cast<int>(other.size());
    constexpr int most_lag = 1600;
    for (int lag = -most_lag; lag < most_lag && scale > 0; ++lag) {
        double sum = 0;
        const auto from = std::max(0, -lag);
        const auto to = std::min(static_cast<int>(one.size()), size - lag);
        for (int i = from; i < to; ++i)
            sum += one[static_cast<std::size_t>(i)] * other[static_cast<std::size_t>(i + lag)];
        best = std::max(best, sum / scale);
    }
    return best;
}

std::string file_of_recording(const std::string& name) {
    const auto word = calls::recorded_word(name);
    return "/usr/share/asterisk/sounds/" + calls::language_of(word.language)->recordings + '/' + word.name +
           ".wav";
}

struct ASpeechProgram : testing::Test {
    Folder folder;

    /// A program that does this.
    SayCommand does(const std::string& script, Duration within = 10s) {
        const auto file = folder / "say";
        write_bytes(file, "#!/bin/sh\n" + script + "\n");
        chmod(file.c_str(), 0755);
        return {{file.string(), "{language}"}, within};
    }
    /// With every name that this phrase has.
    Sources saying(const calls::Phrase& phrase, const SayCommand& say = {}) {
        Sources out;
        out.music.clear();
        static const Folder shared;  // so that English is encoded once
        out.shelf_dir = shared.text() + "/shelf";
        out.say = say;
        const auto english = calls::all_sound_names();
        out.names = english;
        for (const auto& name : phrase)
            if (name != calls::or_else) out.names.push_back(name);
        return out;
    }
    static bool is_english(const Library& library, const calls::Phrase& phrase) {
        const calls::Phrase english{std::ranges::find(phrase, calls::or_else) + 1, phrase.end()};
        return library.phrase(phrase) == library.phrase(english);
    }
};

const calls::Phrase german = calls::slot_phrase({701}, calls::Announcement::sentence, calls::Speech{"de"});

TEST_F(ASpeechProgram, IsHeardAsItSpeaks) {
    const Library library{saying(german)};
    wait_for(library);
    EXPECT_THAT(library.problems(), IsEmpty());
    const auto sounds = library.phrase(german);
    ASSERT_EQ(sounds.size(), 2U) << "a tone, and one sentence in one piece";
    const auto own = folder / "own.wav";
    const auto command = "echo 'Platz 7 0 1' | espeak-ng -v de --stdin --stdout > " + own.string();
    ASSERT_EQ(std::system(command.c_str()), 0);
    EXPECT_GT(likeness(heard(*sounds[1], Codec::pcmu), samples_of(own, 8000)), 0.95);
    const auto other = folder / "other.wav";
    const auto wrong = "echo 'Platz 7 0 2' | espeak-ng -v de --stdin --stdout > " + other.string();
    ASSERT_EQ(std::system(wrong.c_str()), 0);
    EXPECT_LT(likeness(heard(*sounds[1], Codec::pcmu), samples_of(other, 8000)), 0.8);
}

TEST_F(ASpeechProgram, GetsTheTextAndTheLanguage) {
    const auto note = folder.text() + "/note";
    const Library library{saying(german, does("cat > " + note + "; echo $1 >> " + note + "; exit 3"))};
    wait_for(library);
    std::ifstream written{note};
    std::string text, language;
    std::getline(written, text);
    std::getline(written, language);
    EXPECT_EQ(text, "Platz 7 0 1");
    EXPECT_EQ(language, "de");
}

TEST_F(ASpeechProgram, InheritsNothing) {
    const auto note = folder.text() + "/note";
    setenv("LAYBY_SECRET", "hush", 1);
    const Library library{saying(german, does("ls -l /proc/self/fd > " + note + "; env >> " + note))};
    wait_for(library);
    std::ifstream written{note};
    const std::string all{std::istreambuf_iterator<char>{written}, {}};
    EXPECT_THAT(all, HasSubstr("PATH="));
    EXPECT_THAT(all, Not(HasSubstr("hush")));
    EXPECT_THAT(all, Not(HasSubstr("socket:")));
}

TEST_F(ASpeechProgram, IsNotAskedAgainForWhatItHasSaid) {
    const auto note = folder.text() + "/note";
    const auto say = does("echo once >> " + note + "; espeak-ng -v $1 --stdin --stdout");
    for (int start = 0; start < 3; ++start) {
        const Library library{saying(german, say)};
        wait_for(library);
        EXPECT_FALSE(is_english(library, german));
    }
    std::ifstream written{note};
    EXPECT_THAT((std::string{std::istreambuf_iterator<char>{written}, {}}), "once\n");
}

TEST_F(ASpeechProgram, ThatFailsHangsOrWritesRubbishLeavesEnglish) {
    for (const std::string script :
         {"exit 1", "kill -9 $$", "true", "echo rubbish", "head -c 100000 /dev/urandom", "yes",
          "sleep 600 & sleep 600", "exec 1>&-; exit 0"}) {
        const auto begun = std::chrono::steady_clock::now();
        const Library library{saying(german, does(script, 1s))};
        wait_for(library);
        EXPECT_TRUE(is_english(library, german)) << script;
        EXPECT_LT(std::chrono::steady_clock::now() - begun, 300s) << script;
    }
}

TEST_F(ASpeechProgram, ThatIsMissingIsToldWithWhatToInstall) {
    auto sources = saying(german, {{"no-such-program"}, 1s});
    const Library library{sources};
    wait_for(library);
    EXPECT_TRUE(is_english(library, german));
    EXPECT_THAT(library.problems(),
                ElementsAre("speech: there is no program no-such-program, which says what has no recordings "
                            "in German; English is heard instead"));
    EXPECT_THAT(examine(sources), Contains(library.problems().front()));
}

TEST_F(ASpeechProgram, ThatHangsHoldsUpNeitherTheEndNorAReload) {
    Library library{saying(german, does("sleep 600", 600s))};
    const auto begun = std::chrono::steady_clock::now();
    library.use(saying(german).names, SayCommand{});
    wait_for(library);
    EXPECT_FALSE(is_english(library, german)) << "another program says it now";
    { const Library other{saying(calls::not_allowed_phrase({"de"}), does("sleep 600", 600s))}; }
    EXPECT_LT(std::chrono::steady_clock::now() - begun, 300s);
}

TEST_F(ASpeechProgram, ThatWasMendedIsAskedAgainByAReload) {
    const auto mark = folder.text() + "/mended";
    const auto say = does("test -e " + mark + " && espeak-ng -v $1 --stdin --stdout");
    const auto sources = saying(german, say);
    Library library{sources};
    wait_for(library);
    EXPECT_TRUE(is_english(library, german));
    write_bytes(mark, "");
    library.use(sources.names, say);
    wait_for(library);
    EXPECT_FALSE(is_english(library, german));
}

TEST(ALibrary, GetsALanguageWhileItRuns) {
    const auto spanish = calls::slot_phrase({701}, calls::Announcement::digits, calls::Speech{"es"});
    Sources sources;
    sources.music.clear();
    Library library{sources};
    wait_for(library);
    const auto before = library.phrase(spanish);
    auto names = calls::all_sound_names();
    names.insert(names.end(), spanish.begin(), std::ranges::find(spanish, calls::or_else));
    const auto memory = library.memory();
    library.use(names, sources.say);
    EXPECT_NE(library.phrase(spanish), before);
    EXPECT_EQ(library.phrase(spanish).front(), before.front()) << "the tone is the same";
    wait_for(library);
    EXPECT_GT(library.memory(), memory);
}

TEST(ALibrary, WithoutTheRecordingsOfALanguageNamesItsPackageAndSpeaksEnglish) {
    const auto spanish = calls::slot_phrase({701}, calls::Announcement::digits, calls::Speech{"es"});
    Folder folder;
    Sources sources;
    sources.music.clear();
    sources.other_languages = "/usr/share/asterisk/sounds/none";
    sources.names = calls::all_sound_names();
    sources.names.insert(sources.names.end(), spanish.begin(), std::ranges::find(spanish, calls::or_else));
    std::ranges::sort(sources.names);
    const Library library{sources};
    wait_for(library);
    EXPECT_EQ(library.phrase(spanish).size(), 4U);
    EXPECT_EQ(library.phrase(spanish)[1], library.prompt("digits/7"));
    EXPECT_THAT(library.problems(), ElementsAre(HasSubstr("English is heard instead of Spanish; install them "
                                                          "with: apt install asterisk-core-sounds-es-wav")));
    EXPECT_THAT(examine(sources), ElementsAre(library.problems().front()));
}

/// Everything that is ever said, in this language.
std::vector<calls::Phrase> everything_in(const std::string& language) {
    using calls::Announcement, calls::Forwarded;
    const calls::Speech in{language};
    std::vector<calls::Phrase> all;
    for (const auto style : {Announcement::digits, Announcement::number, Announcement::sentence})
        for (const std::uint32_t slot : {95U, 701U, 731U})
            all.push_back(calls::slot_phrase({slot}, style, in));
    for (const Party& who : {Party{}, Party{"", "204", false}, Party{"", "030123456789", false}}) {
        all.push_back(calls::slot_phrase({701}, Announcement::digits, who, in));
        all.push_back(calls::taken_phrase({701}, who, in));
    }
    for (const auto which : {Forwarded::always, Forwarded::busy, Forwarded::no_answer, Forwarded::other})
        for (const char* to : {"", "205"}) all.push_back(calls::forward_phrase(which, to, in));
    for (const bool one : {true, false}) {
        all.push_back(calls::pin_phrase(one, in));
        all.push_back(calls::do_not_disturb_phrase(one, in));
        all.push_back(calls::hours_phrase(one, in));
    }
    for (const auto reply : {parking::Reply::operator_rings, parking::Reply::nobody_answers,
                             parking::Reply::call_back, parking::Reply::message_left})
        all.push_back(calls::reply_phrase(reply, in));
    all.push_back(calls::choices_phrase({true, true, true}, in));
    all.push_back(calls::leave_message_phrase(in));
    all.push_back(calls::no_message_phrase(in));
    all.insert(all.end(), {calls::refusal_phrase(in), calls::not_allowed_phrase(in),
                           calls::nobody_there_phrase({{701}, {720}}, in), calls::nothing_rings_phrase(in),
                           calls::wrong_slot_phrase({701}, {720}, in)});
    return all;
}

class EveryPhrase : public testing::TestWithParam<std::string> {};

TEST_P(EveryPhrase, IsHeardWordByWord) {
    Folder folder;
    Sources sources;
    sources.music.clear();
    const auto all = everything_in(GetParam());
    std::set<std::string> names;
    for (const auto& phrase : all) names.insert(phrase.begin(), phrase.end());
    names.erase(calls::or_else);
    sources.names.assign(names.begin(), names.end());
    const Library library{sources};
    wait_for(library);
    ASSERT_THAT(library.problems(), IsEmpty());
    std::set<std::string> looked_at;
    for (const auto& phrase : all) {
        const std::vector<std::string> words{phrase.begin(), std::ranges::find(phrase, calls::or_else)};
        const auto sounds = library.phrase(phrase);
        ASSERT_EQ(sounds.size(), words.size());
        for (std::size_t i = 0; i < words.size(); ++i) {
            const auto& word = words[i];
            if (word.starts_with("tone/") || word.starts_with("silence/") || !looked_at.insert(word).second)
                continue;
            auto file = std::filesystem::path{file_of_recording(word)};
            if (const auto said = calls::said_text(word)) {
                file = folder / "said.wav";
                write_bytes(folder / "text", said->text + "\n");
                const auto command = "espeak-ng -v " + said->language + " --stdin --stdout < " +
                                     (folder / "text").string() + " > " + file.string();
                ASSERT_EQ(std::system(command.c_str()), 0);
            }
            // A cut at 22 kHz falls between two samples at 8 kHz.
            const double least = calls::said_text(word) ? 0.8 : 0.95;
            EXPECT_GT(likeness(heard(*sounds[i], Codec::pcmu), samples_of(file, 8000)), least) << word;
        }
    }
    EXPECT_GT(looked_at.size(), 30U);
}

/// Sanitizers look at the code, which is the same for all: one language that is recorded, and one that isn't.
std::vector<std::string> languages_to_hear() {
    if (sanitized) return {"fr", "de"};
    return {"en", "es", "fr", "it", "ru", "de", "nl", "pl", "pt"};
}

INSTANTIATE_TEST_SUITE_P(Languages, EveryPhrase, testing::ValuesIn(languages_to_hear()),
                         [](const auto& one) { return one.param; });

}  // namespace
}  // namespace layby::sounds

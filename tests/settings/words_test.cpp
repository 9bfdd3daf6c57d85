// Words that a section doesn't know: what is said about them leads to where they belong.
#include <gmock/gmock.h>

#include "settings/read.hpp"

namespace layby::settings {
namespace {

using testing::ElementsAre;

struct Word {
    const char* toml;
    const char* complaint;
};
void PrintTo(const Word& word, std::ostream* out) { *out << word.complaint; }

class EveryUnknownWord : public testing::TestWithParam<Word> {};

TEST_P(EveryUnknownWord, IsToldOnceWithWhatWasMeant) {
    EXPECT_THAT(complaints(GetParam().toml), ElementsAre(GetParam().complaint)) << GetParam().toml;
}

INSTANTIATE_TEST_SUITE_P(
    Misplaced, EveryUnknownWord,
    testing::Values(
        Word{"[[user]]\nname = \"201\"\noperator = \"201\"\n",
             "office.toml:3: user 201: operator is not a setting; it belongs above the first section"},
        Word{"[[lot]]\npark_after_hold = \"1m\"\n",
             "office.toml:2: lot main: park_after_hold is not a setting; it belongs above the first section"},
        Word{"[sip]\nrecall = \"90s\"\n",
             "office.toml:2: sip: recall is not a setting; it belongs to [[lot]]"},
        Word{"[[lot]]\nports = \"10000-10099\"\n",
             "office.toml:2: lot main: ports is not a setting; it belongs to [media]"},
        Word{
            "[media]\nmax_calls = 20\n",
            "office.toml:2: media: max_calls is not a setting; it belongs to [sip] or [[trunk]] or [[user]]"},
        Word{"hold_music = \"default\"\n",
             "office.toml:1: hold_music is not a setting; it belongs to [sounds]"},
        Word{"[sip]\nmay_park = true\n",
             "office.toml:2: sip: may_park is not a setting; it belongs to [[trunk]] or [[user]]"},
        Word{"[media]\nstrip = 1\n",
             "office.toml:2: media: strip is not a setting; it belongs to [[route_out]]"}));

INSTANTIATE_TEST_SUITE_P(
    OfOtherSystems, EveryUnknownWord,
    testing::Values(Word{"[[user]]\nname = \"201\"\ndisplayname = \"Ann\"\n",
                         "office.toml:3: user 201: displayname is not a setting; did you mean \"display\"?"},
                    Word{"[[user]]\nname = \"201\"\nsecret = \"x\"\n",
                         "office.toml:3: user 201: secret is not a setting; did you mean \"password\"?"},
                    Word{"[[lot]]\nparkpos = \"701-720\"\n",
                         "office.toml:2: lot main: parkpos is not a setting; did you mean \"slots\"?"},
                    Word{"[[lot]]\nmax-wait = \"30m\"\n",
                         "office.toml:2: lot main: max-wait is not a setting; did you mean \"max_wait\"?"},
                    Word{"[sip]\nexternip = \"203.0.113.1\"\n",
                         "office.toml:2: sip: externip is not a setting; did you mean \"public_ip\"?"}));

INSTANTIATE_TEST_SUITE_P(
    Broken, EveryUnknownWord,
    testing::Values(
        Word{"[sip]\nlisten = [\n  \"udp:0.0.0.0:5060\",\n[media]\nrealtime = true\n",
             "office.toml:2: not TOML: the list that begins here has no closing ] before line 4"},
        Word{"[[user]]\nname = \"park\"\n",
             "office.toml:2: user: name is \"park\"; expected another name: sip:park@... is the park "
             "number's"}));

// One mistake, one complaint: what a wrong value would have been isn't compared with anything.
INSTANTIATE_TEST_SUITE_P(
    OneMistake, EveryUnknownWord,
    testing::Values(
        Word{"[[lot]]\nname = \"front\"\n[[lot]]\nname = \"back\"\npark = \"800\"\nslots = \"801-84O\"\n",
             "office.toml:6: lot back: slots is \"801-84O\"; expected a range such as \"701-720\", without "
             "leading zeros"},
        Word{"[[lot]]\nname = \"front\"\n[[lot]]\nname = \"back\"\npark = 800\nslots = \"801-840\"\n",
             "office.toml:5: lot back: park is 800 (a number); expected text in quotes: a number such as "
             "\"700\""},
        Word{"[[lot]]\n[[lot]]\nname = \"b c\"\npark = \"800\"\nslots = \"801-840\"\n",
             "office.toml:3: lot: name is \"b c\"; expected letters, digits and . _ - + *, such as "
             "\"main\""},
        Word{
            "[[lot]]\n[[lot]]\nname = \"back\"\npark = \"800\"\npark_prefix = \"*7\"\nslots = \"1-200000\"\n",
            "office.toml:6: lot back: slots is \"1-200000\"; expected at most 100000 slots"}));

}  // namespace
}  // namespace layby::settings

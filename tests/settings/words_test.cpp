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
        Word{"[media]\nmax_calls = 20\n",
             "office.toml:2: media: max_calls is not a setting; it belongs to [outside] or [sip] or "
             "[[trunk]] or [[user]]"},
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

/// What a word or value that wasn't understood would have said is unknown: what would be wrong with the
/// default in its place is no second mistake.
struct Slip {
    const char* toml;
    const char* complaint;  ///< begins the only one
};
void PrintTo(const Slip& slip, std::ostream* out) { *out << slip.toml; }

class EverySlip : public testing::TestWithParam<Slip> {};

TEST_P(EverySlip, IsToldAlone) {
    EXPECT_THAT(complaints(GetParam().toml), ElementsAre(testing::StartsWith(GetParam().complaint)));
}

INSTANTIATE_TEST_SUITE_P(
    MisspelledKeys, EverySlip,
    testing::Values(
        Slip{"[[lot]]\nname = \"a\"\n[[lot]]\nname = \"b\"\nprak = \"800\"\nslots = \"801-802\"\n",
             "office.toml:5: lot b: prak is not a setting; did you mean \"park\"?"},
        Slip{"[[lot]]\nname = \"a\"\n[[lot]]\nname = \"b\"\npark = \"800\"\nslot = \"801-802\"\n",
             "office.toml:6: lot b: slot is not a setting; did you mean \"slots\"?"},
        Slip{"[[lot]]\n[[lot]]\nnmae = \"b\"\npark = \"800\"\nslots = \"801-802\"\n",
             "office.toml:3: lot main: nmae is not a setting; did you mean \"name\"?"},
        Slip{"operator = \"201\"\n[[user]]\nextension = \"201\"\n",
             "office.toml:3: user: extension is not a setting; did you mean \"name\"?"},
        Slip{"operator = \"201\"\n[[uesr]]\nname = \"201\"\n", "office.toml:2: uesr is not a setting"},
        Slip{"[meida]\nports = \"20000-20099\"\n[sip]\nlisten = [\"udp:0.0.0.0:15060\"]\n",
             "office.toml:1: meida is not a setting; did you mean \"media\"?"},
        Slip{"[sip]\nlissten = [\"udp:0.0.0.0:6060\"]\n[media]\nports = \"5000-6000\"\n",
             "office.toml:2: sip: lissten is not a setting"},
        Slip{"[[trunk]]\nname = \"pstn\"\nhots = \"sip.example\"\n",
             "office.toml:3: trunk pstn: hots is not a setting; did you mean \"host\"?"},
        Slip{"[[trunk]]\nname = \"pstn\"\nhost = \"h.example\"\nuser = \"u\"\npasword = \"x\"\nregister = "
             "true\n",
             "office.toml:5: trunk pstn: pasword is not a setting"},
        Slip{"[[trunk]]\nname = \"pstn\"\naddresses = [\"192.0.2.1\"]\nhots = \"h.example\"\n[[route_out]]\n"
             "numbers = \"0.\"\ntrunks = [\"pstn\"]\n",
             "office.toml:4: trunk pstn: hots is not a setting"},
        Slip{"[[trunk]]\nname = \"pstn\"\nhost = \"h.example\"\n[[route_out]]\nnumbers = \"0.\"\ntrunk = "
             "[\"pstn\"]\n",
             "office.toml:6: route_out: trunk is not a setting; did you mean \"trunks\"?"},
        Slip{"[console]\nsokcet = \"/run/x\"\nsocket_group = \"staff\"\n",
             "office.toml:2: console: sokcet is not a setting; did you mean \"socket\"?"},
        Slip{"[codes]\nlongst = \"*99\"\n[[lot]]\nlongest = \"*86\"\n",
             "office.toml:2: codes: longst is not a setting; did you mean \"longest\"?"}));

INSTANTIATE_TEST_SUITE_P(
    WrongValues, EverySlip,
    testing::Values(
        Slip{"[[lot]]\nname = \"a\"\n[[lot]]\nname = \"b\"\npark = \"8OO\"\nslots = \"801-802\"\n",
             "office.toml:5: lot b: park is \"8OO\""},
        Slip{"[[lot]]\nname = \"a\"\n[[lot]]\nname = \"b\"\npark = \"800\"\nslots = \"801-84O\"\n",
             "office.toml:6: lot b: slots is \"801-84O\""},
        Slip{"operator = \"201\"\n[[user]]\nname = 201\n", "office.toml:3: user: name is 201 (a number)"},
        Slip{"operator = \"201\"\n[user]\nname = \"201\"\n", "office.toml:2: user is not a list of tables"},
        Slip{"[[user]]\nname = 201\n[[lot]]\nladder = [\"user:201 20s\"]\nfallback = \"201\"\n",
             "office.toml:2: user: name is 201"},
        Slip{"[[lot]]\nname = 1\n[[lot]]\nname = \"b\"\npark = \"800\"\nslots = \"801-802\"\noverflow = "
             "\"a\"\n",
             "office.toml:2: lot: name is 1"},
        Slip{"[media]\nports = \"20000\"\n[sip]\nlisten = [\"udp:0.0.0.0:15060\"]\n",
             "office.toml:2: media: ports is \"20000\""},
        Slip{"[console]\nlisten = \"8080\"\n[sip]\nlisten = [\"tcp:127.0.0.1:7080\"]\n",
             "office.toml:2: console: listen is \"8080\""},
        Slip{"[sip]\nregister_max = \"2 hours\"\nregister_min = \"90m\"\n",
             "office.toml:2: sip: register_max is \"2 hours\""},
        Slip{"[sounds.music]\njazz = 5\n[[lot]]\nmusic = \"jazz\"\n",
             "office.toml:2: sounds: music jazz is 5"},
        Slip{"[codes]\nlongest = \"99\"\n[[lot]]\nlongest = \"*86\"\n",
             "office.toml:2: codes: longest is \"99\""},
        Slip{"[[trunk]]\nname = \"pstn\"\nhost = \"h.example\"\nuser = \"u\"\npassword = \"\"\n",
             "office.toml:5: trunk pstn: password is not right"},
        Slip{"[[trunk]]\nname = \"pstn\"\nhost = 5\nphones = [\"192.0.2.0/24\"]\naddresses = "
             "[\"192.0.2.1\"]\n",
             "office.toml:3: trunk pstn: host is 5"},
        Slip{"[[trunk]]\nname = 5\nhost = \"h.example\"\n[[route_out]]\nnumbers = \"0.\"\ntrunks = "
             "[\"pstn\"]\n",
             "office.toml:2: trunk: name is 5"},
        Slip{"[[trunk]]\nname = \"pstn\"\nhost = \"h.example\"\n[[route_out]]\nnumbers = \"0x\"\ntrunks = "
             "[\"pstn\"]\n[[lot]]\nfallback = \"0123\"\n",
             "office.toml:5: route_out: numbers is \"0x\""}));

TEST(Slips, HideNoMistakeThatHasNothingToDoWithThem) {
    EXPECT_THAT(
        complaints("[[lot]]\nname = \"a\"\nrecal = \"60s\"\n[[lot]]\nname = \"b\"\nslots = \"801-802\"\n"),
        ElementsAre(testing::HasSubstr("recal is not a setting"),
                    testing::HasSubstr("lot b: park number 700: ambiguous with lot a")));
    EXPECT_THAT(complaints("[[user]]\nname = \"201\"\ndispaly = \"Ann\"\n[[lot]]\nfallback = \"999\"\n"),
                ElementsAre(testing::HasSubstr("dispaly is not a setting"),
                            testing::HasSubstr("fallback \"999\" leads nowhere")));
}

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

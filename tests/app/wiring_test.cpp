// What an admin writes reaches the part that it is meant for.
#include "layby/wiring.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "layby/welcome.hpp"
#include "sip/lamp_profile.hpp"

namespace layby::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using namespace std::chrono_literals;

settings::Settings read_office(const std::string& toml) {
    auto read = settings::read_text(toml, "office.toml");
    if (const auto* problems = std::get_if<std::vector<settings::Problem>>(&read)) {
        throw std::runtime_error(problems->front().text());
    }
    return std::get<settings::Settings>(read);
}

const std::string small = R"(
[sip]
listen = ["udp:127.0.0.1:5062", "tcp:[::1]:5063"]
domain = "office.example"
[media]
ports = "20000-20999"
[console]
listen = "127.0.0.1:7081"
[[user]]
name = "201"
display = "Ann Lee"
password = "correct horse"
[[trunk]]
name = "bench"
addresses = ["127.0.0.1"]
may_park = true
)";

TEST(TheWiring, GivesSipItsAddressesAccountsAndTrunks) {
    const auto options = sip_options(read_office(small));
    ASSERT_EQ(options.listen.size(), 2U);
    EXPECT_EQ(text_of(options.listen[0]), "udp:127.0.0.1:5062");
    EXPECT_EQ(text_of(options.listen[1]), "tcp:[::1]:5063");
    EXPECT_EQ(options.domain, "office.example");
    ASSERT_EQ(options.accounts.size(), 1U);
    EXPECT_EQ(options.accounts[0].user, "201");
    EXPECT_EQ(options.accounts[0].password, "correct horse");
    ASSERT_EQ(options.trunks.size(), 1U);
    EXPECT_THAT(options.trunks[0].addresses, ElementsAre("127.0.0.1"));
}

TEST(TheWiring, GivesSipEveryLampProfileThatItKnows) {
    for (const auto& profile : sip::lamp_profile_names()) {
        const auto options = sip_options(read_office("[sip]\nlamp_profile = \"" + profile +
                                                     "\"\n[[user]]\nname = \"201\"\n"
                                                     "[[user]]\nname = \"202\"\nlamp_profile = \"obi\"\n"));
        EXPECT_EQ(options.lamp_profile, profile);
        EXPECT_EQ(options.accounts[0].lamp_profile, "");
        EXPECT_EQ(options.accounts[1].lamp_profile, "obi");
    }
    EXPECT_EQ(sip_options(read_office("[sip]\nlamp_profile = \"auto\"\n")).lamp_profile, "");
}

TEST(TheWiring, TellsSipWhoMayBeCalledForAPark) {
    using sip::ForeignParks;
    const auto parks = [](const std::string& word) {
        return sip_options(read_office("[sip]\npark_foreign_calls = \"" + word + "\"\n")).foreign_parks;
    };
    EXPECT_EQ(parks("no"), ForeignParks::none);
    EXPECT_EQ(parks("known"), ForeignParks::known);
    EXPECT_EQ(parks("any"), ForeignParks::any);
    EXPECT_EQ(sip_options(read_office("")).foreign_parks, ForeignParks::known);
}

TEST(TheWiring, TellsSipWhoIsBannedAndWhoNever) {
    const auto options = sip_options(
        read_office("[sip]\nban_after = 3\nnever_ban = [\"192.0.2.0/24\"]\nproxies = [\"192.0.2.9\"]\n"));
    EXPECT_EQ(options.proxies, std::vector<std::string>{"192.0.2.9"});
    EXPECT_EQ(options.ban_after, 3u);
    EXPECT_EQ(options.never_ban, std::vector<std::string>{"192.0.2.0/24"});
}

TEST(TheWiring, GivesMediaItsPortsAndSoundsTheirMusic) {
    const auto settings = read_office(small);
    EXPECT_EQ(media_options(settings).first_port, 20000);
    EXPECT_EQ(media_options(settings).last_port, 20999);
    EXPECT_EQ(sound_sources(settings).music.front().first, "default");
}

TEST(TheWiring, GivesMediaItsWayAndWhereMusicBegins) {
    const auto usual = media_options(read_office(small));
    EXPECT_EQ(usual.fastest, media::Way::raw);
    EXPECT_EQ(usual.music_start, media::MusicStart::radio);
    EXPECT_EQ(media_options(read_office("[media]\nway = \"sockets\"\n")).fastest, media::Way::sockets);
    EXPECT_EQ(media_options(read_office("[media]\nway = \"sieved\"\n")).fastest, media::Way::sieved);
    EXPECT_EQ(media_options(read_office("[sounds]\nstart = \"track\"\n")).music_start,
              media::MusicStart::track);
}

TEST(TheWiring, ShowsEveryCounterOnce) {
    std::set<std::pair<std::string, std::string>> seen;
    const auto counts = counts_of({.legs = 3}, {.dialogs = 4}, {.ports = 5});
    for (const auto& count : counts) EXPECT_TRUE(seen.insert({count.group, count.name}).second) << count.name;
    EXPECT_EQ(counts.front().value, 3U);
    EXPECT_TRUE(seen.contains({"sip", "dialogs"}));
    EXPECT_TRUE(seen.contains({"media", "ports"}));
    EXPECT_TRUE(seen.contains({"runtime", "bugs"}));
}

TEST(TheWiring, TellsTheStoreHowMuchOfThePastIsKept) {
    const auto usual = store_options(read_office(small).history);
    EXPECT_EQ(usual.history_entries, 100'000U);
    EXPECT_EQ(usual.history_age.count(), 0);
    EXPECT_TRUE(usual.every_call);
    const auto options =
        store_options(read_office("[history]\nentries = 2000\nkeep_days = 90\nevery_call = false\n").history);
    EXPECT_EQ(options.history_entries, 2000U);
    EXPECT_EQ(options.history_age, std::chrono::hours{90 * 24});
    EXPECT_FALSE(options.every_call);
}

TEST(AReload, NamesWhatTakesEffectOnlyAtTheNextStart) {
    const auto before = read_office(small);
    EXPECT_THAT(needs_restart(before, before), IsEmpty());
    auto wanted = before;
    wanted.sip.listen[0].port = 5070;
    wanted.sip.browsers = false;
    wanted.media.last_port = 30000;
    wanted.sounds.own_dir = "/srv/sounds";
    wanted.console.port = 7082;
    wanted.history.days = 30;
    EXPECT_THAT(needs_restart(before, wanted),
                ElementsAre("sip.listen", "sip.browsers", "media", "sounds", "console", "history"));
}

TEST(TheWelcome, ShowsNewPasswordsAddressesAndNumbers) {
    const auto settings = read_office("[[user]]\nname = \"201\"\ndisplay = \"Ann Lee\"\n");
    const ServeOptions options{"office.toml", "state", false, "layby"};
    const Started started{
        settings, options, {{"201", "s3cret-made"}}, {{Transport::udp, "192.0.2.1", 5060}}, 7080};
    const auto text = welcome(started);
    EXPECT_THAT(text, HasSubstr("192.0.2.1:5060"));
    EXPECT_THAT(text, HasSubstr("Ann Lee, password s3cret-made"));
    EXPECT_THAT(text, HasSubstr("layby accounts --config office.toml --state state"));
    EXPECT_THAT(text, HasSubstr("700"));
    EXPECT_THAT(text, HasSubstr("701 to 720"));
    EXPECT_THAT(text, HasSubstr("The board      http://127.0.0.1:7080/"));
    EXPECT_THAT(text, HasSubstr("Ctrl-C"));
}

TEST(TheWelcome, ShowsLoopbackOnlyWhenThereIsNothingElse) {
    const auto settings = read_office(small);
    const ServeOptions options{};
    Started started{settings,
                    options,
                    {},
                    {{Transport::udp, "192.0.2.1", 5060}, {Transport::udp, "127.0.0.1", 5060}},
                    7080};
    EXPECT_THAT(welcome(started), HasSubstr("SIP over UDP   192.0.2.1:5060\n"));
    started.listening = {{Transport::udp, "127.0.0.1", 5060}};
    EXPECT_THAT(welcome(started), HasSubstr("SIP over UDP   127.0.0.1:5060\n"));
}

TEST(TheReadyLine, NamesEveryPortForPrograms) {
    const auto settings = read_office(small);
    const ServeOptions options{};
    const Started started{
        settings, options, {}, {{Transport::udp, "127.0.0.1", 5360}, {Transport::tcp, "::1", 5361}}, 7360};
    EXPECT_EQ(ready_line(started), "ready sip=udp:127.0.0.1:5360,tcp:[::1]:5361 api=127.0.0.1:7360\n");
}

}  // namespace
}  // namespace layby::app

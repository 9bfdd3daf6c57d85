// What the settings of a phone are made of: the office in effect, and where we really listen. And how the
// command shows them.
#include "layby/provisioning.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "layby/invitation_list.hpp"
#include "layby/invite_command.hpp"
#include "layby/own_addresses.hpp"
#include "layby/provision_command.hpp"

namespace layby::app {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::Field;

settings::Settings office() {
    settings::Settings out;
    out.office.users = {{"201", "Ann Lee"}, {"202", ""}};
    calls::LotNumbers lot;
    lot.park_number = "700";
    out.office.lots = {lot};
    out.secrets = {{"201", "of Ann"}, {"202", "of Bob"}};
    return out;
}

const std::vector<sip::Listen> everywhere{{Transport::ws, "192.0.2.9", 8080},
                                          {Transport::tcp, "0.0.0.0", 5070},
                                          {Transport::udp, "127.0.0.1", 5070},
                                          {Transport::tls, "0.0.0.0", 5061},
                                          {Transport::udp, "192.0.2.10", 5072}};

auto over(Transport transport) { return Field(&console::ProvisioningFacts::Way::transport, transport); }

TEST(SettingsOfPhones, AreOfTheUserTheLotsAndWhereWeListen) {
    const auto facts = Provisioning(office()).facts_for("201", everywhere);
    EXPECT_EQ(facts.wanted.display, "Ann Lee");
    EXPECT_EQ(facts.wanted.password, "of Ann");
    EXPECT_THAT(facts.wanted.lots, ElementsAre(provision::Lot{"main", "700", 701, 720}));
    EXPECT_THAT(facts.ways, ElementsAre(over(Transport::udp), over(Transport::tcp), over(Transport::tls)));
    EXPECT_EQ(facts.ways[0].port, 5072);
    EXPECT_EQ(facts.ways[0].host, "192.0.2.10") << "not for this machine alone";
    EXPECT_EQ(facts.ways[1].host, own_addresses().front()) << "not all of ours";
}

TEST(SettingsOfPhones, PreferAWayThatLeadsHereFromAnotherMachine) {
    const auto facts = Provisioning(office()).facts_for(
        "201", {{Transport::udp, "127.0.0.1", 5060}, {Transport::tcp, "192.0.2.9", 5070}});
    EXPECT_THAT(facts.ways, ElementsAre(over(Transport::tcp), over(Transport::udp)));
    EXPECT_EQ(facts.ways[0].host, "192.0.2.9");
    EXPECT_EQ(facts.ways[0].port, 5070);
    EXPECT_EQ(facts.ways[1].host, "127.0.0.1");
}

TEST(SettingsOfPhones, NameTheDomainAndPreferTlsWhereWeHaveACertificate) {
    auto settings = office();
    settings.sip.domain = "office.example";
    settings.sip.certificate = "/etc/layby/fullchain.pem";
    const auto facts = Provisioning(settings).facts_for("202", everywhere);
    EXPECT_EQ(facts.ways[0].host, "office.example");
    EXPECT_THAT(facts.ways, ElementsAre(over(Transport::tls), over(Transport::udp), over(Transport::tcp)));
}

TEST(SettingsOfPhones, FollowAReload) {
    Provisioning provisioning(office());
    auto changed = office();
    changed.secrets[0].password = "another one";
    changed.office.users.pop_back();
    provisioning.change(changed);
    EXPECT_EQ(provisioning.facts_for("201", everywhere).wanted.password, "another one");
    const auto gone = provisioning.facts_for("202", everywhere);
    EXPECT_EQ(gone.wanted.user, "");
    EXPECT_THAT(gone.users, ElementsAre("201"));
}

TEST(SettingsOfPhones, AreShownAsTheyAreAndWithTheirNamesWhereThereAreSome) {
    EXPECT_EQ(settings_text(R"({"files":[{"name":"a.cfg","text":"one\n"}]})"), "one\n");
    EXPECT_EQ(settings_text(R"({"files":[{"name":"a","text":"one\n"},{"name":"b","text":"two\n"}]})"),
              "==> a <==\none\n==> b <==\ntwo\n");
    EXPECT_EQ(kinds_of_phones_text(R"({"phones":[{"name":"poly","title":"Poly UCS"}]})"), "poly  Poly UCS\n");
}

TEST(Invitations, AreShownWithWhatHasBecomeOfThem) {
    const std::string phone = R"({"mac":"00:15:65:ab:cd:ef","phone":"yealink","user":"201","invitation":)";
    const auto shown = [&](const std::string& invitation) {
        return desk_phones_text(R"({"phones":[)" + phone + invitation + "}]}");
    };
    EXPECT_EQ(shown("null"), "00:15:65:ab:cd:ef  yealink  201  not invited\n");
    EXPECT_THAT(shown(R"({"state":"begun","until":"","from":"192.0.2.1","fetched":null})"),
                EndsWith("has begun to fetch, from 192.0.2.1\n"));
    EXPECT_EQ(desk_phones_text(R"({"phones":[]})"), "the settings have no [[phone]]\n");
}

TEST(DeskPhones, AreThoseOfTheSettingsAlsoAfterAReload) {
    Provisioning provisioning(office());
    console::Desk desk;
    provisioning.answer(desk, everywhere);
    EXPECT_TRUE(desk.desk_phones().empty());
    auto changed = office();
    changed.phones = {{"001565abcdef", "yealink", "201"}};
    provisioning.change(changed);
    EXPECT_EQ(desk.desk_phones(), changed.phones);
}

TEST(InvitationsInAFile, AreReadAsTheyWereWritten) {
    const std::string hash(64, 'a');
    const console::Invitation::Time until{std::chrono::seconds(1'800'000'000)};
    const std::vector<console::Invitation> all{
        {"001565abcdef", hash, until},
        {"0004f2000001", hash, until, "2001:db8::/64"},
        {"000413000002", hash, until, "192.0.2.7", until - std::chrono::hours(1)}};
    const auto file = std::filesystem::path(testing::TempDir()) / "invitations-of-a-test";
    write_invitations(file, all);
    EXPECT_EQ(read_invitations(file), all);
    std::ofstream(file, std::ios::app) << "001565abcdef short 1 - 0\n";
    EXPECT_THROW(read_invitations(file), std::runtime_error);
    std::filesystem::remove(file);
    EXPECT_TRUE(read_invitations(file).empty());
}

}  // namespace
}  // namespace layby::app

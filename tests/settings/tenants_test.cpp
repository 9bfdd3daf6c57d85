// [[tenant]]: a file for each, what it may say, and what no two of them can have.
#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "settings/read.hpp"
#include "settings/state_dir.hpp"

namespace layby::settings {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Tenants : public testing::Test {
  protected:
    Tenants() { std::filesystem::create_directories(dir_); }
    ~Tenants() override { std::filesystem::remove_all(dir_); }

    void write(const std::string& name, const std::string& text) { std::ofstream(dir_ / name) << text; }
    Read read(const std::string& main) { return read_text(main, (dir_ / "office.toml").string()); }
    Settings good_one(const std::string& main) {
        Read read_one = read(main);
        if (auto* problems = std::get_if<std::vector<Problem>>(&read_one))
            throw std::runtime_error{problems->front().text()};
        return std::get<Settings>(std::move(read_one));
    }
    /// Without the folder.
    std::vector<std::string> complaints_of(const std::string& main) {
        std::vector<std::string> out;
        const Read read_one = read(main);
        const auto folder = dir_.string() + '/';
        if (const auto* problems = std::get_if<std::vector<Problem>>(&read_one))
            for (const auto& problem : *problems) {
                out.push_back(problem.text());
                for (std::size_t at; (at = out.back().find(folder)) != std::string::npos;)
                    out.back().erase(at, folder.size());
            }
        return out;
    }
    static std::string tenant(const std::string& name, const std::string& more = {}) {
        return "[[tenant]]\nname = \"" + name + "\"\ndomain = \"" + name + ".example\"\nfile = \"" + name +
               ".toml\"\n" + more;
    }

    const std::filesystem::path dir_{std::filesystem::temp_directory_path() /
                                     ("layby-tenants-" + std::to_string(getpid()))};
};

TEST_F(Tenants, EachHasAnOfficeOfItsOwnAndWhatIsTheServersIsTheServers) {
    write("acme.toml", two_users + "[[lot]]\nname = \"front\"\npark = \"800\"\nslots = \"801-809\"\n");
    write("beta.toml", two_users + "[codes]\npark = \"*11\"\n");
    const auto settings =
        good_one("[media]\nports = \"20000-20999\"\n" + two_users + tenant("acme") + tenant("beta"));
    ASSERT_EQ(settings.tenants.size(), 2U);
    const auto& acme = settings.tenants[0];
    EXPECT_EQ(acme.name + ' ' + acme.settings.sip.domain, "acme acme.example");
    EXPECT_EQ(acme.settings.office.users.size(), 2U) << "the same numbers in each";
    EXPECT_EQ(acme.settings.office.lots.at(0).park_number, "800");
    EXPECT_EQ(acme.settings.media.first_port, 20000);
    EXPECT_EQ(settings.office.lots.at(0).park_number, "700");
    EXPECT_EQ(settings.tenants[1].settings.office.codes.park, "*11");
    EXPECT_EQ(acme.settings.office.codes.park, "*68");
    EXPECT_THAT(acme.settings.tenants, IsEmpty());
}

TEST_F(Tenants, AMistakeInItsFileIsToldWithItsLineThere) {
    write("acme.toml", "[[user]]\nname = \"201\"\n[[lot]]\nfallback = \"299\"\n");
    EXPECT_THAT(complaints_of(two_users + tenant("acme")),
                ElementsAre(testing::StartsWith("acme.toml:4: lot main: fallback")));
}

TEST_F(Tenants, WhatIsTheServersIsRefusedInItsFile) {
    write("acme.toml", two_users + "[media]\nports = \"1-2\"\n[[webhook]]\nname = \"x\"\n");
    EXPECT_THAT(complaints_of(tenant("acme")),
                ElementsAre("acme.toml:6: ports belongs to the server: write it into office.toml",
                            "acme.toml:7: webhook belongs to the server: write it into office.toml"));
}

TEST_F(Tenants, EachSaysWhetherItsSoundIsEncrypted) {
    using calls::MediaEncryption;
    write("acme.toml", "[media]\nencryption = \"require\"\n" + two_users);
    write("beta.toml", two_users);
    const auto settings = good_one("[media]\nencryption = \"off\"\nports = \"20000-20999\"\n" +
                                   tenant("acme") + tenant("beta"));
    const auto& acme = settings.tenants.at(0).settings;
    EXPECT_EQ(acme.office.encryption, MediaEncryption::require);
    EXPECT_EQ(acme.office.users.at(0).encryption, MediaEncryption::require);
    EXPECT_EQ(acme.media.first_port, 20000) << "the rest of [media] is the server's";
    EXPECT_EQ(settings.tenants.at(1).settings.office.users.at(0).encryption, MediaEncryption::off);
}

TEST_F(Tenants, ACertificateOfItsOwnNeedsItsKey) {
    write("acme.toml", two_users);
    EXPECT_THAT(
        complaints_of(tenant("acme") + "certificate = \"acme.pem\"\n"),
        ElementsAre("office.toml:5: tenant acme: certificate and key belong together; one is missing"));
    const auto none = complaints_of(tenant("acme") + "certificate = \"acme.pem\"\nkey = \"acme-key.pem\"\n");
    ASSERT_EQ(none.size(), 1U);
    EXPECT_THAT(none.front(), testing::StartsWith("office.toml:5: tenant acme: certificate: "));
    EXPECT_THAT(none.front(), testing::HasSubstr("acme.pem can't be read"));
}

TEST_F(Tenants, ItsFileMustBeThere) {
    EXPECT_THAT(complaints_of(tenant("acme")),
                ElementsAre("office.toml:4: tenant acme: acme.toml: there is no such file"));
}

TEST_F(Tenants, NobodyIsTwo) {
    const std::string line =
        "[[trunk]]\nname = \"line\"\nhost = \"sip.example.net\"\naddresses = [\"192.0.2.1\"]\n";
    write("acme.toml", two_users + line);
    write("beta.toml", two_users + line);
    const auto said = complaints_of("[sip]\ndomain = \"ACME.example\"\n" + tenant("acme") + tenant("beta"));
    EXPECT_THAT(
        said,
        ElementsAre("office.toml:3: tenant acme: domain acme.example is also the server's own office's",
                    "office.toml:7: tenant beta: trunk line is also tenant acme's",
                    "office.toml:7: tenant beta: address 192.0.2.1 of trunk line is also tenant acme's"));
    EXPECT_THAT(complaints_of(tenant("acme") + tenant("acme")),
                ElementsAre("office.toml:5: tenant acme is there twice"));
}

TEST_F(Tenants, NameDomainAndFileMustBeThere) {
    EXPECT_THAT(complaints_of("[[tenant]]\nname = \"A b\"\n").size(), 3U);
    EXPECT_THAT(
        complaints_of("[[tenant]]\nnme = \"acme\"\ndomain = \"a.example\"\nfile = \"acme.toml\"\n").at(0),
        testing::HasSubstr("did you mean \"name\"?"));
}

TEST_F(Tenants, PasswordsAreMadeForEachByItself) {
    write("acme.toml", two_users);
    auto settings = good_one(two_users + tenant("acme"));
    StateDir state{dir_ / "state"};
    EXPECT_EQ(state.fill_passwords(settings).size(), 2U) << "those of the server's own office";
    const auto& acmes = settings.tenants.at(0).settings.secrets;
    EXPECT_FALSE(acmes.at(0).password.empty());
    EXPECT_NE(acmes.at(0).password, settings.secrets.at(0).password);
    auto again = good_one(two_users + tenant("acme"));
    state.fill_passwords(again);
    EXPECT_EQ(again.tenants.at(0).settings.secrets.at(0).password, acmes.at(0).password);
}

}  // namespace
}  // namespace layby::settings

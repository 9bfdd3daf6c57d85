// What is right and still not what anybody wants: each is a warning, and a sensible file has none.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "settings/check/unwise.hpp"
#include "settings/read.hpp"

namespace layby::settings {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string office = "operator = \"201\"\n[[user]]\nname = \"201\"\n[[user]]\nname = \"202\"\n";
const std::string provider = "[[trunk]]\nname = \"p\"\nhost = \"sip.example\"\n";
const std::string emergency = "[[route_out]]\nnumbers = \"112\"\ntrunks = [\"p\"]\n";

struct UnwiseFile {
    std::string toml;
    const char* warning;
};
void PrintTo(const UnwiseFile& one, std::ostream* out) { *out << one.warning; }

class EverythingUnwise : public testing::TestWithParam<UnwiseFile> {};

TEST_P(EverythingUnwise, IsWarnedAboutOnce) {
    EXPECT_THAT(warnings(good(office + GetParam().toml)), ElementsAre(HasSubstr(GetParam().warning)));
}

INSTANTIATE_TEST_SUITE_P(
    Network, EverythingUnwise,
    testing::Values(
        UnwiseFile{"[media]\nports = \"10000-10001\"\n", "ports 10000-10001 are too few for a single call"},
        UnwiseFile{"[media]\nports = \"10000-10099\"\n[sip]\nmax_calls = 51\n",
                   "enough for 50 parties, but sip max_calls is"},
        UnwiseFile{"[sip]\npublic_ip = \"192.168.1.5\"\n", "public_ip 192.168.1.5 is a private address"},
        UnwiseFile{"[sip]\nlisten = [\"udp:0.0.0.0:5060\", \"ws:127.0.0.1:5080\", \"ws:192.0.2.1:5080\"]\n",
                   "listen \"ws\" on 192.0.2.1 is not encrypted"},
        UnwiseFile{"[[network]]\nname = \"all\"\nfrom = [\"0.0.0.0/0\"]\naddress = \"203.0.113.9\"\n",
                   "network all: its \"from\" is everybody, also who is beside the server"},
        UnwiseFile{"[[network]]\nname = \"out\"\naddress = \"192.168.1.5\"\n",
                   "network out: 192.168.1.5 is a private address"},
        UnwiseFile{"[[network]]\nname = \"out\"\n", "network out says nothing"},
        UnwiseFile{"[sip]\npublic_ip = \"fd00::5\"\n", "public_ip fd00::5 is a private address"}));

INSTANTIATE_TEST_SUITE_P(
    Routes, EverythingUnwise,
    testing::Values(
        UnwiseFile{provider + "[[route_out]]\nnumbers = \"!\"\ntrunks = [\"p\"]\n[[route_out]]\nnumbers = "
                              "\"0Z.\"\ntrunks = [\"p\"]\n",
                   "route_out \"0Z.\" is never reached: \"!\" before it takes all its numbers"},
        UnwiseFile{
            provider + emergency +
                "[[route_out]]\nnumbers = \"0X.\"\ntrunks = [\"p\"]\n[[route_out]]\nnumbers = \"0[1-9]5\"\n"
                "trunks = [\"p\"]\n",
            "route_out \"0[1-9]5\" is never reached"},
        UnwiseFile{provider + emergency + "[[route_out]]\nnumbers = \"0Z.\"\ntrunks = [\"p\"]\nstrip = 30\n",
                   "route_out \"0Z.\": strip = 30 leaves nothing of a number of 3 digits"},
        UnwiseFile{provider + "[[route_out]]\nnumbers = \"0Z.\"\ntrunks = [\"p\"]\n",
                   "no route_out takes an emergency number"},
        UnwiseFile{
            provider + emergency +
                "[[route_in]]\ntrunk = \"p\"\nnumbers = \".\"\nto = \"201\"\n[[route_in]]\ntrunk = \"p\"\n"
                "numbers = \"8XX\"\nto = \"202\"\n",
            "route_in \"8XX\" of trunk p is never reached"},
        UnwiseFile{provider,
                   "trunk p: no route_out leaves by it, no route_in begins at it, and it has no rights"}));

TEST(Unwise, ATrunkToAPbxNeedsNoEmergencyNumber) {
    const auto route = [](const std::string& numbers) {
        return "[[route_out]]\nnumbers = \"" + numbers + "\"\ntrunks = [\"p\"]\n";
    };
    for (const auto* extensions : {"3XX", "10XX", "[2-4]XXXXX"})
        EXPECT_THAT(warnings(good(office + provider + route(extensions))), IsEmpty()) << extensions;
    for (const auto* public_numbers : {"0Z.", "NXXNXXXXXX"})
        EXPECT_THAT(warnings(good(office + provider + route("3XX") + route(public_numbers))),
                    Contains(HasSubstr("no route_out takes an emergency number")))
            << public_numbers;
    const std::string beside = "[[trunk]]\nname = \"p\"\nhost = \"192.0.2.1\"\nmay_park = true\n";
    EXPECT_THAT(warnings(good(beside + route("0Z."))), Not(Contains(HasSubstr("emergency"))));
}

TEST(Unwise, ASensibleOfficeHasNoWarnings) {
    const auto toml =
        office + provider + emergency +
        "[[route_out]]\nnumbers = \"0Z.\"\ntrunks = [\"p\"]\nstrip = 1\n"
        "[[route_out]]\nnumbers = \"00.\"\ntrunks = [\"p\"]\n"
        "[media]\nports = \"10000-10099\"\n[sip]\nmax_calls = 50\npublic_ip = \"203.0.113.4\"\n";
    EXPECT_THAT(warnings(good(toml)), IsEmpty());
}

TEST(Unwise, APatternCoversAnotherOnlyIfItTakesAllItsNumbers) {
    for (const auto& [wide, narrow] : {std::pair{"!", "."},
                                       {".", "0Z."},
                                       {"0X.", "0Z."},
                                       {"XXX", "1[1-3]N"},
                                       {"[0-9]", "Z"},
                                       {"12!", "12"},
                                       {"!", "!"},
                                       {"0.", "0."},
                                       {"0.", "01"}})
        EXPECT_TRUE(covers(wide, narrow)) << wide << " " << narrow;
    for (const auto& [wide, narrow] : {std::pair{".", "!"},
                                       {"0Z.", "0X."},
                                       {"XXX", "XX"},
                                       {"XX", "XXX"},
                                       {"Z", "[0-9]"},
                                       {"X", "."},
                                       {"12", "12!"},
                                       {"0.", "0"}})
        EXPECT_FALSE(covers(wide, narrow)) << wide << " " << narrow;
}

TEST(Unwise, AnAddressThatThisMachineDoesNotHave) {
    const auto told = machine_warnings(good(office + "[sip]\nlisten = [\"udp:203.0.113.77:5060\", "
                                                     "\"udp:127.0.0.9:5060\", \"tcp:0.0.0.0:5060\"]\n"));
    EXPECT_THAT(told, ElementsAre(HasSubstr("sip: listen: this machine has no address 203.0.113.77")));
}

TEST(Unwise, ASocketThatCannotBeMadeOrGiven) {
    const auto told = [](const std::string& console) {
        return machine_warnings(good(office + "[console]\n" + console));
    };
    const auto dir = std::filesystem::temp_directory_path() / "layby-unwise";
    std::filesystem::create_directory(dir);
    std::ofstream(dir / "notes") << "precious";
    const auto at = [&](const char* name) { return "socket = \"" + (dir / name).string() + "\"\n"; };
    EXPECT_THAT(told(at("sock")), IsEmpty());
    EXPECT_THAT(told(at("none/sock")),
                ElementsAre(HasSubstr("there is no folder " + (dir / "none").string())));
    EXPECT_THAT(told(at("notes")), ElementsAre(HasSubstr("something else has this name already")));
    EXPECT_THAT(told(at("sock") + "socket_group = \"no-such-group\"\n"),
                ElementsAre(HasSubstr("this machine has no group no-such-group")));
    std::filesystem::remove_all(dir);
}

}  // namespace
}  // namespace layby::settings

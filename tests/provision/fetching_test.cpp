// Phones that fetch their settings: their MAC addresses, and the names that each kind asks for.
#include "provision/fetching.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "provision/mac.hpp"

namespace layby::provision {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

TEST(AMacAddress, IsReadAsLabelsHaveIt) {
    for (const char* label :
         {"00:15:65:AB:CD:EF", "00-15-65-ab-cd-ef", "0015.65ab.cdef", "001565ABCDEF", "001565abcdef"})
        EXPECT_EQ(mac_in(label), "001565abcdef") << label;
    EXPECT_EQ(shown_mac("001565abcdef"), "00:15:65:ab:cd:ef");
}

TEST(AMacAddress, IsThatOfOneMachine) {
    for (const char* wrong : {"", "001565abcde", "001565abcdef0", "001565abcdeg", "00:15:65:ab:cd-ef",
                              ":0:15:65:ab:cd:ef", "00:15:65:ab:cd:e:", "00156.5abc.def", "ff:ff:ff:ff:ff:ff",
                              "01:15:65:ab:cd:ef", "00:00:00:00:00:00", "../../../etc", "001565abcd%2e"})
        EXPECT_FALSE(mac_in(wrong)) << wrong;
}

std::vector<std::string> names(const char* phone) { return names_of_files({"001565abcdef", phone, "201"}); }

TEST(AFetchingPhone, AsksForTheNamesThatItsMakerSays) {
    EXPECT_THAT(names("yealink"), ElementsAre("001565abcdef.cfg"));
    EXPECT_THAT(names("poly"), ElementsAre("001565abcdef.cfg", "001565abcdef-layby.cfg"));
    EXPECT_THAT(names("snom"), ElementsAre("001565abcdef.xml"));
    EXPECT_THAT(names("grandstream"), ElementsAre("cfg001565abcdef.xml"));
    EXPECT_THAT(names("fanvil"), ElementsAre("001565abcdef.xml"));
    EXPECT_THAT(names("cisco"), ElementsAre("001565abcdef.xml"));
    EXPECT_EQ(fetching_phones().size(), 6U);
}

TEST(AFetchingPhone, IsToldThePlaceWithItsOwnWordForItsMac) {
    const std::string folder = "https://park.example/provision/secret";
    EXPECT_EQ(address_for("yealink", folder), folder + "/");
    EXPECT_EQ(address_for("poly", folder), folder + "/");
    EXPECT_EQ(address_for("snom", folder), folder + "/{mac}.xml");
    EXPECT_EQ(address_for("grandstream", folder), folder);
    EXPECT_EQ(address_for("fanvil", folder), folder + "/$mac.xml");
    EXPECT_EQ(address_for("cisco", folder), folder + "/$MA.xml");
}

TEST(AFetchingPhone, GetsUnderThoseNamesWhatTheFilesOfItsKindHave) {
    Wanted wanted{.user = "201", .display = "Ann", .password = "s3cret", .host = "park.example"};
    wanted.port = 5061;
    for (const auto& phone : fetching_phones()) {
        const auto written = written_for({"001565abcdef", phone, "201"}, wanted);
        const auto& files = std::get<std::vector<File>>(written);
        ASSERT_EQ(files.size(), names(phone.c_str()).size()) << phone;
        for (std::size_t i = 0; i < files.size(); ++i) EXPECT_EQ(files[i].name, names(phone.c_str())[i]);
        EXPECT_EQ(files.back().text, std::get<std::vector<File>>(written_for(phone, wanted)).front().text);
        if (files.size() == 1) continue;
        EXPECT_THAT(files.front().text, HasSubstr('"' + files.back().name + '"'));
        EXPECT_THAT(files.front().text, Not(HasSubstr("s3cret")));
        EXPECT_THAT(files.front().text, Not(HasSubstr("{{")));
    }
}

}  // namespace
}  // namespace layby::provision

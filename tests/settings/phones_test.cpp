// [[phone]]: what is read, and each mistake with its line.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "read.hpp"

namespace layby::settings {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string phone(const std::string& mac, const std::string& model = "yealink",
                  const std::string& user = "201") {
    return "[[phone]]\nmac = \"" + mac + "\"\nmodel = \"" + model + "\"\nuser = \"" + user + "\"\n";
}
const std::string ann = "[[user]]\nname = \"201\"\n[[user]]\nname = \"202\"\n";

TEST(Phones, AreKnownByTheirMacHoweverItIsWritten) {
    for (const char* mac :
         {"00:15:65:AB:CD:EF", "00-15-65-ab-cd-ef", "0015.65ab.cdef", "001565ABCDEF", "00:15:65:ab:CD:ef"}) {
        const auto read = good(ann + phone(mac));
        EXPECT_THAT(read.phones, ElementsAre(provision::DeskPhone{"001565abcdef", "yealink", "201"})) << mac;
    }
}

TEST(Phones, HaveAMacOfOneMachine) {
    for (const char* mac :
         {"", "00:15:65:ab:cd", "00:15:65:ab:cd:eg", "00:15-65:ab:cd:ef", "0015.65ab.cdef.",
          "01:15:65:ab:cd:ef", "00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff", "00:15:65:ab:cd:efa"})
        EXPECT_THAT(complaints(ann + phone(mac)),
                    ElementsAre(testing::StartsWith("office.toml:6: phone: mac is \"" + std::string(mac))))
            << mac;
}

TEST(Phones, AreOfAKindThatFetchesItsSettings) {
    EXPECT_THAT(
        complaints(ann + phone("00:15:65:ab:cd:ef", "Yaelink")),
        ElementsAre("office.toml:7: phone 00:15:65:ab:cd:ef: model is \"Yaelink\"; expected \"yealink\", "
                    "\"poly\", \"snom\", \"grandstream\", \"fanvil\" or \"cisco\"; did you mean "
                    "\"yealink\"?"));
    EXPECT_THAT(complaints(ann + phone("00:15:65:ab:cd:ef", "linphone")),
                ElementsAre(HasSubstr("model is \"linphone\"; expected \"yealink\"")));
}

TEST(Phones, BelongToAUser) {
    EXPECT_THAT(complaints(ann + phone("00:15:65:ab:cd:ef", "yealink", "2001")),
                ElementsAre("office.toml:8: phone 00:15:65:ab:cd:ef: there is no user \"2001\"; did you mean "
                            "\"201\"?"));
    EXPECT_THAT(complaints(ann + "[[phone]]\nmac = \"00:15:65:ab:cd:ef\"\n"),
                ElementsAre(HasSubstr("office.toml:5: phone 00:15:65:ab:cd:ef: model is missing"),
                            HasSubstr("office.toml:5: phone 00:15:65:ab:cd:ef: user is missing")));
}

TEST(Phones, AreThereOnce) {
    EXPECT_THAT(
        complaints(ann + phone("00:15:65:ab:cd:ef") + phone("0015.65AB.CDEF", "snom", "202")),
        ElementsAre("office.toml:10: phone 00:15:65:ab:cd:ef: this phone is already defined in line 6"));
}

TEST(Phones, HaveNoOtherSettings) {
    EXPECT_THAT(complaints(ann + phone("00:15:65:ab:cd:ef") + "modle = \"snom\"\n"),
                ElementsAre(HasSubstr("modle")));
    EXPECT_THAT(complaints("[[phnoe]]\n"), ElementsAre(HasSubstr("phone")));
}

}  // namespace
}  // namespace layby::settings

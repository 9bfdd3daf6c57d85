// [[rights]]: what is read, and each mistake with its line.
#include <gmock/gmock.h>

#include "settings/read.hpp"

namespace layby::settings {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Rights, AreReadByAccount) {
    const auto read = good(two_users +
                           "[[lot]]\nname = \"main\"\n[[rights]]\naccount = \"ann\"\nlots = [\"main\"]\nview "
                           "= [\"main\"]\n[[rights]]\naccount = \"bob\"\n");
    ASSERT_EQ(read.rights.size(), 2U);
    EXPECT_EQ(read.rights[0].account, "ann");
    EXPECT_THAT(read.rights[0].lots, ElementsAre("main"));
    EXPECT_THAT(read.rights[0].view, ElementsAre("main"));
    EXPECT_THAT(read.rights[1].lots, IsEmpty());
}

TEST(Rights, AreOfAnAccountAndForLotsThatThereAre) {
    EXPECT_THAT(
        complaints("[[lot]]\n[[rights]]\naccount = \"ann\"\nlots = [\"mian\"]\nview = [\"pbx\"]\n"),
        ElementsAre("office.toml:4: rights of ann: lots: there is no lot \"mian\"; did you mean \"main\"?",
                    "office.toml:5: rights of ann: view: there is no lot \"pbx\""));
    EXPECT_THAT(
        complaints("[[rights]]\nlots = []\n"),
        ElementsAre("office.toml:1: rights: account is missing; expected the name of an account, such as "
                    "\"ann\""));
    EXPECT_THAT(complaints("[[rights]]\naccount = \"ann\"\n[[rights]]\naccount = \"ann\"\n"),
                ElementsAre("office.toml:4: rights of ann: they are there twice"));
}

}  // namespace
}  // namespace layby::settings

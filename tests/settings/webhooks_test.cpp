// [[webhook]]: what is read, and each mistake with its line.
#include <gmock/gmock.h>
#include <unistd.h>

#include <fstream>

#include "settings/read.hpp"

namespace layby::settings {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr auto crm_toml = R"([[webhook]]
name = "crm"
url = "https://crm.example.com/layby?x=1"
secret = "a secret of our tests"
)";

TEST(AWebhook, IsRead) {
    const auto read =
        good(std::string(crm_toml) + "events = [\"parked\", \"park ended\"]\nallow_private = true\n");
    ASSERT_EQ(read.webhooks.size(), 1U);
    const auto& crm = read.webhooks[0];
    EXPECT_EQ(crm.name, "crm");
    EXPECT_EQ(crm.url, "https://crm.example.com/layby?x=1");
    EXPECT_EQ(crm.secret, "a secret of our tests");
    EXPECT_THAT(crm.events, ElementsAre("parked", "park ended"));
    EXPECT_TRUE(crm.allow_private);
}

TEST(AWebhook, MayWantEverythingAndIsNotAmongOurselves) {
    const auto read = good(crm_toml);
    EXPECT_THAT(read.webhooks[0].events, IsEmpty());
    EXPECT_FALSE(read.webhooks[0].allow_private);
}

TEST(AWebhook, MayHaveItsSecretInAFile) {
    const auto file = testing::TempDir() + "layby-secret-" + std::to_string(getpid());
    std::ofstream(file) << "a secret in a file\r\nand a line\n";
    const auto toml =
        "[[webhook]]\nname = \"crm\"\nurl = \"https://crm.example.com\"\nsecret_file = \"" + file + "\"\n";
    EXPECT_EQ(good(toml).webhooks[0].secret, "a secret in a file");
    std::ofstream(file) << "short\n";
    EXPECT_THAT(complaints(toml),
                ElementsAre(HasSubstr("expected a file whose first line has 16 to 256 bytes")));
    unlink(file.c_str());
    EXPECT_THAT(complaints(toml), ElementsAre(HasSubstr("expected a file that this account can read")));
}

TEST(AWebhook, IsNotUnderstoodWithoutWhatItNeeds) {
    EXPECT_THAT(complaints("[[webhook]]\n"), ElementsAre(HasSubstr(":1: webhook: name is missing"),
                                                         HasSubstr(":1: webhook: url is missing"),
                                                         HasSubstr(":1: webhook: secret is missing")));
}

TEST(AWebhook, NeverShowsItsSecretNorItsAddressInAComplaint) {
    const auto said = complaints(R"([[webhook]]
name = "crm"
url = "https://me:hidden@crm.example.com"
secret = "hidden"
)");
    EXPECT_THAT(said, ElementsAre(HasSubstr(":3: webhook crm: url is not right"),
                                  HasSubstr(":4: webhook crm: secret is not right")));
    for (const auto& one : said) EXPECT_THAT(one, Not(HasSubstr("hidden")));
}

TEST(AWebhook, HasAnAddressOfTheWeb) {
    for (const char* url : {"crm.example.com", "ftp://crm.example.com", "https://", "https:///x",
                            "https://a b", "https://crm.example.com/#x", "file:///etc/passwd"}) {
        const auto toml =
            std::string("[[webhook]]\nname = \"crm\"\nsecret = \"a secret of our tests\"\nurl = \"") + url +
            "\"\n";
        EXPECT_THAT(complaints(toml), ElementsAre(HasSubstr("url is not right"))) << url;
    }
}

TEST(AWebhook, WantsEventsThatThereAre) {
    EXPECT_THAT(complaints((std::string(crm_toml) + "events = [\"parkt\"]\n")),
                ElementsAre(HasSubstr(
                    "office.toml:5: webhook crm: events has \"parkt\"; expected \"talks\", \"parked\"")));
}

TEST(AWebhook, HasANameOfItsOwn) {
    EXPECT_THAT(complaints((std::string(crm_toml) + crm_toml)),
                ElementsAre("office.toml:6: webhook crm: there is another webhook of this name"));
}

TEST(AWebhook, HasOneSecret) {
    EXPECT_THAT(
        complaints((std::string(crm_toml) + "secret_file = \"x\"\n")),
        ElementsAre(
            "office.toml:5: webhook crm: secret and secret_file are both there; one of them is enough"));
}

TEST(Webhooks, AreSixteenAtMost) {
    std::string toml;
    for (int i = 0; i < 17; ++i)
        toml += "[[webhook]]\nname = \"n" + std::to_string(i) +
                "\"\nurl = \"https://x.example\"\nsecret = \"a secret of our tests\"\n";
    EXPECT_THAT(complaints(toml), ElementsAre("office.toml:65: there are more than 16 webhooks"));
}

TEST(AWebhook, ThatIsToldUnencryptedIsWarnedOf) {
    auto toml = std::string(crm_toml);
    toml.replace(toml.find("https"), 5, "http");
    EXPECT_THAT(warnings(good(toml)), testing::Contains(HasSubstr("webhook crm: numbers and names")));
    EXPECT_THAT(warnings(good(crm_toml)), Not(testing::Contains(HasSubstr("webhook"))));
}

}  // namespace
}  // namespace layby::settings

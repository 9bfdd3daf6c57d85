// Where the console listens, and how what it says is protected.
#include <gmock/gmock.h>

#include "settings/read.hpp"

namespace layby::settings {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string listens(const std::string& at, const std::string& more = {}) {
    return two_users + "[console]\nlisten = \"" + at + "\"\n" + more;
}

TEST(PlainHttp, IsForThisMachineAlone) {
    for (const char* at : {"0.0.0.0:7080", "192.0.2.1:7080", "[::]:7080"})
        EXPECT_THAT(complaints(listens(at)), ElementsAre(HasSubstr("can be reached from other machines")))
            << at;
    for (const char* at : {"127.0.0.1:7080", "127.0.5.1:7080", "[::1]:7080"})
        EXPECT_THAT(complaints(listens(at)), IsEmpty()) << at;
}

TEST(PlainHttp, IsSpokenElsewhereWhenSomebodySaysSoOrAProxySpeaksTls) {
    EXPECT_TRUE(good(listens("0.0.0.0:7080", "unencrypted = true\n")).console.unencrypted);
    EXPECT_THAT(complaints(listens("0.0.0.0:7080", "trusted_proxies = [\"192.0.2.7\"]\n")), IsEmpty());
}

TEST(PlainHttp, ThatIsWantedBesideAnotherSlipIsNoSecondOne) {
    EXPECT_THAT(complaints(listens("0.0.0.0:7080", "unencrypted = 1\n")),
                ElementsAre(HasSubstr("unencrypted is 1")));
    EXPECT_THAT(complaints(listens("0.0.0.0:7080", "certifcate = \"x.pem\"\n")),
                ElementsAre(HasSubstr("certifcate is not a setting")));
}

TEST(ACertificate, NeedsItsKey) {
    EXPECT_THAT(complaints(listens("127.0.0.1:7080", "certificate = \"x.pem\"\n")),
                ElementsAre("office.toml:7: console: certificate and key belong together; one is missing"));
    EXPECT_THAT(complaints(listens("127.0.0.1:7080", "key = \"x.pem\"\n")),
                ElementsAre("office.toml:7: console: certificate and key belong together; one is missing"));
}

TEST(ACertificate, ThatCannotBeReadIsNamedFromTheFolderOfTheFile) {
    EXPECT_THAT(
        complaints(listens("127.0.0.1:7080", "certificate = \"x.pem\"\nkey = \"x.key\"\n")),
        ElementsAre("office.toml:7: console: certificate: x.pem can't be read: No such file or directory"));
}

}  // namespace
}  // namespace layby::settings

// What the settings name as a file, and is none: it is complained about, and nobody waits for it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "settings/read.hpp"

namespace layby::settings {
namespace {

using testing::ElementsAre;
using testing::EndsWith;

struct APipe : testing::Test {
    const std::string path = testing::TempDir() + "layby-pipe-" + std::to_string(getpid());
    APipe() { mkfifo(path.c_str(), 0600); }
    ~APipe() override { unlink(path.c_str()); }
};

TEST_F(APipe, IsNoCertificate) {
    EXPECT_THAT(complaints("[console]\ncertificate = \"" + path + "\"\nkey = \"" + path + "\"\n" + two_users),
                ElementsAre("office.toml:2: console: certificate: " + path + " is not a file"));
}

TEST_F(APipe, HasNoSecretInIt) {
    const std::string webhook =
        "[[webhook]]\nname = \"crm\"\nurl = \"https://crm.example/\"\nsecret_file = \"";
    for (const auto& file : {path, std::string("/dev/zero")})
        EXPECT_THAT(complaints(two_users + webhook + file + "\"\n"),
                    ElementsAre(EndsWith("expected a file that this account can read")));
}

}  // namespace
}  // namespace layby::settings

#include "settings/state_dir.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <set>
#include <sstream>

#include "settings/password_file.hpp"
#include "settings/read.hpp"
#include "settings/secret_text.hpp"

namespace layby::settings {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class InState : public testing::Test {
  protected:
    InState() {
        char name[] = "/tmp/layby-state-XXXXXX";
        above_ = mkdtemp(name);
        path_ = above_ / "state";
    }
    ~InState() override { std::filesystem::remove_all(above_); }

    std::filesystem::path passwords() const { return path_ / "passwords.toml"; }
    static std::string text(const std::filesystem::path& file) {
        std::ostringstream out;
        out << std::ifstream{file}.rdbuf();
        return out.str();
    }
    static unsigned mode(const std::filesystem::path& file) {
        struct stat status {};
        stat(file.c_str(), &status);
        return status.st_mode & 0777;
    }
    /// The sentence that StateDir throws.
    std::string refusal() const {
        try {
            const StateDir state{path_};
        } catch (const std::runtime_error& error) {
            return error.what();
        }
        return "";
    }

    std::filesystem::path above_, path_;
};

TEST_F(InState, TheDirectoryIsMadeForItsOwnerAlone) {
    path_ = above_ / "some/where/state";
    const StateDir state{path_};
    EXPECT_EQ(mode(path_), 0700u);
    EXPECT_EQ(mode(path_ / "lock"), 0600u);
}

TEST_F(InState, ADirectoryOpenToOthersIsClosed) {
    std::filesystem::create_directory(path_);
    chmod(path_.c_str(), 0755);
    const StateDir state{path_};
    EXPECT_EQ(mode(path_), 0700u);
}

TEST_F(InState, ASecondServerIsToldWhoHasIt) {
    const StateDir state{path_};
    EXPECT_EQ(refusal(), "state directory " + path_.string() + ": is in use by another layby (pid " +
                             std::to_string(getpid()) + "); stop it, or choose another with --state");
}

TEST_F(InState, TheLockGoesWithItsServer) {
    { const StateDir state{path_}; }
    EXPECT_EQ(refusal(), "");
}

TEST_F(InState, AFileInItsPlaceIsTold) {
    std::ofstream{path_} << "x";
    EXPECT_EQ(refusal(), "state directory " + path_.string() + ": is not a directory");
}

TEST_F(InState, ALinkInPlaceOfTheLockIsNotFollowed) {
    std::filesystem::create_directory(path_);
    std::ofstream{above_ / "precious"} << "kept";
    std::filesystem::create_symlink(above_ / "precious", path_ / "lock");
    EXPECT_THAT(refusal(), HasSubstr("can't be written"));
    EXPECT_EQ(text(above_ / "precious"), "kept");
}

TEST_F(InState, UsersWithoutAPasswordGetOneAndKeepIt) {
    Settings first = good(two_users), second = first;
    const auto made = StateDir{path_}.fill_passwords(first);
    ASSERT_EQ(made.size(), 2u);
    EXPECT_EQ(made[0].user, "201");
    EXPECT_EQ(made[0].password, first.secrets[0].password);
    EXPECT_EQ(mode(passwords()), 0600u);
    EXPECT_THAT(StateDir{path_}.fill_passwords(second), IsEmpty());
    EXPECT_EQ(second.secrets[0].password, first.secrets[0].password);
    EXPECT_EQ(second.secrets[1].password, first.secrets[1].password);
}

TEST_F(InState, APasswordFromTheSettingsStaysAndIsNotKeptHere) {
    Settings settings =
        good("[[user]]\nname = \"201\"\npassword = \"chosen by hand\"\n[[user]]\nname = \"202\"\n");
    EXPECT_EQ(StateDir{path_}.fill_passwords(settings).size(), 1u);
    EXPECT_EQ(settings.secrets[0].password, "chosen by hand");
    EXPECT_THAT(text(passwords()), Not(HasSubstr("chosen by hand")));
}

TEST_F(InState, ANewUserDoesNotChangeTheOthers) {
    Settings before = good(two_users), after = good(two_users + "[[user]]\nname = \"203\"\n");
    StateDir state{path_};
    state.fill_passwords(before);
    const auto made = state.fill_passwords(after);
    ASSERT_EQ(made.size(), 1u);
    EXPECT_EQ(made[0].user, "203");
    EXPECT_EQ(after.secrets[0].password, before.secrets[0].password);
}

TEST_F(InState, ADamagedFileIsToldAndKept) {
    std::filesystem::create_directory(path_);
    for (const char* damage :
         {"", "version = 1", "version = 2\n[passwords]\n", "version = 1\n[passwords]\n201 = \"gehe",
          "version = 1\n[passwords]\n\"201\" = 5\n", "version = 1\n[passwords]\n\"2 1\" = \"geheim\"\n",
          "geheim", "version = 1\npasswords = \"geheim\""}) {
        std::ofstream{passwords(), std::ios::trunc} << damage;
        EXPECT_THAT(refusal(), HasSubstr("passwords.toml:")) << damage;
        EXPECT_THAT(refusal(), HasSubstr("it is kept as it is")) << damage;
        EXPECT_THAT(refusal(), Not(HasSubstr("gehe"))) << damage;
        EXPECT_EQ(text(passwords()), damage);
    }
}

TEST_F(InState, ACrashWhileWritingLeavesTheOldFile) {
    std::filesystem::create_directory(path_);
    write_passwords(passwords(), {{"201", "old"}});
    std::ofstream{passwords().string() + ".new"} << "half a fi";
    EXPECT_EQ(read_passwords(passwords()).at("201"), "old");
    write_passwords(passwords(), {{"201", "new"}});
    EXPECT_EQ(read_passwords(passwords()).at("201"), "new");
}

TEST(Passwords, AreLongReadableAndNeverTheSame) {
    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i) {
        const auto password = new_password();
        EXPECT_GE(password.size(), 16u);
        EXPECT_EQ(password.find_first_of("0Oo1lI\"\\ "), std::string::npos) << password;
        EXPECT_TRUE(seen.insert(password).second);
    }
}

}  // namespace
}  // namespace layby::settings

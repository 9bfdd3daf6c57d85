#include "settings/state_dir.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <set>
#include <sstream>

#include "settings/exposure.hpp"
#include "settings/password_file.hpp"
#include "settings/read.hpp"
#include "settings/secret_text.hpp"
#include "settings/token_file.hpp"

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

TEST_F(InState, NewPasswordsAreUnseenUntilAStartHasShownThem) {
    Settings first = good(two_users), second = first, third = good(two_users + "[[user]]\nname = \"203\"\n");
    StateDir{path_}.fill_passwords(first);  // and then the start fails
    {
        StateDir state{path_};
        EXPECT_THAT(state.fill_passwords(second), IsEmpty());
        ASSERT_EQ(state.unseen_passwords().size(), 2u);
        EXPECT_EQ(state.unseen_passwords()[1].user, "202");
        EXPECT_EQ(state.unseen_passwords()[1].password, first.secrets[1].password);
        EXPECT_EQ(mode(path_ / "passwords.unseen"), 0600u);
        EXPECT_THAT(text(path_ / "passwords.unseen"), Not(HasSubstr(first.secrets[1].password)));
        state.passwords_seen();
    }
    StateDir state{path_};
    EXPECT_THAT(state.unseen_passwords(), IsEmpty());
    state.fill_passwords(third);
    ASSERT_EQ(state.unseen_passwords().size(), 1u);
    EXPECT_EQ(state.unseen_passwords()[0].user, "203");
}

TEST_F(InState, TheTokenIsMadeOnceForTheOwnerAlone) {
    const StateDir state{path_};
    const auto file = path_ / "api-token";
    EXPECT_FALSE(read_token(file));
    const auto token = kept_token(file);
    EXPECT_GE(token.size(), 32u);
    EXPECT_EQ(mode(file), 0600u);
    EXPECT_EQ(kept_token(file), token);
    EXPECT_EQ(read_token(file), token);
    std::ofstream{file} << "of our own, long enough\r\n";
    EXPECT_EQ(kept_token(file), "of our own, long enough");
}

TEST_F(InState, ATokenThatCouldBeGuessedIsRefusedAndNotSaid) {
    const StateDir state{path_};
    for (const std::string bad : {"", "\n", "letmein\n"}) {
        std::ofstream{path_ / "api-token", std::ios::trunc} << bad;
        try {
            kept_token(path_ / "api-token");
            FAIL() << bad;
        } catch (const std::runtime_error& error) {
            EXPECT_THAT(error.what(), HasSubstr("api-token"));
            EXPECT_THAT(error.what(), Not(HasSubstr("letmein")));
        }
    }
}

TEST_F(InState, AFileWithPasswordsThatOthersCanReadIsWarnedAbout) {
    const auto file = above_ / "office.toml";
    std::ofstream{file} << two_users;
    const auto secret = good("[[user]]\nname = \"201\"\npassword = \"chosen by hand\"\n");
    const auto pin = good("[[lot]]\nname = \"a\"\npark = \"700\"\nslots = \"701-709\"\npin = \"4711\"\n");
    chmod(file.c_str(), 0644);
    EXPECT_FALSE(exposure(good(two_users), file));
    ASSERT_TRUE(exposure(secret, file));
    EXPECT_TRUE(exposure(pin, file));
    EXPECT_THAT(*exposure(secret, file), HasSubstr("chmod"));
    chmod(file.c_str(), 0640);
    EXPECT_FALSE(exposure(secret, file));
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

// What the state directory has of those who may log in: written, read again, and left alone when it is
// damaged.
#include "layby/access_files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "console/password.hpp"
#include "layby/commands.hpp"
#include "layby/find_server.hpp"

namespace layby::app {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

struct AccessFiles : testing::Test {
    std::filesystem::path dir{testing::TempDir() + "access-files-" + std::to_string(getpid())};
    AccessFiles() { std::filesystem::create_directories(dir); }
    ~AccessFiles() override { std::filesystem::remove_all(dir); }

    void write(const std::filesystem::path& file, const std::string& text) { std::ofstream(file) << text; }
};

const std::vector<console::Account> people{{"ann", console::Scope::agent, "201", "2026-11-29T04:11:10Z",
                                            "$argon2id$v=19$m=64,t=1,p=1$c2FsdA$aGFzaA"},
                                           {"bob", console::Scope::viewer, "", "2026-11-29T04:11:13Z",
                                            "$argon2id$v=19$m=64,t=1,p=1$c2FsdA$b3RoZXI"}};

TEST_F(AccessFiles, HaveAccountsAndSessionsAsTheyWereWritten) {
    write_accounts(accounts_in(dir), people);
    const std::vector<console::Session> sessions{
        {console::hash_of("key"), "ann", console::stamp_of(people[0]),
         std::chrono::system_clock::time_point{std::chrono::seconds(1795925473)}}};
    write_sessions(sessions_in(dir), sessions);
    const auto from = from_state(dir);
    EXPECT_EQ(from.accounts, people);
    EXPECT_TRUE(from.accounts_readable);
    EXPECT_EQ(from.sessions, sessions);
    for (const auto& file : {accounts_in(dir), sessions_in(dir)}) {
        struct stat found {};
        ASSERT_EQ(stat(file.c_str(), &found), 0);
        EXPECT_EQ(found.st_mode & 0777U, 0600U) << file;
    }
}

TEST_F(AccessFiles, ThatAreDamagedLetNobodyInAndStayAsTheyAre) {
    for (const std::string line :
         {"ann", "ann root 201 2026-11-29T04:11:10Z $argon2id$v=19$x",
          "ann agent 201 2026-11-29T04:11:10Z plaintext", "a/b agent - now $argon2id$v=19$x"}) {
        write(accounts_in(dir), line + "\n");
        const auto from = from_state(dir);
        EXPECT_FALSE(from.accounts_readable) << line;
        EXPECT_THAT(from.accounts, IsEmpty());
        EXPECT_FALSE(first_account_of(from)) << "nobody becomes admin by damaging a file";
        Chores chores;
        Errands errands;
        add_keepers(chores, errands, from);
        EXPECT_FALSE(chores.keep_accounts);
        EXPECT_TRUE(chores.keep_tokens);
    }
    write(sessions_in(dir), "nonsense\n");
    EXPECT_THAT(from_state(dir).sessions, IsEmpty());
}

TEST_F(AccessFiles, GetTheFirstAccountOnceAndOnlyItsHash) {
    const auto first = first_account_of(from_state(dir));
    ASSERT_TRUE(first);
    EXPECT_EQ(first->account.name, "admin");
    EXPECT_EQ(first->account.role, console::Scope::admin);
    EXPECT_TRUE(console::password_fits(first->password, first->account.hash));
    keep_first(*first, dir);
    EXPECT_EQ(from_state(dir).accounts, std::vector{first->account});
    write_accounts(accounts_in(dir), {});
    EXPECT_FALSE(first_account_of(from_state(dir))) << "all were removed on purpose";
    EXPECT_FALSE(first_account_of({})) << "nothing is kept";
}

TEST(TheListOfAccounts, SaysWhoMayDoWhat) {
    const auto text = accounts_text(
        R"({"accounts":[{"name":"ann","role":"agent","user":"201","made":"2026-11-29T04:11:10Z"},)"
        R"({"name":"bob","role":"viewer","user":null,"made":"2026-11-29T04:11:13Z"}]})");
    EXPECT_THAT(text, HasSubstr("ann      agent   201"));
    EXPECT_THAT(text, HasSubstr("bob      viewer  -"));
    EXPECT_THAT(accounts_text(R"({"accounts":[]})"), HasSubstr("Nobody may log in"));
}

}  // namespace
}  // namespace layby::app

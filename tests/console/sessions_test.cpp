// Sessions, guesses and cookies by themselves, in a time that the test makes.
#include <argon2.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "console/access/access.hpp"
#include "console/access/guesses.hpp"
#include "console/access/sessions.hpp"
#include "console/password.hpp"

namespace layby::console {
namespace {

using namespace std::chrono_literals;

struct ASession : testing::Test {
    const Sessions::Time start{std::chrono::hours(24 * 365 * 50)};
    std::vector<Account> accounts{{"ann", Scope::agent, "201", "2026-11-29T00:00:00Z", "$argon2id$v=19$a"},
                                  {"bob", Scope::viewer, "", "2026-11-29T00:00:00Z", "$argon2id$v=19$b"}};
    Sessions sessions{{}, start};

    bool is_on(const std::string& key, Sessions::Time now) {
        return sessions.use(key, accounts, now) != nullptr;
    }
};

TEST_F(ASession, EndsHalfADayAfterItsLastUseAndAfterAWeek) {
    const auto idle = sessions.begin(accounts[0], start), used = sessions.begin(accounts[1], start);
    auto now = start;
    for (; now < start + Sessions::longest; now += 1h) ASSERT_TRUE(is_on(used, now));
    EXPECT_FALSE(is_on(idle, start + 12h + 1s));
    EXPECT_TRUE(is_on(used, start + Sessions::longest));
    EXPECT_FALSE(is_on(used, start + Sessions::longest + 1s));
    EXPECT_FALSE(is_on("", start));
    EXPECT_FALSE(is_on("layby_0123", start));
}

TEST_F(ASession, IsInUseWhileItsFeedIsOpen) {
    const auto board = hash_of(sessions.begin(accounts[0], start));
    const auto closed = hash_of(sessions.begin(accounts[0], start));
    for (auto now = start; now < start + 24h; now += 30s) sessions.look_over(accounts, {board}, now);
    EXPECT_TRUE(sessions.has(board));
    EXPECT_FALSE(sessions.has(closed));
    EXPECT_THAT(sessions.look_over(accounts, {board}, start + Sessions::longest + 1s),
                testing::ElementsAre(board));
}

TEST_F(ASession, EndsWithItsAccountItsPasswordAndItsRole) {
    const auto ann = sessions.begin(accounts[0], start), bob = sessions.begin(accounts[1], start);
    auto changed = accounts;
    changed[0].role = Scope::admin;
    EXPECT_EQ(sessions.use(ann, changed, start), nullptr);
    changed = accounts;
    changed[0].hash += "x";
    EXPECT_EQ(sessions.use(ann, changed, start), nullptr);
    changed = accounts;
    changed[0].user = "209";
    EXPECT_NE(sessions.use(ann, changed, start), nullptr);
    EXPECT_EQ(sessions.use(ann, {accounts[1]}, start), nullptr);
    EXPECT_EQ(sessions.use(bob, accounts, start), &accounts[1]);
    EXPECT_TRUE(sessions.end(hash_of(bob)));
    EXPECT_FALSE(sessions.end(hash_of(bob)));
}

TEST_F(ASession, MakesRoomForTheNextOneOfThatPersonAndOfAll) {
    std::vector<std::string> anns;
    const auto bob = sessions.begin(accounts[1], start);
    for (std::size_t i = 0; i <= Sessions::most_of_one; ++i)
        anns.push_back(sessions.begin(accounts[0], start + std::chrono::seconds(i)));
    EXPECT_FALSE(is_on(anns[0], start + 1min)) << "rested longest";
    EXPECT_TRUE(is_on(anns[1], start + 1min));
    EXPECT_TRUE(is_on(bob, start + 2min));
    for (std::size_t i = 0; i < Sessions::most; ++i)
        sessions.begin({"p" + std::to_string(i), Scope::viewer, {}, {}, "h"}, start + 1h);
    EXPECT_EQ(sessions.all().size(), Sessions::most);
    EXPECT_FALSE(is_on(bob, start + 1h));
}

TEST_F(ASession, IsTheSameAfterARestart) {
    const auto key = sessions.begin(accounts[0], start);
    Sessions later{sessions.all(), start + 3h};
    EXPECT_EQ(later.all(), sessions.all());
    EXPECT_NE(later.use(key, accounts, start + 14h), nullptr) << "the restart counts as its use";
    EXPECT_EQ(later.use(key, accounts, start + Sessions::longest + 1s), nullptr);
}

struct AGuesser : testing::Test {
    Guesses guesses{100ms};
    Guesses::Clock::time_point now{Guesses::Clock::now()};
};

TEST_F(AGuesser, IsNotHeardAfterTwentyWrongOnesOfASourceWhateverTheNames) {
    for (int i = 0; i < 20; ++i) {
        EXPECT_FALSE(guesses.wait("192.0.2.1", "name", now));
        guesses.tried("192.0.2.1", std::to_string(i), now);
    }
    EXPECT_EQ(guesses.wait("192.0.2.1", "other", now), 600s);
    EXPECT_FALSE(guesses.wait("192.0.2.2", "other", now));
    EXPECT_FALSE(guesses.wait("192.0.2.1", "other", now + 10min));
}

TEST_F(AGuesser, IsSlowedAlsoWhoComesFromManySources) {
    for (int i = 0; i < 50; ++i) {
        EXPECT_FALSE(guesses.wait(std::to_string(i), "ann", now));
        EXPECT_EQ(guesses.tried(std::to_string(i), "ann", now).delay > 100ms, i > 1) << i;
    }
    EXPECT_TRUE(guesses.wait("51", "ann", now));
    EXPECT_FALSE(guesses.wait("51", "bob", now));
}

TEST_F(AGuesser, ShutsNobodyOutWhoHasLoggedInFromThereBefore) {
    guesses.right("192.0.2.1", "ann");
    for (int i = 0; i < 60; ++i) guesses.tried("source " + std::to_string(i), "ann", now);
    EXPECT_TRUE(guesses.wait("192.0.2.2", "ann", now));
    EXPECT_FALSE(guesses.wait("192.0.2.1", "ann", now));
}

TEST_F(AGuesser, WithAnAccountOfItsOwnIsStillCountedForTheOther) {
    for (int i = 0; i < 50; ++i) {
        guesses.tried("192.0.2.1", "admin", now);
        guesses.right("192.0.2.1", "own");
    }
    EXPECT_TRUE(guesses.wait("192.0.2.1", "admin", now));
}

TEST_F(AGuesser, WithAnAccountOfItsOwnIsCountedAlsoWhereTheOtherHasLoggedIn) {
    guesses.right("192.0.2.1", "admin");
    guesses.right("192.0.2.1", "own");
    for (int i = 0; i < 20; ++i) {
        EXPECT_FALSE(guesses.wait("192.0.2.1", "admin", now));
        guesses.tried("192.0.2.1", "admin", now);
        guesses.right("192.0.2.1", "own");
    }
    EXPECT_TRUE(guesses.wait("192.0.2.1", "admin", now));
}

TEST_F(AGuesser, DoesNotShutOutColleaguesBehindTheSameAddress) {
    guesses.right("192.0.2.1", "ann");
    for (int i = 0; i < 30; ++i) guesses.tried("192.0.2.1", std::to_string(i), now);
    EXPECT_TRUE(guesses.wait("192.0.2.1", "bob", now));
    EXPECT_FALSE(guesses.wait("192.0.2.1", "ann", now));
}

TEST_F(AGuesser, CannotPushItsOwnCountOutByManyNames) {
    for (int i = 0; i < 20; ++i) guesses.tried("192.0.2.1", "ann", now + std::chrono::seconds(i));
    for (int i = 0; i < 999; ++i) guesses.tried("192.0.2.1", std::to_string(i), now + 30s);
    EXPECT_TRUE(guesses.wait("192.0.2.1", "ann", now + 30s));
}

TEST(TheHashOfNobody, IsOneThatIsReallyCheckedAndThatNothingFits) {
    const HashCost cheap{.memory_kib = 64, .passes = 1};
    const auto nobodys = hash_of_nobody(cheap), anns = password_hash("pass of ann", cheap);
    EXPECT_EQ(argon2id_verify(nobodys.c_str(), "pass", 4), ARGON2_VERIFY_MISMATCH)
        << "not a mere decoding error";
    EXPECT_EQ(nobodys.size(), anns.size());
    EXPECT_NE(nobodys, hash_of_nobody(cheap));
    EXPECT_FALSE(password_fits("", nobodys));
}

TEST(ASource, IsAnAddressOrTheNetworkOfOneCustomer) {
    EXPECT_EQ(source_of("192.0.2.1"), "192.0.2.1");
    EXPECT_EQ(source_of("::ffff:192.0.2.1"), "192.0.2.1");
    EXPECT_EQ(source_of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
    EXPECT_EQ(source_of("pid 4711"), "pid 4711");
}

TEST(ACookie, IsFoundByItsWholeName) {
    EXPECT_EQ(cookie_named("a", "a=1"), "1");
    EXPECT_EQ(cookie_named("a", "b=2; a=1; c=3"), "1");
    EXPECT_EQ(cookie_named("a", "aa=2;a=1"), "1");
    EXPECT_EQ(cookie_named("a", "a=1; a=2"), "1");
    for (const auto* none : {"", ";", "a", "b=a=1", "aa=1", "; ;; "}) EXPECT_EQ(cookie_named("a", none), "");
    EXPECT_EQ(cookie_named("a", "a="), "");
}

}  // namespace
}  // namespace layby::console

// Instants over a reboot, and over a wall clock that somebody turns.
#include <gmock/gmock.h>

#include <functional>
#include <mutex>

#include "a_file.hpp"
#include "filled.hpp"

namespace layby::store {
namespace {

using testing::ElementsAre;

/// A machine whose clocks are turned by hand, also while the store's thread reads them.
struct AMachine : AFile {
    std::unique_ptr<Store> open() {
        return open_sqlite(file, {.now = [this] {
                               const std::lock_guard lock{mutex_};
                               return now_;
                           }});
    }
    /// Boots again; the new monotonic clock and the wall clock after so much time.
    void reboot(std::chrono::seconds up, std::chrono::seconds wall_passed) {
        turn([&](Moment& now) { now = {now.boot + '+', Instant{up}, now.wall + wall_passed}; });
    }
    void pass(std::chrono::seconds time) {
        turn([&](Moment& now) { now.monotonic += time, now.wall += time; });
    }
    void turn_wall_clock(std::chrono::seconds by) {
        turn([&](Moment& now) { now.wall += by; });
    }
    void forget_name_of_boot() {
        turn([](Moment& now) { now.boot.clear(); });
    }

    static calls::Leg since(Instant instant) {
        calls::Leg leg;
        leg.id = {1};
        leg.since = instant;
        return leg;
    }
    void keep(Instant instant) { open()->keep(std::vector<calls::Change>{since(instant)}); }
    Instant kept() { return open()->take_restored().calls.legs.at(0).since; }

  private:
    void turn(const std::function<void(Moment&)>& change) {
        const std::lock_guard lock{mutex_};
        change(now_);
    }

    std::mutex mutex_;
    Moment now_{"first boot", Instant{1000s}, sip::WallTime{1'700'000'000s}};
};

TEST_F(AMachine, ThatRunsOnHasTheSameInstants) {
    keep(Instant{990s});
    pass(60s);
    EXPECT_EQ(kept(), Instant{990s});
}

TEST_F(AMachine, WhoseWallClockIsTurnedHasTheSameInstants) {
    keep(Instant{990s});
    turn_wall_clock(24h);
    EXPECT_EQ(kept(), Instant{990s});
    turn_wall_clock(-48h);
    EXPECT_EQ(kept(), Instant{990s});
}

TEST_F(AMachine, ThatHasBootedCountsTheTimeItWasDown) {
    keep(Instant{990s});
    reboot(20s, 60s);
    EXPECT_EQ(kept(), Instant{20s} - 60s - 10s) << "10 s before the commit, which was 60 s ago";
}

TEST_F(AMachine, ThatHasBootedKeepsDeadlinesThatAreStillToCome) {
    keep(Instant{1300s});
    reboot(20s, 60s);
    EXPECT_EQ(kept(), Instant{20s} + 240s);
}

TEST_F(AMachine, WhoseWallClockWentBackWhileItWasDownCountsNoTime) {
    keep(Instant{990s});
    reboot(20s, -3600s);
    EXPECT_EQ(kept(), Instant{10s});
}

TEST_F(AMachine, ThatBootsAgainAndAgainShiftsOnceEachTime) {
    keep(Instant{1300s});
    reboot(20s, 60s);
    EXPECT_EQ(kept(), Instant{260s});
    EXPECT_EQ(kept(), Instant{260s}) << "the file has the instants of this boot now";
    pass(100s);
    open()->keep(phone(1));
    reboot(5s, 60s);
    EXPECT_EQ(kept(), Instant{5s} + 80s);
}

/// A turned wall clock may not count as time passed: the anchor is that of the latest commit.
TEST_F(AMachine, WhoseWallClockWasSetBeforeTheLastCommitCountsByTheNewTime) {
    const auto store = open();
    store->keep(std::vector<calls::Change>{since(Instant{1300s})});
    ASSERT_TRUE(store->drain());
    turn_wall_clock(24h);
    store->keep(phone(1));
    ASSERT_TRUE(store->drain());
    reboot(20s, 60s);
    EXPECT_EQ(kept(), Instant{260s});
}

TEST_F(AMachine, ThatDoesNotNameItsBootIsTakenForBooted) {
    forget_name_of_boot();
    keep(Instant{990s});
    pass(60s);
    EXPECT_EQ(kept(), Instant{990s});
}

TEST(AnAnchor, SaysTheSameForASecondUnlessAClockIsTurned) {
    const Moment anchor{"boot", Instant{100s}, sip::WallTime{1'000s}};
    const auto at = [](auto monotonic, auto wall) {
        return Moment{"boot", Instant{monotonic}, sip::WallTime{wall}};
    };
    EXPECT_TRUE(says_the_same(anchor, anchor));
    EXPECT_TRUE(says_the_same(anchor, at(100'900ms, 1'000'901ms)));
    EXPECT_FALSE(says_the_same(anchor, at(101s, 1'001s))) << "too old";
    EXPECT_FALSE(says_the_same(anchor, at(100'100ms, 1'000'500ms))) << "the wall clock was set forward";
    EXPECT_FALSE(says_the_same(anchor, at(100'100ms, 999'900ms))) << "and back";
    EXPECT_FALSE(says_the_same(anchor, at(99s, 1'000s)));
    EXPECT_FALSE(says_the_same(anchor, {"another boot", anchor.monotonic, anchor.wall}));
    EXPECT_FALSE(says_the_same({"", anchor.monotonic, anchor.wall}, {"", anchor.monotonic, anchor.wall}));
}

TEST_F(AMachine, IsThisOne) {
    const auto one = machine_now();
    const auto other = machine_now();
    EXPECT_FALSE(one.boot.empty());
    EXPECT_EQ(one.boot, other.boot);
    EXPECT_EQ(shift_between(one, other), Duration{});
    EXPECT_GE(other.monotonic, one.monotonic);
}

}  // namespace
}  // namespace layby::store

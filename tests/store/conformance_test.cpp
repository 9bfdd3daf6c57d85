// What every driver of the store does with registrations and the history.
#include <gmock/gmock.h>

#include <future>
#include <thread>

#include "a_driver.hpp"

namespace layby::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct AStore : ADriver {};

TEST_P(AStore, IsEmptyAtFirst) {
    EXPECT_THAT(phones_in(*store), IsEmpty());
    EXPECT_THAT(history_of(*store), IsEmpty());
    EXPECT_EQ(store->counters().queued, 0U);
}

TEST_P(AStore, KeepsEverythingOfARegistration) {
    store->keep(phone(1));
    ASSERT_TRUE(store->drain());
    reopen();
    EXPECT_THAT(phones_in(*store), ElementsAre(phone(1)));
}

TEST_P(AStore, KeepsTheLatestStateOfEachDevice) {
    auto moved = phone(2, "202");
    store->keep(phone(1));
    store->keep(phone(2, "202"));
    store->keep(phone(3, "203"));
    moved.contact = "sip:202@198.51.100.1";
    moved.path.clear();
    store->keep(moved);
    store->forget(DeviceId{1});
    store->forget(DeviceId{77});
    reopen();
    EXPECT_THAT(phones_in(*store), ElementsAre(moved, phone(3, "203")));
}

TEST_P(AStore, CarriesOrdersOutInTheirOrder) {
    for (int i = 0; i < 500; ++i) {
        store->keep(phone(1));
        store->forget(DeviceId{1});
    }
    store->keep(phone(1, "last"));
    reopen();
    EXPECT_THAT(phones_in(*store), ElementsAre(phone(1, "last")));
}

TEST_P(AStore, RemembersWhoHasChangedWhatNewestFirst) {
    const auto audit_of = [this](std::size_t limit) {
        std::promise<Store::Audit> told;
        store->audit(limit, [&](Store::Audit audit) { told.set_value(std::move(audit)); });
        return told.get_future().get().value();
    };
    store->note({.who = "root", .from = "pid 7", .what = "POST /api/v1/drain", .status = 202});
    store->note({.who = "token board", .from = "192.0.2.7", .what = "POST /api/v1/reload", .status = 403});
    ASSERT_EQ(audit_of(10).size(), 2U);
    EXPECT_EQ(audit_of(1).at(0).who, "token board");
    ASSERT_TRUE(store->drain());
    reopen();
    const auto audit = audit_of(10);
    ASSERT_EQ(audit.size(), 2U);
    EXPECT_EQ(audit[0].what, "POST /api/v1/reload");
    EXPECT_EQ(audit[0].from, "192.0.2.7");
    EXPECT_EQ(audit[0].status, 403);
    EXPECT_EQ(audit[1].who, "root");
    EXPECT_GT(audit[0].id, audit[1].id);
    EXPECT_GE(audit[0].at, audit[1].at);
    EXPECT_GT(audit[1].at, sip::WallTime{});
}

TEST_P(AStore, RemembersParkedCallsNewestFirst) {
    for (const std::uint32_t slot : {701, 702, 703}) store->ended(park(slot));
    const auto latest = history_of(*store, 2);
    ASSERT_EQ(latest.size(), 2U);
    EXPECT_EQ(latest[0].park.slot.value, 703U);
    EXPECT_EQ(latest[1].park.slot.value, 702U);
    EXPECT_GT(latest[0].id, latest[1].id);
}

TEST_P(AStore, RemembersWhoParkedWhoWaitedWhoTookAndWhen) {
    const auto before = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    store->ended(park(701, parking::Outcome::recalled));
    reopen();
    const auto entry = history_of(*store).at(0);
    EXPECT_EQ(entry.park.lot, "main");
    EXPECT_EQ(entry.park.caller, park(701).caller);
    EXPECT_EQ(entry.park.parker, park(701).parker);
    EXPECT_EQ(entry.park.by, park(701).by);
    EXPECT_EQ(entry.park.outcome, parking::Outcome::recalled);
    EXPECT_EQ(entry.park.lasted, 42s);
    EXPECT_EQ(entry.ended - entry.parked, 42s);
    EXPECT_GE(entry.ended, before);
    EXPECT_LE(entry.ended, std::chrono::system_clock::now());
}

TEST_P(AStore, KeepsNothingOfACallerWhoAskedForPrivacy) {
    auto shy = park(701);
    shy.caller.anonymous = true;
    store->ended(shy);
    EXPECT_EQ(history_of(*store).at(0).park.caller, (Party{"", "", true}));
}

TEST_P(AStore, NumbersEntriesOnAcrossRestarts) {
    store->ended(park(701));
    const auto first = history_of(*store).at(0).id;
    reopen();
    store->ended(park(702));
    EXPECT_GT(history_of(*store).at(0).id, first);
}

TEST_P(AStore, CountsWhatIsDurable) {
    for (std::uint64_t device = 1; device <= 100; ++device) store->keep(phone(device));
    ASSERT_TRUE(store->drain());
    const auto counters = store->counters();
    EXPECT_EQ(counters.queued, 0U);
    EXPECT_EQ(counters.written, 100U);
    EXPECT_EQ(counters.failed, 0U);
    EXPECT_EQ(counters.lost, 0U);
}

TEST_P(AStore, TakesOrdersWhileOthersAskAndCount) {
    std::thread asker([&] {
        for (int i = 0; i < 50; ++i) history_of(*store, 10), store->counters();
    });
    for (std::uint32_t i = 1; i <= 2000; ++i) store->keep(phone(i)), store->ended(park(i));
    asker.join();
    ASSERT_TRUE(store->drain());
    reopen();
    EXPECT_EQ(phones_in(*store).size(), 2000U);
    EXPECT_EQ(history_of(*store, 5000).size(), 2000U);
}

INSTANTIATE_TEST_SUITE_P(Drivers, AStore, drivers, name_of_driver);

}  // namespace
}  // namespace layby::store

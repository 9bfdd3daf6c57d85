// What every driver of the store does. A driver joins by a line at the end.
#include <gmock/gmock.h>

#include <atomic>
#include <mutex>
#include <thread>

#include "a_file.hpp"
#include "filled.hpp"

namespace layby::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

struct Driver {
    const char* name;
    std::unique_ptr<Store> (*open)(const std::filesystem::path& file);
};

struct AStore : AFile, testing::WithParamInterface<Driver> {
    std::unique_ptr<Store> store = GetParam().open(file);

    void reopen() {
        store.reset();
        store = GetParam().open(file);
    }
};

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
    store->forget(calls::DeviceId{1});
    store->forget(calls::DeviceId{77});
    reopen();
    EXPECT_THAT(phones_in(*store), ElementsAre(moved, phone(3, "203")));
}

TEST_P(AStore, CarriesOrdersOutInTheirOrder) {
    for (int i = 0; i < 500; ++i) {
        store->keep(phone(1));
        store->forget(calls::DeviceId{1});
    }
    store->keep(phone(1, "last"));
    reopen();
    EXPECT_THAT(phones_in(*store), ElementsAre(phone(1, "last")));
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
    EXPECT_EQ(history_of(*store).at(0).park.caller, (calls::Party{"", "", true}));
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

// -- calls, dialogs, lamps

/// Lets the store keep each record through the port that it belongs to.
void keep(Store& store, const Record& record) {
    std::visit(Cases{[&](const sip::KeptRegistration& one) { store.keep(one); },
                     [&](const sip::KeptCall& one) { store.keep(one); },
                     [&](const sip::SubscriptionState& one) { store.keep(one); },
                     [&](const auto& one) { store.keep(std::vector<calls::Change>{one}); }},
               record);
}

std::vector<std::string> texts_of(const std::vector<Record>& records) {
    std::vector<std::string> out;
    for (const auto& record : records) out.push_back(encoded(record));
    return out;
}

TEST_P(AStore, KeepsEverythingOfEveryRecord) {
    const auto records = filled_records();
    for (const auto& record : records) keep(*store, record);
    ASSERT_TRUE(store->drain());
    reopen();
    EXPECT_EQ(texts_of(store->take_restored()), texts_of(records));
}

TEST_P(AStore, GivesWhatItRestoredOnce) {
    store->keep(phone(1));
    reopen();
    EXPECT_EQ(store->take_restored().registrations.size(), 1U);
    EXPECT_EQ(store->take_restored().registrations.size(), 0U);
}

TEST_P(AStore, ForgetsWhatHasEnded) {
    const auto call = filled<sip::KeptCall>();
    const auto watch = filled<sip::SubscriptionState>();
    const auto leg = filled<calls::Leg>();
    const auto ring = filled<calls::Ring>();
    const auto transfer = filled<calls::Transfer>();
    const auto park = filled<calls::KeptPark>();
    for (const auto& record : filled_records()) keep(*store, record);
    reopen();
    store->forget(filled<sip::KeptRegistration>().id);
    store->forget(call.dialog.leg);
    store->forget(watch.id);
    store->keep(std::vector<calls::Change>{leg.id, ring.id, transfer.id, park.park.id});
    reopen();
    EXPECT_EQ(texts_of(store->take_restored()), texts_of({Record(filled<calls::KeptRelease>())}));
}

TEST_P(AStore, TellsALegAndItsDialogApart) {
    calls::Leg leg;
    leg.id = {7};
    sip::KeptCall call;
    call.dialog.leg = {7};
    store->keep(std::vector<calls::Change>{leg});
    store->keep(call);
    store->forget(call.dialog.leg);
    reopen();
    const auto restored = store->take_restored();
    EXPECT_THAT(restored.calls.legs, ElementsAre(leg));
    EXPECT_EQ(restored.dialogs.size(), 0U);
}

TEST_P(AStore, KeepsTheLastReleaseOfEachSlotOfEachLot) {
    const auto release = [](const char* lot, std::uint32_t slot, std::uint64_t turn) {
        return calls::KeptRelease{lot, {{slot}, calls::Instant{}, "201", turn}};
    };
    store->keep(std::vector<calls::Change>{release("main", 701, 1), release("main", 702, 2)});
    store->keep(std::vector<calls::Change>{release("main", 701, 3), release("side", 701, 1)});
    reopen();
    EXPECT_THAT(
        store->take_restored().calls.releases,
        UnorderedElementsAre(release("main", 701, 3), release("main", 702, 2), release("side", 701, 1)));
}

TEST_P(AStore, CountsItsStartsAndHasOneSecret) {
    const auto first = store->take_restored();
    EXPECT_EQ(first.start, 1U);
    EXPECT_NE(first.secret, 0U);
    for (std::uint64_t start = 2; start <= 4; ++start) {
        reopen();
        const auto restored = store->take_restored();
        EXPECT_EQ(restored.start, start);
        EXPECT_EQ(restored.secret, first.secret);
    }
}

TEST_P(AStore, KeepsInstantsAsTheyAreWithinOneBoot) {
    calls::Leg leg;
    leg.id = {1};
    leg.since = machine_now().monotonic;
    store->keep(std::vector<calls::Change>{leg});
    reopen();
    EXPECT_THAT(store->take_restored().calls.legs, ElementsAre(leg));
}

// -- progress

/// What a store tells of its progress, as the loop would get it.
class Listener {
  public:
    explicit Listener(Store& store) {
        store.on_progress([this](Progress progress) {
            const std::lock_guard hold(mutex_);
            told_.push_back(progress);
        });
    }
    std::vector<Progress> told() const {
        const std::lock_guard hold(mutex_);
        return told_;
    }

  private:
    mutable std::mutex mutex_;
    std::vector<Progress> told_;
};

TEST_P(AStore, CountsEachOrder) {
    EXPECT_EQ(store->ordered(), 0U);
    store->keep(phone(1));
    store->forget(calls::DeviceId{1});
    store->keep(filled<sip::KeptCall>());
    store->keep(std::vector<calls::Change>{calls::Leg{}, calls::Ring{}});
    store->ended(park(701));
    EXPECT_EQ(store->ordered(), 5U);
}

TEST_P(AStore, TellsHowFarItHasGotAtOnceAndAfterEachCommit) {
    const Listener listener(*store);
    EXPECT_THAT(listener.told(), ElementsAre(Progress{0, false}));
    store->keep(phone(1));
    ASSERT_TRUE(store->drain());
    store->keep(phone(2));
    store->keep(phone(2));
    ASSERT_TRUE(store->drain());
    EXPECT_EQ(listener.told().back(), (Progress{3, false}));
}

TEST_P(AStore, CountsAnOrderThatChangesNothingAsDurable) {
    const Listener listener(*store);
    store->forget(calls::DeviceId{1});
    ASSERT_TRUE(store->drain());
    EXPECT_EQ(listener.told().back(), (Progress{1, false}));
}

TEST_P(AStore, TellsNobodyButTheLatestListener) {
    const Listener former(*store);
    const Listener latest(*store);
    store->keep(phone(1));
    ASSERT_TRUE(store->drain());
    EXPECT_EQ(former.told().size(), 1U);
    EXPECT_EQ(latest.told().size(), 2U);
    store->on_progress({});
}

/// Each order is durable when it is told so: whoever looks into the file then finds it there.
TEST_P(AStore, IsDurableUpToTheOrderThatItTells) {
    const auto other = dir / "other";
    std::filesystem::create_directory(other);
    std::atomic<std::uint64_t> durable{};
    store->on_progress([&](Progress progress) { durable = progress.durable; });
    for (std::uint64_t device = 1; device <= 200; ++device) store->keep(phone(device));
    while (durable == 0) std::this_thread::yield();
    const auto told = durable.load();
    std::filesystem::copy(file, other / "layby.db");
    std::filesystem::copy(file.string() + "-wal", other / "layby.db-wal");
    EXPECT_GE(phones_in(*GetParam().open(other / "layby.db")).size(), told);
    store->on_progress({});
}

INSTANTIATE_TEST_SUITE_P(Drivers, AStore,
                         testing::Values(Driver{
                             "sqlite", [](const std::filesystem::path& file) { return open_sqlite(file); }}),
                         [](const auto& driver) { return driver.param.name; });

}  // namespace
}  // namespace layby::store

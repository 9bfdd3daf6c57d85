// What every driver does with calls, dialogs and subscriptions.
#include <gmock/gmock.h>

#include "a_driver.hpp"
#include "filled.hpp"

namespace layby::store {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;

struct AStoreOfCalls : ADriver {};

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

TEST_P(AStoreOfCalls, KeepsEverythingOfEveryRecord) {
    const auto records = filled_records();
    for (const auto& record : records) keep(*store, record);
    ASSERT_TRUE(store->drain());
    reopen();
    EXPECT_EQ(texts_of(store->take_restored()), texts_of(records));
}

TEST_P(AStoreOfCalls, GivesWhatItRestoredOnce) {
    store->keep(phone(1));
    reopen();
    EXPECT_EQ(store->take_restored().registrations.size(), 1U);
    EXPECT_EQ(store->take_restored().registrations.size(), 0U);
}

TEST_P(AStoreOfCalls, ForgetsWhatHasEnded) {
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
    store->keep(std::vector<calls::Change>{
        leg.id, ring.id, transfer.id, park.park.id, calls::PresenceOver{filled<calls::Presence>().user},
        calls::HandSetOver{filled<calls::HandSet>().hours}, filled<calls::Task>().id});
    reopen();
    EXPECT_EQ(texts_of(store->take_restored()), texts_of({Record(filled<calls::KeptRelease>())}));
}

TEST_P(AStoreOfCalls, TellsALegAndItsDialogApart) {
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

TEST_P(AStoreOfCalls, KeepsTheLastReleaseOfEachSlotOfEachLot) {
    const auto release = [](const char* lot, std::uint32_t slot, std::uint64_t turn) {
        return calls::KeptRelease{lot, {{slot}, Instant{}, "201", turn}};
    };
    store->keep(std::vector<calls::Change>{release("main", 701, 1), release("main", 702, 2)});
    store->keep(std::vector<calls::Change>{release("main", 701, 3), release("side", 701, 1)});
    reopen();
    EXPECT_THAT(
        store->take_restored().calls.releases,
        UnorderedElementsAre(release("main", 701, 3), release("main", 702, 2), release("side", 701, 1)));
}

TEST_P(AStoreOfCalls, CountsItsStartsAndHasOneSecret) {
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

TEST_P(AStoreOfCalls, KeepsInstantsAsTheyAreWithinOneBoot) {
    calls::Leg leg;
    leg.id = {1};
    leg.since = machine_now().monotonic;
    store->keep(std::vector<calls::Change>{leg});
    reopen();
    EXPECT_THAT(store->take_restored().calls.legs, ElementsAre(leg));
}

INSTANTIATE_TEST_SUITE_P(Drivers, AStoreOfCalls, drivers, name_of_driver);

}  // namespace
}  // namespace layby::store

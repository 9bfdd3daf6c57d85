// What every driver tells of how far it has got.
#include <gmock/gmock.h>

#include <mutex>
#include <thread>

#include "a_driver.hpp"
#include "filled.hpp"

namespace layby::store {
namespace {

using testing::ElementsAre;

struct AStoreThatTells : ADriver {};

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

TEST_P(AStoreThatTells, CountsEachOrder) {
    EXPECT_EQ(store->ordered(), 0U);
    store->keep(phone(1));
    store->forget(DeviceId{1});
    store->keep(filled<sip::KeptCall>());
    store->keep(std::vector<calls::Change>{calls::Leg{}, calls::Ring{}});
    store->ended(park(701));
    EXPECT_EQ(store->ordered(), 5U);
}

TEST_P(AStoreThatTells, TellsHowFarItHasGotAtOnceAndAfterEachCommit) {
    const Listener listener(*store);
    EXPECT_THAT(listener.told(), ElementsAre(Progress{0, false}));
    store->keep(phone(1));
    ASSERT_TRUE(store->drain());
    store->keep(phone(2));
    store->keep(phone(2));
    ASSERT_TRUE(store->drain());
    EXPECT_EQ(listener.told().back(), (Progress{3, false}));
}

// Two commits in series would make a phone wait twice as long.
TEST_P(AStoreThatTells, MakesWhatHasGatheredDurableTogetherAsSoonAsSomebodyWaits) {
    const Listener listener(*store);
    for (std::uint64_t id = 1; id <= 20; ++id) store->keep(phone(id));
    store->ended(park(701));
    store->write_now();
    while (listener.told().size() < 2) std::this_thread::yield();
    EXPECT_THAT(listener.told(), ElementsAre(Progress{0, false}, Progress{21, false}));
    store->write_now();
    ASSERT_TRUE(store->drain());
    EXPECT_EQ(listener.told().size(), 2U) << "nothing was ordered meanwhile";
    store->on_progress({});
}

TEST_P(AStoreThatTells, CountsAnOrderThatChangesNothingAsDurable) {
    const Listener listener(*store);
    store->forget(DeviceId{1});
    ASSERT_TRUE(store->drain());
    EXPECT_EQ(listener.told().back(), (Progress{1, false}));
}

TEST_P(AStoreThatTells, TellsNobodyButTheLatestListener) {
    const Listener former(*store);
    const Listener latest(*store);
    store->keep(phone(1));
    ASSERT_TRUE(store->drain());
    EXPECT_EQ(former.told().size(), 1U);
    EXPECT_EQ(latest.told().size(), 2U);
    store->on_progress({});
}

INSTANTIATE_TEST_SUITE_P(Drivers, AStoreThatTells, drivers, name_of_driver);

}  // namespace
}  // namespace layby::store

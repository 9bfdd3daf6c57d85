// What waits for the disk, and what gathers until somebody does.
#include "layby/durability.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fake_store.hpp"

namespace layby::app {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using namespace std::chrono_literals;

struct ADisk : testing::Test {
    sip::Loop loop;
    FakeStore store;
    int changes{};
    Durability durability{loop, &store, [this] { ++changes; }};
    bool told{};
    std::function<void()> tell = [this] { told = true; };

    void order() { store.forget(LegId{1}); }
    void run_a_turn() {
        loop.post([this] { loop.stop(); });
        loop.run();
    }
};

TEST_F(ADisk, IsAskedAtOnceWhenSomebodyWaits) {
    order();
    order();
    durability.after(tell);
    EXPECT_THAT(store.asked(), ElementsAre(2U));
    EXPECT_FALSE(told);
    store.are_durable(2);
    run_a_turn();
    EXPECT_TRUE(told);
}

TEST_F(ADisk, IsLeftAloneForAMomentWhenNobodyWaits) {
    order();
    durability.gather();
    EXPECT_EQ(changes, 1) << "there is a deadline";
    ASSERT_TRUE(durability.next_deadline());
    EXPECT_LE(*durability.next_deadline(), loop.now() + 10ms);
    order();
    durability.gather();
    EXPECT_EQ(changes, 1) << "the same one";
    durability.expire();
    EXPECT_THAT(store.asked(), IsEmpty());
}

TEST_F(ADisk, IsAskedWhenTheMomentIsOver) {
    loop.before_rest([this] {
        durability.gather();
        loop.wake_at(durability.next_deadline(), [this] { durability.expire(); });
        if (!store.asked().empty()) loop.stop();
    });
    loop.post([this] { order(); });
    loop.run();
    EXPECT_THAT(store.asked(), ElementsAre(1U));
    EXPECT_FALSE(durability.next_deadline());
}

TEST_F(ADisk, TakesTheGatheredAlongWhenSomebodyWaits) {
    order();
    durability.gather();
    order();
    durability.after(tell);
    EXPECT_THAT(store.asked(), ElementsAre(2U));
    store.are_durable(2);
    run_a_turn();
    EXPECT_TRUE(told);
    EXPECT_FALSE(durability.next_deadline());
}

TEST_F(ADisk, WithNothingToDoHasNoDeadline) {
    durability.gather();
    durability.after(tell);
    EXPECT_TRUE(told);
    EXPECT_FALSE(durability.next_deadline());
}

}  // namespace
}  // namespace layby::app

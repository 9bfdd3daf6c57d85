// What every driver of the store has to say about what has happened, and remembers of who was told it.
#include <gmock/gmock.h>

#include <future>

#include "a_driver.hpp"

namespace layby::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using What = calls::CallStep::What;

calls::CallStep a_step(std::uint64_t leg, What what) {
    return {{leg}, {9}, what, "main", {701}, "201", "voice"};
}

struct AnOutbox : ADriver {
    Occurrences after(std::uint64_t id, std::size_t limit = 100) {
        std::promise<std::optional<Occurrences>> told;
        store->outbox()->occurrences(id, limit, [&](auto found) { told.set_value(std::move(found)); });
        return told.get_future().get().value();
    }
    std::vector<std::uint64_t> ids_after(std::uint64_t id, std::size_t limit = 100) {
        std::vector<std::uint64_t> out;
        for (const auto& one : after(id, limit).list) out.push_back(one.id);
        return out;
    }
    std::vector<std::pair<std::string, std::uint64_t>> told() {
        std::promise<std::optional<std::vector<Told>>> answer;
        store->outbox()->told([&](auto found) { answer.set_value(std::move(found)); });
        std::vector<std::pair<std::string, std::uint64_t>> out;
        const auto all = answer.get_future().get().value();
        for (const auto& one : all) out.emplace_back(one.webhook, one.upto.value());
        return out;
    }
    std::vector<Delivery> deliveries(const std::string& webhook, std::size_t limit = 100) {
        std::promise<std::optional<std::vector<Delivery>>> answer;
        store->outbox()->deliveries(webhook, limit, [&](auto found) { answer.set_value(std::move(found)); });
        return answer.get_future().get().value();
    }
};

TEST_P(AnOutbox, HasEachStepInOrderAlsoAfterARestart) {
    store->remember({}, {a_step(3, What::parked), a_step(3, What::told)});
    store->remember({}, {a_step(3, What::ended)});
    EXPECT_THAT(ids_after(0), ElementsAre(1, 2, 3));
    reopen();
    EXPECT_THAT(ids_after(1), ElementsAre(2, 3));
    EXPECT_THAT(ids_after(0, 2), ElementsAre(1, 2));
    EXPECT_EQ(after(0, 2).latest, 3U);
    EXPECT_EQ(after(0).list[1].entry.step, a_step(3, What::told));
    EXPECT_THAT(ids_after(3), IsEmpty());
    EXPECT_THAT(ids_after(99), IsEmpty());
}

TEST_P(AnOutbox, KnowsWhoseCallItIsWhileItLastsAndAfterwards) {
    calls::Leg ann;
    ann.id = {3};
    ann.party = {"Ann Lee", "5551234", false};
    store->keep(std::vector<calls::Change>{ann});
    store->remember({}, {a_step(3, What::parked), a_step(4, What::parked)});
    const auto now = after(0);
    EXPECT_EQ(now.list[0].caller, (Party{"Ann Lee", "5551234", false}));
    EXPECT_FALSE(now.list[1].caller) << "nobody knows that call";
    store->keep(std::vector<calls::Change>{LegId{3}});
    calls::PastCall over;
    over.leg = {3};
    over.party = ann.party;
    store->remember({over}, {});
    EXPECT_EQ(after(0).list[0].caller, (Party{"Ann Lee", "5551234", false}));
}

TEST_P(AnOutbox, KnowsWhoseParkItWasWhenCallsAreNotKept) {
    auto past = park(701);
    past.call = {3};
    store->remember({}, {a_step(3, What::ended)});
    store->ended(past);
    EXPECT_EQ(after(0).list[0].caller, (Party{"Ann Lee", "5551234", false}));
}

TEST_P(AnOutbox, RemembersHowFarEachWasTold) {
    store->outbox()->note({"crm", 5, {}});
    store->outbox()->note({"wall", 7, {}});
    store->outbox()->note({"crm", 6, {}});
    EXPECT_THAT(told(), ElementsAre(std::pair("crm", 6U), std::pair("wall", 7U)));
    reopen();
    store->outbox()->note({"wall", {}, {}});
    EXPECT_THAT(told(), ElementsAre(std::pair("crm", 6U)));
}

TEST_P(AnOutbox, RemembersEachTryNewestFirst) {
    Delivery first{.webhook = "crm",
                   .event = 5,
                   .what = "parked",
                   .at = sip::WallTime{1'764'395'000'123ms},
                   .attempt = 1,
                   .status = 0,
                   .error = "Connection refused",
                   .took = 17ms};
    auto second = first;
    second.attempt = 2;
    second.status = 200;
    second.error.clear();
    store->outbox()->note({"crm", 4, first});
    store->outbox()->note({"crm", 5, second});
    auto other = second;
    other.webhook = "wall";
    store->outbox()->note({"wall", 5, other});
    reopen();
    const auto found = deliveries("crm");
    first.id = 1, second.id = 2;
    EXPECT_THAT(found, ElementsAre(second, first));
    EXPECT_THAT(deliveries("crm", 1), ElementsAre(second));
    EXPECT_THAT(deliveries("nobody"), IsEmpty());
    EXPECT_THAT(told(), ElementsAre(std::pair("crm", 5U), std::pair("wall", 5U)));
}

TEST_P(AnOutbox, DoesNotTellANumberThatWasErased) {
    calls::PastCall over;
    over.leg = {3};
    over.party = {"Ann Lee", "5551234", false};
    store->remember({over}, {a_step(3, What::parked)});
    std::promise<void> erased;
    store->erase("5551234", [&](auto) { erased.set_value(); });
    erased.get_future().get();
    EXPECT_EQ(after(0).list[0].caller->number, "");
    EXPECT_TRUE(after(0).list[0].caller->anonymous);
}

INSTANTIATE_TEST_SUITE_P(Driver, AnOutbox, drivers, name_of_driver);

}  // namespace
}  // namespace layby::store

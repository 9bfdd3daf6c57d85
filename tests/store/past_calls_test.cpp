// What every driver of the store remembers of calls and of what happened to them, and how it is found and
// forgotten.
#include <gmock/gmock.h>

#include <future>

#include "a_driver.hpp"

namespace layby::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using What = calls::CallStep::What;

calls::PastCall call(std::uint64_t leg, const std::string& number, const std::string& user = {}) {
    calls::PastCall out;
    out.leg = {leg};
    out.inbound = user.empty();
    out.party = {user.empty() ? "Ann Lee" : "Bob Ray", number, false};
    out.user = user;
    out.trunk = user.empty() ? "provider" : "";
    out.dialled = "0309876";
    out.call_id = "abc@192.0.2.7";
    out.ordered_by = user.empty() ? "" : "account bob";
    out.lasted = 50s;
    out.answered = 42s;
    return out;
}

calls::CallStep step(std::uint64_t leg, What what, const std::string& who) {
    return {{leg}, {9}, what, "main", {701}, who, "voice"};
}

struct ACallStore : ADriver {
    std::vector<CallEntry> past(HistoryWanted wanted = {}) {
        std::promise<Store::Calls> told;
        store->past_calls(wanted, [&](Store::Calls calls) { told.set_value(std::move(calls)); });
        return told.get_future().get().value();
    }
    std::vector<std::uint64_t> legs(const HistoryWanted& wanted) {
        std::vector<std::uint64_t> out;
        for (const auto& one : past(wanted)) out.push_back(one.call.leg.value);
        return out;
    }
    std::vector<StepEntry> steps(std::uint64_t leg) {
        std::promise<Store::Steps> told;
        store->steps(LegId{leg}, [&](Store::Steps steps) { told.set_value(std::move(steps)); });
        return told.get_future().get().value();
    }
    std::vector<HistoryEntry> parks(HistoryWanted wanted) {
        std::promise<Store::Entries> told;
        store->history(wanted, [&](Store::Entries entries) { told.set_value(std::move(entries)); });
        return told.get_future().get().value();
    }
    std::size_t erase(const std::string& number) {
        std::promise<std::optional<std::size_t>> told;
        store->erase(number, [&](auto entries) { told.set_value(entries); });
        return told.get_future().get().value();
    }
};

TEST_P(ACallStore, RemembersACallWithWhomItTalkedAndWhen) {
    auto ann = call(3, "030123");
    ann.met = {4};
    store->remember({call(4, "201", "201"), ann}, {});
    reopen();
    const auto found = past();
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].call, ann);
    EXPECT_EQ(found[0].met, (Party{"Bob Ray", "201", false}));
    EXPECT_EQ(found[0].ended - found[0].began, 50s);
    EXPECT_EQ(found[0].ended - found[0].answered.value(), 42s);
    EXPECT_FALSE(found[1].met) << "nobody was met";
    EXPECT_EQ(found[1].call.ordered_by, "account bob");
    EXPECT_GT(found[0].id, found[1].id);
}

TEST_P(ACallStore, RemembersWhyACallWasRefused) {
    auto refused = call(3, "030123");
    refused.answered = {};
    refused.status = 486;
    refused.reason = "busy";
    store->remember({refused}, {});
    EXPECT_EQ(past().at(0).call, refused);
    EXPECT_STREQ(outcome_of(past().at(0).call), "refused");
    EXPECT_FALSE(past().at(0).answered);
}

TEST_P(ACallStore, TellsTheStepsOfACallInOrder) {
    store->remember({}, {step(3, What::parked, "201"), step(4, What::met, "x")});
    store->remember({}, {step(3, What::told, "201")});
    reopen();
    const auto found = steps(3);
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].step, step(3, What::parked, "201"));
    EXPECT_EQ(found[1].step, step(3, What::told, "201"));
    EXPECT_GT(found[0].at, sip::WallTime{});
}

TEST_P(ACallStore, FindsCallsByWhoWasInThemAndWhatBecameOfThem) {
    auto ann = call(3, "030123");
    ann.met = {4};
    auto missed = call(5, "030555");
    missed.answered = {};
    missed.dialled = "202";
    store->remember({call(4, "201", "201"), ann, missed}, {step(3, What::parked, "201")});
    EXPECT_THAT(legs({.number = "030123"}), ElementsAre(3));
    EXPECT_THAT(legs({.number = "202"}), ElementsAre(5)) << "as it was dialled";
    EXPECT_THAT(legs({.number = "201"}), ElementsAre(3, 4));
    EXPECT_THAT(legs({.user = "201"}), ElementsAre(3, 4)) << "theirs, and who talked to them";
    EXPECT_THAT(legs({.lot = "main"}), ElementsAre(3));
    EXPECT_THAT(legs({.outcome = "unanswered"}), ElementsAre(5));
    EXPECT_THAT(legs({.outcome = "answered"}), ElementsAre(3, 4));
    EXPECT_THAT(legs({.limit = 1}), ElementsAre(5));
    const auto latest = past().at(0).id;
    EXPECT_THAT(legs({.before = latest}), ElementsAre(3, 4));
    EXPECT_THAT(legs({.only = latest}), ElementsAre(5));
}

TEST_P(ACallStore, FindsParkedCallsLikewise) {
    auto other = park(702, parking::Outcome::abandoned);
    other.lot = "annexe";
    other.caller = {"Dan Wu", "030777", false};
    other.parker.user = "204";
    other.by = {};
    store->ended(park(701));
    store->ended(other);
    const auto slots = [this](const HistoryWanted& wanted) {
        std::vector<std::uint32_t> out;
        for (const auto& one : parks(wanted)) out.push_back(one.park.slot.value);
        return out;
    };
    EXPECT_THAT(slots({.number = "5551234"}), ElementsAre(701));
    EXPECT_THAT(slots({.number = "203"}), ElementsAre(701)) << "who took it";
    EXPECT_THAT(slots({.user = "204"}), ElementsAre(702));
    EXPECT_THAT(slots({.user = "203"}), ElementsAre(701));
    EXPECT_THAT(slots({.lot = "annexe"}), ElementsAre(702));
    EXPECT_THAT(slots({.outcome = "abandoned"}), ElementsAre(702));
    EXPECT_THAT(slots({.outcome = "no such thing"}), IsEmpty());
    const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    EXPECT_THAT(slots({.from = now - 1min}), ElementsAre(702, 701)) << "they were parked 42 s ago";
    EXPECT_THAT(slots({.from = now - 30s}), IsEmpty());
    EXPECT_THAT(slots({.to = now - 1min}), IsEmpty());
    EXPECT_THAT(slots({.to = now}), ElementsAre(702, 701));
}

TEST_P(ACallStore, ErasesANumberWhereverItStands) {
    auto ann = call(3, "030123");
    ann.met = {4};
    auto outbound = call(4, "201", "201");
    outbound.dialled = "030123";
    auto parked = park(701);
    parked.caller.number = "030123";
    store->remember({outbound, ann, call(5, "030555")}, {step(4, What::met, "030123")});
    store->ended(parked);
    store->ended(park(702));
    EXPECT_EQ(erase("030123"), 4U);
    EXPECT_THAT(legs({.number = "030123"}), IsEmpty());
    EXPECT_EQ(past({.only = past().at(1).id}).at(0).call.party, (Party{"", "", true}));
    EXPECT_EQ(steps(4).at(0).step.who, "anonymous");
    EXPECT_EQ(parks({}).at(1).park.caller, (Party{"", "", true}));
    EXPECT_EQ(parks({}).at(0).park.caller, park(702).caller) << "others stay";
    EXPECT_EQ(legs({.number = "030555"}), std::vector<std::uint64_t>{5});
    EXPECT_EQ(erase("030123"), 0U);
}

TEST_P(ACallStore, CountsNoCallAsAnOrderThatSomebodyMayWaitFor) {
    store->remember({call(3, "030123")}, {});
    EXPECT_EQ(store->ordered(), 0U);
    EXPECT_EQ(past().size(), 1U);
}

TEST_P(ACallStore, FindsWhatWasInSomeLotsAlone) {
    auto in = [](std::uint64_t leg, const std::string& lot) {
        auto out = step(leg, What::parked, "201");
        out.lot = lot;
        return out;
    };
    store->remember({call(3, "1"), call(4, "2"), call(5, "3"), call(6, "4")},
                    {in(3, "main"), in(4, "front"), in(5, "main"), in(5, "front")});
    auto front = park(801);
    front.lot = "front";
    store->ended(front);
    store->ended(park(701));
    using Lots = std::vector<std::string>;
    HistoryWanted wanted;
    EXPECT_THAT(legs(wanted), ElementsAre(6, 5, 4, 3));
    EXPECT_EQ(parks(wanted).size(), 2U);
    wanted.lots = Lots{"front", "mai"};
    EXPECT_THAT(legs(wanted), ElementsAre(6, 4)) << "who was nowhere, and who was there alone";
    ASSERT_EQ(parks(wanted).size(), 1U);
    EXPECT_EQ(parks(wanted)[0].park.lot, "front");
    wanted.lots = Lots{};
    EXPECT_THAT(legs(wanted), ElementsAre(6));
    EXPECT_THAT(parks(wanted), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Drivers, ACallStore, drivers, name_of_driver);

struct ACallFile : AFile {
    static std::vector<CallEntry> past(Store& store) {
        std::promise<Store::Calls> told;
        store.past_calls({.limit = 1000}, [&](Store::Calls calls) { told.set_value(std::move(calls)); });
        return told.get_future().get().value();
    }
};

TEST_F(ACallFile, KeepsTheLatestCallsAndNoMore) {
    const auto store = open_sqlite(file, {.history_entries = 10});
    for (std::uint64_t leg = 1; leg <= 25; ++leg) store->remember({call(leg, "030123")}, {});
    const auto left = past(*store);
    ASSERT_EQ(left.size(), 10U);
    EXPECT_EQ(left.front().call.leg.value, 25U);
}

TEST_F(ACallFile, RemembersOnlyWhatWasParkedWhenThatIsWanted) {
    const auto store = open_sqlite(file, {.every_call = false});
    auto talked = step(3, What::met, "201");
    talked.park = {};
    store->remember({call(3, "030123")}, {talked, step(3, What::parked, "201")});
    EXPECT_THAT(past(*store), IsEmpty());
    std::promise<Store::Steps> told;
    store->steps(LegId{3}, [&](Store::Steps steps) { told.set_value(std::move(steps)); });
    EXPECT_EQ(told.get_future().get().value().size(), 1U);
}

TEST_F(ACallFile, ForgetsWhatIsTooOldWhenItIsOpenedAgain) {
    {
        const auto store = open_sqlite(file);
        store->remember({call(3, "030123")}, {step(3, What::parked, "201")});
        store->ended(park(701));
    }
    meanwhile("UPDATE calls SET ended = 1000; UPDATE history SET ended = 1000; UPDATE steps SET at = 1000");
    {
        const auto store = open_sqlite(file);
        EXPECT_EQ(past(*store).size(), 1U) << "nobody wants it forgotten";
    }
    const auto store = open_sqlite(file, {.history_age = std::chrono::hours{24}});
    store->remember({call(4, "030124")}, {});
    store->drain();
    ASSERT_EQ(past(*store).size(), 1U);
    EXPECT_EQ(past(*store).at(0).call.leg.value, 4U);
    EXPECT_THAT(history_of(*store), IsEmpty());
}

}  // namespace
}  // namespace layby::store

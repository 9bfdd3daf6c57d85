// One file for several tenants: each finds what is its own, and nothing of another's.
#include <gmock/gmock.h>

#include <future>
#include <set>

#include "a_file.hpp"

namespace layby::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct ATenantStore : AFile {
    std::unique_ptr<Store> store, acme, beta;

    void open(const std::vector<std::string>& tenants = {"acme", "beta"}) {
        SqliteOptions options;
        options.tenants = tenants;
        acme.reset();
        beta.reset();
        store.reset();
        store = open_sqlite(file, options);
        acme = store->of_tenant("acme");
        beta = store->of_tenant("beta");
    }

    static std::vector<std::string> outcomes(Store& from) {
        std::promise<Store::Entries> told;
        from.history({}, [&](Store::Entries entries) { told.set_value(std::move(entries)); });
        std::vector<std::string> out;
        const auto all = told.get_future().get().value();
        for (const auto& one : all) out.push_back(one.park.lot);
        return out;
    }
    static std::vector<std::string> audit(Store& from) {
        std::promise<Store::Audit> told;
        from.audit(10, [&](Store::Audit entries) { told.set_value(std::move(entries)); });
        std::vector<std::string> out;
        const auto all = told.get_future().get().value();
        for (const auto& one : all) out.push_back(one.what);
        return out;
    }
    static std::vector<std::string> who(Store& from, LegId call) {
        std::promise<Store::Steps> told;
        from.steps(call, [&](Store::Steps steps) { told.set_value(std::move(steps)); });
        std::vector<std::string> out;
        const auto all = told.get_future().get().value();
        for (const auto& one : all) out.push_back(one.step.who);
        return out;
    }
    static std::size_t erase(Store& from, const std::string& number) {
        std::promise<std::optional<std::size_t>> told;
        from.erase(number, [&](auto entries) { told.set_value(entries); });
        return told.get_future().get().value();
    }
    static calls::PastPark park_in(const std::string& lot) {
        auto out = park(701);
        out.lot = lot;
        return out;
    }
};

TEST_F(ATenantStore, TheSameIdOrUserIsAnotherRecordInEach) {
    open();
    acme->keep(phone(7, "201"));
    beta->keep(phone(7, "202"));
    store->keep(phone(7, "203"));
    acme->keep(std::vector<calls::Change>{calls::Presence{.user = "201", .do_not_disturb = true}});
    beta->forget(DeviceId{9});
    open();
    EXPECT_EQ(acme->take_restored().registrations.at(0).user, "201");
    EXPECT_EQ(store->take_restored().registrations.at(0).user, "203");
    auto betas = beta->take_restored();
    EXPECT_EQ(betas.registrations.at(0).user, "202");
    EXPECT_THAT(betas.calls.presences, IsEmpty());
    beta->forget(DeviceId{7});
    open();
    EXPECT_THAT(beta->take_restored().registrations, IsEmpty());
    EXPECT_EQ(acme->take_restored().registrations.size(), 1U);
}

TEST_F(ATenantStore, NoTwoBeginWithTheSameStart) {
    open();
    std::set<std::uint64_t> starts{store->take_restored().start, acme->take_restored().start,
                                   beta->take_restored().start};
    open();
    starts.insert({store->take_restored().start, acme->take_restored().start, beta->take_restored().start});
    EXPECT_EQ(starts.size(), 6U);
}

TEST_F(ATenantStore, OfWhomIsNotThereStaysInTheFile) {
    open();
    acme->keep(phone(7, "201"));
    open({"beta"});
    EXPECT_THAT(store->take_restored().registrations, IsEmpty());
    open();
    EXPECT_EQ(acme->take_restored().registrations.size(), 1U);
}

TEST_F(ATenantStore, WhoIsNotAskedForIsTakenUpWhileItHasCalls) {
    open();
    acme->keep(phone(7, "201"));
    calls::Leg a_leg;
    a_leg.id = {17};
    acme->keep(std::vector<calls::Change>{a_leg});
    beta->keep(phone(8, "201"));
    open({});
    EXPECT_THAT(store->left_tenants(), ElementsAre("acme"));
    auto acmes = acme->take_restored();
    EXPECT_EQ(acmes.calls.legs.size(), 1U);
    EXPECT_NE(acmes.start, store->take_restored().start);
    acme->keep(std::vector<calls::Change>{LegId{17}});
    open({});
    EXPECT_THAT(store->left_tenants(), IsEmpty());
    open();
    EXPECT_THAT(store->left_tenants(), IsEmpty());
    EXPECT_EQ(acme->take_restored().registrations.size(), 1U) << "it is asked for again";
}

TEST_F(ATenantStore, HistoryAuditAndStepsAreEachOnesOwn) {
    open();
    acme->ended(park_in("acmes"));
    store->ended(park_in("ours"));
    beta->note({{}, {}, "bob", "127.0.0.1", "PUT /api/v1/hours/night", 200});
    acme->remember({}, {{{17}, {9}, {}, "main", {701}, "201", "voice"}});
    EXPECT_THAT(outcomes(*acme), ElementsAre("acmes"));
    EXPECT_THAT(outcomes(*store), ElementsAre("ours"));
    EXPECT_THAT(outcomes(*beta), IsEmpty());
    EXPECT_THAT(audit(*beta), ElementsAre("PUT /api/v1/hours/night"));
    EXPECT_THAT(audit(*store), IsEmpty());
    EXPECT_THAT(who(*acme, {17}), ElementsAre("201"));
    EXPECT_THAT(who(*beta, {17}), IsEmpty()) << "though it knows the call's id";
}

TEST_F(ATenantStore, ANumberIsErasedForWhoAsks) {
    open();
    const auto number = park(701).caller.number;
    acme->ended(park_in("acmes"));
    beta->ended(park_in("betas"));
    EXPECT_GT(erase(*acme, number), 0U);
    EXPECT_EQ(erase(*acme, number), 0U);
    EXPECT_GT(erase(*beta, number), 0U) << "it was there still";
}

TEST_F(ATenantStore, ThoseElsewhereHearOfNoTenantsCalls) {
    open();
    acme->remember({}, {{{17}, {9}, {}, "main", {701}, "201", "voice"}});
    EXPECT_EQ(acme->outbox(), nullptr);
    std::promise<std::optional<Occurrences>> told;
    store->outbox()->occurrences(0, 10, [&](auto found) { told.set_value(std::move(found)); });
    EXPECT_THAT(told.get_future().get().value().list, IsEmpty());
}

}  // namespace
}  // namespace layby::store

// Accounts that see and act on some lots alone, role by role and resource by resource.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fake_desk.hpp"
#include "logged_in.hpp"
#include "raw_client.hpp"

namespace layby::console {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using Order = FakeDesk::Order;

Doors with_rights(const AllRights& rights) {
    auto doors = loopback();
    doors.rights = rights;
    return doors;
}

/// Ann waits in slot 701 of lot main, Bob in 702 (leg 5); leg 3 talks. In lot "front desk" nobody waits.
struct SomeLots : testing::Test {
    FakeDesk fake;
    HttpServer server{with_rights({{"front", {{"front desk"}, {"front desk"}}},
                                   {"watcher", {{"main", "front desk"}, {}}},
                                   {"main", {{"main"}, {"main"}}},
                                   {"nobody", {}}}),
                      fake.desk()};
    RawClient admin{server.port()};
    LoggedIn who;

    void log_in(const std::string& name, const std::string& role) {
        admin.put("/api/v1/accounts/" + name, R"({"role":")" + role + R"(","password":"a good one"})");
        who = logged_in(server.port(), name, "a good one");
    }
    Reply ask(const std::string& method, const std::string& path, const std::string& body = {}) {
        return who.ask(method, path, body);
    }
    Reply get(const std::string& path) { return ask("GET", path); }
    /// The snapshot of somebody who listens.
    std::string listen(RawClient& client) const {
        client.send("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nCookie: " + who.cookie + "\r\n\r\n");
        client.until("event: snapshot");
        return client.until("\n\n");
    }
    calls::ShownPark in_front() const {
        auto park = fake.ann();
        park.lot = "front desk";
        park.call.park = {12};
        park.call.slot = {801};
        return park;
    }
};

TEST_F(SomeLots, ToLookAtAreNoRightToChangeWhatOthersWantDoneWithTheirCalls) {
    log_in("watcher", "supervisor");
    const auto set = [this] { return ask("PUT", "/api/v1/users/201/presence", "{}"); };
    EXPECT_EQ(set().code(), "out_of_scope");
    EXPECT_TRUE(fake.presences.empty());
    log_in("main", "supervisor");
    EXPECT_EQ(set().status, 200);
}

TEST_F(SomeLots, AreNotLeftByAnOrderForTheCallOfAnothersPhone) {
    log_in("main", "supervisor");
    EXPECT_EQ(ask("POST", "/api/v1/calls", R"({"from":"201","to":"801"})").code(), "out_of_scope");
    EXPECT_TRUE(fake.orders.empty());
}

TEST_F(SomeLots, AreAllThatIsSeenWhateverTheRole) {
    for (const char* role : {"viewer", "agent", "supervisor", "admin"}) {
        log_in("front", role);
        const auto lots = get("/api/v1/lots").json()["lots"];
        ASSERT_EQ(lots.size(), 1U) << role;
        EXPECT_EQ(lots[0]["name"], "front desk") << role;
        EXPECT_EQ(get("/api/v1/lots/main").code(), "no_such_lot") << role;
        EXPECT_EQ(get("/api/v1/lots/main/slots/701").code(), "no_such_lot") << role;
        EXPECT_EQ(get("/api/v1/lots/front%20desk/slots/801").code(), "slot_empty") << role;
        const auto calls = get("/api/v1/calls").json()["calls"];
        ASSERT_EQ(calls.size(), 1U) << role;
        EXPECT_EQ(calls[0]["id"], 3) << "who talks is seen, who waits in main is not";
        EXPECT_EQ(get("/api/v1/registrations").json()["registrations"].size(), 1U);
    }
}

TEST_F(SomeLots, AreAllThatTheFeedTells) {
    log_in("front", "viewer");
    RawClient listener(server.port());
    const auto snapshot = listen(listener);
    EXPECT_THAT(snapshot,
                AllOf(HasSubstr("front desk"), Not(HasSubstr("main")), Not(HasSubstr("\"slot\":70"))));
    auto other = fake.ann();
    other.call.park = {10};
    other.call.slot = {703};
    server.tell(std::vector<calls::Shown>{other});
    server.tell(std::vector<calls::Shown>{calls::ParkOver{{9}}, in_front()});
    EXPECT_THAT(listener.until("\"slot\":801"),
                AllOf(HasSubstr("event: parked"), Not(HasSubstr("main")), Not(HasSubstr("unparked"))));
}

TEST_F(SomeLots, AreThoseOfWhoseMessagesTheFeedTells) {
    log_in("front", "viewer");
    RawClient listener(server.port());
    listen(listener);
    calls::Message message;
    message.state = calls::Message::State::fresh;
    message.id = {5}, message.box = "203", message.lot = "main";
    server.tell(std::vector<calls::Shown>{message});
    message.id = {6}, message.box = "204", message.lot = "front desk";
    server.tell(std::vector<calls::Shown>{message});
    EXPECT_THAT(listener.until("\"user\":\"204\""),
                AllOf(HasSubstr("event: messages"), Not(HasSubstr("203"))));
}

TEST_F(SomeLots, LoseACallFromSightThatGoesIntoAnother) {
    log_in("front", "viewer");
    RawClient listener(server.port());
    listen(listener);
    auto parked = std::get<calls::CallView>(fake.everything().shown[2]);
    parked.lot = "main";
    parked.slot = {704};
    server.tell(std::vector<calls::Shown>{parked});
    EXPECT_THAT(listener.until("\"id\":3"), HasSubstr("event: call-over"));
    EXPECT_THAT(get("/api/v1/calls").json()["calls"], IsEmpty());
}

TEST_F(SomeLots, AreAllOfTheHistory) {
    log_in("front", "viewer");
    for (const char* path : {"/api/v1/history", "/api/v1/history/17", "/api/v1/calls/history",
                             "/api/v1/calls/history/17", "/api/v1/history?lot=main"}) {
        fake.wanted = {};
        get(path);
        EXPECT_EQ(fake.wanted.lots, std::vector<std::string>{"front desk"}) << path;
    }
    PastCall past{};
    past.id = 17;
    past.park.lot = "front desk";
    fake.history = std::vector{past};
    fake.steps = std::vector<PastStep>{
        {{}, {{3}, {9}, calls::CallStep::What::parked, "main", {701}, "201", ""}},
        {{}, {{3}, {12}, calls::CallStep::What::parked, "front desk", {801}, "202", ""}}};
    const auto steps = get("/api/v1/history/17").json()["steps"];
    ASSERT_EQ(steps.size(), 1U);
    EXPECT_EQ(steps[0]["lot"], "front desk");
}

TEST_F(SomeLots, AreNoLimitForWhoHasNone) {
    log_in("boss", "viewer");
    EXPECT_EQ(get("/api/v1/lots").json()["lots"].size(), 2U);
    get("/api/v1/history");
    EXPECT_FALSE(fake.wanted.lots);
    EXPECT_EQ(get("/metrics").status, 200);
}

TEST_F(SomeLots, ThatAreOnlySeenGetNoOrdersWhateverTheRole) {
    for (const char* role : {"agent", "supervisor", "admin"}) {
        log_in("watcher", role);
        EXPECT_EQ(get("/api/v1/lots/main/slots/701").status, 200);
        for (const auto& [method, path, body] :
             {std::tuple{"POST", "/api/v1/lots/main/slots/701/retrieve", R"({"user":"203"})"},
              std::tuple{"POST", "/api/v1/lots/main/slots/701/transfer", R"({"to":"203"})"},
              std::tuple{"POST", "/api/v1/calls/5/transfer", R"({"to":"203"})"},
              std::tuple{"POST", "/api/v1/lots/main/slots/701/release", ""},
              std::tuple{"PUT", "/api/v1/lots/main/slots/701/pin", R"({"pin":"1"})"},
              std::tuple{"PATCH", "/api/v1/lots/main/slots/701", R"({"note":"x"})"},
              std::tuple{"POST", "/api/v1/calls/5/hangup", ""},
              std::tuple{"POST", "/api/v1/calls/3/park", R"({"lot":"main"})"}})
            EXPECT_EQ(ask(method, path, body).code(), "out_of_scope") << role << " " << path;
        EXPECT_EQ(ask("POST", "/api/v1/calls/3/park", "{}").code(), "bad_body") << "in which lot?";
        EXPECT_THAT(fake.orders, IsEmpty()) << role;
    }
}

TEST_F(SomeLots, ThatAreNotSeenGetNoOrders) {
    log_in("front", "supervisor");
    EXPECT_EQ(ask("POST", "/api/v1/lots/main/slots/701/release").code(), "no_such_lot");
    EXPECT_EQ(ask("POST", "/api/v1/calls/5/hangup").code(), "no_such_call");
    EXPECT_EQ(ask("POST", "/api/v1/calls/3/park", R"({"lot":"main"})").code(), "no_such_lot");
    EXPECT_EQ(ask("POST", "/api/v1/calls/99/park", "{}").code(), "no_such_call");
    EXPECT_THAT(fake.orders, IsEmpty());
}

TEST_F(SomeLots, ThatAreOnesOwnGetOrdersAsFarAsTheRolePermits) {
    log_in("main", "agent");
    EXPECT_EQ(ask("POST", "/api/v1/lots/main/slots/701/retrieve", R"({"user":"203"})").status, 202);
    EXPECT_EQ(ask("POST", "/api/v1/calls/3/park", "{}").status, 202);
    EXPECT_EQ(ask("POST", "/api/v1/lots/main/slots/701/release").code(), "out_of_scope") << "an agent";
    EXPECT_THAT(fake.orders,
                ElementsAre(Order{"retrieve", "main", 701, "203"}, Order{"park", "main", 0, "3"}))
        << "it has but one lot to park in";
    log_in("main", "supervisor");
    EXPECT_EQ(ask("POST", "/api/v1/lots/main/slots/701/release").status, 200);
    EXPECT_EQ(ask("POST", "/api/v1/calls/5/hangup").status, 200);
}

TEST_F(SomeLots, AreNotWidenedByWhatIsAboutAll) {
    log_in("main", "admin");
    for (const char* path : {"/metrics", "/api/v1/audit", "/api/v1/bans", "/api/v1/tokens",
                             "/api/v1/accounts", "/api/v1/webhooks", "/api/v1/webhooks/crm/deliveries"})
        EXPECT_EQ(get(path).code(), "out_of_scope") << path;
    EXPECT_EQ(ask("PUT", "/api/v1/tokens/mine", R"({"scope":"admin"})").code(), "out_of_scope");
    EXPECT_EQ(ask("PUT", "/api/v1/accounts/main2", R"({"role":"admin"})").code(), "out_of_scope");
    EXPECT_EQ(ask("PUT", "/api/v1/hours/office", R"({"set":"closed"})").code(), "out_of_scope");
    EXPECT_EQ(get("/api/v1/hours").status, 200);
    for (const char* path : {"/api/v1/reload", "/api/v1/drain", "/api/v1/history/erase"})
        EXPECT_EQ(ask("POST", path, R"({"number":"1"})").code(), "out_of_scope") << path;
    for (const char* path : {"/api/v1/version", "/api/v1/status", "/api/v1/session"})
        EXPECT_EQ(get(path).status, 200) << path;
}

TEST_F(SomeLots, MayBeNone) {
    log_in("nobody", "viewer");
    EXPECT_THAT(get("/api/v1/lots").json()["lots"], IsEmpty());
    get("/api/v1/history");
    EXPECT_EQ(fake.wanted.lots, std::vector<std::string>{});
}

TEST_F(SomeLots, ChangeAtOnceAlsoForWhoListens) {
    log_in("front", "viewer");
    RawClient listener(server.port());
    listen(listener);
    server.use(AllRights{{"front", {{"main"}, {}}}});
    EXPECT_TRUE(listener.ends());
    RawClient again(server.port());
    EXPECT_THAT(listen(again), AllOf(HasSubstr("Ann Lee"), Not(HasSubstr("front desk"))));
    server.use(AllRights{{"front", {{"main"}, {}}}});
    server.tell(std::vector<calls::Shown>{calls::ParkOver{{9}}});
    EXPECT_THAT(again.until("\"park\":9"), HasSubstr("event: unparked"))
        << "nothing has changed: it listens on";
}

}  // namespace
}  // namespace layby::console

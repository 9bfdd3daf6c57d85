// Who can be called, through the API.
#include <gtest/gtest.h>

#include "fake_desk.hpp"
#include "raw_client.hpp"

namespace layby::console {
namespace {

struct WhoIsThere : testing::Test {
    FakeDesk fake;
    HttpServer server{loopback(), fake.desk()};
    RawClient client{server.port()};

    WhoIsThere() {
        calls::User ann, bob;
        ann.name = "201", ann.display = "Ann Lee", ann.box.there = true;
        bob.name = "202";
        fake.office.users = {ann, bob};
        calls::Group sales;
        sales.number = "600", sales.name = "Sales", sales.users = {"201"};
        sales.rings = calls::Group::Rings::in_turn, sales.hours = "office";
        fake.office.groups = {sales};
    }
};

TEST_F(WhoIsThere, IsListedWithGroupsAndBox) {
    EXPECT_EQ(client.get("/api/v1/users").json(), nlohmann::json::parse(R"({"users":[
        {"user":"201","name":"Ann Lee","message_box":true,"groups":["600"]},
        {"user":"202","name":"","message_box":false,"groups":[]}]})"));
}

TEST_F(WhoIsThere, TenantsAreListedByTheServer) {
    EXPECT_EQ(client.get("/api/v1/tenants").json(),
              nlohmann::json::parse(R"({"tenants":[{"name":"acme","domain":"acme.example"}]})"));
}

TEST_F(WhoIsThere, GroupsAreListedWithTheirUsers) {
    EXPECT_EQ(client.get("/api/v1/groups").json(), nlohmann::json::parse(R"({"groups":[
        {"number":"600","name":"Sales","ring":"in turn","users":["201"],"hours":"office"}]})"));
}

}  // namespace
}  // namespace layby::console

// Settings of phones over the API: who gets them, with and without the password.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fake_desk.hpp"
#include "logged_in.hpp"
#include "raw_client.hpp"

namespace layby::console {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

struct Provisioned : testing::Test {
    FakeDesk fake;
    HttpServer server{doors(), fake.desk()};
    RawClient admin{server.port()};

    static Doors doors() {
        auto out = loopback();
        out.rights = {{"ann", {{"main"}, {"main"}}}};
        const auto account = [&](const char* name, Scope role, const char* user) {
            return Account{name, role, user, "2026-11-29T00:00:00Z",
                           password_hash(std::string("pass of ") + name, out.hash_cost)};
        };
        out.accounts = {account("ann", Scope::viewer, "201"), account("bob", Scope::supervisor, "203")};
        return out;
    }
    Reply ask(const std::string& name, const std::string& method, const std::string& path) const {
        return logged_in(server.port(), name, "pass of " + name).ask(method, path);
    }
    static std::string text_of(const Reply& reply) { return reply.json()["files"][0]["text"]; }
};

constexpr auto yealink = "/api/v1/users/201/provisioning/yealink";

TEST_F(Provisioned, KindsOfPhonesAreToldToEverybody) {
    const auto phones = ask("bob", "GET", "/api/v1/provisioning").json()["phones"];
    EXPECT_GE(phones.size(), 10U);
    EXPECT_EQ(phones[0]["name"], "yealink");
}

TEST_F(Provisioned, SettingsHaveThePasswordOnlyForWhoPosts) {
    const auto looked = admin.get(yealink);
    EXPECT_EQ(looked.status, 200);
    EXPECT_FALSE(looked.json()["with_password"]);
    EXPECT_THAT(looked.body, AllOf(Not(HasSubstr("very secret")), HasSubstr("PASSWORD-OF-201")));
    const auto asked = admin.post(yealink, "");
    EXPECT_TRUE(asked.json()["with_password"]);
    EXPECT_THAT(text_of(asked), HasSubstr("account.1.password = very secret\n"));
    EXPECT_EQ(fake.audit.back().what, std::string("POST ") + yealink);
    EXPECT_EQ(asked.json()["files"][0]["name"], "yealink-201.cfg");
}

TEST_F(Provisioned, SettingsAreForAnAdminAndForWhoHasThePhone) {
    EXPECT_EQ(ask("ann", "POST", yealink).status, 200);
    EXPECT_EQ(ask("bob", "GET", yealink).code(), "out_of_scope");
    EXPECT_EQ(ask("bob", "POST", yealink).code(), "out_of_scope");
    RawClient stranger(server.port());
    EXPECT_EQ(stranger.bare("POST", yealink).code(), "no_token");
}

TEST_F(Provisioned, KeysAreForTheLotsThatTheUserSeesWhoeverAsks) {
    EXPECT_THAT(text_of(ask("ann", "GET", yealink)), AllOf(HasSubstr("= 703\n"), Not(HasSubstr("801"))));
    EXPECT_THAT(text_of(admin.get(yealink)), AllOf(HasSubstr("= 703\n"), Not(HasSubstr("801"))));
    EXPECT_EQ(admin.get(std::string(yealink) + "?lot=front%20desk").code(), "no_such_lot");
}

TEST_F(Provisioned, TheHostTheWayAndTheKeysMayBeChosen) {
    const auto usual = admin.get(yealink).json();
    EXPECT_EQ(usual["host"], "office.example");
    EXPECT_EQ(usual["transport"], "udp");
    const auto chosen = admin.get(std::string(yealink) + "?host=192.0.2.10&transport=tls&keys=2&lot=main");
    EXPECT_EQ(chosen.json()["port"], 5061);
    EXPECT_THAT(text_of(chosen), AllOf(HasSubstr("address = 192.0.2.10\n"), Not(HasSubstr("703"))));
}

TEST_F(Provisioned, WhatCantBeIsRefusedAndWhatWasMeantIsSaid) {
    const auto refused = [&](const std::string& path) {
        const auto reply = admin.get("/api/v1/users/" + path);
        return reply.code() + ": " + reply.json().value("detail", "");
    };
    EXPECT_EQ(refused("201/provisioning/yaelink"),
              "no_such_phone: there are no settings for a \"yaelink\"; did you mean \"yealink\"?");
    EXPECT_THAT(refused("201/provisioning/quite-another-one"), HasSubstr("but for yealink, poly, "));
    EXPECT_EQ(refused("210/provisioning/yealink"),
              "no_such_user: there is no user \"210\"; did you mean \"201\"?");
    EXPECT_EQ(refused("201/provisioning/yealink?lot=mian"),
              "no_such_lot: there is no lot \"mian\"; did you mean \"main\"?");
    EXPECT_EQ(refused("201/provisioning/yealink?transport=tcp"),
              "bad_choice: phones can't register over \"tcp\", but over udp, tls");
    EXPECT_THAT(refused("201/provisioning/yealink?host=a%20b"), HasSubstr("bad_choice"));
    EXPECT_THAT(refused("201/provisioning/yealink?host=a%0Ab"), HasSubstr("bad_choice"));
    EXPECT_THAT(refused("201/provisioning/yealink?host=park.example:5060"), HasSubstr("bad_choice"));
    EXPECT_EQ(admin.get(std::string(yealink) + "?host=2001:db8::9").json()["host"], "2001:db8::9");
    EXPECT_THAT(refused("201/provisioning/yealink?keys=0"), HasSubstr("bad_choice"));
    EXPECT_EQ(admin.post("/api/v1/users/201/provisioning/baresip", "").code(), "password_unfit");
    EXPECT_EQ(admin.put(yealink, "{}").status, 405);
}

}  // namespace
}  // namespace layby::console

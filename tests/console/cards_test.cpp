// Key cards over the API: for whom, of which lots, and what can't be printed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fake_desk.hpp"
#include "logged_in.hpp"
#include "raw_client.hpp"

namespace layby::console {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

struct Cards : testing::Test {
    FakeDesk fake;
    HttpServer server{doors(), fake.desk()};
    RawClient admin{server.port()};

    static Doors doors() {
        auto out = loopback();
        for (const auto& [name, user] : {std::pair{"ann", "201"}, {"bob", "203"}})
            out.accounts.push_back({name, Scope::viewer, user, "2026-11-29T00:00:00Z",
                                    password_hash(std::string("pass of ") + name, out.hash_cost)});
        return out;
    }
    Reply ask(const std::string& name, const std::string& path) const {
        return logged_in(server.port(), name, "pass of " + name).ask("GET", path);
    }
};

TEST_F(Cards, AreForAnAdminAndForWhoHasThePhone) {
    for (const auto& card : {admin.get("/api/v1/users/201/card"), ask("ann", "/api/v1/users/201/card")}) {
        EXPECT_EQ(card.status, 200);
        EXPECT_EQ(card.fields.at("content-type"), "application/pdf");
        EXPECT_THAT(card.body, StartsWith("%PDF-"));
    }
    EXPECT_EQ(ask("bob", "/api/v1/users/201/card").code(), "out_of_scope");
    EXPECT_EQ(RawClient(server.port()).bare("GET", "/api/v1/users/201/card").status, 401);
}

TEST_F(Cards, AreInTheLanguageAndForThePhoneThatIsAskedFor) {
    EXPECT_EQ(admin.get("/api/v1/users/201/card?language=de&phone=snom").status, 200);
    const auto detail = [&](const char* query) {
        return admin.get(std::string("/api/v1/users/201/card?") + query).json()["detail"];
    };
    EXPECT_EQ(detail("language=klingon"),
              "there are no cards in the language \"klingon\", but en, de, es, fr, it");
    EXPECT_EQ(detail("phone=yaelink"), "there are no cards for a \"yaelink\"; did you mean \"yealink\"?");
    EXPECT_EQ(admin.get("/api/v1/users/210/card").json()["detail"],
              "there is no user \"210\"; did you mean \"201\"?");
}

TEST_F(Cards, AreThereForEachUser) {
    const auto all = admin.get("/api/v1/cards").json();
    EXPECT_EQ(all["cards"][0]["user"], "201");
    EXPECT_EQ(all["cards"][0]["phone"], "yealink");
    EXPECT_TRUE(all["cards"][1]["phone"].is_null());
    EXPECT_THAT(all["languages"].dump(), HasSubstr("fr"));
}

}  // namespace
}  // namespace layby::console

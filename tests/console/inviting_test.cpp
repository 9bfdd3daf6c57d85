// Desk phones are invited, and fetch their settings once: who gets them, who doesn't, and that nobody learns
// from a refusal.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "console/access/access.hpp"
#include "fake_desk.hpp"
#include "raw_client.hpp"

namespace layby::console {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

using InvitedAt = Invitation::Time;
const InvitedAt invited_at{std::chrono::hours(24 * 20'000)};

TEST(AnInvitation, OpensForAnybodyUntilSomebodyHasBegun) {
    Invitation one{"001565abcdef", "hash", invited_at + 1h};
    EXPECT_EQ(state_of(one, invited_at), InvitationState::open);
    EXPECT_TRUE(opens_for(one, "192.0.2.1", invited_at));
    one.source = "192.0.2.1";
    EXPECT_EQ(state_of(one, invited_at), InvitationState::begun);
    EXPECT_TRUE(opens_for(one, "192.0.2.1", invited_at));
    EXPECT_FALSE(opens_for(one, "192.0.2.2", invited_at));
}

TEST(AnInvitation, IsOverWithItsTime) {
    const Invitation one{"001565abcdef", "hash", invited_at};
    EXPECT_TRUE(opens_for(one, "192.0.2.1", invited_at - 1s));
    EXPECT_FALSE(opens_for(one, "192.0.2.1", invited_at));
    EXPECT_EQ(state_of(one, invited_at), InvitationState::expired);
}

TEST(AnInvitation, HasDoneItsWorkWhenThePhoneHasEverythingButForAStartThatReadsTwice) {
    const Invitation one{"001565abcdef", "hash", invited_at + 1h, "192.0.2.1", invited_at};
    EXPECT_EQ(state_of(one, invited_at), InvitationState::fetched);
    EXPECT_TRUE(opens_for(one, "192.0.2.1", invited_at + 119s));
    EXPECT_FALSE(opens_for(one, "192.0.2.1", invited_at + 120s));
    EXPECT_FALSE(opens_for(one, "192.0.2.2", invited_at + 1s));
    EXPECT_FALSE(opens_for(one, "192.0.2.1", invited_at - 1h)) << "the clock was set back";
}

TEST(NameAndPassword, AreReadFromABasicField) {
    EXPECT_EQ(name_and_password("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="),
              std::pair(std::string("Aladdin"), std::string("open sesame")));
    EXPECT_EQ(name_and_password("basic YTo="), std::pair(std::string("a"), std::string()));
    EXPECT_EQ(name_and_password("Basic YTpiOmM="), std::pair(std::string("a"), std::string("b:c")));
    for (const char* wrong : {"", "Basic", "Basic ", "Basic YQ==", "Basic Y", "Basic ????", "Bearer YTpi"})
        EXPECT_FALSE(name_and_password(wrong)) << wrong;
}

constexpr auto of_ann = "/api/v1/provisioning/phones/00:15:65:AB:CD:EF/invitation";

struct Inviting : testing::Test {
    FakeDesk fake;
    HttpServer server{doors(), fake.desk()};
    RawClient admin{server.port()};

    static Doors doors() {
        auto out = loopback();
        const auto now = std::chrono::system_clock::now();
        out.invitations = {{"0004f2000001", hash_of("was used"), now + 1h, "127.0.0.1", now - 3min},
                           {"000413000002", hash_of("user has gone"), now + 1h},
                           {"001565000009", hash_of("phone has gone"), now + 1h}};
        return out;
    }
    nlohmann::json invited(const char* path = of_ann) { return admin.post(path, "").json(); }
    Reply fetch(const std::string& path, const std::string& more = {}) const {
        return RawClient(server.port()).bare("GET", path, {}, more);
    }
    Reply by(const nlohmann::json& invitation, const std::string& file) const {
        return fetch("/provision/" + invitation["secret"].get<std::string>() + '/' + file);
    }
};

TEST_F(Inviting, APhoneGetsItsSettingsWithThePasswordByTheNameItAsksFor) {
    const auto made = invited();
    EXPECT_EQ(made["files"], nlohmann::json({"001565abcdef.cfg"}));
    const auto got = by(made, "001565abcdef.cfg");
    EXPECT_EQ(got.status, 200);
    EXPECT_EQ(got.fields.at("content-type"), "text/plain; charset=utf-8");
    EXPECT_EQ(got.fields.at("cache-control"), "no-store");
    EXPECT_THAT(got.body, AllOf(HasSubstr("account.1.password = very secret"),
                                HasSubstr("linekey.3.value = 701"), HasSubstr("transport_type = 0")));
}

TEST_F(Inviting, TheNameOfTheFileMayBeInCapitals) {
    EXPECT_EQ(by(invited(), "001565ABCDEF.CFG").status, 200);
}

TEST_F(Inviting, APolyIsToldTheNameOfItsFileFirstWhichHasNoPassword) {
    const auto made = invited("/api/v1/provisioning/phones/0004f2000001/invitation");
    EXPECT_EQ(made["files"], nlohmann::json({"0004f2000001.cfg", "0004f2000001-layby.cfg"}));
    const auto index = by(made, "0004f2000001.cfg");
    EXPECT_THAT(index.body,
                AllOf(HasSubstr("CONFIG_FILES=\"0004f2000001-layby.cfg\""), Not(HasSubstr("secret"))));
    EXPECT_THAT(by(made, "0004f2000001-layby.cfg").body, HasSubstr("reg.1.auth.password=\"very secret\""));
}

TEST_F(Inviting, AnInvitationIsDoneWhenThePhoneHasEverything) {
    const auto made = invited();
    EXPECT_EQ(fake.invitations.back().source, "");
    EXPECT_EQ(by(made, "001565abcdef.cfg").status, 200);
    const auto phones = admin.get("/api/v1/provisioning/phones").json()["phones"];
    EXPECT_EQ(phones[0]["mac"], "00:15:65:ab:cd:ef");
    EXPECT_EQ(phones[0]["invitation"]["state"], "fetched");
    EXPECT_EQ(phones[0]["invitation"]["from"], "127.0.0.1");
    EXPECT_EQ(fake.invitations.back().source, "127.0.0.1");
    EXPECT_TRUE(fake.invitations.back().fetched);
    EXPECT_EQ(phones[2]["invitation"]["state"], "open");
    EXPECT_EQ(by(made, "001565abcdef.cfg").status, 200) << "while it starts";
}

TEST_F(Inviting, NothingIsServedWhatCouldBeServedAgainAfterAPowerCut) {
    const auto made = invited();
    fake.cannot_keep = "the disk is full";
    EXPECT_EQ(by(made, "001565abcdef.cfg").code(), "not_kept");
}

TEST_F(Inviting, WhoOnlyLooksDoesNotSpendIt) {
    const auto made = invited();
    RawClient client(server.port());
    client.send("HEAD /provision/" + made["secret"].get<std::string>() +
                "/001565abcdef.cfg HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_EQ(client.reply(true).status, 200);
    EXPECT_FALSE(fake.invitations.back().fetched);
}

TEST_F(Inviting, ALaterInvitationEndsTheOneBefore) {
    const auto before = invited(), after = invited();
    EXPECT_EQ(by(before, "001565abcdef.cfg").status, 404);
    EXPECT_EQ(by(after, "001565abcdef.cfg").status, 200);
}

TEST_F(Inviting, AllThatIsWrongIsAnsweredInOneWay) {
    const auto secret = invited()["secret"].get<std::string>();
    const auto nothing = fetch("/provision/layby_0123/001565abcdef.cfg");
    EXPECT_EQ(nothing.status, 404);
    for (const std::string path :
         {"layby_0123/0004f2000001.cfg", "was%20used/0004f2000001.cfg", "was%20used/0004f2000001-layby.cfg",
          "user%20has%20gone/000413000002.xml", "phone%20has%20gone/001565000009.cfg", "/001565abcdef.cfg"}) {
        const auto refused = fetch("/provision/" + path);
        EXPECT_EQ(refused.status, 404) << path;
        EXPECT_EQ(refused.body, nothing.body) << path;
    }
    EXPECT_EQ(fetch("/provision/" + secret + "/0004f2000001.cfg").body, nothing.body) << "another phone's";
    EXPECT_EQ(fetch("/provision/" + secret + "/y000000000066.cfg").body, nothing.body);
    EXPECT_EQ(fetch("/provision/" + secret + "/001565abcdef.cfg").status, 200) << "and that spent nothing";
}

TEST_F(Inviting, ThePasswordFieldOfAPhoneWillDo) {
    const auto wants = fetch("/provision/001565abcdef.cfg");
    EXPECT_EQ(wants.status, 401);
    EXPECT_EQ(wants.fields.at("www-authenticate"), "Basic realm=\"settings of phones\"");
    EXPECT_EQ(fetch("/provision/000000000000.cfg").body, wants.body);
    // "001565abcdef:was used", "0004f2000001:was used"
    for (const char* wrong : {"MDAxNTY1YWJjZGVmOndhcyB1c2Vk", "MDAwNGYyMDAwMDAxOndhcyB1c2Vk"}) {
        const auto refused =
            fetch("/provision/0004f2000001.cfg", "Authorization: Basic " + std::string(wrong) + "\r\n");
        EXPECT_EQ(refused.status, 401);
        EXPECT_EQ(refused.body, wants.body);
    }
    // "00:04:13:00:00:02:user has gone" has too many colons; its digits alone are its name.
    fake.desk_phones[2].user = "201";
    const auto got =
        fetch("/provision/000413000002.xml", "Authorization: Basic MDAwNDEzMDAwMDAyOnVzZXIgaGFzIGdvbmU=\r\n");
    EXPECT_EQ(got.status, 200);
    EXPECT_EQ(got.fields.at("content-type"), "application/xml");
    EXPECT_THAT(got.body, HasSubstr(">very secret</user_pass>"));
}

TEST_F(Inviting, WhoGuessesIsShutOut) {
    const auto made = invited();
    for (int i = 0; i < 30; ++i) EXPECT_EQ(fetch("/provision/guess/001565abcdef.cfg").status, 404);
    const auto late = fetch("/provision/guess/001565abcdef.cfg");
    EXPECT_EQ(late.status, 429);
    EXPECT_EQ(late.fields.at("retry-after"), "600");
    EXPECT_EQ(by(made, "001565abcdef.cfg").status, 429);
}

TEST_F(Inviting, APhoneThatAsksAgainAndAgainWithItsOldSecretGuessesNothing) {
    for (int i = 0; i < 40; ++i) EXPECT_EQ(fetch("/provision/was%20used/0004f2000001.cfg").status, 404);
}

TEST_F(Inviting, LeavesALineForWhoHasFetchedAndNeverASecret) {
    const auto made = invited();
    by(made, "001565abcdef.cfg");
    fetch("/provision/was%20used/0004f2000001.cfg");
    ASSERT_EQ(fake.audit.size(), 3U);
    EXPECT_EQ(fake.audit[0].what, std::string("POST ") + of_ann);
    EXPECT_EQ(fake.audit[1].who, "phone 00:15:65:ab:cd:ef");
    EXPECT_EQ(fake.audit[1].what, "GET /provision/…/001565abcdef.cfg");
    EXPECT_EQ(fake.audit[1].status, 200);
    EXPECT_EQ(fake.audit[1].from, "127.0.0.1");
    EXPECT_EQ(fake.audit[2].status, 404);
}

TEST_F(Inviting, IsForAnAdminAndSaysWhatIsWrong) {
    EXPECT_EQ(RawClient(server.port()).bare("POST", of_ann, {}).status, 401);
    EXPECT_EQ(RawClient(server.port()).bare("GET", "/api/v1/provisioning/phones", {}).status, 401);
    const auto detail = [&](const std::string& mac) {
        return admin.post("/api/v1/provisioning/phones/" + mac + "/invitation", "").json()["detail"];
    };
    EXPECT_EQ(detail("00:15:65:ab:cd:ee"),
              "the settings have no [[phone]] with the MAC address 00:15:65:ab:cd:ee; did you mean "
              "\"00:15:65:ab:cd:ef\"?");
    EXPECT_EQ(detail("nonsense"), "\"nonsense\" is no MAC address of a phone");
    for (const char* body : {"[]", R"({"within_s":59})", R"({"within_s":2592001})", R"({"within_s":"1"})",
                             R"({"host":"a/b"})", R"({"host":7})"})
        EXPECT_EQ(admin.post(of_ann, body).code(), "bad_body") << body;
    EXPECT_EQ(admin.bare("DELETE", of_ann, {}, token_field()).code(), "no_such_invitation");
}

TEST_F(Inviting, IsWithdrawnAtOnce) {
    const auto made = invited();
    EXPECT_EQ(admin.bare("DELETE", of_ann, {}, token_field()).json()["state"], "withdrawn");
    EXPECT_EQ(by(made, "001565abcdef.cfg").status, 404);
}

TEST_F(Inviting, ThePlaceHasTheWordOfEachKindForItsMac) {
    const auto folder = "http://127.0.0.1:" + std::to_string(server.port()) + "/provision/";
    const auto yealink = invited();
    EXPECT_EQ(yealink["url"], folder + yealink["secret"].get<std::string>() + "/");
    EXPECT_EQ(yealink["url_without_secret"], folder);
    EXPECT_EQ(yealink["name"], "001565abcdef");
    const auto snom = invited("/api/v1/provisioning/phones/000413000002/invitation");
    EXPECT_EQ(snom["url"], folder + snom["secret"].get<std::string>() + "/{mac}.xml");
}

struct InvitingBehindAProxy : testing::Test {
    FakeDesk fake;
    HttpServer server{doors(), fake.desk()};

    static Doors doors() {
        auto out = loopback();
        out.proxy = {{"127.0.0.1"}, "https://park.example.com"};
        return out;
    }
    /// As the proxy hands on what somebody there asks.
    Reply ask(const std::string& from, const std::string& method, const std::string& path,
              const std::string& more = {}, const std::string& host = "park.example.com") const {
        return RawClient(server.port())
            .ask(method + ' ' + path + " HTTP/1.1\r\nHost: " + host + "\r\nX-Forwarded-For: " + from +
                 "\r\n" + more + "\r\n");
    }
};

TEST_F(InvitingBehindAProxy, OneWhoGuessesShutsOutNobodyElse) {
    const auto made = ask("192.0.2.1", "POST", of_ann, token_field()).json();
    EXPECT_EQ(made["url_without_secret"], "https://park.example.com/provision/");
    const auto path = "/provision/" + made["secret"].get<std::string>() + "/001565abcdef.cfg";
    for (int i = 0; i < 31; ++i) ask("192.0.2.9", "GET", "/provision/guess/001565abcdef.cfg");
    EXPECT_EQ(ask("192.0.2.9", "GET", path).status, 429);
    EXPECT_EQ(ask("192.0.2.7", "GET", path).status, 200);
    EXPECT_EQ(ask("192.0.2.8", "GET", path).status, 404) << "another has begun";
}

TEST_F(InvitingBehindAProxy, WhatComesToItInTheClearIsRefused) {
    const auto made = ask("192.0.2.1", "POST", of_ann, token_field()).json();
    const auto path = "/provision/" + made["secret"].get<std::string>() + "/001565abcdef.cfg";
    EXPECT_EQ(ask("192.0.2.7", "GET", path, {}, "localhost").code(), "not_encrypted");
    EXPECT_EQ(ask("192.0.2.7", "GET", "/provision/001565abcdef.cfg", {}, "localhost").code(),
              "not_encrypted");
}

TEST(InvitingWithoutTls, IsForThisMachineAlone) {
    FakeDesk fake;
    HttpServer server({.ip = "0.0.0.0", .token = the_token, .wrong_try = 0ms}, fake.desk());
    RawClient admin(server.port());
    EXPECT_EQ(admin.post(of_ann, "").code(), "not_encrypted");
}

TEST(InvitingWithoutAState, IsRefused) {
    FakeDesk fake;
    fake.keeps_history = false;
    HttpServer server(loopback(), fake.desk());
    RawClient admin(server.port());
    EXPECT_EQ(admin.post(of_ann, "").code(), "nothing_kept");
}

}  // namespace
}  // namespace layby::console

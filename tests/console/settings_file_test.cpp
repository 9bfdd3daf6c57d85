// The file of settings over the API: who gets it, and what becomes of a text.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "fake_desk.hpp"
#include "raw_client.hpp"

namespace layby::console {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using State = SettingsSaved::State;

constexpr auto path = "/api/v1/settings", check_path = "/api/v1/settings/check";
constexpr auto of_v1 = "If-Match: \"v1\"\r\n";

struct SettingsOverHttp : testing::Test {
    FakeDesk fake;
    HttpServer server{doors(), fake.desk()};
    RawClient admin{server.port()};

    static Doors doors() {
        auto out = loopback();
        for (const auto scope : {Scope::viewer, Scope::agent, Scope::supervisor, Scope::admin})
            out.tokens.push_back({name_of(scope), scope, hash_of(std::string("token of ") + name_of(scope)),
                                  "2026-11-30T00:00:00Z"});
        return out;
    }
    std::unique_ptr<RawClient> as(const char* role) const {
        auto out = std::make_unique<RawClient>(server.port());
        out->token = std::string("token of ") + role;
        return out;
    }
};

TEST_F(SettingsOverHttp, AreShownWithTheVersionThatTheyAre) {
    const auto shown = admin.get(path);
    EXPECT_EQ(shown.status, 200);
    EXPECT_EQ(shown.fields.at("etag"), "\"v1\"");
    EXPECT_EQ(shown.json()["file"], "/etc/layby/office.toml");
    EXPECT_EQ(shown.json()["text"], fake.settings_file.text);
    EXPECT_TRUE(shown.json()["unwritable"].is_null());
    EXPECT_THAT(fake.audit, IsEmpty());
}

TEST_F(SettingsOverHttp, ThatCantBeShownAreRefusedWithTheReason) {
    fake.settings_file = {"office.toml", "", "", "office.toml:2: not TOML", ""};
    const auto refused = admin.get(path);
    EXPECT_EQ(refused.status, 409);
    EXPECT_EQ(refused.code(), "settings_unshown");
    EXPECT_THAT(refused.json()["detail"], HasSubstr("office.toml:2: not TOML; mend them on the server"));
    EXPECT_FALSE(refused.fields.contains("etag"));
}

TEST_F(SettingsOverHttp, AreForAdminsAlone) {
    for (const char* role : {"viewer", "agent", "supervisor"}) {
        EXPECT_EQ(as(role)->get(path).code(), "out_of_scope");
        EXPECT_EQ(as(role)->post(check_path, R"({"text":""})").code(), "out_of_scope");
        EXPECT_EQ(as(role)->put(path, R"({"text":""})", of_v1).code(), "out_of_scope");
    }
    EXPECT_THAT(fake.texts, IsEmpty());
    EXPECT_EQ(as("admin")->get(path).status, 200);
    RawClient stranger(server.port());
    EXPECT_EQ(stranger.bare("GET", path).code(), "no_token");
    EXPECT_EQ(stranger.bare("PUT", path, R"({"text":""})").code(), "no_token");
}

TEST_F(SettingsOverHttp, AreCheckedWithoutALineInTheAudit) {
    fake.checked.problems = {
        {"office.toml", 12, "lot main: recal is not a setting; did you mean \"recall\"?"},
        {"office.toml", 3, "not TOML: oh", 7},
        {"office.toml", 0, "no users"}};
    const auto said = admin.post(check_path, R"({"text":"a\nb"})").json();
    EXPECT_FALSE(said["good"]);
    EXPECT_EQ(said["problems"][0]["line"], 12);
    EXPECT_TRUE(said["problems"][0]["column"].is_null());
    EXPECT_EQ(said["problems"][0]["text"],
              "office.toml:12: lot main: recal is not a setting; did you mean \"recall\"?");
    EXPECT_EQ(said["problems"][1]["column"], 7);
    EXPECT_TRUE(said["problems"][2]["line"].is_null());
    EXPECT_EQ(admin.post(check_path, "{}").status, 200);
    EXPECT_EQ(admin.post(check_path, R"({"text":null})").status, 200);
    EXPECT_THAT(fake.texts, ElementsAre("a\nb", "-", "-"));
    EXPECT_THAT(fake.audit, IsEmpty());
}

TEST_F(SettingsOverHttp, AreCheckedWithWhatWouldChange) {
    using What = settings::Change::What;
    fake.checked.warnings = {"lot main: no fallback"};
    fake.checked.at_next_start = {"media"};
    fake.checked.changes = {
        {What::added, "user", "204"},
        {What::changed, "user", "201", {{"password", "", "", true}, {"display", "", "\"A\""}}},
        {What::reordered, "lot"}};
    const auto said = admin.post(check_path, R"({"text":""})", of_v1).json();
    EXPECT_TRUE(said["good"]);
    EXPECT_EQ(said["at_next_start"][0], "media");
    EXPECT_EQ(said["changes"][0]["what"], "added");
    EXPECT_TRUE(said["changes"][1]["settings"][0]["secret"]);
    EXPECT_TRUE(said["changes"][1]["settings"][0]["after"].is_null());
    EXPECT_EQ(said["changes"][1]["text"], "user 201: password is another one, display is \"A\"");
    EXPECT_TRUE(said["changes"][2]["name"].is_null());
    EXPECT_EQ(admin.post(check_path, R"({"text":""})", "If-Match: \"v0\"\r\n").code(), "another_text");
}

TEST_F(SettingsOverHttp, AreSavedOverTheVersionThatIsNamedAndNoted) {
    const auto saved = admin.put(path, R"({"text":"new = \"secret words\""})", of_v1);
    EXPECT_EQ(saved.status, 200);
    EXPECT_EQ(saved.fields.at("etag"), "\"v2\"");
    EXPECT_EQ(saved.json()["backup"], "/etc/layby/office.toml.old");
    EXPECT_THAT(fake.texts, ElementsAre("new = \"secret words\""));
    ASSERT_EQ(fake.audit.size(), 1U);
    EXPECT_EQ(fake.audit[0].what, std::string("PUT ") + path);
    EXPECT_EQ(fake.audit[0].status, 200);
    EXPECT_EQ(admin.put(path, R"({"text":""})", "If-Match: \"v0\"\r\n").code(), "another_text");
    EXPECT_EQ(admin.put(path, R"({"text":""})").code(), "match_required");
    for (const char* no_version : {"*", "v1", "\"\"", "\"v1\", \"v2\""})
        EXPECT_EQ(admin.put(path, R"({"text":""})", std::string("If-Match: ") + no_version + "\r\n").code(),
                  "bad_match");
}

TEST_F(SettingsOverHttp, AreNotSavedWithErrorsOrWhereTheyMayNotBe) {
    fake.saved = {.state = State::wrong};
    fake.saved.checked.problems = {{"office.toml", 12, "oh"}};
    const auto wrong = admin.put(path, R"({"text":""})", of_v1);
    EXPECT_EQ(wrong.status, 422);
    EXPECT_EQ(wrong.code(), "bad_configuration");
    EXPECT_THAT(wrong.json()["problems"], ElementsAre("office.toml:12: oh"));
    fake.saved = {.state = State::unwritable, .why = "/etc/layby can't be changed from here"};
    const auto refused = admin.put(path, R"({"text":""})", of_v1);
    EXPECT_EQ(refused.status, 409);
    EXPECT_EQ(refused.code(), "not_writable");
    EXPECT_EQ(refused.json()["detail"], fake.saved.why);
}

TEST_F(SettingsOverHttp, AreAnObjectWithAText) {
    for (const char* body : {"", "[]", "text", R"({"text":1})", "{\"text\":\"\xff\"}"}) {
        EXPECT_EQ(admin.put(path, body, of_v1).code(), "bad_body") << body;
        EXPECT_EQ(admin.post(check_path, body).code(), "bad_body") << body;
    }
    EXPECT_EQ(admin.put(path, "{}", of_v1).code(), "bad_body");
    EXPECT_EQ(admin.put(path, R"({"text":""})", of_v1, "text/plain").code(), "not_json");
    EXPECT_THAT(fake.texts, IsEmpty());
}

TEST_F(SettingsOverHttp, MayBeLargerThanOtherBodies) {
    const auto body = [](std::size_t size) { return R"({"text":")" + std::string(size, 'x') + "\"}"; };
    EXPECT_EQ(admin.put(path, body(1'000'000), of_v1).status, 200);
    EXPECT_EQ(fake.texts.back().size(), 1'000'000U);
    EXPECT_EQ(as("admin")->post("/api/v1/drain", body(100'000)).code(), "body_too_large");
    EXPECT_EQ(as("admin")->put(path, body(2'500'000), of_v1).code(), "body_too_large");
    EXPECT_EQ(as("admin")->put("/api/v1/settings/nothing", body(100'000), of_v1).status, 413);
}

TEST_F(SettingsOverHttp, AreBroughtByAFewAtOnceAlone) {
    const std::string head =
        "PUT /api/v1/settings HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        "Expect: 100-continue\r\nContent-Length: 100000\r\n\r\n";
    std::vector<std::unique_ptr<RawClient>> slow;
    for (std::size_t i = 0; i < Limits{}.large_bodies; ++i) {
        slow.push_back(std::make_unique<RawClient>(server.port()));
        slow.back()->send(head);
        slow.back()->until("100 Continue\r\n\r\n");
    }
    RawClient another(server.port());
    another.send(head);
    EXPECT_EQ(another.reply().code(), "body_too_large");
    slow.pop_back();
    for (int i = 0; i < 100; ++i) {  // until the server has seen that it is gone
        RawClient next(server.port());
        next.send(head);
        if (next.until("\r\n").find("100 Continue") != std::string::npos) return;
    }
    FAIL() << "nobody may bring a text any more";
}

}  // namespace
}  // namespace layby::console

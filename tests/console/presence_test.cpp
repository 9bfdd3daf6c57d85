// What users want done with their calls, by the API.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "console/json.hpp"
#include "console/presence_text.hpp"
#include "fake_desk.hpp"
#include "raw_client.hpp"

namespace layby::console {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using Result = calls::CommandResult;

struct ThePresence : testing::Test {
    FakeDesk fake;
    HttpServer server{loopback(), fake.desk()};
    RawClient client{server.port()};
    const std::string of_201{"/api/v1/users/201/presence"};

    Reply set(const std::string& body, const std::string& path = "/api/v1/users/201/presence") {
        return client.with_body("PUT", path, body, "", "application/json");
    }
    void tell(const calls::Presence& presence) {
        server.tell(std::vector<calls::Shown>{calls::Shown{presence}});
    }
};

TEST_F(ThePresence, IsShownAsItIs) {
    EXPECT_EQ(client.get(of_201).json(),
              nlohmann::json::parse(R"({"user":"201","do_not_disturb":true,"forward":
        {"always":null,"busy":null,"no_answer":"0171555","no_answer_after_s":20,"unregistered":null}})"));
    EXPECT_EQ(client.get("/api/v1/users/299/presence").code(), "no_such_user");
}

TEST_F(ThePresence, IsSetAsAWhole) {
    const auto reply = set(R"({"forward":{"always":"205","no_answer":"0171","no_answer_after_s":30}})");
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.json()["forward"]["always"], "205");
    EXPECT_THAT(fake.presences,
                ElementsAre(calls::Presence{
                    "201", false, {"205", {.no_answer = "0171", .busy = {}, .unregistered = {}}, 30s}}));
    EXPECT_EQ(set(client.get(of_201).body).status, 200);  // what was read can be written
    EXPECT_EQ(fake.presences.back(), FakeDesk::presence_of("201"));
    EXPECT_EQ(set("{}").status, 200);
    EXPECT_EQ(fake.presences.back(), (calls::Presence{"201", false, {}}));
}

TEST_F(ThePresence, SendsCallsToUsersWhoseNamesHaveLetters) {
    EXPECT_EQ(set(R"({"forward":{"always":"ann.lee"}})").json()["forward"]["always"], "ann.lee");
}

TEST_F(ThePresence, ThatMakesNoSenseIsRefused) {
    for (const std::string body :
         {"", "[]", R"({"do_not_disturb":1})", R"({"dnd":true})", R"({"user":"202"})", R"({"forward":"205"})",
          R"({"forward":{"always":""}})", R"({"forward":{"always":"bob ray"}})",
          R"({"forward":{"alway":"205"}})", R"({"forward":{"no_answer":"205","no_answer_after_s":4}})",
          R"({"forward":{"no_answer":"205","no_answer_after_s":121}})",
          R"({"forward":{"no_answer":"205","no_answer_after_s":20.5}})"})
        EXPECT_EQ(set(body).code(), "bad_body") << body;
    EXPECT_THAT(fake.presences, IsEmpty());
}

TEST_F(ThePresence, ThatCanNotBeIsRefusedWithTheReason) {
    for (const auto& [result, code] :
         {std::pair(Result::no_such_user, "no_such_user"),
          std::pair(Result::no_such_number, "no_such_number"), std::pair(Result::barred, "barred")}) {
        fake.result = result;
        EXPECT_EQ(set(R"({"forward":{"always":"205"}})").code(), code);
    }
}

TEST_F(ThePresence, OfAllIsListedWithTheNumbers) {
    EXPECT_THAT(client.get("/api/v1/presence").json()["presences"], IsEmpty());
    tell(FakeDesk::presence_of("201"));
    const auto all = client.get("/api/v1/presence").json()["presences"];
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0]["forward"]["no_answer"], "0171555");
    tell({"201", false, {}});
    EXPECT_THAT(client.get("/api/v1/presence").json()["presences"], IsEmpty());
}

TEST_F(ThePresence, InTheFeedIsWithoutTheNumbers) {
    calls::Presence presence{"201", true, {}};
    presence.forwards.always = "0171555";
    const auto text = event_json(presence, Times{});
    EXPECT_EQ(text, R"({"user":"201","do_not_disturb":true,"forwarded":true})");
    Copy copy;
    EXPECT_TRUE(copy.take(presence));
    EXPECT_FALSE(copy.take(presence));
    EXPECT_THAT(snapshot_json(copy, false, Times{}), HasSubstr(R"("presences":[)" + text));
    EXPECT_THAT(snapshot_json(copy, false, Times{}), Not(HasSubstr("0171555")));
    EXPECT_TRUE(copy.take(calls::Presence{"201", false, {}}));
    EXPECT_THAT(copy.presences(), IsEmpty());
}

TEST_F(ThePresence, KeepsAnOrderOfSomebodyElseFromRinging) {
    fake.result = Result::do_not_disturb;
    const auto reply = client.post("/api/v1/lots/main/slots/701/retrieve", R"({"user":"203"})");
    EXPECT_EQ(reply.status, 409);
    EXPECT_EQ(reply.code(), "do_not_disturb");
}

}  // namespace
}  // namespace layby::console

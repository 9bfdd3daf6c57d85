// Call-back tasks through the API: what is shown of them, to whom, and what may be done.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "console/task_text.hpp"
#include "fake_desk.hpp"
#include "logged_in.hpp"
#include "raw_client.hpp"

namespace layby::console {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using Result = calls::CommandResult;
using What = calls::TaskOrder::What;

struct TheTasks : testing::Test {
    static FakeDesk with_tasks() {
        FakeDesk fake;
        fake.tasks = {FakeDesk::cleo(), FakeDesk::dan()};
        return fake;
    }

    FakeDesk fake = with_tasks();
    AllRights rights{{"front", {{"front desk"}, {"front desk"}}},
                     {"watcher", {{"main"}, {}}},
                     {"main", {{"main"}, {"main"}}}};
    HttpServer server{doors(), fake.desk()};
    RawClient client{server.port()};
    LoggedIn who;

    Doors doors() const {
        auto out = loopback();
        out.rights = rights;
        return out;
    }
    Reply order(const std::string& what, const std::string& body = {}, const std::string& match = {}) {
        const auto field = match.empty() ? "" : "If-Match: " + match + "\r\n";
        return client.with_body("POST", "/api/v1/tasks/7/" + what, body, field, "application/json");
    }
    Reply edit(const std::string& body) {
        return client.with_body("PATCH", "/api/v1/tasks/7", body, "", "application/json");
    }
    std::vector<std::uint64_t> ids(const std::string& query) {
        std::vector<std::uint64_t> out;
        const auto answer = client.get("/api/v1/tasks" + query).json();
        for (const auto& task : answer["tasks"]) out.push_back(task["id"]);
        return out;
    }
    void log_in(const std::string& name, const std::string& role) {
        who = logged_in_as(client, server.port(), name, role);
    }
    Reply ask(const std::string& method, const std::string& path, const std::string& body = {}) {
        return who.ask(method, path, body);
    }
};

TEST_F(TheTasks, AreShownWithWhoAndWhereAndWhenTheyAreDue) {
    const auto reply = client.get("/api/v1/tasks/7");
    EXPECT_EQ(reply.fields.at("etag"), "\"task-7-2\"");
    const auto json = reply.json();
    EXPECT_EQ(json["state"], "open");
    EXPECT_EQ(json["why"], "abandoned");
    EXPECT_EQ(json["caller"]["number"], "0171555");
    EXPECT_EQ(json["lot"], "main");
    EXPECT_EQ(json["slot"], 702);
    EXPECT_EQ(json["parker"]["user"], "201");
    EXPECT_EQ(json["owner"], "204") << "for whom it was parked";
    EXPECT_EQ(json["waited_s"], 42);
    EXPECT_EQ(json["due_in_s"], 59 * 60);
    EXPECT_EQ(json["overdue"], false);
    EXPECT_TRUE(json["who"].is_null());
    EXPECT_TRUE(json["how"].is_null());
    const auto other = client.get("/api/v1/tasks/8").json();
    EXPECT_TRUE(other["lot"].is_null());
    EXPECT_TRUE(other["slot"].is_null());
    EXPECT_TRUE(other["parker"].is_null());
    EXPECT_EQ(other["dialled"], "0301234");
    EXPECT_EQ(other["overdue"], true);
    for (const char* none : {"9", "0", "x", "7x", "99999999999999999999"})
        EXPECT_EQ(client.get("/api/v1/tasks/" + std::string(none)).code(), "no_such_task") << none;
}

TEST_F(TheTasks, AreListedByWhenTheyAreDueAndByWhatIsAskedFor) {
    EXPECT_THAT(ids(""), ElementsAre(8, 7));
    EXPECT_THAT(ids("?lot=main"), ElementsAre(7));
    EXPECT_THAT(ids("?owner=204"), ElementsAre(7));
    EXPECT_THAT(ids("?overdue=true"), ElementsAre(8));
    EXPECT_THAT(ids("?number=0171555"), ElementsAre(7));
    EXPECT_THAT(ids("?taken_by=201"), IsEmpty());
    EXPECT_THAT(ids("?limit=1"), ElementsAre(8));
    auto taken = FakeDesk::cleo();
    taken.state = calls::Task::State::taken;
    taken.who = "201";
    auto done = FakeDesk::dan();
    done.state = calls::Task::State::done;
    done.how = calls::Task::How::called_again;
    done.who = "203";
    server.tell(std::vector<calls::Shown>{taken, done});
    EXPECT_THAT(ids(""), ElementsAre(7));
    EXPECT_THAT(ids("?taken_by=201"), ElementsAre(7));
    EXPECT_THAT(ids("?state=done"), ElementsAre(8));
    EXPECT_THAT(ids("?state=all"), ElementsAre(7, 8)) << "those that are over come last";
    EXPECT_EQ(client.get("/api/v1/tasks/8").json()["how"], "called again");
    for (const char* wrong : {"state=", "state=old", "state=open,", "overdue=1"})
        EXPECT_EQ(client.get("/api/v1/tasks?" + std::string(wrong)).code(), "bad_filter") << wrong;
    EXPECT_EQ(client.get("/api/v1/tasks?limit=0").code(), "bad_limit");
}

TEST_F(TheTasks, AreTakenByOneAlone) {
    EXPECT_EQ(order("take", R"({"user":"203"})", "\"task-7-2\"").status, 200);
    ASSERT_THAT(fake.task_orders, SizeIs(1));
    EXPECT_EQ(fake.task_orders[0].what, What::take);
    EXPECT_EQ(fake.task_orders[0].task, calls::TaskId{7});
    EXPECT_EQ(fake.task_orders[0].by, "203");
    EXPECT_TRUE(fake.task_orders[0].by_user);
    EXPECT_EQ(fake.task_orders[0].version, 2U);
    fake.result = Result::task_changed;
    EXPECT_EQ(order("take", "", "\"task-7-1\"").status, 412);
    fake.result = Result::task_taken;
    fake.tasks[0].who = "203";
    const auto refused = order("take");
    EXPECT_EQ(refused.status, 409);
    EXPECT_EQ(refused.code(), "task_taken");
    EXPECT_THAT(refused.body, HasSubstr("203")) << "it says who has it";
    EXPECT_FALSE(fake.task_orders.back().version);
}

TEST_F(TheTasks, AreMeantByTheirETagAlone) {
    EXPECT_EQ(order("done", "", "*").status, 200);
    order("done", "", "\"task-8-2\"");  // of another one: no version is that
    EXPECT_EQ(fake.task_orders.back().version, 0U);
    for (const char* wrong : {"\"park-7\"", "task-7-2", "\"task-7-\"", "\"task-7-x\"", "\"task-7-2x\""})
        EXPECT_EQ(order("done", "", wrong).code(), "bad_match") << wrong;
    EXPECT_THAT(fake.task_orders, SizeIs(2));
}

TEST_F(TheTasks, AreClosedAndOpenedAndNoted) {
    for (const auto& [word, what] :
         {std::pair{"done", What::done}, {"drop", What::drop}, {"reopen", What::reopen}}) {
        EXPECT_EQ(order(word).status, 200);
        EXPECT_EQ(fake.task_orders.back().what, what);
        EXPECT_TRUE(fake.task_orders.back().over_others) << "this one is an admin";
    }
    EXPECT_EQ(edit(R"({"note":"after lunch","due_in_s":7200})").status, 200);
    EXPECT_EQ(fake.task_orders.back().note, "after lunch");
    EXPECT_EQ(fake.task_orders.back().due_in, 2h);
    EXPECT_EQ(edit(R"({"note":null})").status, 200);
    EXPECT_EQ(fake.task_orders.back().note, "");
    const auto before = fake.task_orders.size();
    for (const char* body :
         {"", "{}", "[]", R"({"note":7})", R"({"note":"two\nlines"})", R"({"due_in_s":-1})",
          R"({"due_in_s":2592001})", R"({"due_in_s":1.5})", R"({"due":"now"})"})
        EXPECT_EQ(edit(body).code(), "bad_body") << body;
    for (const char* body : {"[]", R"({"user":7})", R"({"by":"203"})", R"({"user":"203","x":1})"})
        EXPECT_EQ(order("done", body).code(), "bad_body") << body;
    EXPECT_THAT(fake.task_orders, SizeIs(before));
}

TEST_F(TheTasks, AreCalledBackByAPhone) {
    const auto rings = order("call", R"({"from":"203","auto_answer":true})");
    EXPECT_EQ(rings.status, 202) << rings.body;
    EXPECT_EQ(rings.json()["to"], "0171555");
    EXPECT_EQ(rings.json()["calls"][0], 77);
    ASSERT_THAT(fake.calls_back, SizeIs(1));
    EXPECT_EQ(fake.calls_back[0].user, "203");
    EXPECT_TRUE(fake.calls_back[0].answers);
    EXPECT_EQ(fake.task_orders[0].by, "203") << "who minds it from then on";
    EXPECT_EQ(order("call").code(), "bad_body") << "whose phone?";
    for (const char* body : {"[]", R"({"from":7})", R"({"from":"203","to":"0900"})"})
        EXPECT_EQ(order("call", body).code(), "bad_body") << body;
    for (const auto& [result, code] : {std::pair{Result::no_number, "no_number"},
                                       {Result::task_over, "task_over"},
                                       {Result::not_registered, "not_registered"},
                                       {Result::barred, "barred"}}) {
        fake.result = result;
        EXPECT_EQ(order("call", R"({"from":"203"})").code(), code);
    }
}

TEST_F(TheTasks, OfOtherLotsAreNotThere) {
    log_in("front", "supervisor");
    EXPECT_THAT(ask("GET", "/api/v1/tasks").json()["tasks"], IsEmpty());
    EXPECT_EQ(ask("GET", "/api/v1/tasks/7").code(), "no_such_task");
    EXPECT_EQ(ask("POST", "/api/v1/tasks/7/take").code(), "no_such_task");
    EXPECT_EQ(ask("POST", "/api/v1/tasks/8/call").code(), "no_such_task") << "it is in no lot";
    log_in("watcher", "supervisor");
    EXPECT_THAT(ask("GET", "/api/v1/tasks").json()["tasks"], SizeIs(1));
    EXPECT_EQ(ask("POST", "/api/v1/tasks/7/take").code(), "out_of_scope");
    EXPECT_EQ(ask("PATCH", "/api/v1/tasks/7", R"({"note":"x"})").code(), "out_of_scope");
    EXPECT_EQ(ask("POST", "/api/v1/tasks/7/call").code(), "out_of_scope");
    EXPECT_THAT(fake.task_orders, IsEmpty());
}

TEST_F(TheTasks, OfALotAreForWhoActsOnItWithItsOwnPhone) {
    log_in("main", "agent");
    EXPECT_EQ(ask("POST", "/api/v1/tasks/7/take").status, 200);
    EXPECT_EQ(fake.task_orders.back().by, "201") << "the phone of this account";
    EXPECT_FALSE(fake.task_orders.back().over_others);
    EXPECT_EQ(ask("POST", "/api/v1/tasks/7/call").status, 202);
    EXPECT_EQ(fake.calls_back.back().user, "201");
    EXPECT_EQ(fake.calls_back.back().by, "201");
    EXPECT_EQ(ask("POST", "/api/v1/tasks/7/call", R"({"from":"203"})").code(), "out_of_scope");
    EXPECT_EQ(ask("POST", "/api/v1/tasks/7/done", R"({"user":"203"})").code(), "out_of_scope");
    log_in("main", "supervisor");
    EXPECT_EQ(ask("POST", "/api/v1/tasks/7/call", R"({"from":"203"})").code(), "out_of_scope")
        << "that phone may reach other lots";
}

TEST_F(TheTasks, ThatAreChangedStandInTheAudit) {
    order("take");
    ASSERT_FALSE(fake.audit.empty());
    EXPECT_EQ(fake.audit.back().what, "POST /api/v1/tasks/7/take");
}

TEST_F(TheTasks, AreInTheLiveFeedAsLongAsTheyAreNotForgotten) {
    RawClient listener(server.port());
    listener.send("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + the_token +
                  "\r\n\r\n");
    listener.until("event: snapshot");
    const auto snapshot = listener.until("\n\n");
    EXPECT_THAT(snapshot, HasSubstr(R"("tasks":[{"id":7,)"));
    EXPECT_THAT(snapshot, Not(HasSubstr("due_in_s"))) << "no ages: it may be read later";
    auto done = FakeDesk::cleo();
    done.state = calls::Task::State::done;
    server.tell(std::vector<calls::Shown>{done});
    listener.until("event: task\n");
    EXPECT_THAT(listener.until("\n\n"), HasSubstr(R"("state":"done")"));
    server.tell(std::vector<calls::Shown>{calls::TaskOver{{7}}});
    listener.until("event: task-over\n");
    EXPECT_THAT(listener.until("\n\n"), HasSubstr(R"({"id":7})"));
}

TEST_F(TheTasks, AreCountedByLotAndState) {
    const auto metrics = client.get("/metrics").body;
    EXPECT_THAT(metrics, HasSubstr("layby_call_back_tasks{lot=\"main\",state=\"open\"} 1\n"));
    EXPECT_THAT(metrics, HasSubstr("layby_call_back_tasks{lot=\"front desk\",state=\"taken\"} 0\n"));
    EXPECT_THAT(metrics, HasSubstr("layby_call_back_tasks_overdue{lot=\"main\"} 0\n"));
    EXPECT_THAT(metrics, HasSubstr("layby_call_back_tasks_overdue{lot=\"\"} 1\n"));
}

}  // namespace
}  // namespace layby::console

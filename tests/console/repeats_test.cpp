// Orders that are given once, however often they are sent.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "console/api/repeats.hpp"
#include "fake_desk.hpp"
#include "raw_client.hpp"

namespace layby::console {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using Order = FakeDesk::Order;

struct AnOrder : testing::Test {
    Repeats repeats{3, 1h};
    Repeats::Clock::time_point now{Repeats::Clock::now()};
    std::vector<int> statuses;
    std::vector<bool> repeated;

    static Request post(const std::string& key, const std::string& body = "{}") {
        Request out;
        out.method = "POST";
        out.target = "/api/v1/drain";
        out.idempotency_key = key;
        out.body = body;
        return out;
    }
    /// What notes the answer of this order; none: it isn't to be carried out.
    std::optional<Answered> give(const Request& request, const std::string& who = "ann") {
        const Guest guest{Scope::admin, who, "127.0.0.1"};
        return repeats.begin(
            request, guest,
            [this](const Answer& answer) {
                statuses.push_back(answer.status);
                repeated.push_back(answer.repeated);
            },
            now);
    }
    static Answer answer(int status) { return {status, "{}", {}}; }
};

TEST_F(AnOrder, IsCarriedOutOnceAndAnsweredAsOftenAsItIsGiven) {
    (*give(post("a")))(answer(202));
    EXPECT_FALSE(give(post("a")));
    EXPECT_FALSE(give(post("a")));
    EXPECT_THAT(statuses, ElementsAre(202, 202, 202));
    EXPECT_THAT(repeated, ElementsAre(false, true, true));
}

TEST_F(AnOrder, ThatIsUnderWayIsAnsweredWithTheFirst) {
    const auto first = give(post("a"));
    EXPECT_FALSE(give(post("a")));
    EXPECT_THAT(statuses, IsEmpty());
    (*first)(answer(200));
    EXPECT_THAT(statuses, ElementsAre(200, 200));
}

TEST_F(AnOrder, IsAnotherOneForSomebodyElseOrWithAnotherKeyOrWithoutOne) {
    EXPECT_TRUE(give(post("a")));
    EXPECT_TRUE(give(post("a"), "bob"));
    EXPECT_TRUE(give(post("b")));
    auto plain = post("a");
    plain.idempotency_key.reset();
    EXPECT_TRUE(give(plain));
    EXPECT_TRUE(give(plain));
    EXPECT_EQ(repeats.size(), 3U);
}

TEST_F(AnOrder, WithTheKeyOfAnotherOneIsRefused) {
    (*give(post("a")))(answer(200));
    EXPECT_FALSE(give(post("a", R"({"within_s":5})")));
    auto elsewhere = post("a");
    elsewhere.target = "/api/v1/reload";
    EXPECT_FALSE(give(elsewhere));
    auto meant = post("a");
    meant.if_match = "\"park-9\"";
    EXPECT_FALSE(give(meant));
    EXPECT_THAT(statuses, ElementsAre(200, 422, 422, 422));
}

TEST_F(AnOrder, ThatFailedForUsMayBeGivenAgain) {
    for (const int status : {503, 500, 429}) {
        (*give(post("a")))(answer(status));
        EXPECT_EQ(repeats.size(), 0U);
    }
    (*give(post("a")))(answer(409));
    EXPECT_FALSE(give(post("a"))) << "that refusal stands";
}

TEST_F(AnOrder, IsForgottenAfterItsTimeAndWhenThereAreTooMany) {
    (*give(post("a")))(answer(200));
    now += 59min;
    (*give(post("b")))(answer(200));
    EXPECT_FALSE(give(post("a")));
    now += 1min;
    EXPECT_TRUE(give(post("a")));
    for (const char* key : {"c", "d", "e"}) (*give(post(key)))(answer(200));
    EXPECT_EQ(repeats.size(), 3U);
    EXPECT_TRUE(give(post("b"))) << "it was the oldest";
}

TEST_F(AnOrder, ThatIsUnderWayIsNotForgottenForOthers) {
    const auto first = give(post("a"));
    for (const char* key : {"b", "c", "d", "e"}) (*give(post(key)))(answer(200));
    EXPECT_EQ(repeats.size(), 3U);
    EXPECT_FALSE(give(post("a")));
}

TEST_F(AnOrder, ThatWasNotAllowedMayBeGivenAgain) {
    for (const int status : {401, 403}) (*give(post("a")))(answer(status));
    EXPECT_TRUE(give(post("a")));
}

TEST_F(AnOrder, WhoseAnswerComesAfterItWasForgottenDisturbsNoOther) {
    const auto first = give(post("a"));
    now += 2h;
    const auto second = give(post("a", "{ }"));
    (*first)(answer(200));
    EXPECT_FALSE(give(post("a", "{ }"))) << "the second one is under way";
    (*second)(answer(202));
    EXPECT_THAT(statuses, ElementsAre(200, 202, 202));
}

TEST_F(AnOrder, HasAKeyOfSomeLength) {
    EXPECT_FALSE(give(post("")));
    EXPECT_FALSE(give(post(std::string(256, 'x'))));
    EXPECT_TRUE(give(post(std::string(255, 'x'))));
    EXPECT_THAT(statuses, ElementsAre(400, 400));
}

struct OrdersOverHttp : testing::Test {
    FakeDesk fake;
    HttpServer server{loopback(), fake.desk()};
    RawClient client{server.port()};
    const std::string once{"Idempotency-Key: 7f3a\r\n"};
};

TEST_F(OrdersOverHttp, AreGivenOnceAndNotedOnce) {
    const auto path = "/api/v1/lots/main/slots/701/retrieve";
    const auto first = client.post(path, R"({"user":"203"})", once);
    const auto second = client.post(path, R"({"user":"203"})", once);
    EXPECT_EQ(first.status, 202);
    EXPECT_EQ(second.status, 202);
    EXPECT_EQ(second.body, first.body);
    EXPECT_FALSE(first.fields.contains("idempotent-replayed"));
    EXPECT_EQ(second.fields.at("idempotent-replayed"), "true");
    EXPECT_THAT(fake.orders, ElementsAre(Order{"retrieve", "main", 701, "203"}));
    EXPECT_THAT(fake.audit, SizeIs(1));
    EXPECT_EQ(client.post(path, R"({"user":"204"})", once).code(), "other_order");
    EXPECT_EQ(client.post(path, R"({"user":"203"})", "Idempotency-Key: \r\n").code(), "bad_key");
    EXPECT_EQ(client.post(path, R"({"user":"203"})", once + "Idempotency-Key: b\r\n").code(), "bad_key");
    EXPECT_THAT(fake.orders, SizeIs(1));
}

TEST_F(OrdersOverHttp, AreNotAnsweredToWhoMayNotAsk) {
    client.post("/api/v1/drain", "{}", once);
    EXPECT_EQ(client.bare("POST", "/api/v1/drain", "{}", once).status, 401);
}

}  // namespace
}  // namespace layby::console

// What a board orders about parked calls and calls in progress.
#include "console/order_text.hpp"

#include "fake_desk.hpp"
#include "raw_client.hpp"

namespace layby::console {
namespace {

TEST(OrderText, OfAnEditIsEachOfThreeThings) {
    const auto all = edit_of(R"({"note":"asks for Ann","for_user":"202","extend_s":60})");
    ASSERT_TRUE(all);
    EXPECT_EQ(all->note, "asks for Ann");
    EXPECT_EQ(all->for_user, "202");
    EXPECT_EQ(all->longer, std::chrono::seconds{60});
    EXPECT_EQ(edit_of(R"({"note":null})")->note, "");
    std::string umlauts;
    for (int i = 0; i < 200; ++i) umlauts += "ü";
    EXPECT_EQ(edit_of(R"({"note":")" + umlauts + R"("})")->note, umlauts) << "characters, not bytes";
    EXPECT_FALSE(edit_of(R"({"note":null})")->for_user);
}

TEST(OrderText, OfAnEditIsNothingElse) {
    const std::string long_note(201, 'x');
    for (const std::string& wrong :
         {std::string{}, std::string{"{}"}, std::string{"[]"}, std::string{R"({"note":7})"},
          std::string{R"({"note":"two\nlines"})"}, R"({"note":")" + long_note + R"("})",
          std::string{R"({"extend_s":0})"}, std::string{R"({"extend_s":3601})"},
          std::string{R"({"extend_s":-1})"}, std::string{R"({"extend_s":18446744073709551615})"},
          std::string{R"({"extend_s":1.5})"}, std::string{R"({"notes":"x"})"}})
        EXPECT_FALSE(edit_of(wrong)) << wrong;
}

TEST(OrderText, OfAPlaceIsALotASlotBothOrNone) {
    EXPECT_EQ(place_of("{}")->lot, "");
    EXPECT_EQ(place_of(R"({"lot":"main","slot":703})")->slot, SlotNumber{703});
    for (const char* wrong :
         {"", "[]", R"({"lot":7})", R"({"slot":"703"})", R"({"slot":0})", R"({"where":1})"})
        EXPECT_FALSE(place_of(wrong)) << wrong;
    EXPECT_EQ(leg_of("4294967297"), LegId{4294967297});
    for (const char* wrong : {"", "0", "-1", "7x", "99999999999999999999"})
        EXPECT_FALSE(leg_of(wrong)) << wrong;
}

class Orders : public testing::Test {
  protected:
    Reply patch(const std::string& body) {
        return client.with_body("PATCH", "/api/v1/lots/main/slots/701", body, "", "application/json");
    }

    FakeDesk fake;
    HttpServer server{loopback(), fake.desk()};
    RawClient client{server.port()};
};

TEST_F(Orders, EditACall) {
    const auto reply = patch(R"({"note":"VIP","extend_s":60})");
    EXPECT_EQ(reply.status, 200) << reply.body;
    EXPECT_EQ(reply.json()["state"], "changed");
    ASSERT_EQ(fake.edits.size(), 1U);
    EXPECT_EQ(fake.edits[0].note, "VIP");
    EXPECT_EQ(patch("{}").code(), "bad_body");
    fake.result = calls::CommandResult::no_such_user;
    EXPECT_EQ(patch(R"({"for_user":"299"})").code(), "no_such_user");
}

TEST_F(Orders, ParkAndHangUpACall) {
    const auto parked = client.post("/api/v1/calls/77/park", R"({"lot":"main","slot":703})");
    EXPECT_EQ(parked.status, 202) << parked.body;
    EXPECT_EQ(parked.json()["state"], "parking");
    EXPECT_EQ(client.post("/api/v1/calls/77/hangup", "").json()["state"], "hung up");
    EXPECT_THAT(fake.orders, testing::ElementsAre(FakeDesk::Order{"park", "main", 703, "77"},
                                                  FakeDesk::Order{"hang up", "", 0, "77"}));
    EXPECT_EQ(client.post("/api/v1/calls/x/park", "{}").code(), "no_such_call");
    fake.result = calls::CommandResult::not_talking;
    EXPECT_EQ(client.post("/api/v1/calls/77/park", "{}").code(), "not_talking");
    fake.result = calls::CommandResult::not_allowed;
    EXPECT_EQ(client.post("/api/v1/calls/77/park", "{}").code(), "not_allowed");
}

TEST(OrderText, OfACallIsWhoseAndWhom) {
    const auto order = call_order_of(R"({"from":"201","to":"0301234","auto_answer":true})");
    ASSERT_TRUE(order);
    EXPECT_EQ(order->user, "201");
    EXPECT_EQ(order->number, "0301234");
    EXPECT_TRUE(order->answers);
    EXPECT_EQ(call_order_of(R"({"to":"202"})")->user, "") << "one's own phone";
    for (const char* wrong :
         {"", "{}", "[]", R"({"from":"201"})", R"({"from":"201","to":""})", R"({"from":"","to":"202"})",
          R"({"from":null,"to":"202"})", R"({"to":202})", R"({"to":"2\n3"})",
          R"({"to":"202","auto_answer":1})", R"({"to":"202","by":"201"})"})
        EXPECT_FALSE(call_order_of(wrong)) << wrong;
}

TEST_F(Orders, HaveAPhoneCallSomebody) {
    const auto rings = client.post("/api/v1/calls", R"({"from":"201","to":"202"})");
    EXPECT_EQ(rings.status, 202) << rings.body;
    EXPECT_EQ(rings.body, R"({"state":"ringing","from":"201","to":"202","calls":[77,78]})");
    ASSERT_EQ(fake.orders.size(), 1U);
    EXPECT_EQ(fake.orders[0].lot, "201");
    EXPECT_EQ(client.post("/api/v1/calls", R"({"to":"202"})").code(), "bad_body") << "whose phone?";
    const std::pair<calls::CommandResult, const char*> refusals[] = {
        {calls::CommandResult::no_such_user, "no_such_user"},
        {calls::CommandResult::no_such_number, "no_such_number"},
        {calls::CommandResult::not_registered, "not_registered"},
        {calls::CommandResult::not_allowed, "not_allowed"},
        {calls::CommandResult::do_not_disturb, "do_not_disturb"},
        {calls::CommandResult::barred, "barred"},
        {calls::CommandResult::too_many_calls, "too_many_calls"},
        {calls::CommandResult::about_to_end, "ending"}};
    for (const auto& [result, code] : refusals) {
        fake.result = result;
        EXPECT_EQ(client.post("/api/v1/calls", R"({"from":"201","to":"202"})").code(), code);
    }
}

TEST(OrderText, OfATransferIsANumber) {
    EXPECT_EQ(to_of(R"({"to":"+4930123"})"), "+4930123");
    for (const char* wrong :
         {"", "{}", "[]", R"({"to":""})", R"({"to":202})", R"({"to":"2\n3"})", R"({"to":"202","by":"201"})"})
        EXPECT_FALSE(to_of(wrong)) << wrong;
    EXPECT_FALSE(to_of(R"({"to":")" + std::string(65, '1') + R"("})"));
}

TEST_F(Orders, TransferWhoTalksAndWhoWaits) {
    const auto rings = client.post("/api/v1/lots/main/slots/701/transfer", R"({"to":"600"})");
    EXPECT_EQ(rings.status, 202) << rings.body;
    EXPECT_EQ(rings.json()["state"], "ringing");
    EXPECT_EQ(client.post("/api/v1/calls/77/transfer", R"({"to":"202"})").json()["state"], "transferring");
    EXPECT_THAT(fake.orders, testing::ElementsAre(FakeDesk::Order{"transfer", "main", 701, "600 by "},
                                                  FakeDesk::Order{"transfer", "77", 0, "202 by "}));
    EXPECT_EQ(client.post("/api/v1/calls/77/transfer", "{}").code(), "bad_body");
    EXPECT_EQ(client.post("/api/v1/calls/x/transfer", R"({"to":"202"})").code(), "no_such_call");
    fake.result = calls::CommandResult::no_such_number;
    EXPECT_EQ(client.post("/api/v1/calls/77/transfer", R"({"to":"299"})").code(), "no_such_number");
    fake.result = calls::CommandResult::barred;
    EXPECT_EQ(client.post("/api/v1/lots/main/slots/701/transfer", R"({"to":"0900"})").code(), "barred");
}

}  // namespace
}  // namespace layby::console

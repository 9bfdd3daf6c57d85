// As whom callers are shown to an outside line: with its own number, a user's, or theirs.
#include "sip/trunks/outside_identity.hpp"

#include "sip_world.hpp"

namespace layby::tests {
namespace {

const Party ann{"Ann Lee", "201", false}, ben{"Ben Ost", "202", false},
    stranger{"Cy Fox", "+4917112345", false};

class Outside : public ::testing::Test {
  protected:
    Outside() {
        options.accounts = {{"201", "x", {}, false, "+493012340"}, {"202", "x", {}, false, {}}};
        options.emergency = {"112"};
    }
    sip::OutsideParty shown(const Party& party, const std::string& dialled = "030555") {
        sip::OutsideBook book;
        book.reload(options);
        return book.shown(party, rules, dialled);
    }
    sip::Options options;
    sip::ShownOutside rules{"+493012399", false, true};
};

TEST_F(Outside, AUserIsShownByItsOutsideNumberElseByThatOfTheLine) {
    EXPECT_EQ(shown(ann).from, (Party{"Ann Lee", "+493012340", false}));
    EXPECT_EQ(shown(ann).asserted.number, "+493012340");
    EXPECT_EQ(shown(ben).from.number, "+493012399");
}

TEST_F(Outside, WhoCameFromOutsideIsShownByTheLinesNumber) {
    EXPECT_EQ(shown(stranger).from.number, "+493012399");
    EXPECT_EQ(shown(stranger).from.name, "Cy Fox");
}

TEST_F(Outside, OrByItsOwnWhereTheLineAllowsItAndTheLineVouches) {
    rules.pass_caller = true;
    EXPECT_EQ(shown(stranger).from, stranger);
    EXPECT_EQ(shown(stranger).asserted.number, "+493012399");
    EXPECT_EQ(shown(ann).from.number, "+493012340") << "a user's extension is no number out there";
}

TEST_F(Outside, NamesAreLeftOutWhereTheLineDoesntTakeThem) {
    rules.pass_names = false;
    EXPECT_EQ(shown(ann).from.name, "");
    rules.own.clear();
    EXPECT_EQ(shown(ann).from, (Party{"", "201", false}));
}

TEST_F(Outside, ALineWithoutANumberShowsEverybodyAsTheyAre) {
    rules.own.clear();
    EXPECT_EQ(shown(ann).from, ann);
    EXPECT_EQ(shown(stranger).asserted, stranger);
}

TEST_F(Outside, AnEmergencyCallNamesThePlaceWhoeverCalls) {
    auto hidden = ann;
    hidden.anonymous = true;
    EXPECT_EQ(shown(hidden, "112").from, (Party{"Ann Lee", "+493012399", false}));
    EXPECT_TRUE(shown(hidden).from.anonymous) << "elsewhere its wish counts";
}

/// What stands on the wire.
class OutsideCall : public ::testing::Test {
  protected:
    OutsideCall() {
        auto options = world.options;
        options.accounts.push_back({"207", "x", {}, false, "+493012340"});
        options.emergency = {"112"};
        sip::TrunkAccount provider;
        provider.name = "provider";
        provider.host = peer.ip;
        provider.port = peer.port;
        provider.shown = {"+493012399", false, true};
        options.trunks.push_back(provider);
        world.reload(options);
        world.settle();
        world.standing_timers = world.front->counters().timers;
        order.to = calls::OutboundCall::To::trunk;
        order.trunk = "provider";
        order.number = "15551234";
        order.caller = {"Gus Moe", "207", false};
        order.offer = our_media();
    }
    SipMessage place() {
        world.order(calls::PlaceCall{world.new_leg(), order});
        const auto invite = peer.expect_request("INVITE");
        peer.learn(invite);
        return invite;
    }
    void refuse(const SipMessage& invite) {
        peer.send(peer.reply(invite, 480));
        world.expect<calls::CallFailed>();
        world.expect_nothing_left();
    }
    SipWorld world;
    Peer peer{world};
    calls::OutboundCall order;
};

TEST_F(OutsideCall, HasTheUsersOutsideNumberAtTheProvidersDomain) {
    const auto invite = place();
    const std::string uri = "<sip:+493012340@127.0.0.1:" + std::to_string(peer.port) + ">";
    for (const char* name : {"From", "P-Asserted-Identity", "Remote-Party-ID"})
        EXPECT_NE(invite.header(name).find("\"Gus Moe\" " + uri), std::string::npos) << invite.header(name);
    refuse(invite);
}

TEST_F(OutsideCall, ThatWasForwardedSaysByWhomUnderANumberThatTheProviderKnows) {
    order.diverted_by = "207";
    order.diverted_why = "no-answer";
    const auto invite = place();
    EXPECT_EQ(invite.header("Diversion"),
              "<sip:+493012340@127.0.0.1:" + std::to_string(peer.port) + ">;reason=no-answer");
    refuse(invite);
}

TEST_F(OutsideCall, OfARecallSaysWhyItRingsUnderTheLinesNumber) {
    order.caller = stranger;
    order.shown_name = "Recall 701 · Cy Fox";
    const auto invite = place();
    for (const char* name : {"From", "P-Asserted-Identity"}) {
        EXPECT_NE(invite.header(name).find("\"Recall 701 · Cy Fox\" <sip:+493012399@"), std::string::npos);
        EXPECT_EQ(invite.header(name).find("17112345"), std::string::npos) << "not allowed to pass it";
    }
    refuse(invite);
}

TEST_F(OutsideCall, WithPrivacyKeepsTheNumberForTheProviderAlone) {
    order.caller.anonymous = true;
    const auto invite = place();
    EXPECT_NE(invite.header("From").find("anonymous@anonymous.invalid"), std::string::npos);
    EXPECT_NE(invite.header("P-Asserted-Identity").find("+493012340"), std::string::npos);
    EXPECT_EQ(invite.header("Privacy"), "id");
    refuse(invite);
}

TEST_F(OutsideCall, ForHelpIsNeverAnonymous) {
    order.caller.anonymous = true;
    order.number = "112";
    const auto invite = place();
    EXPECT_NE(invite.header("From").find("+493012399"), std::string::npos);
    EXPECT_FALSE(invite.has("Privacy"));
    refuse(invite);
}

TEST_F(OutsideCall, TellsALaterPartyByTheSameRules) {
    const auto invite = place();
    peer.send(peer.reply(invite, 200, "Allow: INVITE, UPDATE\r\n", peer.sdp()));
    peer.expect_request("ACK");
    const auto leg = world.expect<calls::CallAnswered>().leg;
    world.order(calls::Show{leg, {"Ann Lee", "201", false}});
    const auto update = peer.expect_request("UPDATE");
    EXPECT_NE(update.header("P-Asserted-Identity").find("+493012399"), std::string::npos);
    peer.send(peer.reply(update, 200));
    world.order(calls::HangUp{leg});
    peer.send(peer.reply(peer.expect_request("BYE"), 200));
    world.expect_nothing_left();
}

}  // namespace
}  // namespace layby::tests

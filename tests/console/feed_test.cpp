// The copy and the numbered events: what a listener gets, from the beginning, after a gap, and when it is
// slow.
#include "console/feed.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fake_desk.hpp"

namespace layby::console {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

struct AFeed : testing::Test {
    FakeDesk desk;
    Inbox inbox;
    int asked{};
    Feed feed{inbox, [this] { ++asked; }, [] { return FakeDesk::now; }, 4};
    std::optional<std::uint64_t> at;

    void begin() {
        inbox.put(desk.everything());
        feed.catch_up();
    }
    void tell(calls::Shown change) {
        inbox.put(std::vector{std::move(change)});
        feed.catch_up();
    }
    /// What the listener gets next.
    std::string next() {
        const auto piece = feed.after(at);
        at = piece.last;
        return piece.text ? *piece.text : std::string{};
    }
    static calls::CallView call(std::uint64_t id) { return {{id}, {"Ann", "1", false}, "talking", {}, {}}; }
};

TEST_F(AFeed, AsksForEverythingFirstAndIsNotReadyBefore) {
    feed.catch_up();
    EXPECT_EQ(asked, 1);
    EXPECT_FALSE(feed.ready());
    tell(call(7));  // from before: part of everything
    feed.catch_up();
    EXPECT_EQ(asked, 1);
    begin();
    EXPECT_TRUE(feed.ready());
    EXPECT_EQ(feed.copy().calls().size(), 2U);
}

TEST_F(AFeed, BeginsWithTheWholeAndGoesOnWithWhatChanges) {
    begin();
    const auto whole = next();
    EXPECT_THAT(whole, StartsWith("id: " + feed.last_id() +
                                  "\nevent: snapshot\ndata: {\"lots\":[{\"name\":\"main\""));
    EXPECT_THAT(whole, HasSubstr("\"Ann Lee\""));
    EXPECT_EQ(next(), "");
    tell(calls::ParkOver{{9}});
    tell(call(7));
    tell(calls::CallOver{{3}});
    const auto text = next();
    EXPECT_THAT(text, HasSubstr("event: unparked\ndata: {\"lot\":\"main\",\"slot\":701,\"park\":9}\n\nid: "));
    EXPECT_THAT(text, HasSubstr("event: call\ndata: {\"id\":7,"));
    EXPECT_THAT(text, HasSubstr("id: " + feed.last_id() + "\nevent: call-over\ndata: {\"id\":3}\n\n"));
    EXPECT_EQ(next(), "");
}

TEST_F(AFeed, SaysTimesOfDayAndNoAgesWhichWouldBeOldWhenTheyAreRead) {
    begin();
    auto ann = desk.ann();
    ann.call.told = false;
    next();
    tell(ann);
    const auto text = next();
    EXPECT_THAT(text, HasSubstr("\"since\":\"20"));
    EXPECT_THAT(text, HasSubstr("\"at\":\"20"));
    EXPECT_THAT(text, Not(HasSubstr("since_s")));
    EXPECT_THAT(text, Not(HasSubstr("in_s")));
}

TEST_F(AFeed, SaysNothingWhenNothingHasChanged) {
    begin();
    next();
    tell(desk.ann());
    tell(calls::CallOver{{99}});
    tell(calls::ParkOver{{99}});
    inbox.put(UserPhones{"201", {{"201", "sip:201@192.0.2.7", "Phone/1.0", FakeDesk::now + 90s}}});
    feed.catch_up();
    EXPECT_EQ(next(), "");
    EXPECT_EQ(feed.copy().phones().at("201").front().expires, FakeDesk::now + 90s);
    inbox.put(UserPhones{"201", {}});
    feed.catch_up();
    EXPECT_THAT(next(), HasSubstr("event: registrations\ndata: {\"user\":\"201\",\"registrations\":[]}"));
}

TEST_F(AFeed, SaysWhoseMessagesAreOthersAndNothingOfThem) {
    begin();
    next();
    calls::Message message;
    message.id = {5};
    message.state = calls::Message::State::fresh;
    message.box = "203";
    message.caller = {"Ann Lee", "5551234", false};
    tell(message);
    const auto told = "event: messages\ndata: {\"user\":\"203\"}\n\n";
    EXPECT_EQ(next(), "id: " + feed.last_id() + '\n' + told);
    ASSERT_TRUE(feed.copy().message({5}));
    tell(message);
    EXPECT_EQ(next(), "") << "it is as it was";
    message.state = calls::Message::State::heard;
    tell(message);
    EXPECT_THAT(next(), HasSubstr(told));
    tell(calls::MessageOver{{5}});
    EXPECT_THAT(next(), HasSubstr(told));
    EXPECT_FALSE(feed.copy().message({5}));
    tell(calls::MessageOver{{5}});
    EXPECT_EQ(next(), "");
}

TEST_F(AFeed, GoesOnAfterTheEventThatAListenerHadLast) {
    begin();
    next();
    const auto before = feed.last_id();
    tell(call(7));
    tell(call(8));
    at = feed.number_of(before);
    ASSERT_TRUE(at);
    const auto text = next();
    EXPECT_THAT(text, HasSubstr("\"id\":7,"));
    EXPECT_THAT(text, HasSubstr("\"id\":8,"));
}

TEST_F(AFeed, GivesTheWholeToWhoMissedTooMuchOrComesFromAnotherStart) {
    begin();
    next();
    const auto before = feed.last_id();
    for (std::uint64_t id = 10; id < 15; ++id) tell(call(id));
    at = feed.number_of(before);
    EXPECT_THAT(next(), HasSubstr("event: snapshot"));
    for (const std::string foreign : {"", "x", "00000000-1", "-1"})
        EXPECT_FALSE(feed.number_of(foreign)) << foreign;
    EXPECT_FALSE(feed.number_of(feed.last_id() + "0"));  // not yet
    EXPECT_FALSE(feed.number_of(feed.last_id() + "x"));
    EXPECT_TRUE(feed.number_of(feed.last_id()));
}

struct AFeedWithTrunks : AFeed {
    Trunk provider{"provider", "sip.example.net", Transport::udp, true};

    AFeedWithTrunks() {
        desk.trunks = {provider, {"partner", "", Transport::udp}};
        begin();
        at = feed.after({}, true).last;
    }
    void are(std::vector<Trunk> trunks) {
        inbox.put(Trunks{std::move(trunks)});
        feed.catch_up();
    }
    std::string next_with_trunks() {
        const auto piece = feed.after(at, true);
        at = piece.last;
        return piece.text ? *piece.text : std::string{};
    }
    static calls::CallView call_by(const std::string& trunk, std::uint64_t id) {
        auto view = call(id);
        view.trunk = trunk;
        return view;
    }
};

TEST_F(AFeedWithTrunks, BeginsWithThemForWhoMaySeeThemAlone) {
    EXPECT_THAT(*feed.after({}, true).text, HasSubstr("\"trunks\":[{\"name\":\"provider\""));
    EXPECT_THAT(*feed.after({}).text, Not(HasSubstr("\"trunks\"")));
}

TEST_F(AFeedWithTrunks, TellsOfOneThatGoesDownAndOfNoOther) {
    provider.up = false;
    are({provider, desk.trunks[1]});
    const auto text = next_with_trunks();
    EXPECT_THAT(text, HasSubstr("event: trunk\ndata: {\"name\":\"provider\""));
    EXPECT_THAT(text, HasSubstr("\"up\":false"));
    EXPECT_THAT(text, Not(HasSubstr("partner")));
    are({provider, desk.trunks[1]});
    EXPECT_EQ(next_with_trunks(), "") << "nothing has changed";
}

TEST_F(AFeedWithTrunks, TellsOfTheirCallsAsTheyComeAndGo) {
    tell(call_by("provider", 7));
    EXPECT_THAT(next_with_trunks(), HasSubstr("\"calls_out\":1"));
    auto held = call_by("provider", 7);
    held.state = "held";
    tell(held);
    EXPECT_THAT(next_with_trunks(), Not(HasSubstr("event: trunk"))) << "as many as before";
    tell(calls::CallOver{{7}});
    EXPECT_THAT(next_with_trunks(), HasSubstr("\"calls_out\":0"));
    tell(call(8));
    EXPECT_THAT(next_with_trunks(), Not(HasSubstr("event: trunk"))) << "a user's call";
}

TEST_F(AFeedWithTrunks, TellsOfAllWhenOneIsNewOrGone) {
    are({provider});
    EXPECT_THAT(next_with_trunks(), HasSubstr("event: trunks\ndata: {\"trunks\":[{\"name\":\"provider\""));
}

TEST_F(AFeedWithTrunks, TellsNobodyElse) {
    provider.up = false;
    are({provider, desk.trunks[1]});
    EXPECT_EQ(next(), "");
    tell(call_by("provider", 7));
    const auto text = next();
    EXPECT_THAT(text, HasSubstr("event: call\n"));
    EXPECT_THAT(text, Not(HasSubstr("event: trunk")));
    tell(calls::CallOver{{7}});
    EXPECT_THAT(next(), HasSubstr("event: call-over\n")) << "it goes on where it was";
}

TEST_F(AFeed, LetsSlowReadersShareAWholeAndForgetsItAfterwards) {
    begin();
    const auto one = feed.after({});
    tell(call(7));
    const auto other = feed.after({});
    EXPECT_EQ(one.text, other.text);
    at = other.last;
    EXPECT_THAT(next(), HasSubstr("\"id\":7,"));  // what has happened since comes afterwards
    for (std::uint64_t id = 10; id < 15; ++id) tell(call(id));
    EXPECT_NE(feed.after({}).text, one.text);  // by now too old
}

TEST_F(AFeed, IsToldEverythingAnewWhenTooMuchWasWaiting) {
    Inbox small(2);
    Feed late(
        small, [this] { ++asked; }, [] { return FakeDesk::now; });
    small.put(desk.everything());
    late.catch_up();
    ASSERT_TRUE(late.ready());
    const auto had = late.number_of(late.last_id());
    EXPECT_TRUE(small.put(std::vector<calls::Shown>{call(7)}));
    EXPECT_TRUE(small.put(std::vector<calls::Shown>{call(8), call(9)})) << "the console has to hear of it";
    EXPECT_FALSE(small.put(std::vector<calls::Shown>{call(10)}));
    late.catch_up();
    EXPECT_FALSE(late.ready());
    EXPECT_EQ(asked, 1);
    small.put(desk.everything());
    late.catch_up();
    EXPECT_TRUE(late.ready());
    EXPECT_EQ(late.copy().calls().size(), 2U);
    EXPECT_THAT(*late.after(had).text, HasSubstr("event: snapshot"));
}

TEST(ACopy, KeepsASlotThatTwoCallsHadInOneTurn) {
    FakeDesk desk;
    Copy copy;
    auto ann = desk.ann(), bob = desk.ann();
    bob.call.park = {10};
    EXPECT_TRUE(copy.take(ann));
    EXPECT_TRUE(copy.take(bob));
    EXPECT_TRUE(copy.take(calls::ParkOver{{9}}));
    ASSERT_NE(copy.parked_at("main", {701}), nullptr);
    EXPECT_EQ(copy.parked_at("main", {701})->call.park, ParkId{10});
    EXPECT_TRUE(copy.take(calls::ParkOver{{10}}));
    EXPECT_EQ(copy.parked_at("main", {701}), nullptr);
}

}  // namespace
}  // namespace layby::console

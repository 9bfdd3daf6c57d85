// Subscriptions outlive the process: what their keeper is told, and what watchers notice of a restart.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "watcher.hpp"

namespace layby::sip::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

/// What a store would have after a crash.
struct FakeKeeper final : DialogKeeper {
    std::map<std::uint64_t, SubscriptionState> subscriptions;
    int written{}, forgotten{};

    void keep(KeptCall) override {}
    void forget(LegId) override {}
    void keep(const SubscriptionState& one) override { subscriptions[one.id.value] = one, ++written; }
    void forget(SubscriptionId id) override { forgotten += static_cast<int>(subscriptions.erase(id.value)); }
    std::vector<SubscriptionState> all() const {
        std::vector<SubscriptionState> out;
        for (const auto& [id, one] : subscriptions) out.push_back(one);
        return out;
    }
};

Options of_the_office() {
    Options options;
    options.accounts = {{"201", "secret of 201"}, {"202", "secret of 202"}, {"203", "secret of 203"}};
    options.listen = {{Transport::udp, "127.0.0.1", 0}, {Transport::tcp, "127.0.0.1", 0}};
    return options;
}

class LampsRestarted : public testing::Test {
  protected:
    LampsRestarted() {
        open();
        options.listen = wire.front().listening();
    }
    void open() {
        wire.open(options, {.dialogs = &keeper, .start = ++starts, .subscriptions = keeper.all()});
        wire.endpoint().show(calls::WatchedLots{lots});
    }
    /// The process is gone, and `later` another is in its place.
    void restart(Duration later = 1s) {
        wire.close();
        wire.pass(later, 1s);
        open();
    }
    std::size_t subscriptions() { return wire.front().counters().subscriptions; }
    void expect_nothing_left() {
        wire.pass(40s, 100ms);
        const auto left = wire.front().counters();
        EXPECT_EQ(left.subscriptions, 0u);
        EXPECT_EQ(left.client_transactions, 0u);
        EXPECT_EQ(left.server_transactions, 0u);
        EXPECT_EQ(left.timers, 0u);
        EXPECT_THAT(keeper.subscriptions, IsEmpty());
    }

    FakeKeeper keeper;
    std::uint64_t starts{};
    Options options = of_the_office();
    std::vector<calls::WatchedLot> lots{{"main", "700", {701}, {720}}};
    Wire wire;
};

std::uint32_t cseq_of(const Text& text) {
    return static_cast<std::uint32_t>(std::stoul('0' + text.header("CSeq")));
}

std::uint32_t version_of(const Text& notify) {
    const auto body = notify.body();
    const auto at = body.find(" version=\"", body.find("<dialog-info"));
    return static_cast<std::uint32_t>(std::stoul('0' + body.substr(at + 10, 10)));
}

void expect_same_dialog(const Text& one, const Text& other) {
    for (const std::string name : {"Call-ID", "From", "To", "Event"})
        EXPECT_EQ(one.header(name), other.header(name));
    EXPECT_GT(cseq_of(one), cseq_of(other));
    EXPECT_GT(version_of(one), version_of(other));
    EXPECT_LT(cseq_of(one), 1u << 30) << "phones count to 2^31";
}

TEST_F(LampsRestarted, AWatcherIsToldEverythingAgainInTheSameDialogWithoutAskingForIt) {
    Watcher phone(wire, "202");
    auto subscribed = phone.subscribe("701");
    const auto before = phone.next();
    wire.pass(1s);
    restart();
    wire.endpoint().show(calls::WatchedSlot{parked(701)});
    const auto after = phone.next();
    expect_same_dialog(after, before);
    EXPECT_THAT(after.body(), HasSubstr("state=\"full\""));
    EXPECT_THAT(after.body(), HasSubstr("<state>confirmed</state>"));
    EXPECT_EQ(after.header("Subscription-State"), "active;expires=597");
    wire.pass(1s);
    EXPECT_THAT(phone.notifies(), IsEmpty()) << "once";

    wire.endpoint().show(calls::WatchedSlot{free_slot(701)});
    const auto changed = phone.next();
    expect_same_dialog(changed, after);
    EXPECT_THAT(changed.body(), HasSubstr("<state>terminated</state>"));
    wire.pass(400s, 1s);
    EXPECT_EQ(phone.refresh(subscribed).status(), 200);
    expect_same_dialog(phone.next(), changed);
    wire.pass(400s, 1s);
    EXPECT_EQ(subscriptions(), 1u);
    EXPECT_EQ(phone.refresh(subscribed, "0").status(), 200);
    expect_nothing_left();
}

TEST_F(LampsRestarted, NumbersRiseOverAnyNumberOfCrashes) {
    Watcher phone(wire, "202");
    phone.subscribe("701");
    auto before = phone.next();
    for (int crash = 0; crash < 5; ++crash) {
        restart();
        for (std::uint64_t call = 1; call <= 3; ++call) {
            wire.endpoint().show(calls::WatchedSlot{parked(701, call)});
            const auto told = phone.next();
            expect_same_dialog(told, before);
            before = told;
            wire.pass(200ms);
        }
    }
}

TEST_F(LampsRestarted, NumbersRiseAlsoWhenTheDiskHasRefusedThemBetweenTwoCrashes) {
    Watcher phone(wire, "202");
    phone.subscribe("701");
    auto before = phone.next();
    const auto on_disk = keeper.subscriptions;
    for (int crash = 0; crash < 5; ++crash) {
        keeper.subscriptions = on_disk;
        restart();
        wire.endpoint().show(calls::WatchedSlot{parked(701)});
        const auto told = phone.next();
        expect_same_dialog(told, before);
        before = told;
    }
}

TEST_F(LampsRestarted, AWatcherWhoseNumbersAreUsedUpSubscribesAnew) {
    Watcher phone(wire, "202");
    auto subscribed = phone.subscribe("701");
    keeper.subscriptions.begin()->second.dialog.local_cseq = (1u << 30) + 1;
    restart();
    EXPECT_EQ(subscriptions(), 0u);
    EXPECT_EQ(phone.refresh(subscribed).status(), 481);
    expect_nothing_left();
}

TEST_F(LampsRestarted, WhatIsWrittenDependsOnWatchersAndNotOnHowMuchTheyAreTold) {
    Watcher phone(wire, "202");
    auto subscribed = phone.subscribe("701");
    EXPECT_EQ(keeper.written, 1);
    for (std::uint64_t call = 1; call <= 20; ++call) {
        wire.endpoint().show(calls::WatchedSlot{parked(701, call)});
        phone.next();
        wire.pass(200ms);
    }
    EXPECT_EQ(keeper.written, 1);
    phone.refresh(subscribed);
    EXPECT_EQ(keeper.written, 2);
    EXPECT_EQ(keeper.all()[0].expires, wire.loop.now() + 600s);
    phone.refresh(subscribed, "0");
    EXPECT_THAT(keeper.subscriptions, IsEmpty());
    EXPECT_EQ(keeper.forgotten, 1);
}

TEST_F(LampsRestarted, AFetchIsNeverWritten) {
    Watcher phone(wire, "202");
    phone.subscribe("701", {}, "0");
    phone.next();
    EXPECT_EQ(keeper.written, 0);
    expect_nothing_left();
}

TEST_F(LampsRestarted, WhatExpiredMeanwhileIsForgottenInSilence) {
    Watcher phone(wire, "202");
    auto subscribed = phone.subscribe("701", {}, "60");
    phone.next();
    restart(61s);
    EXPECT_EQ(subscriptions(), 0u);
    EXPECT_THAT(keeper.subscriptions, IsEmpty());
    wire.pass(1s);
    EXPECT_THAT(phone.notifies(), IsEmpty());
    EXPECT_EQ(phone.refresh(subscribed).status(), 481);
    expect_nothing_left();
}

TEST_F(LampsRestarted, ARestoredSubscriptionExpiresInItsTime) {
    Watcher phone(wire, "202");
    phone.subscribe("701", {}, "60");
    phone.next();
    restart(30s);
    EXPECT_THAT(phone.next().header("Subscription-State"), HasSubstr("active"));
    wire.pass(31s, 1s);
    EXPECT_EQ(phone.next().header("Subscription-State"), "terminated;reason=timeout");
    expect_nothing_left();
}

TEST_F(LampsRestarted, AClockThatWasTurnedBackMakesNobodyWatchForYears) {
    Watcher phone(wire, "202");
    phone.subscribe("701");
    phone.next();
    keeper.subscriptions.begin()->second.expires += 24h * 365;
    restart();
    EXPECT_EQ(phone.next().header("Subscription-State"), "active;expires=3599");
}

TEST_F(LampsRestarted, ThoseWhoForgotOrKeepSilentEndAsUsual) {
    Watcher forgetful(wire, "202"), silent(wire, "203");
    forgetful.subscribe("701"), silent.subscribe("701");
    forgetful.next(), silent.next();
    forgetful.with_status = 481;
    silent.answers = false;
    restart();
    forgetful.next();
    wire.pass(200ms);
    EXPECT_EQ(subscriptions(), 1u);
    wire.pass(70s, 100ms);
    expect_nothing_left();
}

TEST_F(LampsRestarted, AWatcherOfWhatNoLongerExistsIsToldSo) {
    Watcher slot(wire, "202"), user(wire, "202"), removed(wire, "203");
    slot.subscribe("720"), user.subscribe("203"), removed.subscribe("701");
    slot.next(), user.next(), removed.next();
    lots = {{"main", "700", {701}, {710}}};
    options.accounts.pop_back();
    restart();
    EXPECT_EQ(slot.next().header("Subscription-State"), "terminated;reason=noresource");
    EXPECT_EQ(user.next().header("Subscription-State"), "terminated;reason=noresource");
    EXPECT_EQ(removed.next().header("Subscription-State"), "terminated;reason=rejected");
    expect_nothing_left();
}

TEST_F(LampsRestarted, TheEndOfTheProcessTellsNobodyAnythingUnlessItSaysGoodbye) {
    Watcher phone(wire, "202");
    phone.subscribe("701");
    phone.next();
    wire.endpoint().show(calls::WatchedSlot{parked(701)});
    wire.close();
    for (int i = 0; i < 10; ++i) wire.step();
    EXPECT_THAT(phone.notifies(), IsEmpty());
    EXPECT_THAT(keeper.subscriptions, SizeIs(1));
    open();
    EXPECT_THAT(phone.next().header("Subscription-State"), HasSubstr("active"));
    wire.endpoint().end_subscriptions();
    EXPECT_THAT(phone.next().header("Subscription-State"), HasSubstr("probation"));
    expect_nothing_left();
}

TEST_F(LampsRestarted, AListAndALotAreToldInFull) {
    Watcher list(wire, "202"), lot(wire, "203");
    list.subscribe("700", "Supported: eventlist\r\n"), lot.subscribe("700");
    list.next(), lot.next();
    wire.pass(1s);
    restart();
    wire.endpoint().show(calls::WatchedSlot{parked(703)});
    const auto told = list.next();
    EXPECT_EQ(told.header("Require"), "eventlist");
    EXPECT_THAT(told.body(), HasSubstr("fullState=\"true\""));
    EXPECT_THAT(lot.next().body(), HasSubstr("state=\"full\""));
}

TEST_F(LampsRestarted, NewSubscriptionsNeverGetTheIdOfAKeptOne) {
    Watcher phone(wire, "202");
    phone.subscribe("701");
    restart();
    phone.subscribe("702");
    EXPECT_THAT(keeper.subscriptions, SizeIs(2));
}

TEST_F(LampsRestarted, ManyAreToldInTurnsAndARefreshComesFirst) {
    constexpr int many = 100;
    std::vector<std::unique_ptr<Watcher>> phones;
    for (int i = 0; i < many; ++i) {
        phones.push_back(std::make_unique<Watcher>(wire, "202"));
        phones.back()->subscribe("701");
        phones.back()->next();
    }
    auto last = Watcher(wire, "203");
    auto subscribed = last.subscribe("701");
    last.next();
    restart();
    wire.endpoint().show(calls::WatchedSlot{parked(701)});
    EXPECT_EQ(last.refresh(subscribed).status(), 200);
    EXPECT_THAT(last.next().body(), HasSubstr("confirmed"));
    wire.pass(200ms, 5ms);
    const auto told_now = [&] {
        std::size_t told = 0;
        for (auto& phone : phones) told += phone->notifies().size();
        return told;
    };
    const auto first = told_now();
    EXPECT_GE(first, 10u);
    EXPECT_LE(first, 70u) << "500 a second, after a moment";
    wire.pass(200ms, 5ms);
    EXPECT_EQ(first + told_now(), many);
    wire.pass(1s);
    EXPECT_EQ(told_now(), 0u);
    EXPECT_THAT(last.notifies(), IsEmpty());
}

/// A phone that is reached over its own connection only: what it says its address is, nobody can connect to.
class TcpWatcher {
  public:
    explicit TcpWatcher(Wire& wire) : wire_(wire) { connect(); }
    void connect() {
        connection_ = &wire_.add<Connection>(wire_.address(Transport::tcp));
        connection_->script = [](const Text& request) { return response(request, 200); };
    }
    void hang_up() { connection_->close(); }
    void subscribe() {
        first_ = request("TCP", connection_->address(), "SUBSCRIBE", "sip:701@layby", "202",
                         "Contact: <sip:202@10.255.255.1:5060;transport=tcp>\r\nEvent: dialog\r\n"
                         "Expires: 600\r\n");
        const auto challenged = ask(first_);
        first_ = proving(first_, challenged, "202", "secret of 202");
        to_ = ask(first_).header("To");
        EXPECT_THAT(to_, HasSubstr(";tag="));
    }
    int refresh() {
        auto text = first_;
        const auto swap = [&](const std::string& what, const std::string& with) {
            text.replace(text.find(what), what.size(), with);
        };
        swap("To: " + Text{first_, {}}.header("To"), "To: " + to_);
        swap("CSeq: 2", "CSeq: " + std::to_string(++cseq_));
        swap("branch=z9hG4bK", "branch=z9hG4bK" + std::to_string(cseq_));
        return ask(text).status();
    }
    std::vector<Text> notifies() {
        std::vector<Text> out;
        for (const auto& text : std::exchange(connection_->inbox, {}))
            if (!text.status()) out.push_back(text);
        return out;
    }

  private:
    Text ask(const std::string& text) {
        const auto before = connection_->inbox.size();
        const auto answer = [&]() -> const Text* {
            for (auto i = before; i < connection_->inbox.size(); ++i)
                if (connection_->inbox[i].status()) return &connection_->inbox[i];
            return nullptr;
        };
        connection_->send(text);
        EXPECT_TRUE(wire_.until([&] { return answer() != nullptr; }));
        return *answer();
    }
    Wire& wire_;
    Connection* connection_{};
    std::string first_, to_;
    int cseq_{2};
};

TEST_F(LampsRestarted, AWatcherWhoseConnectionIsGoneIsKeptAndToldWhenItRefreshesOverANewOne) {
    TcpWatcher phone(wire);
    phone.subscribe();
    wire.pass(1s);
    const auto before = phone.notifies();
    ASSERT_THAT(before, Not(IsEmpty()));
    phone.hang_up();
    restart();
    wire.endpoint().show(calls::WatchedSlot{parked(701)});
    wire.pass(200s, 1s);
    EXPECT_EQ(subscriptions(), 1u);
    EXPECT_EQ(wire.front().counters().client_transactions, 0u) << "nobody tries to connect to a phone";
    phone.connect();
    EXPECT_EQ(phone.refresh(), 200);
    wire.pass(1s);
    const auto after = phone.notifies();
    ASSERT_THAT(after, SizeIs(1));
    expect_same_dialog(after[0], before.back());
    EXPECT_THAT(after[0].body(), HasSubstr("<state>confirmed</state>"));
    phone.hang_up();
    wire.pass(601s, 1s);
    expect_nothing_left();
}

TEST_F(LampsRestarted, AConnectionThatBreaksWhileWeRunEndsNoSubscription) {
    TcpWatcher phone(wire);
    phone.subscribe();
    wire.pass(1s);
    phone.hang_up();
    wire.pass(1s);
    for (std::uint64_t call = 1; call <= 5; ++call) {
        wire.endpoint().show(calls::WatchedSlot{parked(701, call)});
        wire.pass(10s);
    }
    EXPECT_EQ(subscriptions(), 1u);
    phone.connect();
    EXPECT_EQ(phone.refresh(), 200);
    wire.pass(1s);
    const auto told = phone.notifies();
    ASSERT_THAT(told, SizeIs(1));
    EXPECT_THAT(told[0].body(), HasSubstr("park-5-701-"));
}

}  // namespace
}  // namespace layby::sip::test

// What the port promises, asked of the engine in simulated time and of a real etcd.
#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <memory>

#include "cluster/etcd.hpp"
#include "cluster/etcd_process.hpp"
#include "cluster/etcd_text.hpp"
#include "cluster/member.hpp"
#include "cluster/simulated_engine.hpp"
#include "cluster/slot_text.hpp"

namespace layby::cluster {
namespace {

using Steps = std::vector<Step>;

Step put(const std::string& key, const std::string& value, Revision if_changed = 0) {
    return {Step::What::put, key, value, if_changed};
}
Step remove(const std::string& key, Revision if_changed) { return {Step::What::remove, key, {}, if_changed}; }

/// The one etcd of this program.
EtcdProcess& etcd_process() {
    static EtcdProcess process;
    return process;
}

class AnEngine : public testing::TestWithParam<std::string> {
  protected:
    void SetUp() override {
        if (GetParam() == "simulated") {
            simulated_ = std::make_unique<SimulatedEngine>(store_);
            return;
        }
        if (!EtcdProcess::installed()) GTEST_SKIP() << "etcd-server is not installed";
        etcd_ = std::make_unique<Etcd>(EtcdOptions{.addresses = {etcd_process().address()}, .patience = 5s});
        // It takes a moment to begin.
        bool begun = false;
        const auto until = std::chrono::steady_clock::now() + 60s;
        while (!begun && std::chrono::steady_clock::now() < until) {
            bool answered = false;
            etcd_->list("/", [&](const Listed& listed) {
                answered = true;
                begun = listed.trouble == Trouble::none;
            });
            run_until(answered);
            if (!begun) etcd_->run(std::chrono::milliseconds(100));
        }
        ASSERT_TRUE(begun);
    }

    Engine& engine() { return simulated_ ? static_cast<Engine&>(*simulated_) : *etcd_; }

    void run_until(const bool& done) {
        const auto until = std::chrono::steady_clock::now() + 30s;
        while (!done && std::chrono::steady_clock::now() < until)
            simulated_ ? void(simulated_->run()) : etcd_->run(std::chrono::milliseconds(20));
        ASSERT_TRUE(done);
    }

    /// Asks, and waits for the answer.
    template <class Answer, class Ask>
    Answer ask(Ask how) {
        Answer out;
        bool done = false;
        how([&](const Answer& answer) { out = answer, done = true; });
        run_until(done);
        return out;
    }

    /// With a key of ours that has it.
    LeaseId lease() {
        const auto granted = ask<Granted>([&](auto done) { engine().grant(10s, done); });
        EXPECT_EQ(granted.trouble, Trouble::none);
        EXPECT_GE(granted.lasts, 10s);
        const auto announced =
            ask<Announced>([&](auto done) { engine().announce(ours(), "us", granted.lease, done); });
        EXPECT_EQ(announced.trouble, Trouble::none);
        return granted.lease;
    }
    Written write(LeaseId lease, Steps steps) {
        return ask<Written>([&](auto done) { engine().write({ours(), lease}, std::move(steps), done); });
    }
    Listed list() {
        return ask<Listed>([&](auto done) { engine().list(prefix(), done); });
    }

    /// Tests share one etcd.
    static std::string prefix() {
        return std::string("/") + testing::UnitTest::GetInstance()->current_test_info()->name() + "/";
    }
    static std::string ours() { return prefix() + "us"; }
    static std::string key(const std::string& name) { return prefix() + "slot " + name; }

    SimulatedStore store_;
    std::unique_ptr<SimulatedEngine> simulated_;
    std::unique_ptr<Etcd> etcd_;
};

TEST_P(AnEngine, PutsWhatIsNotThereOnce) {
    const auto mine = lease();
    const auto first = write(mine, {put(key("1"), "a")});
    ASSERT_EQ(first.steps.size(), 1U);
    EXPECT_TRUE(first.steps[0].done);
    const auto second = write(mine, {put(key("1"), "b"), put(key("2"), "c")});
    ASSERT_EQ(second.steps.size(), 2U);
    EXPECT_FALSE(second.steps[0].done);
    EXPECT_EQ(second.steps[0].found, (KeyValue{key("1"), "a", first.revision}));
    EXPECT_TRUE(second.steps[1].done) << "each step stands by itself";
}

TEST_P(AnEngine, ChangesAndRemovesWhatNobodyElseHasChanged) {
    const auto mine = lease();
    const auto first = write(mine, {put(key("1"), "a")});
    EXPECT_FALSE(write(mine, {put(key("1"), "b", first.revision - 1)}).steps[0].done);
    const auto changed = write(mine, {put(key("1"), "b", first.revision)});
    EXPECT_TRUE(changed.steps[0].done);
    EXPECT_FALSE(write(mine, {remove(key("1"), first.revision)}).steps[0].done);
    EXPECT_TRUE(write(mine, {remove(key("1"), changed.revision)}).steps[0].done);
    const auto gone = write(mine, {remove(key("1"), changed.revision)});
    EXPECT_FALSE(gone.steps[0].done);
    EXPECT_FALSE(gone.steps[0].found);
}

TEST_P(AnEngine, WritesNothingForWhoHasLostItsLease) {
    const auto old = lease();
    const auto now = lease();
    EXPECT_TRUE(write(old, {put(key("1"), "a")}).fenced);
    EXPECT_FALSE(write(now, {put(key("1"), "a")}).fenced);
    bool revoked = false;
    engine().revoke(now, [&] { revoked = true; });
    run_until(revoked);
    EXPECT_TRUE(write(now, {put(key("2"), "a")}).fenced);
    EXPECT_EQ(list().all.size(), 1U) << "slots have no lease";
    EXPECT_FALSE(ask<Kept>([&](auto done) { engine().keep(now, done); }).there);
}

TEST_P(AnEngine, WritesNothingWhileAKeyIsThereThatIsToBeGone) {
    const auto mine = lease();
    const auto other = key("node");
    const auto first = write(mine, {put(other, "there"), put(key("1"), "other's")});
    const auto take = [&] {
        return ask<Written>([&](auto done) {
            engine().write({ours(), mine, other}, {put(key("1"), "ours", first.revision)}, done);
        });
    };
    EXPECT_TRUE(take().fenced);
    write(mine, {remove(other, first.revision)});
    const auto taken = take();
    EXPECT_FALSE(taken.fenced);
    EXPECT_TRUE(taken.steps.at(0).done);
    const auto late = take();
    EXPECT_FALSE(late.steps.at(0).done) << "of two who take it one has it";
    EXPECT_EQ(late.steps.at(0).found, (KeyValue{key("1"), "ours", taken.revision}));
}

TEST_P(AnEngine, ChangesWhatGoesWithAKeyTogetherWithItOrNotAtAll) {
    const auto mine = lease();
    auto with = put(key("1"), "a");
    with.also = {{key("1 left"), "long"}};
    const auto first = write(mine, {with});
    with.also = {{key("1 left"), "other"}};
    EXPECT_FALSE(write(mine, {with}).steps.at(0).done);
    const auto values = [&] {
        std::map<std::string, std::string> out;
        for (const auto& one : list().all) out[one.key] = one.value;
        return out;
    };
    EXPECT_EQ(values()[key("1 left")], "long");
    Step beside{Step::What::leave, key("1"), {}, first.revision, {{key("1 left"), "longer"}}};
    EXPECT_TRUE(write(mine, {beside}).steps.at(0).done);
    EXPECT_EQ(values()[key("1 left")], "longer");
    EXPECT_TRUE(write(mine, {beside}).steps.at(0).done) << "the key itself has not changed";
    auto gone = remove(key("1"), first.revision);
    gone.also = {{key("1 left"), {}}};
    EXPECT_TRUE(write(mine, {gone}).steps.at(0).done);
    EXPECT_EQ(values().size(), 1U) << "our own key";
}

TEST_P(AnEngine, KeepsALease) {
    const auto mine = lease();
    const auto kept = ask<Kept>([&](auto done) { engine().keep(mine, done); });
    EXPECT_EQ(kept.trouble, Trouble::none);
    EXPECT_TRUE(kept.there);
}

TEST_P(AnEngine, TellsAllChangesFromOneOnInTheirOrder) {
    const auto mine = lease();
    const auto from = list().revision + 1;
    const auto first = write(mine, {put(key("1"), "a"), put(key("2"), "ü\n\"")});
    write(mine, {remove(key("1"), first.revision)});
    std::vector<Heard::Event> heard;
    bool all = false;
    engine().watch(prefix(), from, [&](const Heard& more) {
        heard.insert(heard.end(), more.events.begin(), more.events.end());
        all = heard.size() >= 3;
    });
    run_until(all);
    ASSERT_EQ(heard.size(), 3U);
    EXPECT_EQ(heard[0].now, (KeyValue{key("1"), "a", first.revision}));
    EXPECT_EQ(heard[1].now, (KeyValue{key("2"), "ü\n\"", first.revision}));
    EXPECT_TRUE(heard[2].gone);
    EXPECT_EQ(heard[2].now.key, key("1"));
    write(mine, {put(key("3"), "b")});
    heard.clear();
    all = false;
    engine().watch(prefix(), from, [&](const Heard& more) {
        heard.insert(heard.end(), more.events.begin(), more.events.end());
        all = heard.size() >= 4;
    });
    run_until(all);
    EXPECT_EQ(heard.back().now.value, "b") << "another watch takes the place of the one before";
}

TEST_P(AnEngine, ListsWhatBeginsSo) {
    const auto mine = lease();
    Steps many;
    for (int i = 0; i < 50; ++i) many.push_back(put(key(std::to_string(i)), std::to_string(i)));
    const auto written = write(mine, many);
    const auto listed = list();
    EXPECT_EQ(listed.all.size(), 51U);
    EXPECT_EQ(listed.revision, written.revision);
}

INSTANTIATE_TEST_SUITE_P(Simulated, AnEngine, testing::Values("simulated", "etcd"),
                         [](const auto& one) { return one.param; });

// -- a member with a real etcd

struct RealMember : testing::Test {
    void SetUp() override {
        if (!EtcdProcess::installed()) GTEST_SKIP() << "etcd-server is not installed";
        process = std::make_unique<EtcdProcess>();
        etcd = std::make_unique<Etcd>(EtcdOptions{.addresses = {process->address()}, .patience = 3s});
        // A busy machine takes its time.
        member = std::make_unique<Member>(
            MemberOptions{.node = "a", .lease = 5s, .patience = 30s}, *etcd, [this](const calls::Fact& fact) {
                claimed += std::holds_alternative<calls::SlotClaimed>(fact) ? 1 : 0;
                failed += std::holds_alternative<calls::ClaimFailed>(fact) ? 1 : 0;
            });
    }
    template <class Until>
    void run_until(Until until) {
        const auto end = std::chrono::steady_clock::now() + 60s;
        while (!until() && std::chrono::steady_clock::now() < end) {
            member->time_is(Instant{
                std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now().time_since_epoch())});
            member->expire();
            etcd->run(std::chrono::milliseconds(20));
        }
        ASSERT_TRUE(until());
    }
    void claim(std::uint32_t slot) {
        calls::WatchedSlot one;
        one.lot = "main";
        one.slot = {slot};
        one.park = {slot};
        member->claim(one);
    }

    std::unique_ptr<EtcdProcess> process;
    std::unique_ptr<Etcd> etcd;
    std::unique_ptr<Member> member;
    int claimed{}, failed{};
};

TEST_F(RealMember, JoinsClaimsAndComesBackWhenEtcdDoes) {
    run_until([&] { return member->here(); });
    for (std::uint32_t slot = 1; slot <= 500; ++slot) claim(slot);
    run_until([&] { return claimed == 500; });
    EXPECT_LE(member->counters().writes, 13U);
    process->kill();
    run_until([&] { return !member->here(); });
    claim(501);
    EXPECT_EQ(failed, 1);
    process->start();
    run_until([&] { return member->here(); });
    claim(502);
    run_until([&] { return claimed == 501; });
}

TEST(EtcdText, OfNoAnswerIsNone) {
    for (const auto* body : {"", "[]", "{}", "{\"error\":\"x\"}", "nonsense"}) {
        EXPECT_FALSE(etcd::read_granted(body)) << body;
        EXPECT_FALSE(etcd::read_kept(body)) << body;
        EXPECT_FALSE(etcd::read_written(body, 1)) << body;
        EXPECT_FALSE(etcd::read_listed(body)) << body;
        EXPECT_FALSE(etcd::read_heard(body)) << body;
    }
    EXPECT_FALSE(etcd::read_written(R"({"header":{"revision":"2"},"succeeded":true})", 1));
}

TEST(EtcdText, SaysThatChangesWereForgotten) {
    const auto heard =
        etcd::read_heard(R"({"result":{"canceled":true,"compact_revision":"7","created":true}})");
    ASSERT_TRUE(heard);
    EXPECT_TRUE(heard->over);
    EXPECT_TRUE(heard->forgotten);
}

}  // namespace
}  // namespace layby::cluster

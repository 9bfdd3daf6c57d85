#include "cluster/node.hpp"

#include <atomic>
#include <thread>
#include <utility>

#include "runtime/mailbox.hpp"

namespace layby::cluster {
namespace {

constexpr Duration longest_rest = 1s;
constexpr Duration to_leave = 500ms;

using Job = std::function<void(Member&)>;

Instant steady_now() {
    return Instant{std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now().time_since_epoch())};
}

}  // namespace

struct Node::Inside {
    Inside(MemberOptions options, EtcdOptions etcd, std::function<void(calls::Fact)> tell)
        : engine(std::move(etcd)), member(std::move(options), engine, std::move(tell)) {}

    void work() {
        while (!stopping) turn(longest_rest);
        const auto until = steady_now() + to_leave;
        while (!member.settled() && member.here() && steady_now() < until) turn(10ms);
        bool left = false;
        member.leave([&left] { left = true; });
        while (!left && steady_now() < until + to_leave) turn(10ms);
    }

    void turn(Duration rest) {
        member.time_is(steady_now());
        for (const auto& job : jobs.take()) job(member);
        member.expire();
        if (const auto next = member.next_deadline()) rest = std::min(rest, *next - steady_now());
        engine.run(std::chrono::ceil<std::chrono::milliseconds>(std::max(rest, Duration{})));
    }

    Etcd engine;
    Member member;
    runtime::Mailbox<Job> jobs;
    std::atomic<bool> stopping{};
    std::thread thread;
};

Node::Node(MemberOptions member, EtcdOptions etcd, std::function<void(calls::Fact)> tell)
    : inside_(std::make_unique<Inside>(std::move(member), std::move(etcd), std::move(tell))) {}

Node::~Node() {
    inside_->stopping = true;
    inside_->engine.wake();
    if (inside_->thread.joinable()) inside_->thread.join();
}

void Node::start() {
    inside_->thread = std::thread([inside = inside_.get()] { inside->work(); });
}

void Node::carry_out(const calls::Turn& turn) {
    auto wanted = wanted_of(turn);
    if (wanted.empty()) return;
    const bool first =
        inside_->jobs.put([wanted = std::move(wanted)](Member& member) { member.carry_out(wanted); });
    if (first) inside_->engine.wake();
}

}  // namespace layby::cluster

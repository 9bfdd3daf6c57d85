#include "cluster/node.hpp"

#include <atomic>
#include <thread>
#include <utility>

#include "runtime/mailbox.hpp"

namespace layby::cluster {
namespace {

constexpr Duration longest_rest = 1s;
constexpr Duration to_leave = 500ms;
constexpr Duration to_ask = 1s;

using Job = std::function<void(Member&)>;

Instant steady_now() {
    return Instant{std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now().time_since_epoch())};
}

}  // namespace

struct Node::Inside {
    Inside(MemberOptions options, EtcdOptions etcd, std::function<void(calls::Fact)> tell,
           std::function<void(Taken)> adopt)
        : engine(std::move(etcd)), member(std::move(options), engine, std::move(tell), std::move(adopt)) {}

    void work() {
        while (!stopping) turn(longest_rest);
        const auto until = steady_now() + to_leave;
        while (!member.settled() && member.here() && steady_now() < until) turn(10ms);
        if (comes_back) return;
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

    void post(Job job);

    Etcd engine;
    Member member;
    runtime::Mailbox<Job> jobs;
    std::atomic<bool> stopping{}, comes_back{};
    std::thread thread;
};

Node::Node(MemberOptions member, EtcdOptions etcd, std::function<void(calls::Fact)> tell,
           std::function<void(Taken)> adopt)
    : inside_(
          std::make_unique<Inside>(std::move(member), std::move(etcd), std::move(tell), std::move(adopt))) {}

Node::~Node() {
    inside_->stopping = true;
    inside_->engine.wake();
    if (inside_->thread.joinable()) inside_->thread.join();
}

void Node::start() {
    inside_->thread = std::thread([inside = inside_.get()] { inside->work(); });
}

void Node::Inside::post(Job job) {
    if (jobs.put(std::move(job))) engine.wake();
}

void Node::carry_out(const calls::Turn& turn) {
    auto wanted = wanted_of(turn);
    if (wanted.empty()) return;
    inside_->post([wanted = std::move(wanted)](Member& member) { member.carry_out(wanted); });
}

void Node::know(const calls::KeptCalls& calls) {
    Wanted wanted;
    wanted.changes.assign(calls.legs.begin(), calls.legs.end());
    wanted.changes.insert(wanted.changes.end(), calls.parks.begin(), calls.parks.end());
    inside_->post([wanted = std::move(wanted)](Member& member) { member.carry_out(wanted); });
}

void Node::note(const sip::KeptCall& dialog) {
    inside_->post([dialog](Member& member) { member.note(dialog); });
}

void Node::forget(LegId dialog) {
    inside_->post([dialog](Member& member) { member.forget(dialog); });
}

void Node::will_be_back(bool it_will) { inside_->comes_back = it_will; }

std::optional<std::vector<TakenOver>> taken_from(const std::string& node, const EtcdOptions& etcd) {
    Etcd engine(etcd);
    std::optional<std::vector<TakenOver>> out;
    const auto until = steady_now() + to_ask;
    for (std::size_t tried = 0; !out && tried < etcd.addresses.size() && steady_now() < until; ++tried) {
        bool answered = false;
        engine.list(taken_keys_of(node), [&](const Listed& listed) {
            answered = true;
            if (listed.trouble != Trouble::none) return;
            out.emplace();
            for (const auto& one : listed.all)
                if (auto taken = read_taken(one.key, one.value)) out->push_back(std::move(*taken));
        });
        while (!answered && steady_now() < until) engine.run(10ms);
    }
    return out;
}

}  // namespace layby::cluster

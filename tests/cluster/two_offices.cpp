#include "cluster/two_offices.hpp"

#include <utility>

namespace layby::world {

calls::Office office_of_node(const std::string& node, std::uint64_t number, const std::string& other) {
    auto office = small_office();
    office.cluster = {node, number, {{other, "node:" + other}}};
    calls::Trunk trunk;
    trunk.name = "node:" + other;
    trunk.may_retrieve = true;
    office.trunks.push_back(trunk);
    return office;
}

NodeOfOffice::NodeOfOffice(cluster::SimulatedStore& store, const std::string& node, std::uint64_t number,
                           const std::string& other)
    : office(office_of_node(node, number, other)),
      engine(store),
      member({.node = node}, engine, [this](calls::Fact fact) { told.push_back(std::move(fact)); }) {
    office.agree = [this](const calls::Turn& turn) { member.carry_out(cluster::wanted_of(turn)); };
}

TwoOffices::TwoOffices() : a(store, "a", 1, "b"), b(store, "b", 2, "a") { settle(); }

void TwoOffices::settle() {
    for (bool busy = true; busy;) {
        store.time_is(now);
        busy = false;
        for (auto* node : {&a, &b}) {
            node->member.time_is(now);
            node->member.expire();
            busy = node->engine.run() || !node->told.empty() || busy;
            for (const auto& fact : std::exchange(node->told, {})) node->office.tell(fact);
        }
    }
}

void TwoOffices::pass(Duration time) {
    for (const auto until = now + time; now < until;) {
        now += 50ms;
        a.office.pass(50ms);
        b.office.pass(50ms);
        settle();
    }
}

LegId TwoOffices::park(NodeOfOffice& at, const std::string& user, const std::string& number) {
    const auto call = at.office.outside_call(user);
    at.office.transfers(call.callee, number);
    settle();
    if (!at.office.seen(call.callee).transfer_accepted) return call.caller;
    at.office.hears_prompt(call.callee);
    at.office.hangs_up(call.callee);
    settle();
    return call.caller;
}

LegId TwoOffices::led_on(NodeOfOffice& from, NodeOfOffice& to) {
    const std::string there = &to == &a ? "a" : "b", here = &to == &a ? "b" : "a";
    const auto ringing = from.office.signalling.ringing_trunk("node:" + there);
    EXPECT_EQ(ringing.size(), 1U);
    if (ringing.size() != 1) return {};
    return to.office.arrive("node:" + here, from.office.seen(ringing.front()).call->number);
}

void TwoOffices::expect_order() const {
    EXPECT_TRUE(a.office.in_order());
    EXPECT_TRUE(b.office.in_order());
}

}  // namespace layby::world

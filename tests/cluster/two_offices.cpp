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
      engine(std::make_unique<cluster::SimulatedEngine>(store)),
      store_(store),
      name_(node) {
    begin();
}

/// A new process has a member that knows what was kept.
void NodeOfOffice::begin() {
    member = std::make_unique<cluster::Member>(
        cluster::MemberOptions{.node = name_, .seal = store::seal_of("what-only-our-nodes-know", "a test")},
        *engine, [this](calls::Fact fact) { told.push_back(std::move(fact)); },
        [this](cluster::Taken taken) { adopted.push_back(std::move(taken)); });
    office.agree = [this](const calls::Turn& turn) {
        for (const auto& change : turn.changes)
            if (const auto* leg = std::get_if<calls::Leg>(&change)) note_dialog(leg->id);
        member->carry_out(cluster::wanted_of(turn));
    };
}

/// Signalling is not part of these stories: each leg has some dialog.
void NodeOfOffice::note_dialog(LegId leg) {
    sip::KeptCall dialog;
    dialog.dialog.leg = leg;
    member->note(dialog);
}

void NodeOfOffice::dies() {
    dead = true;
    office.signalling.deaf = true;
    engine->cut = true;
}

void NodeOfOffice::comes_back(const std::string& other, std::uint64_t number) {
    dead = false;
    engine = std::make_unique<cluster::SimulatedEngine>(store_);
    told.clear();
    adopted.clear();
    begin();
    cluster::Wanted known;
    for (const auto& [id, leg] : office.keeper.legs) known.changes.emplace_back(leg), note_dialog(id);
    for (const auto& [id, park] : office.keeper.parks) known.changes.emplace_back(park);
    member->carry_out(known);
    office.signalling.deaf = false;
    office.restart(office_of_node(name_, number, other));
}

TwoOffices::TwoOffices() : a(store, "a", 1, "b"), b(store, "b", 2, "a") { settle(); }

void TwoOffices::settle() {
    for (bool busy = true; busy;) {
        store.time_is(now);
        busy = false;
        for (auto* node : {&a, &b}) {
            if (node->dead) continue;
            node->member->time_is(now);
            node->member->expire();
            busy = node->engine->run() || !node->told.empty() || !node->adopted.empty() || busy;
            for (const auto& fact : std::exchange(node->told, {})) node->office.tell(fact);
            for (const auto& taken : std::exchange(node->adopted, {})) adopt(*node, taken);
        }
    }
}

void TwoOffices::pass(Duration time) {
    for (const auto until = now + time; now < until;) {
        now += 50ms;
        for (auto* node : {&a, &b})
            if (!node->dead) node->office.pass(50ms);
        settle();
    }
}

/// The phone is the same, and knows nothing of nodes.
void TwoOffices::adopt(NodeOfOffice& at, const cluster::Taken& taken) {
    const LegId leg = taken.caller.leg.id;
    NodeOfOffice& other = &at == &a ? b : a;
    auto phone = other.office.signalling.legs.find(leg);
    if (phone != other.office.signalling.legs.end()) at.office.signalling.legs[leg] = phone->second;
    at.office.adopt({taken.caller.park, taken.caller.leg, taken.node, "127.0.0.9"});
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

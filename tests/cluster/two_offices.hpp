// Two servers with one office on one engine, in simulated time, with the calls between them. The stories are
// in two_offices_test.cpp.
#pragma once
#include <deque>
#include <memory>
#include <string>

#include "cluster/member.hpp"
#include "cluster/simulated_engine.hpp"
#include "world/office_world.hpp"

namespace layby::world {

calls::Office office_of_node(const std::string& node, std::uint64_t number, const std::string& other);

struct NodeOfOffice {
    NodeOfOffice(cluster::SimulatedStore& store, const std::string& node, std::uint64_t number,
                 const std::string& other);

    /// By kill -9: whatever it would have said or done from now on.
    void dies();
    /// As another process, with what its store has kept.
    void comes_back(const std::string& other, std::uint64_t number);
    void note_dialog(LegId leg);

    OfficeWorld office;
    std::unique_ptr<cluster::SimulatedEngine> engine;
    std::unique_ptr<cluster::Member> member;
    std::deque<calls::Fact> told;
    std::deque<cluster::Taken> adopted;
    bool dead{};

  private:
    void begin();

    cluster::SimulatedStore& store_;
    const std::string name_;
};

struct TwoOffices {
    TwoOffices();

    /// Until nothing more comes of it.
    void settle();
    void pass(Duration time);
    /// An outside caller of this node, parked by its user; heard and hung up. No slot: it wasn't parked.
    LegId park(NodeOfOffice& at, const std::string& user, const std::string& number = "700");
    /// The call by which a retriever of `from` is led to the other node, as it arrives there.
    LegId led_on(NodeOfOffice& from, NodeOfOffice& to);
    void adopt(NodeOfOffice& at, const cluster::Taken& taken);
    void expect_order() const;

    Instant now{1h};
    cluster::SimulatedStore store;
    NodeOfOffice a, b;
};

}  // namespace layby::world

#include "world/fake_keeper.hpp"

namespace layby::world {
namespace {

template <class Table>
auto all_of(const Table& table) {
    std::vector<typename Table::mapped_type> all;
    for (const auto& [key, value] : table) all.push_back(value);
    return all;
}

}  // namespace

void FakeKeeper::keep(const std::vector<calls::Change>& turn) {
    if (turn.empty()) return;
    ++turns;
    for (const auto& change : turn) std::visit([this](const auto& what) { write(what); }, change);
}

calls::KeptCalls FakeKeeper::kept() const {
    calls::KeptCalls kept{all_of(legs),      all_of(rings),    all_of(transfers), all_of(parks),   {},
                          all_of(presences), all_of(hand_set), all_of(tasks),     all_of(messages)};
    for (const auto& [key, release] : releases) kept.releases.push_back({key.first, release});
    return kept;
}

}  // namespace layby::world

// A journal that remembers everything in the order in which it was told.
#pragma once
#include <vector>

#include "calls/ports/journal.hpp"

namespace layby::world {

struct FakeJournal final : calls::Journal {
    std::vector<calls::PastPark> parks;
    void ended(const calls::PastPark& park) override { parks.push_back(park); }
};

}  // namespace layby::world

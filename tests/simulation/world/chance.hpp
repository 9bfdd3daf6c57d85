// Chance for those who live in the simulated world. Each has its own, so that one more question of one of
// them doesn't change the lives of all others.
#pragma once
#include <cstdint>
#include <random>
#include <vector>

#include "simulation/world/agenda.hpp"

namespace layby::simulation {

class Chance {
  public:
    Chance(std::uint64_t seed, std::uint64_t whose) : random_(seed * 1'000'003 + whose) {}

    std::uint64_t below(std::uint64_t bound) { return random_() % bound; }
    bool percent(unsigned so_many) { return below(100) < so_many; }
    bool per_mille(unsigned so_many) { return below(1000) < so_many; }
    Duration between(Duration least, Duration most) {
        const auto range = static_cast<std::uint64_t>((most - least) / 1ms) + 1;
        return least + milliseconds(below(range));
    }
    template <class Range>
    auto& any(Range& range) {
        return range[below(range.size())];
    }

  private:
    std::mt19937_64 random_;
};

}  // namespace layby::simulation

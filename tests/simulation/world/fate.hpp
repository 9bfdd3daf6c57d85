// What befalls the world: weather, disk, crashes; storms and calms in turn, and in each calm everything is
// looked at.
#pragma once
#include "simulation/world/chance.hpp"
#include "simulation/world/world.hpp"

namespace layby::simulation {

class Fate {
  public:
    /// The run ends when so much time has passed, in a calm.
    Fate(World& world, Chance chance, Duration length);
    void begin();

  private:
    void storm();
    void strike();
    void calm();
    void look(Instant until, std::string (Inspection::*check)(), void (Fate::*next)());
    void next_round();
    void last_goodbye();
    void all_is_well();
    void change_weather();
    void change_disk();

    World& world_;
    Chance chance_;
    const Instant end_;
    std::uint64_t storm_{};
};

}  // namespace layby::simulation

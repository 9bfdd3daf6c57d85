// What must be true: at any moment, when it is quiet, and when everybody has hung up.
#pragma once
#include <map>
#include <set>
#include <string>

#include "simulation/world/phone.hpp"

namespace layby::simulation {

class World;

class Inspection {
  public:
    explicit Inspection(World& world) : world_(world) {}

    // -- at any moment
    void hears(Phone& phone, Call& call);  ///< something else than before
    void over(Phone& phone, Call& call);
    void lost(Phone& phone, Call& call);  ///< Layby knows nothing of it
    void said_bye(const std::string& call_id) { said_bye_.insert(call_id); }
    void layby_dies(bool disk_in_trouble);

    /// What phones, API, file, lamps and sound don't agree on, now that nobody does anything; empty: nothing.
    std::string disagreement();
    std::string beliefs();  ///< of everybody, for who wants to know why
    /// What is left although everybody has hung up; empty: nothing.
    std::string leftovers();

  private:
    struct Voice {
        Phone* phone{};
        Call* call{};
    };
    Voice voice_of(const std::string& heard);
    std::string wrong_calls();
    std::string wrong_slots();
    std::string wrong_sound();
    std::string wrong_sound_of(Phone& phone, Call& call);

    World& world_;
    std::uint64_t lives_{};
    std::set<std::string> said_bye_;  ///< calls that Layby has ended
};

}  // namespace layby::simulation

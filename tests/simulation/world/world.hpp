// The simulated world: one Layby on its machine, phones around it, a network and a disk between them, and the
// clock that all of them live by. One seed decides everything. Whoever wants to know what is simulated and
// how starts here.
#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "layby/server.hpp"
#include "simulation/machine/disk.hpp"
#include "simulation/world/agenda.hpp"
#include "simulation/world/inspection.hpp"
#include "simulation/world/ladder.hpp"
#include "simulation/world/network.hpp"
#include "simulation/world/people.hpp"

namespace layby::simulation {

/// Ends the run: the story so far is told, and how to see it again.
[[noreturn]] void fail(const std::string& why);

class World final : public Surroundings {
  public:
    World(std::uint64_t seed, const std::filesystem::path& dir);
    ~World() override;

    /// Lives until `finish()`.
    void live();
    void finish() { finished_ = halted_ = true; }

    // -- the fate of Layby
    void kill(Duration dark);  ///< kill -9, and started again after so long
    bool is_up() const { return machine().parts.desk.has_value() && !dead_; }
    /// What the API answers; empty while Layby is dead.
    std::vector<calls::LotView> lots();
    std::vector<calls::CallView> calls();
    std::uint64_t count(const std::string& group, const std::string& name);
    std::vector<console::Count> counts();
    console::Desk* desk() { return is_up() ? &*machine().parts.desk : nullptr; }
    /// Everything that can happen at this moment has happened.
    void settle();

    // -- in the place of the machine's surroundings
    void sip_leaves(const Address& from, const Address& to, std::string message) override;
    void sound_leaves(const Address& from, const Address& to, Bytes packet) override;
    void run() override { go(); }
    void stop() override { halted_ = true; }

    const std::uint64_t seed;
    Agenda agenda;
    Ladder ladder;
    Network network;
    Disk disk;
    std::vector<std::unique_ptr<Person>> people;
    Inspection& inspection() { return inspection_; }
    bool calm{};  ///< nobody begins anything

  private:
    const console::Copy& shown();
    void go();
    void live_one_life();
    void start_sound();
    void add(const Phone::Setup& setup);

    const settings::Settings settings_;
    Inspection inspection_{*this};
    Duration dark_{};
    std::optional<Instant> layby_due_;
    bool touched_{true};  ///< Layby may have something to do
    bool halted_{}, finished_{}, dead_{true};
};

/// The office that Layby serves.
settings::Settings office();
inline constexpr const char* password = "correct horse battery";
inline const std::vector<std::string> users{"201", "202", "203", "204", "205"};
inline const std::vector<std::string> slots{"701", "702", "703"};

}  // namespace layby::simulation

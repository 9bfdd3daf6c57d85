// Layby's store in the simulated world: SQLite's real file with real records, written when the world says so,
// on a disk that takes its time, refuses, or lies. What the store's threads do, the agenda does here.
//
// Layby is killed between any two steps of a commit: what was ordered is not yet in the file; it is, and
// nobody has been told; all know.
#pragma once
#include <deque>
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <variant>

#include "simulation/world/agenda.hpp"
#include "simulation/world/chance.hpp"
#include "simulation/world/ladder.hpp"
#include "store/store.hpp"
#include "store/treacherous_disk.hpp"
#include "store/writing/book.hpp"

namespace layby::simulation {

/// How the disk feels.
struct Temper {
    Duration least{1ms}, most{1ms};  ///< for a commit
    store::Treachery treachery{store::Treachery::error};
    unsigned betrays_every{};  ///< n-th write; 0: never
};

/// What the file holds, as the next process would find it.
struct OnDisk {
    std::set<std::uint64_t> legs, dialogs;
    std::map<std::uint64_t, std::string> call_ids;  ///< of dialogs
    std::set<std::string> slots;
    std::size_t rings{}, transfers{}, registrations{}, subscriptions{};
};

/// The machine's disk, which outlives every process on it.
class Disk {
  public:
    Disk(Agenda& agenda, Ladder& ladder, Chance chance, std::filesystem::path file);
    ~Disk();

    /// As a new process opens it; throws when it can't. One at a time.
    std::unique_ptr<store::Store> open();
    /// The process is dead: nothing of it is written any more.
    void cut_off() { ++life_; }
    void feel(const Temper& temper);
    /// Somebody may have been told of what isn't durable: it refuses, or somebody has waited for too long.
    bool in_trouble() const { return in_trouble_ && in_trouble_(); }
    OnDisk look() const;  ///< while the disk is honest

  private:
    friend class StoreOnDisk;
    Duration pause() { return chance_.between(temper_.least, temper_.most); }

    Agenda& agenda_;
    Ladder& ladder_;
    Chance chance_;
    const std::filesystem::path file_;
    store::TreacherousDisk treacherous_;
    Temper temper_;
    std::uint64_t life_{};
    std::function<bool()> in_trouble_;  ///< as the store of this life sees it
};

}  // namespace layby::simulation

// What outlives the process: the phones that are registered, and the history of parked calls. The port that
// every driver implements; open_sqlite() is the one for a single machine.
//
// Made before the loop starts. Orders come from the signalling thread, return at once and are carried out in
// their order by a thread of the store's own; several become durable together. An order that the disk refuses
// is kept and tried again: nobody waits for it, and calls go on.
#pragma once
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "calls/ports/journal.hpp"
#include "calls/ports/keeper.hpp"
#include "sip/kept_calls.hpp"
#include "sip/kept_registrations.hpp"

namespace layby::store {

struct HistoryEntry {
    std::uint64_t id{};  ///< rises with every entry, also across restarts
    sip::WallTime parked, ended;
    calls::PastPark park;  ///< nothing of a caller who asked for privacy is kept
};

/// What was kept before this start.
struct Restored {
    std::uint64_t start{};   ///< which start this is, from 1 on: never the same twice
    std::uint64_t secret{};  ///< random, the same at every start
    std::vector<sip::KeptRegistration> registrations;  ///< also what has expired meanwhile
    calls::KeptCalls calls;                            ///< their Instants are this process's monotonic time
    std::vector<sip::KeptCall> dialogs;
    std::vector<sip::SubscriptionState> subscriptions;
};

/// How far the disk has got.
struct Progress {
    std::uint64_t durable{};  ///< every order up to this number, as ordered() counted it
    bool failing{};           ///< the disk refuses changes, or has not answered for too long
    bool operator==(const Progress&) const = default;
};

struct Counters {
    std::size_t queued{};     ///< orders that aren't durable yet
    std::uint64_t written{};  ///< orders that are
    std::uint64_t failed{};   ///< commits that the disk refused
    std::uint64_t lost{};     ///< orders given up: too many waited, or no retry could help
    std::chrono::microseconds last_commit{};
};

class Store : public sip::RegistrationKeeper, public calls::Journal {
  public:
    using Entries = std::optional<std::vector<HistoryEntry>>;

    /// What was kept when the store was opened; also what has expired meanwhile. Before the loop starts.
    virtual std::vector<sip::KeptRegistration> registrations() const = 0;

    /// The latest entries, newest first, with everything ordered so far if the disk took it; none when it
    /// can't be read. `reply` is called once, on the store's thread. Any thread.
    virtual void history(std::size_t limit, std::function<void(Entries)> reply) = 0;

    /// Waits until everything ordered so far is durable; false when one more try failed. Any thread but the
    /// signalling one, which never waits.
    virtual bool drain() = 0;

    virtual Counters counters() const = 0;  ///< any thread
};

struct SqliteOptions {
    std::size_t history_entries{100'000};    ///< the oldest go when there are more
    std::size_t waiting_orders{50'000};      ///< while the disk fails; the oldest are given up when more wait
    std::chrono::milliseconds retry{1'000};  ///< pause between tries while the disk fails
};

/// Opens or makes the file. Throws std::runtime_error with a sentence for the admin when it is damaged,
/// belongs to another program or a newer Layby, or can't be written; the file stays as it is then. The
/// destructor tries once to write what still waits.
std::unique_ptr<Store> open_sqlite(const std::filesystem::path& file, SqliteOptions options = {});

}  // namespace layby::store

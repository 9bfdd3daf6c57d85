// The keeper of what must outlive the process: calls, parked calls, dialogs,
// lamps, registrations, the history of parked calls, and who has changed what.
// The port that every driver implements; open_sqlite() is the one for a single
// machine.
//
// Made before the loop starts. Orders come from the signalling thread, return at once and are carried out in
// their order by a thread of the store's own; several become durable together, and an order never by halves.
// An order that the disk refuses is kept and tried again: calls go on.
#pragma once
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "calls/kept_calls.hpp"
#include "runtime/spread.hpp"
#include "sip/dialog_keeper.hpp"
#include "sip/kept_registrations.hpp"
#include "store/clock.hpp"
#include "store/outbox.hpp"
#include "store/past.hpp"
#include "store/seal.hpp"

namespace layby::store {

/// Somebody has changed something, or tried to.
struct AuditEntry {
    std::uint64_t id{};  ///< rises with every entry
    sip::WallTime at{};
    std::string who;       ///< an account of this machine, or the name of a token
    std::string from;      ///< a process or an address
    std::string what;      ///< method and path; no body, which may have secrets
    int status{};          ///< what became of it, as HTTP says it
    std::string tenant{};  ///< set by the store
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
    std::size_t queued{};     ///< changes that aren't durable yet
    std::uint64_t written{};  ///< changes that are; of one record several may have become one
    std::uint64_t failed{};   ///< commits that the disk refused
    std::uint64_t lost{};     ///< history entries given up: too many waited
    bool failing{};           ///< as in Progress
    std::chrono::microseconds last_commit{};
};

class Store : public sip::RegistrationKeeper, public sip::DialogKeeper {
  public:
    using Entries = std::optional<std::vector<HistoryEntry>>;
    using sip::RegistrationKeeper::forget, sip::DialogKeeper::forget;
    using sip::RegistrationKeeper::keep, sip::DialogKeeper::keep;

    /// What a turn of the switchboard has changed: durable together or not at all.
    virtual void keep(std::vector<calls::Change> changes) = 0;
    /// For the history.
    virtual void ended(const calls::PastPark& park) = 0;
    /// For the history, too, but nobody waits for it, and it is no order: it is durable with what is ordered
    /// next, a tenth of a second later where much is ordered, or within some ten seconds.
    virtual void remember(std::vector<calls::PastCall> calls, std::vector<calls::CallStep> steps) = 0;

    /// For the audit; its time and id are given here.
    virtual void note(AuditEntry entry) = 0;

    /// What was kept when the store was opened. Once, before the loop starts.
    virtual Restored take_restored() = 0;
    /// The same file for one of the tenants that it was opened for, who sees nothing of others. What is
    /// durable, and how far the disk has got, is told of all together. It may not outlive this one. Null:
    /// this driver has no tenants.
    virtual std::unique_ptr<Store> of_tenant(const std::string&) { return {}; }
    /// Those whom it wasn't opened for, but who had calls when the last start ended: somebody goes on with
    /// them, too.
    virtual std::vector<std::string> left_tenants() const { return {}; }

    /// Somebody waits for what was ordered so far: it is made durable now. Without that an order waits for
    /// the next commit, whoever's it is. Signalling thread.
    virtual void write_now() = 0;

    /// How many orders there were so far: each call of keep(), ended(), note() and forget() is one. Not
    /// remember(), for which no phone waits.
    /// Signalling thread.
    virtual std::uint64_t ordered() const = 0;

    /// Told at once, after each commit, and whenever `failing` changes. `tell` is called on a thread of the
    /// store's and may do no more than post. Takes the place of the one before, which is not called any more.
    virtual void on_progress(std::function<void(Progress)> tell) = 0;

    /// The latest entries, newest first, with everything ordered so far if the disk took it; none when it
    /// can't be read. `reply` is called once, on a thread of the store's that no commit waits for. Any
    /// thread.
    virtual void history(HistoryWanted wanted, std::function<void(Entries)> reply) = 0;
    using Calls = std::optional<std::vector<CallEntry>>;
    using Steps = std::optional<std::vector<StepEntry>>;
    /// As history().
    virtual void past_calls(HistoryWanted wanted, std::function<void(Calls)> reply) = 0;
    /// What has happened to a call so far, in order. As history().
    virtual void steps(LegId call, std::function<void(Steps)> reply) = 0;
    /// From history and calls this number is gone for good; how many entries have changed. None: the disk
    /// refuses. Who is in a call now is kept until its end. As history().
    virtual void erase(std::string number, std::function<void(std::optional<std::size_t>)> reply) = 0;

    using Audit = std::optional<std::vector<AuditEntry>>;
    /// As history().
    virtual void audit(std::size_t limit, std::function<void(Audit)> reply) = 0;
    /// For those elsewhere who want to be told what happens. Null: this driver has no queue for them.
    virtual Outbox* outbox() { return nullptr; }
    /// Waits until everything ordered so far is durable and everything asked is answered; false when one more
    /// try failed. Any thread but the signalling one, which never waits.
    virtual bool drain() = 0;

    virtual Counters counters() const = 0;                  ///< any thread
    virtual runtime::SpreadNow commit_seconds() const = 0;  ///< how long the disk took; any thread
};

struct SqliteOptions {
    std::size_t history_entries{100'000};  ///< the oldest go when there are more; also of calls and audit
    std::chrono::hours history_age{};      ///< what is older goes; 0: nothing does
    std::vector<std::string> tenants{};    ///< besides who has no name; each begins with a start of its own
    bool every_call{true};                 ///< also calls that were never parked are remembered
    std::size_t waiting_entries{50'000};   ///< while the disk fails; the oldest go when more wait
    /// Seals the keys of encrypted calls; none: they are written as they are.
    std::optional<Seal> seal{};
    std::chrono::milliseconds retry{1'000};            ///< pause between tries while the disk fails
    std::chrono::milliseconds patience{2'000};         ///< after so long without an answer the disk fails
    std::chrono::milliseconds complain_again{60'000};  ///< while it does
    std::function<Moment()> now{machine_now};
};

/// Opens or makes the file. Throws std::runtime_error with a sentence for the admin when it is damaged,
/// belongs to another program or a newer Layby, or can't be written; the file stays as it is then. The
/// destructor tries once to write what still waits.
std::unique_ptr<Store> open_sqlite(const std::filesystem::path& file, SqliteOptions options = {});

}  // namespace layby::store

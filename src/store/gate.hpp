// What waits for the disk: jobs that may run only when what was ordered before them is durable. A disk that
// refuses or doesn't answer holds up nobody: then jobs run at once until it is well again, so that
// nothing waits longer than its patience. Owned by the server; signalling thread, time is an argument.
#pragma once
#include <deque>
#include <functional>
#include <optional>

#include "store/store.hpp"
#include "words/media_description.hpp"
#include "words/time.hpp"

namespace layby::store {

class Gate {
  public:
    /// `patience`: so long a job waits at most.
    explicit Gate(Duration patience = std::chrono::milliseconds{250}) : patience_(patience) {}

    /// Runs the job in the order of asking, at once if it can. `ordered`: as the store counts what was
    /// ordered.
    void after(std::uint64_t ordered, Instant now, std::function<void()> job);
    void progress(const Progress& progress);
    /// Patience may be over.
    void expire(Instant now);
    std::optional<Instant> next_deadline() const;

    /// How long the oldest job has been waiting while many do: more is ordered than the disk takes. With few
    /// it is the disk that is slow, and 0.
    Duration crowded_for(Instant now) const;

    /// The disk refuses changes, or has not answered in time.
    bool troubled() const { return failing_ || late_; }

  private:
    struct Waiting {
        std::uint64_t ordered{};
        Instant since;
        std::function<void()> job;
    };
    bool may_run(std::uint64_t ordered) const { return troubled() || ordered <= durable_; }
    void run_ready();

    const Duration patience_;
    std::uint64_t durable_{};
    bool failing_{}, late_{};
    std::deque<Waiting> waiting_;
};

}  // namespace layby::store

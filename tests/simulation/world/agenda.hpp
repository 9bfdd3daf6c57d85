// What is to happen when. Of two things at one moment the one that was planned first comes first.
#pragma once
#include <functional>
#include <optional>
#include <queue>
#include <vector>

#include "simulation/machine/machine.hpp"

namespace layby::simulation {

class Agenda {
  public:
    using Job = std::function<void()>;

    void at(Instant when, Job job) { entries_.push({std::max(when, now()), ++serial_, std::move(job)}); }
    void after(Duration wait, Job job) { at(now() + wait, std::move(job)); }
    std::optional<Instant> next() const {
        return entries_.empty() ? std::nullopt : std::optional(entries_.top().when);
    }
    /// The next thing, whose time has come.
    void run_next() {
        const auto job = std::move(const_cast<Entry&>(entries_.top()).job);
        entries_.pop();
        job();
    }

  private:
    struct Entry {
        Instant when;
        std::uint64_t serial{};
        Job job;
        bool operator<(const Entry& other) const {
            return when != other.when ? when > other.when : serial > other.serial;
        }
    };
    std::priority_queue<Entry> entries_;
    std::uint64_t serial_{};
};

/// Whole milliseconds, as sofia's timers are.
inline Duration milliseconds(std::uint64_t count) { return std::chrono::milliseconds{count}; }

}  // namespace layby::simulation

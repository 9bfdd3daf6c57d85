// The disk as the server sees it: what a phone is told waits until it is durable, and a disk in trouble holds
// up nobody. Made, used and destroyed on the signalling thread; the store tells its progress from its own.
#pragma once
#include <functional>
#include <optional>

#include "sip/loop.hpp"
#include "store/gate.hpp"

namespace layby::app {

class Durability {
  public:
    /// `changed`: the next deadline, or whether there is trouble, may be another. Without a store nothing
    /// waits.
    Durability(sip::Loop& loop, store::Store* store, std::function<void()> changed);
    ~Durability();
    Durability(const Durability&) = delete;
    Durability& operator=(const Durability&) = delete;

    /// Runs the job as soon as all that was ordered to be kept so far is durable.
    void after(std::function<void()> job);
    /// What was ordered and nobody waits for becomes durable with what comes next, or soon. To be called
    /// whenever something may have been ordered.
    void gather();
    void expire();
    std::optional<Instant> next_deadline() const;
    sip::Loop& loop() const { return loop_; }
    bool keeps() const { return store_ != nullptr; }
    /// How long what is done already has been waiting, if that is much.
    Duration crowded_for() const { return gate_.crowded_for(loop_.now()); }
    bool troubled() const { return gate_.troubled(); }

  private:
    void write_now();

    sip::Loop& loop_;
    store::Store* store_;
    std::function<void()> changed_;
    store::Gate gate_;
    std::uint64_t asked_for_{};            ///< so many orders are being made durable, or are
    std::optional<Instant> gather_until_;  ///< those after them wait
};

}  // namespace layby::app

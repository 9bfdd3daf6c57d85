// What the engine counts. Written by the media thread (ports: the signalling thread), read by any.
#pragma once
#include <atomic>
#include <cstdint>

namespace layby::media {

/// A counter with one writing thread: cheaper than an atomic addition.
class Count {
  public:
    void operator++() { add(1); }
    void operator--() { add(-1); }
    void operator+=(std::uint32_t n) { add(n); }
    std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

  private:
    void add(std::int64_t n) {
        value_.store(value() + static_cast<std::uint64_t>(n), std::memory_order_relaxed);
    }
    std::atomic<std::uint64_t> value_{};
};

struct Tally {
    Count legs, bridges, transcoders;
    Count sent, received, relayed, refused, late_ticks;
};

}  // namespace layby::media

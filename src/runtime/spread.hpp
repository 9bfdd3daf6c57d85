// How values are spread, as a histogram tells it: how many were at most each bound, and their sum. Written on
// one thread, read on any.
#pragma once
#include <algorithm>
#include <atomic>
#include <cstdint>
#include <vector>

namespace layby::runtime {

/// As it is at one moment; plain values.
struct SpreadNow {
    std::vector<double> bounds;         ///< rising
    std::vector<std::uint64_t> counts;  ///< of each bound: values up to it, above the one before; at the
                                        ///< end one more, for those above all
    double sum{};
};

class Spread {
  public:
    explicit Spread(std::vector<double> bounds) : bounds_(std::move(bounds)), counts_(bounds_.size() + 1) {}

    void note(double value) {
        const auto at = std::lower_bound(bounds_.begin(), bounds_.end(), value) - bounds_.begin();
        add(counts_[static_cast<std::size_t>(at)], std::uint64_t{1});
        add(sum_, value);
    }
    SpreadNow now() const {
        SpreadNow out{bounds_, {}, sum_.load(std::memory_order_relaxed)};
        for (const auto& count : counts_) out.counts.push_back(count.load(std::memory_order_relaxed));
        return out;
    }

  private:
    /// There is one writer: cheaper than an atomic addition.
    template <class Number>
    static void add(std::atomic<Number>& to, Number what) {
        to.store(to.load(std::memory_order_relaxed) + what, std::memory_order_relaxed);
    }

    const std::vector<double> bounds_;
    std::vector<std::atomic<std::uint64_t>> counts_;
    std::atomic<double> sum_{};
};

}  // namespace layby::runtime

// Which of a stream's newest 128 packets were there already (RFC 3711 section 3.3.2). What is older counts
// neither as there nor as fresh. A plain value; media thread.
#pragma once
#include <bitset>
#include <cstdint>

namespace layby::media {

class ReplayWindow {
  public:
    static constexpr std::size_t size = 128;

    bool any() const { return seen_.any(); }
    std::uint64_t newest() const { return newest_; }
    /// Whether it surely was there.
    bool has(std::uint64_t index) const {
        return index <= newest_ && newest_ - index < size && seen_[newest_ - index];
    }
    /// Whether it surely wasn't.
    bool is_fresh(std::uint64_t index) const {
        if (!any() || index > newest_) return true;
        return newest_ - index < size && !seen_[newest_ - index];
    }
    /// One that is fresh.
    void add(std::uint64_t index) {
        if (!any()) newest_ = index;
        if (index > newest_) {
            seen_ = index - newest_ < size ? seen_ << (index - newest_) : std::bitset<size>{};
            newest_ = index;
        }
        seen_.set(newest_ - index);
    }

  private:
    std::uint64_t newest_{};
    std::bitset<size> seen_;  // how far behind the newest
};

}  // namespace layby::media

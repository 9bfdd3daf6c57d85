// A set of slots by their place in the lot (0, 1, …): a bitmap whose counts form a Fenwick tree, so that the
// n-th member and the next member are found in O(log n) and 50,000 slots cost 10 kB. Owned by Slots.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace layby::parking {

class SlotSet {
  public:
    /// Of places from 0 up to but not including this one, all of which are members at first.
    explicit SlotSet(std::size_t places);

    void add(std::size_t place);     ///< no effect on a member
    void remove(std::size_t place);  ///< no effect on anything else
    bool has(std::size_t place) const;
    std::size_t size() const { return size_; }

    std::size_t nth(std::size_t n) const;  ///< the n-th member, counted from 0; n < size()
    std::optional<std::size_t> first_from(std::size_t place) const;  ///< the first member at or after it

  private:
    void count(std::size_t word, std::int32_t change);
    std::size_t before(std::size_t place) const;  ///< how many members are lower

    std::vector<std::uint64_t> words_;
    std::vector<std::uint32_t> counts_;  ///< Fenwick tree over the words; [0] is not used
    std::size_t size_{};
};

}  // namespace layby::parking

#include "parking/slot_set.hpp"

#include <bit>

namespace layby::parking {
namespace {

constexpr std::size_t bits = 64;
constexpr std::uint64_t bit(std::size_t place) { return std::uint64_t{1} << (place % bits); }

/// The place of the n-th bit that is set.
std::size_t nth_bit(std::uint64_t word, std::size_t n) {
    while (n-- > 0) word &= word - 1;
    return static_cast<std::size_t>(std::countr_zero(word));
}

}  // namespace

SlotSet::SlotSet(std::size_t places)
    : words_((places + bits - 1) / bits, ~std::uint64_t{}), counts_(words_.size() + 1), size_(places) {
    if (places % bits != 0) words_.back() = bit(places) - 1;
    for (std::size_t i = 1; i < counts_.size(); ++i) {
        counts_[i] += static_cast<std::uint32_t>(std::popcount(words_[i - 1]));
        if (const auto above = i + (i & (~i + 1)); above < counts_.size()) counts_[above] += counts_[i];
    }
}

bool SlotSet::has(std::size_t place) const { return (words_[place / bits] & bit(place)) != 0; }

void SlotSet::add(std::size_t place) {
    if (has(place)) return;
    words_[place / bits] |= bit(place);
    count(place / bits, 1);
}

void SlotSet::remove(std::size_t place) {
    if (!has(place)) return;
    words_[place / bits] &= ~bit(place);
    count(place / bits, -1);
}

void SlotSet::count(std::size_t word, std::int32_t change) {
    size_ += static_cast<std::size_t>(change);
    for (std::size_t i = word + 1; i < counts_.size(); i += i & (~i + 1))
        counts_[i] += static_cast<std::uint32_t>(change);
}

std::size_t SlotSet::before(std::size_t place) const {
    std::size_t lower = static_cast<std::size_t>(std::popcount(words_[place / bits] & (bit(place) - 1)));
    for (std::size_t i = place / bits; i > 0; i &= i - 1) lower += counts_[i];
    return lower;
}

std::size_t SlotSet::nth(std::size_t n) const {
    std::size_t word = 0;
    for (std::size_t step = std::bit_floor(counts_.size()); step > 0; step /= 2) {
        if (word + step >= counts_.size() || counts_[word + step] > n) continue;
        word += step;
        n -= counts_[word];
    }
    return word * bits + nth_bit(words_[word], n);
}

std::optional<std::size_t> SlotSet::first_from(std::size_t place) const {
    if (place >= words_.size() * bits) return {};
    const std::size_t lower = before(place);
    if (lower == size_) return {};
    return nth(lower);
}

}  // namespace layby::parking

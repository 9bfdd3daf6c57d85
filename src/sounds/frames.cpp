#include "sounds/frames.hpp"

#include <algorithm>

#include "runtime/check.hpp"

namespace layby::sounds {
namespace {

constexpr std::size_t largest_block = 64 * 1024;

}  // namespace

std::uint8_t* Frames::room_for(std::size_t size) {
    if (blocks_.empty() || size > left_in_block_) {
        block_size_ = std::max(size, std::min(block_size_ * 2, largest_block));
        blocks_.push_back(std::make_unique_for_overwrite<std::uint8_t[]>(block_size_));
        left_in_block_ = block_size_;
        memory_ += block_size_;
    }
    std::uint8_t* room = blocks_.back().get() + (block_size_ - left_in_block_);
    left_in_block_ -= size;
    return room;
}

void Frames::add(std::span<const std::uint8_t> frame) {
    const std::size_t index = ready_.load(std::memory_order_relaxed), row = row_of(index);
    if (!CHECK(row < row_count)) return;
    if (!rows_[row]) rows_[row] = std::make_unique_for_overwrite<Place[]>(first_row << row);
    std::uint8_t* room = room_for(frame.size());
    std::copy(frame.begin(), frame.end(), room);
    rows_[row][index - first_of(row)] = {room, frame.size()};
    memory_ += sizeof(Place);
    ready_.store(index + 1, std::memory_order_release);
}

void Frames::take(std::unique_ptr<const KeptFrames> kept) {
    kept_ = std::move(kept);
    memory_ = kept_->bytes();
    ready_.store(kept_->size(), std::memory_order_release);
    end();
}

}  // namespace layby::sounds

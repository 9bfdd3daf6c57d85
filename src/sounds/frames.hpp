// A sound in one codec, as frames of 20 ms. One thread adds; any number read, without locks.
#pragma once
#include <array>
#include <atomic>
#include <bit>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "sounds/kept_frames.hpp"

namespace layby::sounds {

/// Grows at its end while others read: what size() has counted never moves or changes.
class Frames {
  public:
    Frames() = default;
    Frames(const Frames&) = delete;
    Frames& operator=(const Frames&) = delete;

    std::size_t size() const { return ready_.load(std::memory_order_acquire); }
    std::span<const std::uint8_t> operator[](std::size_t frame) const {
        if (kept_) return (*kept_)[frame];
        const std::size_t row = row_of(frame);
        const Place& place = rows_[row][frame - first_of(row)];
        return {place.data, place.size};
    }
    /// Nothing more will be added.
    bool whole() const { return whole_.load(std::memory_order_acquire); }

    void add(std::span<const std::uint8_t> frame);
    void end() { whole_.store(true, std::memory_order_release); }
    /// Takes all of them from a file, before anybody reads.
    void take(std::unique_ptr<const KeptFrames> kept);
    /// Memory taken, for the numbers told at start; on the thread that adds. A file's pages count as well.
    std::size_t memory() const { return memory_; }

  private:
    struct Place {
        const std::uint8_t* data;
        std::size_t size;
    };
    // Row k has room for 64 * 2^k frames, so that rows never grow and few are needed.
    static constexpr std::size_t first_row = 64, row_count = 24;
    static std::size_t row_of(std::size_t frame) { return std::bit_width(frame / first_row + 1) - 1u; }
    static std::size_t first_of(std::size_t row) { return first_row * ((std::size_t{1} << row) - 1); }
    std::uint8_t* room_for(std::size_t size);

    std::unique_ptr<const KeptFrames> kept_;
    std::array<std::unique_ptr<Place[]>, row_count> rows_;
    std::atomic<std::size_t> ready_{0};
    std::atomic<bool> whole_{false};
    std::vector<std::unique_ptr<std::uint8_t[]>> blocks_;  // of the thread that adds; readers have pointers
    std::size_t left_in_block_{}, block_size_{1024}, memory_{};
};

}  // namespace layby::sounds

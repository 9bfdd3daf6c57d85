// Music and prompts: loaded once, encoded once per codec, shared by all who listen. Built before the loop
// starts; from then on read by the media thread without locks.
#pragma once
#include <array>
#include <atomic>
#include <bit>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "calls/orders.hpp"
#include "words/media_description.hpp"

namespace layby::sounds {

/// A sound in one codec: 20 ms frames one after the other. Grows at its end while others read: what size()
/// has counted never moves or changes. One thread adds; any number read, without locks.
class Frames {
  public:
    Frames() = default;
    Frames(const Frames&) = delete;
    Frames& operator=(const Frames&) = delete;

    std::size_t size() const { return ready_.load(std::memory_order_acquire); }
    std::span<const std::uint8_t> operator[](std::size_t frame) const {
        const std::size_t row = row_of(frame);
        const Place& place = rows_[row][frame - first_of(row)];
        return {place.data, place.size};
    }
    void add(std::span<const std::uint8_t> frame);
    /// Memory taken, for the numbers told at start; on the thread that adds.
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

    std::array<std::unique_ptr<Place[]>, row_count> rows_;
    std::atomic<std::size_t> ready_{0};
    std::vector<std::unique_ptr<std::uint8_t[]>> blocks_;  // of the thread that adds; readers have pointers
    std::size_t left_in_block_{}, block_size_{1024}, memory_{};
};

class Sound {
  public:
    virtual ~Sound() = default;
    /// The frames in this codec, never none. Prompts and tones are complete. Music may still be in the making
    /// on the loader's thread: at least three seconds (or all of it) are ready, and size() grows. Any thread.
    virtual const Frames& frames(Codec codec) const = 0;
};

struct Sources {
    std::string prompts_dir{"/usr/share/asterisk/sounds/en_US_f_Allison"};  ///< recordings of the language
    std::string own_dir;  ///< the admin's WAV files: replace a prompt of the same name
    /// Music by name: a WAV file, or a folder whose WAV files are played one after the other.
    std::vector<std::pair<std::string, std::string>> music{{"default", "/usr/share/asterisk/moh"}};
};

class Library {
  public:
    /// Loads everything that phrases use, and the music. Problems (missing file or package, not a WAV, …) are
    /// sentences for the admin that name what to install; a sound that is missing is replaced by a tone and
    /// counted as a problem.
    explicit Library(const Sources& sources);
    ~Library();

    const std::vector<std::string>& problems() const;
    /// True when the loader has nothing left to encode.
    bool complete() const;
    /// Memory of all frames in bytes; exact once complete.
    std::size_t memory() const;
    /// A prompt or tone by name ("digits/7", "tone/ringback"); never null: an unknown name is the error tone.
    const Sound* prompt(const std::string& name) const;
    /// Music by name; an unknown name is "default", and without any music a soft tone.
    const Sound* music(const std::string& name) const;

  private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

}  // namespace layby::sounds

// The tape: the SIP messages of the last while, which legs they belong to, and which legs belong together.
// Bounded by bytes and by age. Written on the signalling thread, read on any: pages are only added to, so a
// reader holds the lock while it takes hold of them, and reads afterwards. Owned by the server.
#pragma once
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

#include "words/ids.hpp"
#include "words/time.hpp"
#include "words/transport.hpp"

namespace layby::trace {

/// An address as the kernel knows it, so that noting one takes no memory.
struct RawAddress {
    std::array<std::uint8_t, 16> ip{};  ///< of IPv4 the first four
    std::uint16_t port{};
    bool v6{};
    bool operator==(const RawAddress&) const = default;
};

enum class Direction : std::uint8_t { received, sent };

/// How a message has passed.
struct Passage {
    Instant at;              ///< by which it grows old
    std::int64_t wall_us{};  ///< since 1970
    Direction direction{};
    Transport transport{};
    RawAddress local, remote;
};

struct Limits {
    Duration keep{};      ///< 0: nothing is kept
    std::size_t bytes{};  ///< likewise
    bool operator==(const Limits&) const = default;
};

/// What stands before an entry's text on a page.
struct Mark {
    enum class Kind : std::uint8_t {
        message,
        leg,  ///< `one` has the Call-ID that is the text
        tie,  ///< `one` and `other` belong to one call
    };
    Kind kind{};
    std::uint32_t size{};                        ///< of the text
    std::uint32_t call_id_at{}, call_id_size{};  ///< in the text; size 0: it has none
    std::uint64_t number{};                      ///< rises with each message
    Passage passage;
    LegId one, other;
};

/// A piece of the tape. What is below `used` never changes.
struct Page {
    static constexpr std::size_t size = 64 << 10;
    Instant first, last;  ///< of its entries; for the tape, under its lock
    std::atomic<std::size_t> used{};
    std::array<char, size> bytes;
};

class Tape {
  public:
    /// The longest text of an entry; the rest of a longer one is left out.
    static constexpr std::size_t longest = 32 << 10;

    explicit Tape(Limits limits = {}) { use(limits); }
    Tape(const Tape&) = delete;
    Tape& operator=(const Tape&) = delete;

    /// From now on; when nothing is to be kept any more, all is forgotten.
    void use(Limits limits);
    bool on() const { return on_; }

    /// A message without its secrets (see blank()).
    void note(const Passage& passage, std::string_view message, std::string_view call_id);
    void note_leg(LegId leg, std::string_view call_id, Instant now);
    void note_tie(LegId one, LegId other, Instant now);

    /// What is too old goes, also when nothing comes. Any thread.
    void forget_old(Instant now);

    // Any thread.
    std::vector<std::shared_ptr<const Page>> pages() const;
    Limits limits() const;
    std::size_t bytes() const;  ///< that it takes now

  private:
    void add(Mark mark, std::string_view text);
    Page& page_for(std::size_t wanted, Instant now);
    void drop_old(Instant now);

    std::atomic<bool> on_{};
    mutable std::mutex mutex_;
    Limits limits_;
    std::uint64_t last_number_{};
    /// Shared with readers, who may still read a page that is forgotten here.
    std::deque<std::shared_ptr<Page>> pages_;
};

/// An entry of a page.
struct Entry {
    Mark mark;
    std::string_view text;
    std::string_view call_id() const { return text.substr(mark.call_id_at, mark.call_id_size); }
};

/// What is on a page so far, in order. `visit` takes an Entry.
template <class Visit>
void for_each_entry(const Page& page, Visit visit);

// -- as it is done

/// Entries begin where a Mark may stand.
constexpr std::size_t aligned(std::size_t size) { return (size + alignof(Mark) - 1) & ~(alignof(Mark) - 1); }

Entry entry_at(const Page& page, std::size_t at);

template <class Visit>
void for_each_entry(const Page& page, Visit visit) {
    const auto used = page.used.load(std::memory_order_acquire);
    for (std::size_t at = 0; at < used;) {
        const auto entry = entry_at(page, at);
        visit(entry);
        at += aligned(sizeof(Mark) + entry.text.size());
    }
}

}  // namespace layby::trace

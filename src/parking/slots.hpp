// The slots of a lot that nobody has: which one is given next, and which rest in quarantine after a release.
// Owned by the lot. Every operation is O(log n); memory grows with the slots that were used, not with the
// lot.
//
// A released slot rests, so that a number that was announced a moment ago never yields another caller. When
// nothing but resting slots is left, the one released longest ago is given all the same: a caller who waits
// in a slot is better off than a caller refused by a lot that has room.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>

#include "parking/rules.hpp"
#include "parking/slot_set.hpp"
#include "words/ids.hpp"
#include "words/time.hpp"

namespace layby::parking {

/// What is known of a slot's last call, as long as the slot is free.
struct Release {
    SlotNumber slot;
    Instant at;
    std::string parker;    ///< the user who had parked there
    std::uint64_t turn{};  ///< releases are numbered: a lower turn was released earlier
    bool operator==(const Release&) const = default;
};

class Slots {
  public:
    Slots(SlotNumber first, SlotNumber last, std::uint64_t seed);

    bool exists(SlotNumber slot) const { return slot >= first_ && slot <= last_; }
    bool is_free(SlotNumber slot) const;  ///< nobody has it; it may be in quarantine
    bool in_quarantine(SlotNumber slot) const;
    bool was_parked_by(SlotNumber slot, const std::string& user) const;  ///< the last call there
    std::size_t count() const { return last_ < first_ ? 0 : last_.value - first_.value + std::size_t{1}; }
    std::size_t free_count() const { return unused_.size() + releases_.size(); }

    /// Ends the quarantine of every slot that has rested for so long.
    void end_quarantines(Duration quarantine, Instant now);
    /// The slot to give for "any slot"; none when all are taken. Doesn't take it.
    std::optional<SlotNumber> choose(SlotChoice choice);

    /// Takes a free slot. Returns its last release, for give_back.
    std::optional<Release> take(SlotNumber slot);
    /// Nothing happened in it: it is as free, and as rested, as it was before it was taken.
    void give_back(SlotNumber slot, const std::optional<Release>& before);
    /// A call has left it: it rests. No effect on a slot that doesn't exist (any more).
    void release(SlotNumber slot, const std::string& parker, Instant now);

    /// The lot now has these slots; of them somebody has those that are `taken`.
    void change_range(SlotNumber first, SlotNumber last, const std::set<SlotNumber>& taken);

    /// The last release of a free slot; null: it was never used, or somebody has it.
    const Release* last_release(SlotNumber slot) const;
    /// A release from before a restart. No effect on a slot that is not there or in use.
    void restore(const Release& release);
    /// The turns of releases to come are later than this one's.
    void number_after(const Release& release);

    bool consistent() const;  ///< O(n)

  private:
    std::size_t place(SlotNumber slot) const { return slot.value - first_.value; }
    SlotNumber slot_at(std::size_t place) const;
    SlotNumber next_after_last_given() const;
    SlotNumber least_recently_used() const;
    SlotNumber random();
    void put(Release release);

    SlotNumber first_, last_;
    SlotSet ready_;                                        ///< free, not in quarantine
    SlotSet unused_;                                       ///< those of `ready_` that were never used
    std::map<std::uint64_t, Release> releases_;            ///< of all other free slots, by turn
    std::unordered_map<SlotNumber, std::uint64_t> turns_;  ///< where in `releases_` a slot is
    std::uint64_t next_turn_{};
    std::uint64_t rested_below_{};  ///< releases of a lower turn are out of quarantine
    SlotNumber last_given_{};
    std::uint64_t random_;
};

}  // namespace layby::parking

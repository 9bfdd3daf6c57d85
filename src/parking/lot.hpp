// A lot: slots, who waits in them, and what happens next. Pure: no clock, no I/O, no thread; owned by the
// switchboard. Events in, effects out, time as an argument, so that re-entrancy is impossible.
#pragma once
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "parking/effects.hpp"
#include "parking/events.hpp"
#include "parking/rules.hpp"

namespace layby::parking {

enum class Phase { reserved, waiting, ringing, retrieving };

struct ParkedCall;  // parked_call.hpp
struct Release;     // slots.hpp

/// One parked call as others see it: for the board, `layby lots` and lamps.
struct ParkedCallView {
    ParkId park;
    SlotNumber slot;
    Phase phase{};
    Party caller;  ///< empty while only reserved
    Parker parker;
    std::string for_user;         ///< for whom it is parked; empty: nobody in particular
    Instant since;                ///< of the park
    std::optional<Instant> next;  ///< next deadline: reminder, recall, ring-out or max_wait
    std::string next_what;        ///< "reminder", "recall", "next step", "fallback", …
    bool told{};                  ///< the parker is known to have got the slot (heard, or message delivered)
    std::optional<Party> ringing_or_taking;
    std::string note{};  ///< what somebody wrote about it
    bool operator==(const ParkedCallView&) const = default;
};

class Lot {
  public:
    /// `seed` feeds the slot choice "random"; nothing else is random.
    Lot(LotRules rules, std::uint64_t seed);
    Lot(Lot&&) noexcept;
    Lot& operator=(Lot&&) noexcept;
    ~Lot();

    [[nodiscard]] Effects handle(const Event& event, Instant now);
    /// Runs every deadline that is due.
    [[nodiscard]] Effects expire(Instant now);
    /// When to call expire() again. O(1).
    std::optional<Instant> next_deadline() const;

    const LotRules& rules() const;
    /// New rules from a reload: parked calls keep their slots and deadlines, even in slots that no longer
    /// exist. In `withheld` slots callers of another lot, or at another server, still wait: nobody is given
    /// them.
    void change_rules(LotRules rules, std::set<SlotNumber> withheld = {});
    /// A caller at another server waits under this number. No effect if it isn't free here.
    void withhold(SlotNumber slot);
    /// The caller of the other lot has left: the slot rests, like one of its own. False: it was not withheld.
    bool hand_back(SlotNumber slot, Instant now);

    /// The call goes on at another server: whoever rings for it or takes it is let go, and nothing has ended.
    [[nodiscard]] Effects hand_over(ParkId park, Instant now);

    /// A closed lot takes nobody new; who is in it stays and can be retrieved.
    void close(bool closed);

    std::size_t occupied() const;
    std::optional<ParkedCallView> at(SlotNumber slot) const;
    std::vector<ParkedCallView> parked()
        const;  ///< by slot number; O(parked), for people, never on a per-call path
    std::optional<ParkId> longest_waiting() const;
    /// Slots in which somebody waits or is rung for, the longest first; O(most).
    std::vector<SlotNumber> waiting(std::size_t most) const;

    // What outlives the process: plain values, written down and restored by others.
    /// The parks that the last handle() or expire() may have changed; also those that are over.
    const std::vector<ParkId>& touched() const;
    /// Null: it is not here (any more).
    const ParkedCall* find(ParkId park) const;
    /// Of a slot that is free; null: it was never used.
    const Release* last_release(SlotNumber slot) const;
    /// Goes on with what was written down: first releases, then calls, before the first event. A call keeps
    /// its slot, even one that no longer exists. False: somebody else is in it, or the call contradicts
    /// itself.
    void restore(const Release& release);
    bool restore(const ParkedCall& call);

    /// Every invariant, checked; asserted at each exit of handle() and expire() in debug builds.
    bool consistent() const;

  private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

}  // namespace layby::parking

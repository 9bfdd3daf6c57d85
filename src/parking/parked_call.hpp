// One parked call, from the reservation of its slot to its outcome. A plain value without behaviour: what
// happens to it is told by the chapters (park, announce, wait, remind, recall, retrieve, leave). Owned by the
// lot.
#pragma once
#include <optional>
#include <string>

#include "parking/effects.hpp"
#include "parking/events.hpp"
#include "parking/lot.hpp"
#include "parking/slots.hpp"

namespace layby::parking {

/// How far the parker got to know the slot.
enum class Telling : std::uint8_t {
    nobody,    ///< there is nobody to tell, or not yet
    speaking,  ///< the slot is being spoken on the parker's leg
    messaged,  ///< a message is on its way to the parker's phones
    reminded,  ///< the message failed, so the parker's phone was rung at once
    told,
};

/// What becomes of the ladder when the retriever, for whom it was left, goes away.
enum class AfterFailure : std::uint8_t { wait, ring_again, ring_next };

struct ParkedCall {
    ParkId park;
    SlotNumber slot;
    Phase phase{Phase::reserved};
    Telling telling{Telling::nobody};
    Parker parker;
    std::string for_user;           ///< for whom it is parked; empty: nobody in particular
    std::string note;               ///< what somebody wrote about it
    LegId parkee;                   ///< none while only reserved
    Party caller;                   ///< empty while only reserved
    Instant since;                  ///< of the park; while only reserved, of the reservation
    std::optional<Release> before;  ///< the slot's last release, in case the park comes to nothing

    // When what is due. Which of them count depends on the phase: see next_due().
    std::optional<Instant> lapse;     ///< of the reservation
    std::optional<Instant> reminder;  ///< to the parker
    std::optional<Instant> recall;    ///< start of the ladder, or of the next try of the fallback
    std::optional<Instant> max_wait;  ///< end of the caller's patience
    std::optional<Instant> ring_out;  ///< of the step that rings
    bool patience_over{};             ///< max_wait has passed and was acted upon

    // The ladder.
    std::uint32_t attempt{};  ///< of the last Ring; never repeats within one park
    RingReason reason{};
    std::uint32_t step{};  ///< rung of the ladder, if the reason is recall
    std::string rung;      ///< who rings

    // The retriever, while retrieving.
    std::optional<Retriever> taker;
    Outcome if_confirmed{};
    AfterFailure if_failed{};
    bool operator==(const ParkedCall&) const = default;
};

/// What comes next for a call.
enum class Due { nothing, lapse, reminder, recall, ring_out, max_wait };
struct NextDue {
    Due what{};
    std::optional<Instant> at;
};
NextDue next_due(const ParkedCall& call);

/// One turn of a lot: when something happened, which call it touched, and what is to be done about it.
struct Turn {
    Instant now;
    ParkId touched{};
    Effects effects{};

    template <class Order>
    void order(Order effect) {
        effects.emplace_back(std::move(effect));
    }
};

}  // namespace layby::parking

// Phrases: which sounds are played one after the other to say something, in any language. Names of Debian's
// asterisk-core-sounds-*-wav without ".wav", texts for a speech program, and tones of ours. Plain values, any
// thread.
#pragma once
#include <string>
#include <vector>

#include "calls/house/speech.hpp"
#include "parking/effects.hpp"

namespace layby::calls {

/// The slot, as told to the parker.
Phrase slot_phrase(SlotNumber slot, Announcement style, const Speech& in = {});
/// The same to a parker who held several callers: the slot, and whom it has parked, as far as digits can
/// tell.
Phrase slot_phrase(SlotNumber slot, Announcement style, const Party& caller, const Speech& in = {});
/// Once more, after a pause, to a parker who stays; empty when the style says nothing.
Phrase slot_again_phrase(SlotNumber slot, Announcement style, const Speech& in = {});
/// The caller has hung up before its parker had heard all.
Phrase caller_gone_phrase();
/// A retriever is asked for the PIN, for the first time or after a wrong one.
Phrase pin_phrase(bool again, const Speech& in = {});
/// Why nothing was parked; the words are on the display.
Phrase refusal_phrase(const Speech& in = {});

// -- why a call was refused
Phrase not_allowed_phrase(const Speech& in = {});
/// No call is parked there, but in these slots.
Phrase nobody_there_phrase(const std::vector<SlotNumber>& waiting, const Speech& in = {});
Phrase wrong_number_phrase(const Speech& in = {});
/// The same, and which slots there are.
Phrase wrong_slot_phrase(SlotNumber first, SlotNumber last, const Speech& in = {});
/// Somebody is faster; who, if it has a number that others dial.
Phrase taken_phrase(SlotNumber slot, const Party& holder, const Speech& in = {});
Phrase nothing_rings_phrase(const Speech& in = {});
/// Whom it has called is busy, or can't be reached at all.
Phrase refusal_tone(bool busy);

// -- what a caller who waits may choose by a key
struct Offers {
    bool operator_rings{};  ///< 0
    bool message{};         ///< 1
    bool call_back{};       ///< 2
    bool any() const { return operator_rings || message || call_back; }
};
Phrase choices_phrase(const Offers& offers, const Speech& in = {});
/// It may speak after the tone at the end.
Phrase leave_message_phrase(const Speech& in = {});
/// It can't leave a message after all, and waits on.
Phrase no_message_phrase(const Speech& in = {});
/// It has chosen.
Phrase reply_phrase(parking::Reply reply, const Speech& in = {});

// -- what a user has dialled is done
Phrase do_not_disturb_phrase(bool on, const Speech& in = {});
/// Hours are set by hand from now on, or go by the clock again.
Phrase hours_phrase(bool by_hand, const Speech& in = {});
/// Which of its calls a user forwards.
enum class Forwarded : std::uint8_t { always, busy, no_answer, other };
/// Calls are forwarded there; empty: no more.
Phrase forward_phrase(Forwarded which, const std::string& number, const Speech& in = {});

Phrase ringback_phrase();

}  // namespace layby::calls

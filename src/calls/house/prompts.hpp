// Phrases: which sounds are played one after the other to say something. Names of Debian's
// asterisk-core-sounds-*-wav without ".wav", and tones of ours. Plain values, any thread.
#pragma once
#include <string>
#include <vector>

#include "calls/office.hpp"
#include "calls/orders.hpp"

namespace layby::calls {

/// The slot, as told to the parker.
Phrase slot_phrase(SlotNumber slot, Announcement style);
/// The same to a parker who held several callers: the slot, whom it has parked, as far as digits can tell,
/// and the slot again.
Phrase slot_phrase(SlotNumber slot, Announcement style, const Party& caller);
/// The caller has hung up before its parker had heard all.
Phrase caller_gone_phrase();
/// A retriever is asked for the PIN, for the first time or after a wrong one.
Phrase pin_phrase(bool again);
/// Why nothing was parked; the words are on the display.
Phrase refusal_phrase();

// -- why a call was refused
Phrase not_allowed_phrase();
/// No call is parked there, but in these slots.
Phrase nobody_there_phrase(const std::vector<SlotNumber>& waiting);
Phrase wrong_number_phrase();
/// The same, and which slots there are.
Phrase wrong_slot_phrase(SlotNumber first, SlotNumber last);
/// Somebody is faster; who, if it has a number that others dial.
Phrase taken_phrase(SlotNumber slot, const Party& holder);
Phrase nothing_rings_phrase();
/// Whom it has called is busy, or can't be reached at all.
Phrase refusal_tone(bool busy);

// -- what a user has dialled is done
Phrase do_not_disturb_phrase(bool on);
/// Hours are set by hand from now on, or go by the clock again.
Phrase hours_phrase(bool by_hand);
/// Calls are forwarded there; empty: no more.
Phrase forward_phrase(const char* which, const std::string& number);

Phrase ringback_phrase();

}  // namespace layby::calls

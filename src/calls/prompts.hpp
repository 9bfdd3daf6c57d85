// Phrases: which sounds are played one after the other to say something. Names of Debian's
// asterisk-core-sounds-*-wav without ".wav", and tones of ours. Plain values, any thread.
#pragma once
#include <string>
#include <vector>

#include "calls/office.hpp"
#include "calls/ports/audio.hpp"

namespace layby::calls {

/// The slot, as told to the parker.
Phrase slot_phrase(SlotNumber slot, Announcement style);
/// Whom the parker has parked, as far as digits can tell.
void add_caller(Phrase& phrase, const Party& caller);
/// A retriever is asked for the PIN, for the first time or after a wrong one.
Phrase pin_phrase(bool again);
/// Why nothing was parked; the words are on the display.
Phrase refusal_phrase();
Phrase ringback_phrase();

/// Every name that a phrase may ever use, so that the sound library can load and check them before the start.
std::vector<std::string> all_sound_names();

}  // namespace layby::calls

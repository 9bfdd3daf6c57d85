// The PIN of a parked call, its own or else its lot's: whoever wants the caller is asked by prompt. The
// caller hears music meanwhile and is nobody's until the PIN is right. Signalling thread. What is keyed is
// never logged.
#pragma once
#include "calls/ways/park.hpp"

namespace layby::calls {

/// Whether who dials for this call is asked for a PIN.
bool asks_pin(const Board& board, const std::string& lot, ParkId park);
/// The call in the slot, if this leg must know a PIN to have it. Phones that we ring for it need none.
ParkId behind_pin(const Board& board, const Leg& leg, const ToSlot& where, ParkId expected);
void ask_pin(Board& board, Leg& leg, const ToSlot& where, ParkId park);
/// A leg that is asked can hear the question now.
void sound_pin(Board& board, Leg& leg);
/// The question was heard.
void pin_awaited(Board& board, Leg& leg);
void pin_key(Board& board, Leg& leg, char digit);
void pin_timed_out(Board& board, Leg& leg);

}  // namespace layby::calls

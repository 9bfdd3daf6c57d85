// What the log tells of calls and parked calls: one line per fact, with whom and what it is about, and the
// Call-ID by which it is found in a trace. Signalling thread; writes nothing itself (see runtime/log.hpp).
#pragma once
#include <string>

#include "calls/house/leg.hpp"
#include "parking/effects.hpp"
#include "parking/events.hpp"

namespace layby::calls {

void log_arrived(const Leg& leg);
void log_refused(const Leg& leg, const Refused& why);
/// Once for each call that somebody made: not for the phones that rang for it.
void log_ended(const Board& board, const Leg& leg);

void log_event(const Board& board, const parking::Event& event);
void log_effect(const Board& board, const std::string& lot, const parking::Effect& effect);

}  // namespace layby::calls

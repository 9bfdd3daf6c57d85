// What is remembered of calls: their steps as they happen, and each when it has ended. Signalling thread;
// written down by whoever carries out the turn.
#pragma once
#include <string>

#include "calls/past_call.hpp"
#include "parking/effects.hpp"
#include "parking/events.hpp"

namespace layby::calls {

struct Board;
struct Leg;
struct Message;
struct Park;
struct Ring;
struct Task;

/// Two who talk to each other from now on.
void note_met(Board& board, Leg& one, Leg& other);
/// A leg that is rung, and for whom.
void note_rung(Board& board, const Leg& leg, const Ring& ring);
/// What a lot is told, before it hears of it.
void note_step(Board& board, const parking::Event& event);
/// What a lot orders, before it is carried out.
void note_step(Board& board, const std::string& lot, const parking::Effect& effect);
/// A park came to nothing, in its lot's overflow as well.
void note_refused(Board& board, const Park& park, parking::Refusal why);
/// A call outside that its party may not have.
void note_barred(Board& board, LegId call, const std::string& number, const std::string& why);
/// Its caller has given up: it is a call-back task from now on.
void note_to_call_back(Board& board, LegId call, ParkId park, const Task& task);
/// Its caller has left it.
void note_message(Board& board, const Message& message);
/// It is about to be forgotten.
void note_past(Board& board, const Leg& leg);

}  // namespace layby::calls

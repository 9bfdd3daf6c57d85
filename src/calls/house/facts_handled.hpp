// What the switchboard does with each fact: one function each, in the file of its subject. A fact about a leg
// that is unknown or gone changes nothing.
#pragma once
#include "calls/facts.hpp"

namespace layby::calls {

struct Board;

// arrival.cpp, park_on_request.cpp, confirmed.cpp, hang_up.cpp
void on(Board& board, const CallArrived& fact);
void on(Board& board, const ParkAsked& fact);
void on(Board& board, const CallConfirmed& fact);
void on(Board& board, const CallCancelled& fact);
void on(Board& board, const HungUp& fact);
void on(Board& board, const AudioLost& fact);
// ring.cpp
void on(Board& board, const CallProgressed& fact);
void on(Board& board, const CallAnswered& fact);
void on(Board& board, const CallFailed& fact);
// offer_answer.cpp
void on(Board& board, const PeerHeard& fact);
void on(Board& board, const AudioFound& fact);
void on(Board& board, const KeysAgreed& fact);
void on(Board& board, const OfferReceived& fact);
void on(Board& board, const OfferAsked& fact);
void on(Board& board, const OfferAnswered& fact);
// refer.cpp
void on(Board& board, const TransferAsked& fact);
// reachable.cpp
void on(Board& board, const DevicesChanged& fact);
void on(Board& board, const TrunkChanged& fact);
// hours.cpp
void on(Board& board, const ClockIs& fact);
// digits.cpp
void on(Board& board, const InfoDigit& fact);
void on(Board& board, const DigitHeard& fact);
// identity.cpp
void on(Board& board, const PartyLearned& fact);
// nodes/claims.cpp, nodes/elsewhere.cpp, nodes/takeover.cpp
void on(Board& board, const SlotClaimed& fact);
void on(Board& board, const SlotLost& fact);
void on(Board& board, const ClaimFailed& fact);
void on(Board& board, const SlotElsewhere& fact);
void on(Board& board, const CallerTakenAway& fact);
// states/state.cpp, announce.cpp
void on(Board& board, const PromptEnded& fact);
void on(Board& board, const MessageSettled& fact);
// ways/messages.cpp
void on(Board& board, const RecordingEnded& fact);

}  // namespace layby::calls

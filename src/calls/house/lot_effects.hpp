// What a lot asks for: one function each, in the file of its subject. Signalling thread.
#pragma once
#include <string>

#include "calls/orders.hpp"
#include "calls/ways/ring.hpp"
#include "parking/effects.hpp"

namespace layby::calls {

struct Board;

// park.cpp
void carry(Board& board, const std::string& lot, const parking::GrantSlot& granted);
void carry(Board& board, const std::string& lot, const parking::RefusePark& refused);
// announce.cpp
void carry(Board& board, const std::string& lot, const parking::PlayMusic& order);
void carry(Board& board, const std::string& lot, const parking::Announce& order);
void carry(Board& board, const std::string& lot, const parking::SendMessage& order);
void carry(Board& board, const std::string& lot, const parking::SendNotice& order);
// recall.cpp
void carry(Board& board, const std::string& lot, const parking::Remind& order);
void carry(Board& board, const std::string& lot, const parking::Ring& order);
void carry(Board& board, const std::string& lot, const parking::StopRinging& order);
// retrieve.cpp
void carry(Board& board, const std::string& lot, const parking::Connect& order);
void carry(Board& board, const std::string& lot, const parking::RefuseRetrieve& refused);
void carry(Board& board, const std::string& lot, const parking::Dismiss& order);
// choices.cpp
void carry(Board& board, const std::string& lot, const parking::ReplyToCaller& order);
// lots.cpp
void carry(Board& board, const std::string& lot, const parking::HangUpCaller& order);
void carry(Board& board, const std::string& lot, const parking::Ended& ended);

/// A lot's refusal in SIP: status and words.
Refused refusal(parking::Refusal why, const Party& holder, SlotNumber slot);
/// The caller whom a ringing phone wanted to park stays with whoever else rings.
void declined_park_failed(Board& board, RingId ring, const Refused& why);

}  // namespace layby::calls

// Refusals that are heard. A user whose call to a lot comes to nothing hears why, and what there is instead,
// as early media; then its call is refused as it would have been at once. So nobody is ever answered for
// nothing. Trunks, unless they are set to hear it, and phones that brought no offer, are refused at once.
// Signalling thread.
#pragma once
#include <string>

#include "calls/house/leg.hpp"
#include "parking/effects.hpp"

namespace layby::calls {

/// Refuses an unanswered leg, and ends an answered one, once it has heard the phrase.
void refuse_aloud(Board& board, Leg& leg, const Refused& why, const Phrase& phrase);
/// Ends an answered leg once it has heard a tone: what it has called is busy, or can't be reached.
void refuse_by_tone(Board& board, Leg& leg, const Refused& why);
/// The phrase was heard, or takes too long: now it is refused.
void refusal_heard(Board& board, Leg& leg);

// -- what is said to this leg
/// Nobody is in the slot; who waits elsewhere in the lot.
Phrase nobody_there(const Board& board, const Leg& leg, const std::string& lot);
/// The number is wrong; near a lot: the slots that there are.
Phrase wrong_number(const Board& board, const Leg& leg, const std::string& lot);
Phrase why_not_retrieved(const Board& board, const Leg& leg, const std::string& lot,
                         const parking::RefuseRetrieve& refused);

}  // namespace layby::calls

// A call that nobody takes goes on to another number, as the settings of whom it was for say. Its caller
// hears ringing all the while. Functions on the board; signalling thread.
#pragma once
#include "calls/ways/ring.hpp"

namespace layby::calls {

/// Counts it. False: it was sent on so often already that those who send it do so in a circle.
bool may_be_sent_on(Ring& ring);
/// Its phones stop, and what was found out about whom it was for is forgotten.
void leave_target(Board& board, Ring& ring);
/// Rings instead whom the user wants its calls to go to, else whom the settings name. False: there is nobody,
/// or nobody that rings, or the ring is none of a plain call.
bool send_on(Board& board, Ring& ring, std::string Ends::*why);

}  // namespace layby::calls

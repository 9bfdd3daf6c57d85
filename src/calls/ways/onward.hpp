// A call that nobody takes goes on to another number, as the settings of whom it was for say. Its caller
// hears ringing all the while. Functions on the board; signalling thread.
#pragma once
#include "calls/ways/ring.hpp"

namespace layby::calls {

/// Counts it. False: it was sent on so often already that those who send it do so in a circle.
bool may_be_sent_on(Ring& ring);
/// Rings that number instead. False: there is none, or none that rings, or the ring is none of a plain call.
bool send_on(Board& board, Ring& ring, std::string number);

}  // namespace layby::calls

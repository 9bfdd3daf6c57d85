// How a leg's audio is encrypted (SRTP by keys in SDP, RFC 4568, or by a handshake, RFC 5763), as its peer
// can and the settings of its user or trunk want it. Functions on the board; signalling thread.
#pragma once
#include <optional>

#include "calls/house/leg.hpp"

namespace layby::calls {

/// Ours in answer to an offer of the peer's: as it is already, where the peer's is the same. None of it: in
/// clear.
Protection answering(Board& board, const Leg& leg, const MediaDescription& offer);

/// Adds to an offer of ours how it is encrypted: as is agreed, or anew as the settings want it.
/// `handshake`: a browser's way where there may be a browser.
void protect(Board& board, const Leg& leg, MediaDescription& offer, bool handshake = true);

/// The first offer of a call has no key that we can use, and the settings want one.
bool lacks_key(const Board& board, const Leg& leg, const MediaDescription& offer);
/// The leg is encrypted, the peer says no key any more, and the settings want one. A call that was let in in
/// clear goes on so.
bool loses_key(const Board& board, const Leg& leg, const MediaDescription& theirs);

}  // namespace layby::calls

// Which keys a leg's audio is encrypted with (SRTP by RFC 4568), as the settings of its user or trunk want
// it. Functions on the board; signalling thread.
#pragma once
#include <optional>

#include "calls/house/leg.hpp"

namespace layby::calls {

/// Ours in answer to an offer of the peer's: with the key that it has already, if the peer's is the same.
/// None: in clear.
std::optional<CryptoLine> answering_key(Board& board, const Leg& leg, const MediaDescription& offer);

/// Adds keys to an offer of ours: those that are agreed, or new ones where the settings want them.
void add_keys(Board& board, const Leg& leg, MediaDescription& offer);

/// The first offer of a call has no key that we can use, and the settings want one.
bool lacks_key(const Board& board, const Leg& leg, const MediaDescription& offer);
/// The leg is encrypted, the peer says no key any more, and the settings want one. A call that was let in in
/// clear goes on so.
bool loses_key(const Board& board, const Leg& leg, const MediaDescription& theirs);

}  // namespace layby::calls

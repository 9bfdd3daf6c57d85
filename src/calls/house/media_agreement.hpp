// What an offer and its answer come to for the media engine. Pure functions on values, any thread.
#pragma once
#include <optional>

#include "calls/orders.hpp"
#include "words/media_description.hpp"

namespace layby::calls {

/// The agreement, when the peer answered our offer (the peer's first codec is in use) or we answered its
/// (ours has just one). None when nothing is shared, the audio is refused (port 0), or it is to be encrypted
/// and the answer names no key of the offer's.
std::optional<LegAudio> agreement(const MediaDescription& ours, const MediaDescription& theirs,
                                  const MediaDescription& answer);

/// The codecs of a description that we speak, in its order.
std::vector<Codec> codecs_of(const std::optional<MediaDescription>& description);

}  // namespace layby::calls

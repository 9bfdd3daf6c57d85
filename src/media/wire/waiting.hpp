// How the media thread waits: for each packet when few come; when many come it naps for a millisecond and
// then finds them in a batch, which saves a wake-up per packet. A pure function; any thread.
#pragma once
#include <optional>

#include "words/time.hpp"

namespace layby::media {

/// The most packets taken in one look.
inline constexpr std::size_t most_in_a_look = 256;

struct Waiting {
    std::optional<Instant> nap_until;   ///< asleep, whatever comes
    std::optional<Instant> wait_until;  ///< then until a packet comes, at most so long; none: for ever
};

/// `found`: how many packets the last look found. `deadline`: the next thing to do; none: nothing.
Waiting plan_waiting(std::size_t found, Instant now, std::optional<Instant> deadline);

}  // namespace layby::media

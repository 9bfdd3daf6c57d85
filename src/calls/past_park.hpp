// A parked call that has ended, for whoever remembers it. Plain value.
#pragma once
#include <string>

#include "parking/effects.hpp"
#include "words/ids.hpp"
#include "words/party.hpp"
#include "words/time.hpp"

namespace layby::calls {

/// One slot's use, from its grant to its end.
struct PastPark {
    std::string lot;
    SlotNumber slot;
    Party caller;            ///< empty when the caller was never moved
    parking::Parker parker;  ///< its leg means nothing any more
    parking::Outcome outcome{};
    Party by;           ///< who had the caller then, if anybody
    Duration lasted{};  ///< since the grant
    ParkId park{};
    LegId call{};  ///< who waited; none: nobody was moved
    bool operator==(const PastPark&) const = default;
};

/// "retrieved", "fell back", …: for the log and for people.
const char* text_of(parking::Outcome outcome);
/// "recall", "fallback" or "operator": why a phone rings for it.
const char* text_of(parking::RingReason reason);

}  // namespace layby::calls

// The port to whoever remembers parked calls after they have ended. Called on the signalling thread; returns
// at once and never fails: what can't be written is the adapter's business.
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
};

class Journal {
  public:
    virtual ~Journal() = default;
    virtual void ended(const PastPark& park) = 0;
};

/// "retrieved", "fell back", …: for the log and for people.
const char* text_of(parking::Outcome outcome);

}  // namespace layby::calls

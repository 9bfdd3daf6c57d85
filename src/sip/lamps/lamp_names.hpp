// The dialogs that watchers are told of: a parked or ringing call has a name of our making (Call-ID and
// tags), so that an INVITE with Replaces of it can only mean this call, and only from somebody who was told.
// Pure; owned by the lamps.
#pragma once
#include <optional>
#include <string>

#include "sip/dialog/dialog_state.hpp"
#include "words/ids.hpp"

namespace layby::sip {

class LampNames {
  public:
    /// `life` tells this run of the server from others: what an earlier one has told names nothing now.
    explicit LampNames(std::string life) : life_(std::move(life)) {}

    struct Named {
        ParkId park;
        SlotNumber slot;
        bool operator==(const Named&) const = default;
    };
    /// Seen from the slot: its own tag is the local one.
    DialogName of(const Named& parked) const;
    /// A call that rings at a user, seen from the user.
    DialogName of(LegId ringing) const;

    // None: not a name of ours. Some phones swap the tags.
    std::optional<Named> read(const DialogName& name) const;
    std::optional<LegId> read_ringing(const DialogName& name) const;

  private:
    std::string life_;
};

}  // namespace layby::sip

// Invitations of phones as JSON text, and what is asked about them. Pure functions; console thread.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "console/invitation.hpp"
#include "provision/fetching.hpp"

namespace layby::console {

/// Each with its invitation; null: it has none.
std::string desk_phones_json(const std::vector<std::pair<provision::DeskPhone, const Invitation*>>& phones,
                             Invitation::Time now);

/// What an admin wants of a new invitation.
struct InvitationWanted {
    std::chrono::seconds within{usual_invitation};
    std::string host{};  ///< what the phone calls the server; empty: as we know it
};
/// None: it isn't an object, or a member isn't as it must be. An empty text wants what is usual.
std::optional<InvitationWanted> invitation_wanted_in(const std::string& json);

/// With the secret, which is never shown again. `folder`: without it.
std::string invitation_json(const provision::DeskPhone& phone, const Invitation& invitation,
                            const std::string& folder, const std::string& secret);

}  // namespace layby::console

#include "console/invitation.hpp"

namespace layby::console {

InvitationState state_of(const Invitation& invitation, Invitation::Time now) {
    if (invitation.fetched) return InvitationState::fetched;
    if (now >= invitation.until) return InvitationState::expired;
    return invitation.source.empty() ? InvitationState::open : InvitationState::begun;
}

const char* name_of(InvitationState state) {
    switch (state) {
        case InvitationState::open:
            return "open";
        case InvitationState::begun:
            return "begun";
        case InvitationState::fetched:
            return "fetched";
        default:
            return "expired";
    }
}

bool opens_for(const Invitation& invitation, const std::string& source, Invitation::Time now) {
    if (now >= invitation.until) return false;
    if (!invitation.source.empty() && invitation.source != source) return false;
    // A clock that was set back gives nobody more time.
    return !invitation.fetched || std::chrono::abs(now - *invitation.fetched) < grace_of_phone;
}

}  // namespace layby::console

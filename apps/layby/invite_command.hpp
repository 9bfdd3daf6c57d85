// `layby provision --invite` and what belongs to it: desk phones that fetch their settings by themselves. As
// the commands in commands.hpp.
#pragma once
#include <string>

#include "layby/client.hpp"
#include "layby/exit_code.hpp"

namespace layby::app {

struct InviteShown {
    std::string mac{}, host{}, within{};  ///< what is empty is as usual
    bool invite{}, withdraw{}, list{};
    bool json{};
};

/// The phones of the settings with their invitations; a new invitation; the end of one.
ExitCode show_desk_phones(const Client& client, bool json);
ExitCode invite_phone(const Client& client, const InviteShown& wanted);
ExitCode withdraw_invitation(const Client& client, const InviteShown& wanted);

/// What is printed, from the API's JSON; for tests.
std::string desk_phones_text(const std::string& json);
std::string invitation_text(const std::string& json);

}  // namespace layby::app

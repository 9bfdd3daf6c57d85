// Desk phones that may fetch their settings, and their invitations: shown, made, withdrawn. Console thread;
// owned by the API.
#pragma once
#include <optional>
#include <string>
#include <variant>

#include "console/access/access.hpp"
#include "console/access/invitations.hpp"
#include "console/api/route.hpp"
#include "console/http_server.hpp"

namespace layby::console {

/// Beneath it lie the settings of phones: /provision/SECRET/FILE, or /provision/FILE with the secret as a
/// password.
constexpr auto folder_of_phones = "provision";

class InvitingResources {
  public:
    /// They outlive it.
    InvitingResources(const Desk& desk, const Gate& gate, Invitations& invitations);
    Routes routes();

  private:
    void phones(const Asked&, Answered);
    void invite(const Asked&, Answered);
    void withdraw(const Asked&, Answered);
    std::optional<provision::DeskPhone> phone_with(const std::string& mac) const;
    Answer no_such_phone(const std::string& mac) const;
    /// "https://park.example:7080/provision", or why there is none.
    std::variant<std::string, Answer> folder_for(const Request& request, const std::string& host) const;

    const Desk& desk_;
    const Gate& gate_;
    Invitations& invitations_;
};

}  // namespace layby::console

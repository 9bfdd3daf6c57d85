// Names and passwords with which a browser registers as a user for a while, after the pattern of TURN's REST
// credentials: all of it is computed from a key, so nothing is kept, and they outlive a restart. Pure: time
// is an argument. Signalling thread.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "sip/passing_login.hpp"

namespace layby::sip {

class PassingLogins {
  public:
    /// Whose a name is, and until when.
    struct Named {
        std::string user;
        PassingLogin::Time until;
    };

    explicit PassingLogins(std::string key) : key_(std::move(key)) {}

    /// `password`: the user's own; with another one all that were given out are over.
    PassingLogin login(std::string_view user, std::string_view password, PassingLogin::Time until) const;
    std::string password(std::string_view name, std::string_view users_password) const;

    /// None: it isn't such a name.
    static std::optional<Named> read(std::string_view name);

  private:
    std::string key_;
};

}  // namespace layby::sip

// Who asks. Every account of the machine can reach loopback: over TCP a request must bring a token, or the
// cookie of somebody who has logged in, while the rights of a socket's file speak for themselves. Owned by
// the API, console thread.
#pragma once
#include <chrono>
#include <variant>

#include "console/access/access.hpp"
#include "console/access/keys.hpp"
#include "console/access/tries.hpp"

namespace layby::console {

constexpr auto session_cookie = "layby_session";

class Entrance {
  public:
    /// `keys` outlives it. `wrong_try`: as for Tries.
    Entrance(Gate gate, std::chrono::milliseconds wrong_try, Keys& keys, const AllRights& rights = {});

    /// The refusal (401) of who is neither trusted nor has a token or a session, nor only looks where that is
    /// free. Each wrong token is answered later than the one before.
    std::variant<Guest, Answer> admit(const Request& request);
    const Gate& gate() const { return gate_; }
    /// Of the person whose phone it is; null: all lots, or nobody's.
    RightsOf rights_of_user(const std::string& user) const;
    /// From now on. True: they have changed.
    bool use(const AllRights& rights);

  private:
    std::optional<Guest> by_token(std::string_view secret, const std::string& from) const;
    std::variant<Guest, Answer> by_proxy(const Request& request) const;
    std::optional<Guest> by_session(std::string_view key, const std::string& from);
    std::variant<Guest, Answer> with_token(const Request& request);
    bool may_look(const Request& request) const;
    RightsOf rights_of(const Account& account) const;
    Answer slowed(Answer refusal, const std::string& address);

    const Gate gate_;
    Tries tries_;
    Keys& keys_;
    AllRights all_rights_;
    std::map<std::string, RightsOf> rights_;  ///< the same, to be handed out
    const std::string proxys_secret_;  ///< of this start, for the CSRF tokens of whom a proxy has let in
};

/// The refusal (403) of a change that a page of somebody else could have caused: browsers add cookies by
/// themselves. None when there is nothing to fear.
std::optional<Answer> refuse_forgery(const Request& request, const Guest& guest);

}  // namespace layby::console

// What the console is told unasked: changes of what a board shows. Plain values; told on the signalling
// thread.
#pragma once
#include <string>
#include <variant>
#include <vector>

#include "calls/past_park.hpp"
#include "calls/shown.hpp"
#include "words/time.hpp"

namespace layby::console {

struct Registration {
    std::string user, contact, user_agent;
    Instant expires;
    bool reachable{true};
    std::string name{};  ///< the user's, as others see it; may be empty
    bool answers{true};  ///< false: our keep-alives no longer
    bool operator==(const Registration&) const = default;
};

/// All phones of one user as they are now.
struct UserPhones {
    std::string user;
    std::vector<Registration> phones;
    bool operator==(const UserPhones&) const = default;
};

/// Everything, in place of what was told before.
struct Anew {
    std::vector<calls::Shown> shown;
    std::vector<UserPhones> phones;
};

/// Parked calls that have ended.
using Past = std::vector<calls::PastPark>;

using News = std::variant<std::vector<calls::Shown>, UserPhones, Anew, Past>;

}  // namespace layby::console

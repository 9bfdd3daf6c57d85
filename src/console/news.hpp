// What the console is told unasked: changes of what a board shows. Plain values; told on the signalling
// thread.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "calls/past_park.hpp"
#include "calls/shown.hpp"
#include "words/time.hpp"
#include "words/transport.hpp"

namespace layby::console {

using WallTime = std::chrono::system_clock::time_point;

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

/// With its provider.
struct TrunkRegistration {
    std::string state;  ///< "registered", "trying", "refused"
    std::optional<Instant> since, until, next;
    int answer{};  ///< the status of the last one; 0: none yet
    std::string reason;
    bool operator==(const TrunkRegistration&) const = default;
};

/// Over TLS, the one that we keep.
struct TrunkConnection {
    bool there{};
    Instant since{};                      ///< there, or missing
    std::string server, certificate;      ///< empty: not known yet
    std::optional<WallTime> valid_until;  ///< the certificate
    bool operator==(const TrunkConnection&) const = default;
};

struct Trunk {
    std::string name, host;  ///< host empty: it only calls us
    Transport transport{};
    bool up{};                ///< calls can go out
    std::size_t max_calls{};  ///< in both directions at once; 0: no limit
    std::optional<TrunkRegistration> registration{};
    std::optional<TrunkConnection> connection{};
    std::optional<std::pair<Instant, std::string>> failure{};  ///< the last one
    bool operator==(const Trunk&) const = default;
};

/// How many calls a trunk has now, by direction.
struct TrunkCalls {
    std::size_t in{}, out{};
    bool operator==(const TrunkCalls&) const = default;
};

/// A trunk as it is shown.
struct ShownTrunk {
    Trunk trunk;
    TrunkCalls calls;
};
using ShownTrunks = std::vector<ShownTrunk>;

/// All that there are, in the order of the settings.
struct Trunks {
    std::vector<Trunk> trunks;
    bool operator==(const Trunks&) const = default;
};

/// Everything, in place of what was told before.
struct Anew {
    std::vector<calls::Shown> shown;
    std::vector<UserPhones> phones;
    Trunks trunks{};
};

/// Parked calls that have ended.
using Past = std::vector<calls::PastPark>;

using News = std::variant<std::vector<calls::Shown>, UserPhones, Trunks, Anew, Past>;

}  // namespace layby::console

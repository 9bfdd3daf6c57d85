// An outside line, to look at. Plain value; any thread.
#pragma once
#include <chrono>
#include <optional>
#include <string>

#include "words/address.hpp"
#include "words/time.hpp"
#include "words/transport.hpp"

namespace layby::sip {

struct TrunkView {
    /// With the provider.
    struct Registration {
        enum class State { registered, trying, refused };
        State state{};
        std::optional<Instant> since, until;  ///< while it is registered
        std::optional<Instant> next;          ///< when it registers again; none: it is about to
        int answer{};                         ///< the status of the last one; 0: there was none yet
        std::string reason{};                 ///< in the provider's words
        bool operator==(const Registration&) const = default;
    };
    /// Over TLS, the one that we keep.
    struct Connection {
        bool there{};
        Instant since{};            ///< there, or missing
        Address server{};           ///< it leads to, or led to
        std::string certificate{};  ///< whom the server's is for
        std::optional<std::chrono::system_clock::time_point> valid_until{};
        bool operator==(const Connection&) const = default;
    };
    struct Failure {
        Instant at{};
        std::string what{};
        bool operator==(const Failure&) const = default;
    };

    std::string name;
    std::string host;  ///< empty: it only calls us
    Transport transport{};
    bool up{};                                   ///< calls can go out
    std::optional<Registration> registration{};  ///< none: it isn't registered with
    std::optional<Connection> connection{};      ///< none: it isn't one over TLS, or only calls us
    std::optional<Failure> failure{};            ///< the last one of this start
    bool operator==(const TrunkView&) const = default;
};

}  // namespace layby::sip

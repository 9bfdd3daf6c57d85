// A network that peers are in, and what holds for them: as whom they see us, and how their way is kept open.
// Plain values; any thread.
#pragma once
#include <string>
#include <vector>

#include "words/time.hpp"

namespace layby::sip {

/// How the way to phones behind a NAT is kept open.
enum class KeepAlive {
    off,
    options,  ///< by a request that they answer, so that we notice who has gone
    crlf      ///< by an empty line, which nobody answers
};

struct KeepAliveRules {
    KeepAlive how{KeepAlive::options};
    Duration every{std::chrono::seconds{25}};
    bool of_all{};  ///< also of phones that don't look as if they were behind a NAT
    bool operator==(const KeepAliveRules&) const = default;
};

/// Our addresses as somebody sees them; empty: as we see them ourselves.
struct SeenAs {
    std::string v4{}, v6{};
    bool operator==(const SeenAs&) const = default;
    const std::string& of(bool is_v6) const { return is_v6 ? v6 : v4; }
};

struct PeerNetwork {
    std::string name;
    /// IP addresses and networks; empty: everybody outside, who is in no other one and at no private address.
    std::vector<std::string> from;
    SeenAs seen_as;        ///< written in the settings
    std::string source{};  ///< what is looked up: only of the same is it known what was found
    bool looked_up{};      ///< no, it is told us later (Endpoint::is_seen_as), and changes
    KeepAliveRules keep_alive;
};

}  // namespace layby::sip

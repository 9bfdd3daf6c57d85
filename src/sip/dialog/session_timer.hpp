// Session timers (RFC 4028): who refreshes, how often, and when a session is dead. Pure arithmetic; any
// thread.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "words/time.hpp"

namespace layby::sip {

/// What a request or response said; zeros: nothing.
struct TimerHeaders {
    std::uint32_t session_expires{};  ///< seconds
    std::string refresher;            ///< "uac", "uas" or empty
    std::uint32_t min_se{};           ///< seconds
    bool supported{};                 ///< Supported or Require: timer
};

struct TimerRules {
    std::uint32_t session_expires{1800}, min_se{90};  ///< seconds
};

struct SessionTimer {
    std::uint32_t interval{};  ///< seconds
    bool we_refresh{};
    bool peer_knows{};  ///< the peer supports session timers

    /// Whether we send the next refresh: whoever agreed to do it, we don't wait for longer than `ours`, our
    /// own interval in seconds. Else a peer with a huge Min-SE would never be missed.
    bool we_ask(std::uint32_t ours) const { return we_refresh || interval > ours; }
    /// From the last refresh: when to send the next one, or when to give the session up.
    Duration next(std::uint32_t ours) const;
    /// For our 2xx: "Session-Expires: 1800;refresher=uas\r\n" and Require.
    std::string response_headers() const;
    bool operator==(const SessionTimer&) const = default;
};

/// True when a request's interval is below ours: 422 with Min-SE. Only peers that know the timer understand
/// it.
bool too_small(const TimerHeaders& request, const TimerRules& rules);
/// As the server of a request: we refresh unless the request says that its sender does.
SessionTimer agree_as_server(const TimerHeaders& request, const TimerRules& rules);
/// As the client: what the 2xx to our request means. `asked`: seconds in our request.
SessionTimer agree_as_client(const TimerHeaders& response, std::uint32_t asked);
/// For our requests: Session-Expires and Min-SE. `at_least`: what a 422 demanded, 0: none.
std::uint32_t interval_to_ask(const TimerRules& rules, std::uint32_t at_least);
std::string request_headers(std::uint32_t interval, std::uint32_t min_se, bool we_refresh);

}  // namespace layby::sip

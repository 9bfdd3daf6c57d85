// Who may ask at all. A web page in the admin's browser can reach loopback too, by DNS rebinding or by a
// form: the Host, Origin and Sec-Fetch-Site fields tell such requests apart. And so can every account of the
// machine: over TCP a request must bring the token, while the rights of a socket's file speak for themselves.
// Pure functions.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "console/exchange.hpp"
#include "console/token.hpp"

namespace layby::console {

/// Where the API listens over TCP, and the tokens that open it; without any
/// nothing can be changed there.
struct Gate {
    std::string ip;
    std::uint16_t port{};
    std::string token;       ///< the server's own: everything
    bool reading_is_free{};  ///< every program of this machine may look; it counts
                             ///< only on loopback
    std::vector<Token> tokens{};
};

/// Somebody who may ask, and what.
struct Guest {
    Scope scope{};
    std::string who;   ///< an account of this machine, the name of a token, or empty
    std::string from;  ///< a process or an address
};
/// "name:port" or "[v6]:port" without the port and the brackets; none when it isn't a Host field
/// (RFC 9110 section 7.2).
std::optional<std::string> host_name(std::string_view host_field);

/// True for localhost, names below it, 127.0.0.0/8, ::1 and the address that we listen on.
bool is_ours(std::string_view name, std::string_view listen_ip);

/// The refusal (400, 403, 421) of what a page of another site sent, or none when this request may be looked
/// at.
std::optional<Answer> refuse_stranger(const Request& request, const Gate& gate);

/// Who asks; the refusal (401) of who is neither trusted nor has a token, nor
/// only looks where that is free.
std::variant<Guest, Answer> admit(const Request& request, const Gate& gate);

}  // namespace layby::console

// Who may ask at all. The API listens on loopback, which a web page in the admin's browser can reach too, by
// DNS rebinding or by a form: the Host and Origin fields tell such requests apart. Pure functions.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "console/exchange.hpp"

namespace layby::console {

/// "name:port" or "[v6]:port" without the port and the brackets; none when it isn't a Host field
/// (RFC 9110 section 7.2).
std::optional<std::string> host_name(std::string_view host_field);

/// True for localhost, names below it, 127.0.0.0/8, ::1 and the address that we listen on.
bool is_ours(std::string_view name, std::string_view listen_ip);

/// The refusal (400, 403, 421), or none when this request may be looked at.
std::optional<Answer> refuse_stranger(const Request& request, std::string_view listen_ip);

}  // namespace layby::console

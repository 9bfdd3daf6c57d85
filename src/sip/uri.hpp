// SIP and tel URIs taken apart, from bytes that nobody has checked. Pure; any thread.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace layby::sip {

struct Uri {
    std::string scheme;      ///< lower case
    std::string user;        ///< as written (escaped), without password; tel: the number
    std::string host;        ///< lower case, without port; IPv6 without brackets; tel: empty
    std::uint16_t port{};    ///< 0: none
    std::string parameters;  ///< behind the first ';', without it; no headers ("?…")
    /// The value of ;name=value, lower case name; empty value when there is only the name.
    std::optional<std::string> parameter(std::string_view name) const;
};
/// "sip:", "sips:" and "tel:". None: something else, no host, or a bad port.
std::optional<Uri> parse_uri(std::string_view text);

std::string lower_case(std::string_view text);
/// "2001:db8::7" in brackets; everything else as it is.
std::string bracketed(const std::string& host);

}  // namespace layby::sip

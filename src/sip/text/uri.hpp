// SIP and tel URIs taken apart, from bytes that nobody has checked. Pure; any thread.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "words/address.hpp"
#include "words/host.hpp"
#include "words/spelling.hpp"
#include "words/transport.hpp"

namespace layby::sip {

struct Uri {
    std::string scheme;      ///< lower case
    std::string user;        ///< as written (escaped), without password; tel: the number
    std::string host;        ///< lower case, without port; IPv6 without brackets; tel: empty
    std::uint16_t port{};    ///< 0: none
    std::string parameters;  ///< behind the first ';', without it; no headers ("?…")
    /// The value of ;name=value, lower case name; empty value when there is only the name.
    std::optional<std::string> parameter(std::string_view name) const;
    /// Whom it means, unescaped: what is before the parameters in the user part (RFC 3261 section 19.1.6, RFC
    /// 4694, RFC 4904).
    std::string name() const;
    /// The same as somebody dials it: a telephone number has no visual separators (RFC 3966 section 5.1.1).
    std::string number() const;
};
/// "sip:", "sips:" and "tel:". None: something else, no host, or a bad port.
std::optional<Uri> parse_uri(std::string_view text);

/// Without the blanks around it.
std::string_view trimmed(std::string_view text, std::string_view blanks = " \t\r\n");
/// Where a header value's address is, and what is behind it: `"Ann" <sip:201@host;x=y>;tag=1`. The < > may be
/// missing.
struct AddressPart {
    std::string_view name;        ///< as written, with its quotes
    std::string_view address;     ///< without < >
    std::string_view parameters;  ///< of the header, without the first ';'
};
/// None: a < without a >.
std::optional<AddressPart> address_part(std::string_view value);

/// Where a request is sent: "sip:192.0.2.7:5060;transport=udp".
std::string hop_uri(const Address& address, Transport transport);

}  // namespace layby::sip

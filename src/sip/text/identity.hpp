// Who somebody is, between SIP headers and Party: From, P-Asserted-Identity and Privacy (RFC 3323,
// 3325), Remote-Party-ID (what older phones show), with quoting and escaping both ways. Pure; any thread.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "words/party.hpp"

namespace layby::sip {

/// The header values of one request or response, as they were written; absent ones empty.
struct IdentityHeaders {
    std::string from;                              ///< From of a request; To of a response
    std::vector<std::string> p_asserted_identity;  ///< of each header, or one value with commas
    std::string remote_party_id;
    std::string privacy;
};

/// Who they name. Only a trusted sender (a trunk) is believed more than From.
Party party_of(const IdentityHeaders& headers, bool trusted);

/// Who a trusted sender asserts beyond From; none: it says nothing about that. A call that was anonymous
/// stays so.
std::optional<Party> asserted_party_of(const IdentityHeaders& headers);

/// The headers that show a party to somebody.
struct ShownIdentity {
    std::string p_asserted_identity;  ///< empty: leave it out (anonymous, or without a number)
    std::string remote_party_id;      ///< likewise
    std::string privacy;              ///< "id" or empty
};
/// What the shown party is in the call with the peer that it is shown to: Remote-Party-ID says so, and a
/// phone that called shows nobody who claims to be its caller.
enum class Role : std::uint8_t { calling, called };
/// `host` is our domain or address. `to_trunk`: an anonymous party is asserted with Privacy: id (the trunk
/// needs to know it); phones are told nothing about it.
ShownIdentity shown(const Party& party, std::string_view host, Role role, bool to_trunk = false);
/// The value of From (without tag); `name` replaces the party's when not empty.
std::string from_value(const Party& party, std::string_view host, std::string_view name = {});

/// A display name with URI, taken apart: `"Ann \"A\" Lee" <sip:201@host;x=y>;tag=1`. None: malformed.
struct NameAddress {
    std::string name;    ///< unquoted; invalid UTF-8 replaced, controls removed
    std::string scheme;  ///< lower case: "sip", "sips", "tel"
    std::string
        user;  ///< unescaped, without password and without ;phone-context and the like; tel: the number
    std::string host;        ///< without port, IPv6 in brackets
    std::string parameters;  ///< behind the address, without the first ';'
};
std::optional<NameAddress> parse_name_address(std::string_view value);

/// The values of a header that may hold several with commas between them; commas in quotes and <> don't
/// count.
std::vector<std::string> split_values(std::string_view text);

std::string quoted(std::string_view name);          ///< "Ann \"A\" Lee" with the quotes; safe for a header
std::string escaped_user(std::string_view user);    ///< RFC 3261 section 25.1 user, percent-escaped
std::string unescaped(std::string_view text);       ///< bad escapes stay as they are
std::string printable_utf8(std::string_view text);  ///< no controls, invalid bytes become U+FFFD

}  // namespace layby::sip

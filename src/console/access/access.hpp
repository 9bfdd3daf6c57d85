// Whether a request may be looked at at all. A web page in the admin's browser can reach loopback too, by DNS
// rebinding or by a form: the Host, Origin and Sec-Fetch-Site fields tell such requests apart. Pure
// functions.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "console/exchange.hpp"
#include "console/proxy.hpp"
#include "console/rights.hpp"
#include "console/token.hpp"

namespace layby::console {

/// Where the API listens over TCP.
struct Gate {
    std::string ip;
    std::uint16_t port{};
    std::string token;       ///< the server's own: everything; empty: none
    bool reading_is_free{};  ///< every program of this machine may look; it counts only on loopback
    Proxy proxy{};
    /// Whether our certificate is for that host: whoever speaks TLS with us may call us so.
    std::function<bool(const std::string& host)> is_certified = [](const auto&) { return false; };
    /// A host for which it is; empty: there is none, or no single one.
    std::function<std::string()> certified_host = [] { return std::string{}; };
};

/// Somebody who may ask, and what.
struct Guest {
    Scope scope{};
    std::string who;   ///< for the audit: an account of this machine, "token NAME", "account NAME", or empty
    std::string from;  ///< a process or an address
    std::string name{};  ///< of that account or token alone
    std::string user{};  ///< whose phone this person has; empty: none
    std::string key{};   ///< what lets it in, and may be taken away: a token or a session; empty: neither
    std::string csrf_token{};  ///< what the request must bring when it changes something; empty: nothing
    RightsOf rights{};         ///< which lots it sees and acts on; null: all
};

/// "name:port" or "[v6]:port" without the port and the brackets; none when it isn't a Host field
/// (RFC 9110 section 7.2).
std::optional<std::string> host_name(std::string_view host_field);

/// True for localhost, names below it, 127.0.0.0/8, ::1 and the address that we listen on.
bool is_ours(std::string_view name, std::string_view listen_ip);

/// True for the addresses of this machine alone.
bool is_loopback(std::string_view ip);

/// The refusal (400, 403, 421) of what a page of another site sent, or none when this request may be looked
/// at.
std::optional<Answer> refuse_stranger(const Request& request, const Gate& gate);

/// Takes as long for a wrong secret as for the right one, wherever it is wrong.
bool same_secret(std::string_view one, std::string_view other);

/// The one whose secret this is, kept as its hash; null: of none. Compares with all, so that the time tells
/// nothing.
template <class Entry>
const Entry* with_secret(const std::vector<Entry>& all, std::string_view secret) {
    const Entry* out = nullptr;
    const auto hash = hash_of(secret);
    for (const auto& one : all)
        if (same_secret(hash, one.hash)) out = &one;
    return out;
}

/// What is behind "Bearer "; empty when it is something else.
std::string_view bearer(std::string_view authorization);
/// Name and password of "Basic ..." (RFC 7617); none when it is something else.
std::optional<std::pair<std::string, std::string>> name_and_password(std::string_view authorization);
/// The value of a cookie; empty: there is none. The first one of that name.
std::string_view cookie_named(std::string_view name, std::string_view cookie_field);

}  // namespace layby::console

// A reverse proxy before us, which speaks TLS with the browsers: what it says about them is believed when it
// comes from its address, and from no other. Pure functions.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "console/exchange.hpp"

namespace layby::console {

struct Proxy {
    std::vector<std::string> trusted{};  ///< addresses and networks that it comes from; empty: there is none
    std::string url{};                   ///< what browsers call us there, such as "https://park.example.com"
    bool names_users{};                  ///< X-Forwarded-User is who has logged in to the proxy
};

/// Whether an address is one of these, or in one of these networks.
bool is_among(std::string_view address, const std::vector<std::string>& networks);

/// The request as the proxy got it: whose it is, by X-Forwarded-For (the last address that isn't the
/// proxy's), and what the proxy adds. Without what it adds when it didn't come from there.
Request seen_through(Request request, const Proxy& proxy);

/// The browser has asked for the proxy, by its name: so say `Host` or `Origin`.
bool is_at(const Request& request, const Proxy& proxy);

/// The host and port of "https://park.example.com:8443".
std::string_view host_of(std::string_view url);

}  // namespace layby::console

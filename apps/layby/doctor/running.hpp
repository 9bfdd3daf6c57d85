// A server that runs, as the doctor sees it: by its own API.
#pragma once
#include <string>
#include <string_view>

#include "layby/client.hpp"
#include "layby/doctor/finding.hpp"

namespace layby::app {

Findings look_at_server(const Client& client);
/// What they have sent last is kept in the trace; there a router shows that rewrites SIP.
Findings look_at_phones(const Client& client);

/// Whether on the way from there somebody has put the address of a router into this REGISTER: its Contact is
/// where it came from, outside, while the phone itself wrote an address inside into its Via or Call-ID.
bool is_rewritten(std::string_view request, const std::string& from_ip);
/// The same of the SDP in a request or an answer: where its audio goes is where it came from, outside, while
/// the phone itself wrote an address inside as its origin.
bool has_rewritten_sdp(std::string_view message, const std::string& from_ip);

}  // namespace layby::app

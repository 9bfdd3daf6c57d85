// SIP as text, as little as a load tool needs.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace load {

/// The value of a header field (long or short name), without spaces around it; empty when it isn't there.
std::string_view field(std::string_view message, std::string_view name, std::string_view short_name = {});
/// 200 of "SIP/2.0 200 OK"; 0 for a request.
int status_of(std::string_view message);
std::string_view method_of(std::string_view message);  ///< of a request's line, or of CSeq
/// The port of an SDP's audio line; 0 without one.
std::uint16_t audio_port(std::string_view message);
/// What is between < and > (or the whole).
std::string_view uri_in(std::string_view value);
/// 200 to a request inside of a dialog; with our SDP when it brings one.
std::string ok_to(std::string_view request, std::string_view contact, std::string_view sdp);
std::string sdp(std::uint16_t rtp_port);

}  // namespace load

// What we read out of a message of sofia's, and the refusals that follow from it. For this folder only;
// signalling thread.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "calls/orders.hpp"
#include "sip/stack/stack.hpp"
#include "sip/text/bodies.hpp"
#include "sip/text/session_description.hpp"

namespace layby::sip {

Reply refusal(const calls::Refused& why);  ///< with Reason and Warning
std::string_view payload_of(const sip_t& sip);
BodyView body_of(const sip_t& sip);
std::string_view sdp_in(const sip_t& sip);  ///< also as a part of a multipart body; empty: none
bool has_sdp(const sip_t& sip);
Reply refusal_of(const SdpReading& reading);          ///< 400 or 488, and why
std::optional<Reply> refused_body(const sip_t& sip);  ///< 415: something in it would have to be understood
bool allows(const sip_t& sip, const char* method);
std::vector<std::string> record_route_of(const sip_t& sip);
std::uint32_t seconds_in(unsigned long delta);  ///< at most what fits

}  // namespace layby::sip

#include "sip/stack/message_parts.hpp"

#include <algorithm>

#include "sip/text/identity.hpp"

namespace layby::sip {
namespace {

constexpr auto sdp_type = "application/sdp";

}  // namespace

/// 305: incompatible media format (RFC 3261 section 20.43).
Reply refusal(const calls::Refused& why) {
    Reply reply{why.status, status_phrase(why.status, why.reason), {}, {}};
    if (why.reason.empty()) return reply;
    reply.headers =
        header("Reason", "SIP;cause=" + std::to_string(why.status) + ";text=" + sip::quoted(why.reason)) +
        header("Warning", (why.status == 488 ? "305 layby " : "399 layby ") + sip::quoted(why.reason));
    if (why.status == 503) reply.headers += header("Retry-After", "5");
    return reply;
}

std::string_view payload_of(const sip_t& sip) {
    if (!sip.sip_payload || !sip.sip_payload->pl_data) return {};
    return {sip.sip_payload->pl_data, sip.sip_payload->pl_len};
}

/// A body without a type that begins as SDP does is SDP.
BodyView body_of(const sip_t& sip) {
    BodyView body{text_of(sip.sip_content_type), text_of(sip.sip_content_disposition),
                  text_of(sip.sip_content_encoding), payload_of(sip)};
    if (media_type(body.type).empty() && body.text.starts_with("v=0")) body.type = sdp_type;
    return body;
}

std::string_view sdp_in(const sip_t& sip) {
    const auto body = read_body(body_of(sip), {sdp_type});
    return body.found ? body.found->text : std::string_view{};
}

Reply refusal_of(const SdpReading& reading) {
    const auto why = std::to_string(reading.obstacle.code) + " layby " + quoted(reading.obstacle.text);
    const bool malformed = reading.fault == SdpFault::malformed;
    return Reply{
        malformed ? 400 : 488, malformed ? "Bad Session Description" : "", header("Warning", why), {}};
}

bool has_sdp(const sip_t& sip) { return !sdp_in(sip).empty(); }

std::optional<Reply> refused_body(const sip_t& sip) {
    if (!read_body(body_of(sip), {sdp_type}).refused) return {};
    return Reply{415,
                 {},
                 header("Accept", "application/sdp, multipart/mixed") +
                     header("Accept-Encoding", "identity") +
                     header("Warning",
                            "399 layby \"the body is not SDP, or a part of it would have to be understood\""),
                 {}};
}

bool allows(const sip_t& sip, const char* method) {
    return sip.sip_allow && msg_params_find(sip.sip_allow->k_items, method) != nullptr;
}

std::vector<std::string> record_route_of(const sip_t& sip) {
    std::vector<std::string> routes;
    for (auto* route = sip.sip_record_route; route; route = route->r_next) {
        auto one = *route;
        one.r_next = nullptr;
        one.r_common->h_data = nullptr;
        one.r_common->h_len = 0;
        routes.push_back(text_of(&one));
    }
    return routes;
}

std::uint32_t seconds_in(unsigned long delta) {
    return static_cast<std::uint32_t>(std::min<unsigned long>(delta, UINT32_MAX));
}

}  // namespace layby::sip

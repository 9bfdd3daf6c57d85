// Requests within a call's dialog, and the headers that they share.
#include <algorithm>

#include "sip/dialog/call.hpp"
#include "sip/text/identity.hpp"
#include "sip/text/request_view.hpp"

namespace layby::sip {
namespace {

constexpr auto sdp_type = "application/sdp";

}  // namespace

NewRequest Call::in_dialog(const std::string& method) const {
    NewRequest request;
    request.method = method;
    request.next_hop = state_.route_set.empty() ? state_.next_hop : std::string{};
    request.headers = header("Contact", state_.contact);
    if (state_.route_set.empty()) request.flow = flow_;
    return request;
}

void Call::request(NewRequest request, Done done) { transmit(std::move(request), false, std::move(done)); }

void Call::transmit(NewRequest request, bool proved, Done done) {
    if (!leg_) return;
    acknowledge();  // whatever follows from the answer says that it is durable
    const auto at = requests_.emplace(requests_.end());
    *at = host_.stack().send_on(leg_->get(), request, [=, this](int status, const sip_t* sip) {
        responded(at, request, proved, status, sip, done);
    });
    changed();
    if (*at) return;
    requests_.erase(at);
    if (done) done(503, nullptr);
}

void Call::responded(std::list<std::unique_ptr<Outgoing>>::iterator at, const NewRequest& request,
                     bool proved, int status, const sip_t* sip, const Done& done) {
    if (status < 200) return;
    const auto again = request;  // both live in the transaction that ends here
    const auto callback = done;
    const auto uri = (*at)->request() ? text_of(*(*at)->request()->sip_request->rq_url) : std::string{};
    const auto finished = std::move(*at);
    requests_.erase(at);
    if ((status == 401 || status == 407) && !proved && sip) {
        if (auto proof = prove(*sip, again.method, uri)) {
            auto next = again;
            next.headers += *proof;
            return transmit(std::move(next), true, callback);
        }
    }
    if (sip && status < 300) learn_party(*sip);
    if (callback) callback(status, sip);
}

/// A trunk's provider may challenge any request.
std::optional<std::string> Call::prove(const sip_t& challenged, const std::string& method,
                                       const std::string& uri, const std::string& proved) {
    if (state_.peer.kind != calls::Origin::Kind::trunk) return {};
    auto* line = host_.trunk(state_.peer.name);
    return line ? line->authorize(challenged, method, uri, proved) : std::nullopt;
}

std::string Call::identity_lines(const Party& shown_party) const {
    const Role role = state_.inbound ? Role::called : Role::calling;
    const bool to_trunk = state_.peer.kind == calls::Origin::Kind::trunk;
    const auto* line = to_trunk ? host_.trunk(state_.peer.name) : nullptr;
    if (!line) return header_lines(shown(shown_party, shown_host(), role, to_trunk));
    const auto host = line->has_own_number() ? line->from_host() : shown_host();
    return header_lines(shown(line->shown(shown_party, dialled()).asserted, host, role, to_trunk));
}

/// The number of a call that we make by a trunk.
std::string Call::dialled() const {
    const auto remote = state_.inbound ? std::nullopt : parse_name_address(state_.remote);
    return remote ? remote->user : std::string{};
}

/// Without it the phone would go on showing whoever was there before.
std::string Call::display_lines(const Party& shown_party) const {
    const auto lines = identity_lines(shown_party);
    if (!lines.empty() || !shown_party.anonymous) return lines;
    const Role role = state_.inbound ? Role::called : Role::calling;
    return header_lines(shown({"Anonymous", "anonymous", false}, "anonymous.invalid", role));
}

bool Call::believed() const {
    return state_.peer.kind == calls::Origin::Kind::trunk && !state_.peer.name.empty();
}

/// RFC 3325, and RFC 5876 for requests within a call: whether it is news is for the switchboard to say.
void Call::learn_party(const sip_t& sip) {
    if (!believed() || phase_ == Phase::cancelling || phase_ == Phase::ending) return;
    const auto party = asserted_party_of(identity_of(sip));
    if (party && !party->number.empty()) host_.tell(calls::PartyLearned{state_.leg, *party});
}

std::string Call::shown_host() const {
    const auto& domain = host_.options().domain;
    return domain.empty() ? host_.stack().near_ip(state_.peer_ip) : domain;
}

std::string Call::usual_headers() const {
    return header("Contact", state_.contact) + allow_header() + supported_header();
}

Body Call::sdp(const MediaDescription& description) {
    const auto ip = host_.stack().shown_ip(description.rtp.ip, state_.peer_ip);
    const auto* session = offered_session_        ? &*offered_session_
                          : state_.remote_session ? &*state_.remote_session
                                                  : nullptr;
    if (!session) return {"application/sdp", write_sdp(state_.ours, description, {}, 0, ip)};
    return {"application/sdp", write_sdp(state_.ours, description, session->lines, session->audio_line, ip)};
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

TimerHeaders timer_headers(const sip_t& sip) {
    TimerHeaders out;
    if (sip.sip_session_expires) {
        out.session_expires = seconds_in(sip.sip_session_expires->x_delta);
        out.refresher = str(sip.sip_session_expires->x_refresher);
    }
    if (sip.sip_min_se) out.min_se = seconds_in(sip.sip_min_se->min_delta);
    out.supported = sip_has_feature(sip.sip_supported, "timer") || sip_has_feature(sip.sip_require, "timer");
    return out;
}

TimerRules timer_rules(const Options& options) {
    const auto seconds = [](Duration duration) {
        return static_cast<std::uint32_t>(std::chrono::duration_cast<std::chrono::seconds>(duration).count());
    };
    return {seconds(options.session_expires), seconds(options.min_session_expires)};
}

}  // namespace layby::sip

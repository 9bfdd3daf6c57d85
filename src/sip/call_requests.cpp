// Requests within a call's dialog, and the headers that they share.
#include <algorithm>

#include "sip/call.hpp"
#include "sip/request_view.hpp"

namespace layby::sip {

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
    if (callback) callback(status, sip);
}

/// A trunk's provider may challenge any request.
std::optional<std::string> Call::prove(const sip_t& challenged, const std::string& method,
                                       const std::string& uri, const std::string& proved) {
    if (state_.peer.kind != calls::Origin::Kind::trunk) return {};
    auto* line = host_.trunk(state_.peer.name);
    return line ? line->authorize(challenged, method, uri, proved) : std::nullopt;
}

std::string Call::identity_lines(const calls::Party& shown_party) const {
    const Role role = state_.inbound ? Role::called : Role::calling;
    const bool to_trunk = state_.peer.kind == calls::Origin::Kind::trunk;
    return header_lines(shown(shown_party, shown_host(), role, to_trunk));
}

std::string Call::shown_host() const {
    const auto& domain = host_.options().domain;
    return domain.empty() ? host_.stack().near_ip(state_.peer_ip) : domain;
}

std::string Call::usual_headers() const {
    return header("Contact", state_.contact) + allow_header() + supported_header();
}

Body Call::sdp(const calls::MediaDescription& description) {
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

bool has_sdp(const sip_t& sip) {
    if (payload_of(sip).empty()) return false;
    return sip.sip_content_type && su_casematch(sip.sip_content_type->c_type, "application/sdp");
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
    const auto seconds = [](calls::Duration duration) {
        return static_cast<std::uint32_t>(std::chrono::duration_cast<std::chrono::seconds>(duration).count());
    };
    return {seconds(options.session_expires), seconds(options.min_session_expires)};
}

}  // namespace layby::sip

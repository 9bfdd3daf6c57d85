#include "sip/lamps/subscribe_request.hpp"

#include <algorithm>

#include "sip/lamps/callpark_info.hpp"
#include "sip/lamps/dialog_info.hpp"
#include "sip/lamps/message_waiting.hpp"
#include "sip/text/identity.hpp"
#include "sip/text/uri.hpp"

namespace layby::sip {
namespace {

std::optional<Package> package_of(const std::string& name) {
    if (name == "dialog") return Package::dialog;
    if (name == "call-info" || name == "x-broadworks-callpark-info") return Package::call_info;
    if (name == "message-summary") return Package::message_summary;
    return {};
}

bool accepts(const sip_t& sip, const std::string& type) {
    if (!sip.sip_accept) return true;
    for (const auto* accept = sip.sip_accept; accept; accept = accept->ac_next) {
        const auto one = lower_case(str(accept->ac_type));
        if (one == type || one == "*/*" || one == "application/*") return true;
    }
    return false;
}

}  // namespace

const char* type_of(Package package) {
    switch (package) {
        case Package::dialog:
            return dialog_info_type;
        case Package::call_info:
            return callpark_info_type;
        case Package::message_summary:
            return message_summary_type;
    }
    return "";
}

SubscribeRequest read_subscribe(const sip_t& sip) {
    SubscribeRequest out;
    if (sip.sip_event) {
        out.package = package_of(lower_case(str(sip.sip_event->o_type)));
        out.event = text_of(sip.sip_event);
    }
    const auto& url = *sip.sip_request->rq_url;
    out.user = unescaped(str(url.url_user));
    out.host = str(url.url_host);
    if (const auto uri = parse_uri(text_of(url))) {
        out.user = uri->number();
        out.orbit = unescaped(uri->parameter("orbit").value_or(""));
    }
    if (sip.sip_expires)
        out.expires = static_cast<std::uint32_t>(std::min<sip_time_t>(sip.sip_expires->ex_delta, UINT32_MAX));
    out.takes_lists =
        sip_has_feature(sip.sip_supported, "eventlist") || sip_has_feature(sip.sip_require, "eventlist");
    out.takes_type = out.package && accepts(sip, type_of(*out.package));
    if (sip.sip_contact) out.contact = text_of(*sip.sip_contact->m_url);
    if (sip.sip_user_agent) out.user_agent = str(sip.sip_user_agent->g_string);
    return out;
}

std::string allow_events_header() {
    return header("Allow-Events", "dialog, call-info, message-summary, refer");
}

}  // namespace layby::sip

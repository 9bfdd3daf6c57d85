#include "sip/stack/message_view.hpp"

#include <strings.h>

#include <algorithm>

#include "sip/stack/message_parts.hpp"
#include "sip/text/uri.hpp"

namespace layby::sip {
std::vector<std::string> all_of(const sip_t& sip, const char* name) {
    std::vector<std::string> values;
    const auto* first = sip.sip_request ? reinterpret_cast<const msg_header_t*>(sip.sip_request)
                                        : reinterpret_cast<const msg_header_t*>(sip.sip_status);
    for (const auto* at = first; at; at = at->sh_succ) {
        const bool unknown = at->sh_class == sip_unknown_class;
        const auto* other = reinterpret_cast<const sip_unknown_t*>(at);
        const char* its_name = unknown ? other->un_name : at->sh_class->hc_name;
        if (!its_name || strcasecmp(its_name, name) != 0) continue;
        values.push_back(unknown ? str(other->un_value) : text_of(at));
    }
    return values;
}

std::string user_of(const url_t& url) {
    const auto uri = parse_uri(text_of(url));
    return uri ? uri->name() : unescaped(str(url.url_user));
}

std::string repeated_in(const sip_t& sip) {
    std::string all;
    for (const auto* at = reinterpret_cast<const msg_header_t*>(sip.sip_request)->sh_succ; at;
         at = at->sh_succ) {
        if (at->sh_class == sip_payload_class) break;
        if (at->sh_class == sip_via_class || at->sh_class == sip_timestamp_class) continue;
        const auto* other = reinterpret_cast<const sip_unknown_t*>(at);
        all.append(str(at->sh_class == sip_unknown_class ? other->un_name : at->sh_class->hc_name))
            .append(1, ':');
        all.append(text_of(at)).append(1, '\n');
    }
    return all.append(payload_of(sip));
}

std::size_t length_of(const sip_t& sip) {
    std::size_t length = payload_of(sip).size();
    char nowhere{};
    for (const auto* at = reinterpret_cast<const msg_header_t*>(sip.sip_request); at; at = at->sh_succ)
        if (at->sh_class != sip_payload_class)
            length += static_cast<std::size_t>(std::max<issize_t>(
                0, sip_header_field_e(&nowhere, 0, reinterpret_cast<const sip_header_t*>(at), 0)));
    return length;
}

std::string from_user_of(const sip_t& sip) {
    return sip.sip_from ? user_of(*sip.sip_from->a_url) : std::string{};
}

IdentityHeaders identity_of(const sip_t& sip) {
    IdentityHeaders out;
    out.from = sip.sip_request ? text_of(sip.sip_from) : text_of(sip.sip_to);
    out.p_asserted_identity = all_of(sip, "P-Asserted-Identity");
    for (const auto& value : all_of(sip, "Remote-Party-ID"))
        if (out.remote_party_id.empty()) out.remote_party_id = value;
    for (const auto& value : all_of(sip, "Privacy")) out.privacy += (out.privacy.empty() ? "" : ";") + value;
    return out;
}

SentHeaders sent_headers_of(const sip_t& sip) {
    return {header_text(sip, "Referred-By"), all_of(sip, "Diversion"), all_of(sip, "History-Info")};
}

std::vector<std::string> challenges_in(const sip_t& sip) {
    const bool proxy = sip.sip_status && sip.sip_status->st_status == 407;
    return all_of(sip, proxy ? "Proxy-Authenticate" : "WWW-Authenticate");
}

std::string header_lines(const ShownIdentity& identity) {
    std::string lines;
    if (!identity.p_asserted_identity.empty())
        lines += header("P-Asserted-Identity", identity.p_asserted_identity);
    if (!identity.remote_party_id.empty()) lines += header("Remote-Party-ID", identity.remote_party_id);
    if (!identity.privacy.empty()) lines += header("Privacy", identity.privacy);
    return lines;
}

std::string allow_header() {
    return header(
        "Allow",
        "INVITE, ACK, CANCEL, BYE, OPTIONS, REGISTER, REFER, NOTIFY, INFO, UPDATE, PRACK, SUBSCRIBE");
}

std::string supported_header() { return header("Supported", "replaces, timer, 100rel, path, eventlist"); }

std::string accept_header() {
    return header("Accept", "application/sdp, application/dtmf-relay, message/sipfrag");
}

Reply options_reply() {
    return {200,
            "OK",
            allow_header() + supported_header() + accept_header() + header("Accept-Language", "en"),
            {}};
}

Reply method_not_allowed() { return {405, "Method Not Allowed", allow_header(), {}}; }

}  // namespace layby::sip

#include "sip/text/request_view.hpp"

#include <strings.h>

#include <algorithm>

#include "sip/dialog/call.hpp"
#include "sip/text/uri.hpp"

namespace layby::sip {
namespace {

std::string user_of(const url_t& url) {
    const auto uri = parse_uri(text_of(url));
    return uri ? uri->name() : unescaped(str(url.url_user));
}

/// All headers of a kind, as text. Sofia knows some kinds only as unknown headers, so names are compared.
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

std::string without_quotes(const char* text) {
    std::string out = str(text);
    if (out.size() >= 2 && out.front() == '"' && out.back() == '"') out = out.substr(1, out.size() - 2);
    return out;
}

std::optional<std::uint32_t> whole_number(const char* text) {
    if (!text || *text < '0' || *text > '9') return {};
    const auto value = std::strtoull(text, nullptr, 10);
    return static_cast<std::uint32_t>(std::min<unsigned long long>(value, UINT32_MAX));
}

std::optional<RegisterContact> contact_of(const sip_contact_t& contact) {
    RegisterContact out;
    out.uri = text_of(*contact.m_url);
    const auto uri = parse_uri(out.uri);
    if (!uri || uri->scheme == "tel" || out.uri.find_first_of("<>\"") != std::string::npos) return {};
    out.expires = whole_number(contact.m_expires);
    out.instance = without_quotes(msg_params_find(contact.m_params, "+sip.instance="));
    out.reg_id = whole_number(msg_params_find(contact.m_params, "reg-id=")).value_or(0);
    if (contact.m_q) out.q = std::min(1.0, std::max(0.0, std::strtod(contact.m_q, nullptr)));
    return out;
}

bool read_contacts(const sip_t& sip, Register& out) {
    for (const auto* contact = sip.sip_contact; contact; contact = contact->m_next) {
        if (contact->m_url->url_type == url_any) {
            out.everything = true;
            continue;
        }
        auto read = contact_of(*contact);
        if (!read) return false;
        out.contacts.push_back(std::move(*read));
    }
    return !out.everything || out.contacts.empty();
}

}  // namespace

/// All that a retransmission repeats: RFC 3261 section 17.1.1.2 sends the same bytes again; proxies on the
/// way may have changed Via, and section 8.2.6.1 lets Timestamp tell when it was sent.
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

RequestView view_of(const sip_t& sip, const Hop& hop) {
    RequestView view;
    view.method = str(sip.sip_request->rq_method_name);
    view.request_uri = text_of(*sip.sip_request->rq_url);
    view.from_user = from_user_of(sip);
    if (sip.sip_to) view.to_user = user_of(*sip.sip_to->a_url);
    view.authorization = all_of(sip, "Authorization");
    view.proxy_authorization = all_of(sip, "Proxy-Authorization");
    if (sip.sip_call_id) view.call_id = str(sip.sip_call_id->i_id);
    if (sip.sip_cseq) view.cseq = sip.sip_cseq->cs_seq;
    const bool proves = !view.authorization.empty() || !view.proxy_authorization.empty();
    if (proves) view.rest = repeated_in(sip);
    view.source = hop.peer;
    view.transport = hop.transport;
    if (sip.sip_user_agent) view.user_agent = printable_utf8(str(sip.sip_user_agent->g_string));
    return view;
}

std::optional<Register> register_of(const sip_t& sip, const std::string& user, const Hop& hop,
                                    const Flow& flow) {
    Register out;
    out.user = user;
    out.call_id = str(sip.sip_call_id->i_id);
    out.cseq = sip.sip_cseq->cs_seq;
    if (!read_contacts(sip, out)) return {};
    if (sip.sip_expires)
        out.expires = static_cast<std::uint32_t>(std::min<sip_time_t>(sip.sip_expires->ex_delta, UINT32_MAX));
    for (const auto& values : all_of(sip, "Path"))
        for (auto& value : split_values(values)) out.path.push_back(std::move(value));
    if (sip.sip_user_agent) out.user_agent = printable_utf8(str(sip.sip_user_agent->g_string));
    out.source = hop.peer;
    out.transport = hop.transport;
    if (hop.transport != "udp") out.flow = flow;
    return out;
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

Reply reply_of(const Refusal& refusal) {
    Reply reply{refusal.status, refusal.reason, {}, {}};
    for (const auto& [name, value] : refusal.headers) reply.headers += header(name, value);
    return reply;
}

Reply reply_of(const RegisterAnswer& answer) {
    Reply reply{answer.status, answer.reason, {}, {}};
    for (const auto& contact : answer.contacts) reply.headers += header("Contact", contact);
    for (const auto& path : answer.path) reply.headers += header("Path", path);
    if (answer.min_expires) reply.headers += header("Min-Expires", std::to_string(*answer.min_expires));
    if (answer.status == 200) reply.headers += supported_header();
    return reply;
}

std::string header_lines(const ShownIdentity& identity) {
    std::string lines;
    if (!identity.p_asserted_identity.empty())
        lines += header("P-Asserted-Identity", identity.p_asserted_identity);
    if (!identity.remote_party_id.empty()) lines += header("Remote-Party-ID", identity.remote_party_id);
    if (!identity.privacy.empty()) lines += header("Privacy", identity.privacy);
    return lines;
}

void aim(NewRequest& request, const Reach& reach) {
    request.uri = reach.request_uri;
    request.next_hop = reach.hop_uri();
    request.flow = reach.flow;
    for (const auto& value : reach.route) request.headers += header("Route", value);
    if (reach.route.empty()) return;
    const auto& first = reach.route.front();
    const auto open = first.find('<'), close = first.find('>');
    if (open != std::string::npos && close != std::string::npos && open < close)
        request.next_hop = first.substr(open + 1, close - open - 1);
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

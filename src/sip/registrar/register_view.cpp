#include "sip/registrar/register_view.hpp"

#include <algorithm>

#include "sip/stack/message_view.hpp"
#include "sip/text/identity.hpp"
#include "sip/text/uri.hpp"

namespace layby::sip {
namespace {

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
    out.expires = whole_number(without_quotes(contact.m_expires).c_str());
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

std::optional<Register> register_of(const sip_t& sip, const std::string& user, const Hop& hop,
                                    const Flow& flow) {
    Register out;
    out.user = user;
    out.call_id = str(sip.sip_call_id->i_id);
    out.cseq = sip.sip_cseq->cs_seq;
    if (!read_contacts(sip, out)) return {};
    // A date instead of a number (RFC 2543) says nothing that can be relied on: clocks differ.
    if (sip.sip_expires && !sip.sip_expires->ex_date)
        out.expires = static_cast<std::uint32_t>(std::min<sip_time_t>(sip.sip_expires->ex_delta, UINT32_MAX));
    for (const auto& values : all_of(sip, "Path"))
        for (auto& value : split_values(values)) out.path.push_back(std::move(value));
    if (sip.sip_user_agent) out.user_agent = printable_utf8(str(sip.sip_user_agent->g_string));
    out.source = hop.peer;
    out.transport = hop.transport;
    if (is_connection(hop.transport)) out.flow = flow;
    return out;
}

Reply reply_of(const RegisterAnswer& answer) {
    Reply reply{answer.status, answer.reason, {}, {}};
    for (const auto& contact : answer.contacts) reply.headers += header("Contact", contact);
    for (const auto& path : answer.path) reply.headers += header("Path", path);
    if (answer.min_expires) reply.headers += header("Min-Expires", std::to_string(*answer.min_expires));
    if (answer.status == 200) reply.headers += supported_header();
    return reply;
}

void aim(NewRequest& request, const Reach& reach) {
    request.uri = reach.request_uri;
    request.next_hop = reach.hop_uri();
    request.flow = reach.flow;
    request.by_flow_alone = !can_be_opened(reach.transport);
    for (const auto& value : reach.route) request.headers += header("Route", value);
    if (reach.route.empty()) return;
    const auto& first = reach.route.front();
    const auto open = first.find('<'), close = first.find('>');
    if (open != std::string::npos && close != std::string::npos && open < close)
        request.next_hop = first.substr(open + 1, close - open - 1);
}

}  // namespace layby::sip

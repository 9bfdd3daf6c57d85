#include "sip/dialog/invitation.hpp"

#include "sip/stack/message_parts.hpp"
#include "sip/stack/message_view.hpp"
#include "sip/text/identity.hpp"
#include "sip/text/uri.hpp"

namespace layby::sip {
namespace {

constexpr const char* extensions[] = {"replaces", "timer", "100rel",   "norefersub",
                                      "path",     "gruu",  "outbound", "eventlist"};

std::optional<Reply> refuse_headers(const sip_t& sip, const TimerRules& rules) {
    if (!sip.sip_contact) return Reply{400, "Missing Contact Header", {}, {}};
    if (auto refused = refused_extension(sip)) return refused;
    if (auto refused = refused_body(sip)) return refused;
    if (too_small(timer_headers(sip), rules))
        return Reply{422, {}, header("Min-SE", std::to_string(rules.min_se)), {}};
    return {};
}

/// The first of two stands in its place, the other among what is wrong. RFC 3891 section 3: which of two
/// calls is meant is not to be guessed.
bool replaces_two(const sip_t& sip) {
    const auto* bad = reinterpret_cast<const msg_header_t*>(sip.sip_error);
    for (; bad; bad = bad->sh_next)
        if (bad->sh_class == sip_replaces_class) return true;
    return false;
}

std::optional<Reply> read_target(InvitationRead& out, const sip_t& sip) {
    const auto uri = parse_uri(text_of(*sip.sip_request->rq_url));
    if (!uri) return Reply{416, {}, {}, {}};
    out.number = uri->number();
    out.orbit = unescaped(uri->parameter("orbit").value_or(""));
    const auto replaces = header_text(sip, "Replaces");
    if (replaces.empty()) return {};
    if (!replaces_two(sip)) out.replaces = read_replaces(replaces);
    return out.replaces ? std::nullopt : std::optional(Reply{400, "Bad Replaces Header", {}, {}});
}

std::optional<Reply> read_offer(InvitationRead& out, const sip_t& sip) {
    if (!has_sdp(sip)) return {};
    auto reading = read_sdp(sdp_in(sip));
    if (!reading.session) return refusal_of(reading);
    out.call.offer = std::move(reading.session);
    return {};
}

std::string without_tag(const sip_addr_t* address) {
    Home home;
    auto* copy = sip_to_dup(home, address);
    if (!copy) return {};
    copy->a_params = nullptr;
    copy->a_tag = nullptr;
    copy->a_common->h_data = nullptr;
    copy->a_common->h_len = 0;
    return text_of(copy);
}

bool behind_nat(const sip_t& invite, const Hop& hop) {
    const auto uri = parse_uri(text_of(*invite.sip_contact->m_url));
    return !uri || uri->host != hop.peer.ip || (uri->port ? uri->port : 5060) != hop.peer.port;
}

Reliability reliability_of(const sip_t& sip) {
    if (sip_has_feature(sip.sip_require, "100rel")) return Reliability::required;
    return sip_has_feature(sip.sip_supported, "100rel") ? Reliability::supported : Reliability::none;
}

/// The extensions in Require that we don't know.
std::string unsupported_in(const sip_t& sip) {
    std::string list;
    for (const auto* item = sip.sip_require ? sip.sip_require->k_items : nullptr; item && *item; ++item) {
        bool known = false;
        for (const auto* extension : extensions) known = known || su_casematch(*item, extension);
        if (!known) list += (list.empty() ? "" : ", ") + std::string(*item);
    }
    return list;
}

}  // namespace

bool wants_sips(const sip_t& invite) {
    const auto is_sips = [](const url_t* url) { return url && url->url_type == url_sips; };
    if (is_sips(invite.sip_request->rq_url)) return true;
    if (invite.sip_record_route) return is_sips(invite.sip_record_route->r_url);
    return invite.sip_contact && is_sips(invite.sip_contact->m_url);
}

std::string as_sips(const std::string& contact) {
    if (!contact.starts_with("<sip:")) return contact;
    auto out = "<sips:" + contact.substr(std::string_view("<sip:").size());
    const std::string parameter = ";transport=tls";  // which the scheme says already (RFC 5630 section 3.1.3)
    if (const auto at = out.find(parameter); at != std::string::npos) out.erase(at, parameter.size());
    return out;
}

std::optional<Reply> refused_extension(const sip_t& sip) {
    const auto list = unsupported_in(sip);
    if (list.empty()) return {};
    const auto why = header("Warning", "399 layby " + quoted("not supported: " + list));
    return Reply{420, {}, header("Unsupported", list) + why, {}};
}

std::string why_refused(const Reply& reply) {
    auto why =
        std::to_string(reply.status) + ' ' + (reply.reason.empty() ? phrase_of(reply.status) : reply.reason);
    const auto at = reply.headers.find("Warning: ");
    if (at != std::string::npos)
        why += ", " + reply.headers.substr(at + 9, reply.headers.find('\r', at) - at - 9);
    return printable_utf8(why);
}

std::variant<InvitationRead, Reply> read_invitation(const Arrival& arrival, const TimerRules& rules) {
    const auto& sip = arrival.sip();
    InvitationRead out;
    if (auto refused = refuse_headers(sip, rules)) return *refused;
    if (auto refused = read_target(out, sip)) return *refused;
    if (auto refused = read_offer(out, sip)) return *refused;
    out.call.timer = timer_headers(sip);
    out.call.reliability = reliability_of(sip);
    return out;
}

DialogState dialog_of(const sip_t& invite, const Hop& hop) {
    DialogState state;
    state.inbound = true;
    state.name = {str(invite.sip_call_id->i_id), token(), str(invite.sip_from->a_tag)};
    state.local = without_tag(invite.sip_to);
    state.remote = without_tag(invite.sip_from);
    state.local_cseq = 100;
    state.remote_cseq = invite.sip_cseq->cs_seq;
    state.route_set = record_route_of(invite);
    state.remote_target = "<" + text_of(*invite.sip_contact->m_url) + ">";
    if (behind_nat(invite, hop)) state.next_hop = hop_uri(hop.peer, hop.transport);
    state.peer_ip = hop.peer.ip;
    state.transport = hop.transport;
    state.allows_update = allows(invite, "UPDATE");
    state.ours.id = static_cast<std::uint64_t>(std::hash<std::string>{}(state.name.local_tag) >> 16);
    return state;
}

}  // namespace layby::sip

// Requests within a dialog that come from another address than the dialog's: whose they are. Who has read a
// call's tags may be anybody in its network (decision record 18).
#include <algorithm>

#include "sip/door/request_view.hpp"
#include "sip/endpoint/endpoint_inside.hpp"

namespace layby::sip {
namespace {

bool is_at(const std::string& value, const IpAddress& source) {
    const auto part = address_part(value);
    const auto uri = part ? parse_uri(part->address) : std::nullopt;
    return uri && address_of(uri->host) == source;
}

/// Where the peer said when the dialog began that it is to be found: its Contact, or a proxy on the way.
bool named_itself(const DialogState& dialog, const std::string& ip) {
    const auto source = address_of(ip);
    if (!source) return false;
    const auto& route = dialog.route_set;
    return is_at(dialog.remote_target, *source) ||
           std::any_of(route.begin(), route.end(),
                       [&](const std::string& proxy) { return is_at(proxy, *source); });
}

/// The address of a datagram may be anybody's: a trunk that speaks TLS is heard from its addresses over that.
bool is_in_clear(const DialogState& dialog, const Hop& from) {
    return dialog.transport == Transport::tls && dialog.peer.kind == calls::Origin::Kind::trunk &&
           from.transport != Transport::tls;
}

}  // namespace

bool Endpoint::Inside::is_at_home(const DialogState& dialog, const std::string& ip) const {
    if (ip == dialog.peer_ip || named_itself(dialog, ip)) return true;
    const auto& name = dialog.peer.name;
    if (dialog.peer.kind == calls::Origin::Kind::user) return registrations.registrar().user_at(name, ip);
    const auto* line = reachable.lines().in_calls(name);
    return door.trunk_at(ip) == name || door.trunk_before(ip) == name || (line && line->is_at(ip));
}

/// A user proves by digest that it has moved, as does a trunk that has an account with us. Another trunk
/// can't: it is heard from its addresses.
std::optional<Reply> Endpoint::Inside::refuse_elsewhere(const DialogState& dialog, const Hop& from,
                                                        const sip_t& request) {
    const bool its_connection = dialog.peer.kind == calls::Origin::Kind::trunk && !from.trunk.empty() &&
                                from.trunk == dialog.peer.name;
    const bool at_home = !is_in_clear(dialog, from) && is_at_home(dialog, from.peer.ip);
    if (its_connection || at_home) return {};
    const auto refusal = door.doubt(view_of(request, from), dialog.peer, now());
    if (!refusal) return {};
    if (refusal->status == 403)
        front.reception.note_refused(from_elsewhere, dialog.peer.name, {from.peer, from.transport},
                                     request.sip_request->rq_method_name);
    return reply_of(*refusal);
}

}  // namespace layby::sip

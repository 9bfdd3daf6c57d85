#include "sip/dialog/our_headers.hpp"

#include "sip/stack/message_view.hpp"
#include "sip/text/identity.hpp"

namespace layby::sip {
namespace {

/// What we are in it, as Remote-Party-ID says.
Role our_role(const DialogState& dialog) { return dialog.inbound ? Role::called : Role::calling; }

/// The number of a call that we make by a trunk.
std::string dialled_in(const DialogState& dialog) {
    const auto remote = dialog.inbound ? std::nullopt : parse_name_address(dialog.remote);
    return remote ? remote->user : std::string{};
}

}  // namespace

void lead(NewRequest& request, const DialogState& dialog, const Flow& flow) {
    const bool routed = !dialog.route_set.empty();
    if (!routed) request.next_hop = dialog.next_hop;
    request.by_flow_alone = !can_be_opened(dialog.transport);
    if (!routed || request.by_flow_alone) request.flow = flow;
}

std::string usual_headers(const DialogState& dialog) {
    return header("Contact", dialog.contact) + allow_header() + supported_header();
}

std::string shown_host(DialogHost& host, const DialogState& dialog) {
    const auto& domain = host.options().domain;
    return domain.empty() ? host.stack().near_ip(dialog.peer_ip) : domain;
}

std::string identity_lines(DialogHost& host, const DialogState& dialog, const Party& party) {
    const auto role = our_role(dialog);
    const bool to_trunk = dialog.peer.kind == calls::Origin::Kind::trunk;
    const auto* line = to_trunk ? host.trunk(dialog.peer.name) : nullptr;
    if (!line) return header_lines(shown(party, shown_host(host, dialog), role, to_trunk));
    const auto name = line->has_own_number() ? line->from_host() : shown_host(host, dialog);
    return header_lines(shown(line->shown(party, dialled_in(dialog)).asserted, name, role, to_trunk));
}

std::string display_lines(DialogHost& host, const DialogState& dialog, const Party& party) {
    const auto lines = identity_lines(host, dialog, party);
    if (!lines.empty() || !party.anonymous) return lines;
    return header_lines(shown({"Anonymous", "anonymous", false}, "anonymous.invalid", our_role(dialog)));
}

OurPlaces our_places(DialogHost& host, const DialogState& dialog, const MediaDescription& ours) {
    const auto& outlook = host.stack().outlook();
    OurPlaces places{outlook.shown(ours.rtp.ip, speaks_from(dialog)), {}};
    if (ours.ice && is_web_socket(dialog.transport)) places.others = outlook.all_shown(ours.rtp.ip);
    return places;
}

std::string listed(const OurPlaces& places) {
    auto text = places.shown;
    for (const auto& other : places.others) text += ' ' + other;
    return text;
}

Body sdp_body(DialogHost& host, DialogState& dialog, const MediaDescription& ours,
              const std::optional<SessionDescription>& answers) {
    const auto places = our_places(host, dialog, ours);
    dialog.told = listed(places);
    const auto& session = answers ? answers : dialog.remote_session;
    if (!session) return {"application/sdp", write_sdp(dialog.ours, ours, {}, 0, places)};
    return {"application/sdp", write_sdp(dialog.ours, ours, session->lines, session->audio_line, places)};
}

bool is_believed(const DialogState& dialog) {
    return dialog.peer.kind == calls::Origin::Kind::trunk && !dialog.peer.name.empty();
}

}  // namespace layby::sip

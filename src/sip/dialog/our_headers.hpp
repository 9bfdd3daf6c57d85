// What our messages in a dialog say: Contact, identities, SDP. Functions of the dialog's values and of who
// we are towards its peer. For this folder only; signalling thread.
#pragma once
#include <optional>
#include <string>

#include "sip/dialog/dialog_host.hpp"
#include "sip/dialog/dialog_state.hpp"

namespace layby::sip {

/// Which way a request within the dialog goes: by its routes, else to its next hop; what has to be encrypted
/// over its connection in any case.
void lead(NewRequest& request, const DialogState& dialog, const Flow& flow);
std::string usual_headers(const DialogState& dialog);  ///< Contact, Allow, Supported
/// The domain by which our users are known to this peer.
std::string shown_host(DialogHost& host, const DialogState& dialog);
std::string identity_lines(DialogHost& host, const DialogState& dialog, const Party& shown);
/// The same, and says if it is nobody: without it the phone would go on showing whoever was there before.
std::string display_lines(DialogHost& host, const DialogState& dialog, const Party& shown);
/// Where the peer of this dialog is told to send its sound. One over a WebSocket may come by a proxy, so that
/// we don't know where it is: it tries all of our addresses.
OurPlaces our_places(DialogHost& host, const DialogState& dialog, const MediaDescription& ours);
std::string listed(const OurPlaces& places);
/// Ours, by the lines of what it answers; none: of what was agreed last, if anything was.
/// Its addresses become what the peer was told.
Body sdp_body(DialogHost& host, DialogState& dialog, const MediaDescription& ours,
              const std::optional<SessionDescription>& answers = {});
/// Who the peer says it is: a trunk is believed, none that only a phone named.
bool is_believed(const DialogState& dialog);

}  // namespace layby::sip

// What a dialog is (RFC 3261 section 12), as plain values: enough to write it down and go on elsewhere.
#pragma once
#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "calls/facts.hpp"
#include "sip/text/dialog_name.hpp"
#include "sip/text/session_description.hpp"
#include "words/transport.hpp"

namespace layby::sip {

struct DialogState {
    LegId leg;
    bool inbound{};
    calls::Origin peer;  ///< who is at the other end: a user's device or a trunk
    DialogName name;
    std::string local, remote;           ///< From and To of our requests, without tags
    std::uint32_t local_cseq{};          ///< of our last request
    std::uint32_t remote_cseq{};         ///< of the peer's last request
    std::vector<std::string> route_set;  ///< as Record-Route headers came; the order depends on `inbound`
    std::string remote_target;           ///< the peer's Contact, with < >
    std::string next_hop;                ///< where requests really go (NAT), empty: by route set or target
    std::string contact;                 ///< ours, with < >
    std::string peer_ip;                 ///< where it was heard first
    std::string heard_ip;                ///< where it speaks from now; empty: there
    Transport transport{};               ///< and over what
    bool allows_update{};
    std::string told;  ///< addresses of ours in the session that was agreed last; empty: none was
    OurSession ours;
    std::optional<MediaDescription> local_media;       ///< as last agreed
    std::optional<SessionDescription> remote_session;  ///< as last agreed
    std::uint64_t start{};  ///< which start of the server wrote this; 0: not written yet, or by an old one
};

inline const std::string& speaks_from(const DialogState& dialog) {
    return dialog.heard_ip.empty() ? dialog.peer_ip : dialog.heard_ip;
}

/// How many processes have had the dialog since this was written, the one of `start` included. Each may have
/// used numbers that it could no longer write down.
inline std::uint32_t lives_since(const DialogState& written, std::uint64_t start) {
    constexpr std::uint64_t most = 1000;
    if (written.start == 0 || written.start >= start) return 1;
    return static_cast<std::uint32_t>(std::min(start - written.start, most));
}

}  // namespace layby::sip

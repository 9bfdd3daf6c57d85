// What an INVITE asks for, checked: everything that can be refused without state is refused here. For this
// folder only.
#pragma once
#include <variant>

#include "sip/dialog/invite_server.hpp"
#include "sip/text/refer_to.hpp"

namespace layby::sip {

/// Whether our Contact in the answer must be a SIPS URI (RFC 3261 section 12.1.1).
bool wants_sips(const sip_t& invite);
/// "<sip:layby@host:5061;transport=tls>" as such a one.
std::string as_sips(const std::string& contact);

struct InvitationRead {
    Invitation call;  ///< still without its transaction
    std::string number, orbit;
    std::optional<Replaces> replaces;
};
/// Or the refusal: 400, 415, 416, 420, 422, 488.
std::variant<InvitationRead, Reply> read_invitation(const Arrival& arrival, const TimerRules& rules);

/// 420, when Require names an extension that we don't know.
std::optional<Reply> refused_extension(const sip_t& sip);
/// Status, phrase and Warning of a refusal on one line, for the log.
std::string why_refused(const Reply& reply);

/// The dialog that an INVITE begins, seen from us. Behind a NAT requests go back to where it came from.
DialogState dialog_of(const sip_t& invite, const Hop& hop);

}  // namespace layby::sip

// Between sofia's messages and the pure pieces beside it (door, registrar, identity): what they look at, and
// what they answer as a Reply. For this folder only; signalling thread.
#pragma once
#include <string>

#include "sip/door/source.hpp"
#include "sip/registrar/registrar.hpp"
#include "sip/stack/stack.hpp"
#include "sip/text/identity.hpp"
#include "sip/text/sent_by.hpp"

namespace layby::sip {

/// Longer messages are refused: nothing that we need is. Over UDP none is longer.
inline constexpr std::size_t longest_message = 64 << 10;
std::size_t length_of(const sip_t& sip);
std::string from_user_of(const sip_t& sip);  ///< user part of From, unescaped
RequestView view_of(const sip_t& sip, const Hop& hop);

/// A REGISTER, for Registrar::handle. `user` is who the door found. None: a contact can't be used (400), e.g.
/// `*` beside others, or not a SIP URI.
std::optional<Register> register_of(const sip_t& sip, const std::string& user, const Hop& hop,
                                    const Flow& flow);

/// Who sent a request (From), or who answered (To, when `sip` is a response).
IdentityHeaders identity_of(const sip_t& sip);
SentHeaders sent_headers_of(const sip_t& sip);

/// The values of WWW-Authenticate of a 401, of Proxy-Authenticate of a 407.
std::vector<std::string> challenges_in(const sip_t& sip);

Reply reply_of(const Refusal& refusal);
Reply reply_of(const RegisterAnswer& answer);
/// PAI, Remote-Party-ID and Privacy as header lines, for a Reply or NewRequest.
std::string header_lines(const ShownIdentity& identity);

/// Sets Request-URI, Route, next hop and connection of a request to a registered device.
void aim(NewRequest& request, const Reach& reach);

// What Layby can do, the same in every OPTIONS answer, INVITE and 405.
std::string allow_header();      ///< "Allow: …\r\n"
std::string supported_header();  ///< "Supported: …\r\n"
std::string accept_header();     ///< "Accept: …\r\n"
/// 200 to OPTIONS outside a dialog (RFC 3261 section 11.2), to be sent statelessly:
/// arrival.answer(options_reply()).
Reply options_reply();
/// 405 with Allow, for a method we don't take outside a dialog, e.g. MESSAGE to us.
Reply method_not_allowed();

}  // namespace layby::sip

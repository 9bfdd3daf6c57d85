// What the pieces beside sofia look at in its messages, and what we say of ourselves in all of ours. For this
// folder only; signalling thread.
#pragma once
#include <string>
#include <vector>

#include "sip/stack/stack.hpp"
#include "sip/text/identity.hpp"
#include "sip/text/sent_by.hpp"

namespace layby::sip {

/// Longer messages are refused: nothing that we need is. Over UDP none is longer.
inline constexpr std::size_t longest_message = 64 << 10;
std::size_t length_of(const sip_t& sip);
/// All headers of a kind, as text. Sofia knows some kinds only as unknown headers, so names are compared.
std::vector<std::string> all_of(const sip_t& sip, const char* name);
/// All that a retransmission repeats: RFC 3261 section 17.1.1.2 sends the same bytes again; proxies on the
/// way may have changed Via, and section 8.2.6.1 lets Timestamp tell when it was sent.
std::string repeated_in(const sip_t& sip);
std::string user_of(const url_t& url);       ///< unescaped
std::string from_user_of(const sip_t& sip);  ///< user part of From, unescaped
/// Who sent a request (From), or who answered (To, when `sip` is a response).
IdentityHeaders identity_of(const sip_t& sip);
SentHeaders sent_headers_of(const sip_t& sip);

/// The values of WWW-Authenticate of a 401, of Proxy-Authenticate of a 407.
std::vector<std::string> challenges_in(const sip_t& sip);

/// PAI, Remote-Party-ID and Privacy as header lines, for a Reply or NewRequest.
std::string header_lines(const ShownIdentity& identity);

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

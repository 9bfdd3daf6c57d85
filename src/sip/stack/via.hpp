// What a Via of a request may make the stack do. For this folder only.
//
// nta asks each request that comes in for its errors before it answers or keeps it; ours takes the place of
// the library's msg_extract_errors() (as our clock takes that of sofia's, clock.cpp), and looks at the
// topmost Via as well.
#pragma once
#include "sip/stack/sofia.hpp"

namespace layby::sip {

/// An answer belongs to where the request came from: with maddr in its Via (RFC 3261 section 18.2.2) anybody
/// could send ours to anybody else. For multicast, which we don't do.
void forget_maddr(sip_t& request);

/// One that names another transport than the request came over: nta would drop it. The answer goes back the
/// way it came in any case (RFC 3261 section 18.2.2).
void correct_transport(msg_t* msg, sip_t& request);

/// A phone behind a NAT is answered where its request came from, also when it doesn't ask for that (RFC
/// 3581): the address that its Via names isn't one that we could reach, so neither is the port beside it.
void answer_at_source(msg_t* msg, sip_t& request);

/// Without a Via that can be read nobody would be answered. The sender is where the request came from.
void give_via(msg_t* msg, sip_t& request);

/// Neither the magic cookie with something behind it (RFC 3261 section 8.1.1.7) nor none at all (RFC 2543).
/// nta compares what is behind the first seven letters without looking whether there are so many.
bool bad_branch(const sip_t& request);

}  // namespace layby::sip

// Between sofia's messages and the door: what it looks at, and its refusal as a Reply. Signalling thread.
#pragma once
#include "sip/door/source.hpp"
#include "sip/stack/stack.hpp"

namespace layby::sip {

RequestView view_of(const sip_t& sip, const Hop& hop);
Reply reply_of(const Refusal& refusal);

}  // namespace layby::sip

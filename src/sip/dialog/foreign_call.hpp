// The other party of a call that doesn't run through us, and how it is called away from it (RFC 5359 section
// 2.15, RFC 3891). Plain values; for this folder only; signalling thread.
#pragma once
#include "sip/dialog/call.hpp"
#include "sip/text/refer_to.hpp"
#include "words/ids.hpp"

namespace layby::sip {

struct ForeignCall {
    calls::Origin who;  ///< a trunk without a name: neither a device nor a trunk of ours
    Target target;
};

/// What makes an INVITE take the place of a dialog. We are a machine that shows nothing, and that never ends
/// the call by itself.
void replace(Target& target, const Replaces& replaces, const std::string& referred_by);

}  // namespace layby::sip

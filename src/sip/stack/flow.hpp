// A connection that a request came on, kept open for requests the other way. Opaque here: a tport_t. For this
// folder only; signalling thread.
#pragma once
#include <memory>

namespace layby::sip {

/// Shared because several contacts and calls use one connection; the stack counts its users in the same way.
using Flow = std::shared_ptr<void>;

}  // namespace layby::sip

// Between sofia's messages and the registrar: a REGISTER and its answer, and requests to a registered device.
// Signalling thread.
#pragma once
#include <optional>
#include <string>

#include "sip/registrar/registrar.hpp"
#include "sip/stack/stack.hpp"

namespace layby::sip {

/// A REGISTER, for Registrar::handle. `user` is who the door found. None: a contact can't be used (400), e.g.
/// `*` beside others, or not a SIP URI.
std::optional<Register> register_of(const sip_t& sip, const std::string& user, const Hop& hop,
                                    const Flow& flow);
Reply reply_of(const RegisterAnswer& answer);

/// Sets Request-URI, Route, next hop and connection of a request to a registered device.
void aim(NewRequest& request, const Reach& reach);

}  // namespace layby::sip

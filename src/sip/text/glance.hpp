// A first look at a datagram, before anybody takes it apart: is it a request that may have to wait, or can it
// be refused right here? And the refusal, without a stack. Looks only at what every request of a phone has in
// the plain form; of anything else it says nothing, and the stack reads it. Pure; any thread.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "words/address.hpp"

namespace layby::sip {

/// Parts of the datagram that was looked at.
struct Glance {
    std::string_view method, uri;  ///< of the request line
    std::array<std::string_view, 8> vias;
    std::size_t via_count{};
    std::string_view from, to, call_id, cseq;
    bool within_dialog{};  ///< To has a tag
    bool replaces{};       ///< it has a Replaces header
};

/// None: it is no request, lacks what is needed, or is written in a way that needs a second look.
std::optional<Glance> glance_at(std::string_view datagram);

/// The user part of a SIP or TEL URI, unescaped and without parameters; of `;orbit=` what that says.
std::string dialled_in(std::string_view uri);

/// Whether it is the ACK of a refusal that was written here. No dialog of ours has such a tag.
bool acknowledges_refusal(const Glance& glance);

/// 503 with Retry-After for who sent this from there. Empty: where the answer goes (RFC 3261 section 18.2.2)
/// can't be seen at a glance.
std::string busy_answer(const Glance& glance, const Address& from, int retry_after_s);

}  // namespace layby::sip

#include "sip/registrar/reach.hpp"

#include "sip/text/uri.hpp"
#include "words/networks.hpp"

namespace layby::sip {
namespace {

constexpr std::uint16_t sip_port = 5060;

/// The address in the contact is used as it is only when the phone really has it: behind a NAT (or with a
/// host name of its own) it is reached where its REGISTER came from.
Address hop_of(const Binding& binding) {
    if (is_behind_nat(binding)) return binding.source;
    const auto uri = parse_uri(binding.contact);
    return {binding.source.ip, uri && uri->port ? uri->port : sip_port};
}

}  // namespace

bool is_behind_nat(const Binding& binding) {
    const auto uri = parse_uri(binding.contact);
    const auto stated = uri ? address_of(uri->host) : std::nullopt;
    return !stated || stated != address_of(binding.source.ip);
}

bool can_be_reached(const Binding& binding) {
    return !binding.flow_lost ||
           (can_be_opened(binding.transport) && hop_of(binding).port != binding.source.port);
}

Reach reach(const Binding& binding) {
    Reach out;
    out.request_uri = binding.contact;
    out.route = binding.path;
    out.hop = hop_of(binding);
    out.transport = binding.transport;
    out.flow = binding.flow;
    return out;
}

std::string Reach::hop_uri() const { return sip::hop_uri(hop, transport); }

}  // namespace layby::sip

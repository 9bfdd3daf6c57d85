#include "sip/registrar/binding.hpp"

#include <tuple>

#include "sip/text/uri.hpp"

namespace layby::sip {

bool same_contact(const std::string& one, const std::string& other) {
    if (one == other) return true;
    const auto a = parse_uri(one), b = parse_uri(other);
    if (!a || !b) return false;
    const auto transport = [](const Uri& uri) {
        return lower_case(uri.parameter("transport").value_or("udp"));
    };
    return a->scheme == b->scheme && a->user == b->user && a->host == b->host && a->port == b->port &&
           transport(*a) == transport(*b);
}

bool is_of(const Binding& binding, const Register& request, const RegisterContact& contact) {
    const bool instances =
        !contact.instance.empty() && binding.instance == contact.instance && binding.reg_id == contact.reg_id;
    // RFC 5626 needs both; an instance alone is the same device only when it comes from the same place.
    const bool same_device = instances && (contact.reg_id || binding.source.ip == request.source.ip);
    return same_device || same_contact(binding.contact, contact.uri);
}

bool twins(const Binding& binding, const Register& request) {
    return binding.source.ip == request.source.ip && binding.user_agent == request.user_agent;
}

bool takes_place_of(const Binding& binding, const Register& request) {
    if (request.contacts.size() != 1 || !twins(binding, request) || binding.shares_place) return false;
    const auto& contact = request.contacts.front();
    if (contact.expires.value_or(request.expires.value_or(1)) == 0) return false;
    const bool other_device = !contact.instance.empty() || !binding.instance.empty();
    if (other_device && contact.instance != binding.instance) return false;
    if (contact.reg_id != binding.reg_id) return false;  // two flows of one device (RFC 5626)
    if (binding.transport != request.transport || binding.path != request.path) return false;
    const auto before = parse_uri(binding.contact), now = parse_uri(contact.uri);
    if (!before || !now || before->host != now->host) return false;
    const bool same_socket = binding.source == request.source && before->port == now->port;
    return same_socket || binding.call_id == request.call_id;
}

bool same_but_for_time(const Binding& one, const Binding& other) {
    const auto rest = [](const Binding& b) {
        return std::tie(b.contact, b.instance, b.reg_id, b.call_id, b.q, b.path, b.user_agent, b.source.ip,
                        b.source.port, b.transport, b.flow_lost);
    };
    return rest(one) == rest(other);
}

bool has_contact_at(const Binding& binding, const Address& address) {
    const auto contact = parse_uri(binding.contact);
    return contact && contact->host == address.ip && (contact->port ? contact->port : 5060) == address.port;
}

}  // namespace layby::sip

#include "sip/registrar/bindings.hpp"

#include <algorithm>

#include "sip/registrar/reach.hpp"
#include "sip/text/uri.hpp"

namespace layby::sip {
namespace {

std::vector<std::string> places_of(const Binding& binding) {
    std::vector<std::string> ips{binding.source.ip};
    const auto contact = parse_uri(binding.contact);
    if (contact && contact->host != binding.source.ip) ips.push_back(contact->host);
    return ips;
}

}  // namespace

Binding& Bindings::add(const std::string& user) {
    auto binding = std::make_unique<Binding>();
    binding->id = {++last_id_};
    binding->user = user;
    return insert(std::move(binding));
}

Binding* Bindings::put_back(Binding binding) {
    if (by_id_.contains(binding.id)) return nullptr;
    last_id_ = std::max(last_id_, binding.id.value);
    return &insert(std::make_unique<Binding>(std::move(binding)));
}

Binding& Bindings::insert(std::unique_ptr<Binding> binding) {
    Binding& added = *binding;
    by_user_[added.user].push_back(&added);
    by_expiry_.insert({added.expires, added.id});
    enter_places(added);
    by_id_.emplace(added.id, std::move(binding));
    return added;
}

void Bindings::remove(DeviceId id) {
    const auto found = by_id_.find(id);
    if (found == by_id_.end()) return;
    Binding& binding = *found->second;
    by_expiry_.erase({binding.expires, id});
    leave_places(binding);
    const auto user = by_user_.find(binding.user);
    std::erase(user->second, &binding);
    if (user->second.empty()) by_user_.erase(user);
    by_id_.erase(found);
}

void Bindings::renew(Binding& binding, Instant expires) {
    by_expiry_.erase({binding.expires, binding.id});
    binding.expires = expires;
    by_expiry_.insert({expires, binding.id});
}

void Bindings::move(Binding& binding, const Address& source, const std::string& contact) {
    if (binding.source == source && binding.contact == contact) return;
    leave_places(binding);
    binding.source = source;
    binding.contact = contact;
    enter_places(binding);
}

void Bindings::enter_places(Binding& binding) {
    for (auto& ip : places_of(binding)) by_ip_.emplace(std::move(ip), &binding);
}

void Bindings::leave_places(const Binding& binding) {
    for (const auto& ip : places_of(binding)) {
        const auto [first, last] = by_ip_.equal_range(ip);
        const auto here = std::find_if(first, last, [&](const auto& one) { return one.second == &binding; });
        if (here != last) by_ip_.erase(here);
    }
}

Binding* Bindings::find(DeviceId id) const {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : found->second.get();
}

const std::vector<Binding*>& Bindings::of(const std::string& user) const {
    static const std::vector<Binding*> none;
    const auto found = by_user_.find(user);
    return found == by_user_.end() ? none : found->second;
}

const Binding* Bindings::first_to_expire() const {
    return by_expiry_.empty() ? nullptr : find(by_expiry_.begin()->second);
}

const Binding* Bindings::reached_at(const Address& address) const {
    const auto [first, last] = by_ip_.equal_range(address.ip);
    const auto found = std::find_if(first, last, [&](const auto& one) {
        const Binding& binding = *one.second;
        const bool here = binding.source == address || has_contact_at(binding, address);
        return here && can_be_reached(binding);
    });
    return found == last ? nullptr : found->second;
}

bool Bindings::any_from(const std::string& ip) const {
    const auto [first, last] = by_ip_.equal_range(ip);
    return std::any_of(first, last, [&](const auto& one) { return one.second->source.ip == ip; });
}

}  // namespace layby::sip

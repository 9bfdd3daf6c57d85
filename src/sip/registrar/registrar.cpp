#include "sip/registrar/registrar.hpp"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "sip/text/networks.hpp"

namespace layby::sip {
namespace {

using std::chrono::seconds;

constexpr std::uint32_t usual_expires = 3600;  ///< RFC 3261 section 10.2.1.1

RegisterAnswer plain(int status, std::string reason) {
    RegisterAnswer answer;
    answer.status = status;
    answer.reason = std::move(reason);
    return answer;
}

std::uint32_t in_seconds(Duration duration) {
    return static_cast<std::uint32_t>(
        std::max<std::int64_t>(0, std::chrono::ceil<seconds>(duration).count()));
}

std::string contact_value(const Binding& binding, Instant now) {
    std::string out =
        '<' + binding.contact + ">;expires=" + std::to_string(in_seconds(binding.expires - now));
    if (binding.q < 1.0) {
        char q[16];
        std::snprintf(q, sizeof q, ";q=%.3g", binding.q);
        out += q;
    }
    if (!binding.instance.empty()) out += ";+sip.instance=\"" + binding.instance + '"';
    if (binding.reg_id) out += ";reg-id=" + std::to_string(binding.reg_id);
    return out;
}

/// Worth a line of the log. A phone that opens another connection, or begins another Call-ID, is where it
/// was.
bool moved(const Binding& before, const Binding& now) {
    return before.source.ip != now.source.ip || before.contact != now.contact ||
           before.transport != now.transport || before.user_agent != now.user_agent || before.flow_lost;
}

}  // namespace

Registrar::Registrar(RegistrarRules rules, RegistrationWatch watch)
    : rules_(rules), watch_(std::move(watch)) {}

void Registrar::restore(Binding binding, Instant now) {
    // Cut to what may be granted: a wall clock that was turned back makes nobody registered for years.
    binding.expires = std::min(binding.expires, now + rules_.max);
    if (binding.expires <= now) return watch_.gone(binding.id);
    if (bindings_.contains(binding.id)) return;
    binding.flow = {};
    binding.flow_lost = is_connection(binding.transport) && binding.path.empty();
    binding.kept_until = binding.expires;
    last_id_ = std::max(last_id_, binding.id.value);
    const auto expires = std::exchange(binding.expires, {});
    update_expiry(insert(std::make_unique<Binding>(std::move(binding))), expires);
}

RegisterAnswer Registrar::handle(const Register& request, Instant now) {
    expire(now);
    if (request.everything) {
        if (auto refusal = refuse_everything(request)) return *refusal;
        remove_all(request.user, Departure::unregistered);
        return listing(request, now);
    }
    const auto wanted = wanted_of(request);
    if (auto refusal = refuse(request, wanted)) return *refusal;
    for (const auto& one : wanted) apply(request, one, now);
    return listing(request, now);
}

Registrar::Refusal Registrar::refuse_everything(const Register& request) const {
    if (!request.contacts.empty() || request.expires != 0u) return plain(400, "Contact * needs Expires: 0");
    const auto user = of_user_.find(request.user);
    if (user == of_user_.end()) return {};
    for (const auto id : user->second) {
        const auto& binding = *bindings_.at(id);
        if (binding.call_id == request.call_id && binding.cseq > request.cseq)
            return plain(500, "Out of order");
    }
    return {};
}

std::vector<Registrar::Wanted> Registrar::wanted_of(const Register& request) const {
    std::vector<Wanted> wanted;
    for (const auto& contact : request.contacts) {
        const auto asked = contact.expires ? *contact.expires : request.expires.value_or(usual_expires);
        wanted.push_back({&contact, std::min(asked, longest(request))});
    }
    return wanted;
}

std::uint32_t Registrar::longest(const Register& request) const {
    if (!is_connection(request.transport)) return in_seconds(rules_.max);
    return in_seconds(std::max(rules_.min, std::min(rules_.max, rules_.max_on_connection)));
}

Registrar::Refusal Registrar::refuse(const Register& request, const std::vector<Wanted>& wanted) const {
    const auto min = in_seconds(rules_.min);
    for (const auto& one : wanted) {
        if (one.seconds != 0 && one.seconds < min) {
            auto answer = plain(423, "Interval Too Brief");
            answer.min_expires = min;
            return answer;
        }
        const auto* known = matching(request, *one.contact);
        if (known && known->call_id == request.call_id && known->cseq > request.cseq)
            return plain(500, "Out of order");
    }
    if (added_by(request, wanted) > free_places(request)) return plain(403, "Too many devices");
    return {};
}

std::size_t Registrar::added_by(const Register& request, const std::vector<Wanted>& wanted) const {
    return static_cast<std::size_t>(std::count_if(wanted.begin(), wanted.end(), [&](const Wanted& one) {
        return one.seconds != 0 && !matching(request, *one.contact);
    }));
}

std::size_t Registrar::free_places(const Register& request) const {
    const auto user = of_user_.find(request.user);
    if (user == of_user_.end()) return rules_.devices_per_user;
    const auto taken =
        static_cast<std::size_t>(std::count_if(user->second.begin(), user->second.end(), [&](DeviceId id) {
            return !twins(*bindings_.at(id), request);
        }));
    return rules_.devices_per_user - std::min(taken, rules_.devices_per_user);
}

Binding* Registrar::matching(const Register& request, const RegisterContact& contact) const {
    const auto user = of_user_.find(request.user);
    if (user == of_user_.end()) return nullptr;
    for (const auto id : user->second) {
        Binding& binding = *bindings_.at(id);
        if (is_of(binding, request, contact)) return &binding;
    }
    if (Binding* binding = replaced(request, user->second)) return binding;
    return contact.instance.empty() ? returning(request, user->second) : nullptr;
}

/// A contact that comes back after another has taken its place belongs to a device of its own (phones behind
/// a proxy look alike): from then on both stay.
Binding* Registrar::replaced(const Register& request, const std::vector<DeviceId>& devices) const {
    for (const auto id : devices) {
        Binding& binding = *bindings_.at(id);
        if (!takes_place_of(binding, request)) continue;
        if (!same_contact(binding.replaced, request.contacts.front().uri)) return &binding;
        binding.shares_place = true;
    }
    return nullptr;
}

/// The one device whose connection ended with us and that has connected anew: from another port, and without
/// an instance to be known by. It has calls that wait for it. Where two could be meant it is neither.
Binding* Registrar::returning(const Register& request, const std::vector<DeviceId>& devices) const {
    Binding* lost = nullptr;
    for (const auto id : devices) {
        Binding& binding = *bindings_.at(id);
        if (!binding.flow_lost || !binding.instance.empty() || !twins(binding, request)) continue;
        if (lost) return nullptr;
        lost = &binding;
    }
    return lost;
}

void Registrar::apply(const Register& request, const Wanted& wanted, Instant now) {
    Binding* known = matching(request, *wanted.contact);
    if (wanted.seconds == 0) {
        if (known) remove(known->id, Departure::unregistered);
        return;
    }
    if (!known) make_room(request);
    Binding& binding = known ? *known : add(request.user);
    // A retransmission that no transaction absorbed changes nothing.
    if (known && binding.call_id == request.call_id && binding.cseq == request.cseq) return;
    const Binding before = binding;
    if (known && !same_contact(binding.contact, wanted.contact->uri)) binding.replaced = binding.contact;
    binding.contact = wanted.contact->uri;
    binding.instance = wanted.contact->instance;
    binding.reg_id = wanted.contact->reg_id;
    binding.q = wanted.contact->q;
    binding.call_id = request.call_id;
    binding.cseq = request.cseq;
    binding.path = request.path;
    binding.user_agent = request.user_agent;
    binding.source = request.source;
    binding.transport = request.transport;
    binding.flow = request.flow;
    binding.flow_lost = false;
    binding.life = seconds(wanted.seconds);
    update_expiry(binding, now + binding.life);
    tell_watch(binding, before, now);
    if (!known || moved(before, binding)) watch_.came(binding);
}

void Registrar::tell_watch(Binding& binding, const Binding& before, Instant now) {
    const bool same = same_but_for_time(binding, before);
    const bool covered =
        binding.kept_until <= binding.expires && binding.kept_until - now > binding.life * 3 / 4;
    if (same && covered) return;
    binding.kept_until = binding.expires;
    watch_.changed(binding);
}

/// Of a full user, the device that said the same about itself and was refreshed longest ago goes.
void Registrar::make_room(const Register& request) {
    const auto user = of_user_.find(request.user);
    if (user == of_user_.end() || user->second.size() < rules_.devices_per_user) return;
    const Binding* oldest = nullptr;
    for (const auto id : user->second) {
        const auto* binding = bindings_.at(id).get();
        if (twins(*binding, request) && (!oldest || binding->expires < oldest->expires)) oldest = binding;
    }
    if (oldest) remove(oldest->id, Departure::replaced);
}

Binding& Registrar::add(const std::string& user) {
    auto binding = std::make_unique<Binding>();
    binding->id = {++last_id_};
    binding->user = user;
    return insert(std::move(binding));
}

Binding& Registrar::insert(std::unique_ptr<Binding> binding) {
    of_user_[binding->user].push_back(binding->id);
    const auto id = binding->id;
    return *bindings_.emplace(id, std::move(binding)).first->second;
}

void Registrar::remove(DeviceId id, Departure why) {
    const auto found = bindings_.find(id);
    if (found == bindings_.end()) return;
    const Binding& binding = *found->second;
    watch_.left(binding, why);
    by_expiry_.erase({binding.expires, id});
    auto& ids = of_user_[binding.user];
    ids.erase(std::find(ids.begin(), ids.end(), id));
    if (ids.empty()) of_user_.erase(binding.user);
    bindings_.erase(found);
    watch_.gone(id);
}

void Registrar::remove_all(const std::string& user, Departure why) {
    const auto found = of_user_.find(user);
    if (found == of_user_.end()) return;
    const auto ids = found->second;
    for (const auto id : ids) remove(id, why);
}

void Registrar::remove_user(const std::string& user) { remove_all(user, Departure::removed); }

void Registrar::update_expiry(Binding& binding, Instant expires) {
    by_expiry_.erase({binding.expires, binding.id});
    binding.expires = expires;
    by_expiry_.insert({expires, binding.id});
}

void Registrar::expire(Instant now) {
    while (!by_expiry_.empty() && by_expiry_.begin()->first <= now) {
        const auto id = by_expiry_.begin()->second;
        remove(id, Departure::expired);
    }
}

std::optional<Instant> Registrar::next_deadline() const {
    if (by_expiry_.empty()) return {};
    return by_expiry_.begin()->first;
}

RegisterAnswer Registrar::listing(const Register& request, Instant now) const {
    auto answer = plain(200, "OK");
    answer.path = request.path;
    const auto user = of_user_.find(request.user);
    if (user == of_user_.end()) return answer;
    for (const auto id : user->second) answer.contacts.push_back(contact_value(*bindings_.at(id), now));
    return answer;
}

std::vector<const Binding*> Registrar::devices_of(const std::string& user, Instant now) const {
    std::vector<const Binding*> devices;
    const auto found = of_user_.find(user);
    if (found == of_user_.end()) return devices;
    for (const auto id : found->second) {
        const auto* binding = bindings_.at(id).get();
        if (binding->expires > now && can_be_reached(*binding)) devices.push_back(binding);
    }
    std::stable_sort(devices.begin(), devices.end(),
                     [](const Binding* one, const Binding* other) { return one->q > other->q; });
    return devices;
}

const Binding* Registrar::find(DeviceId id) const {
    const auto found = bindings_.find(id);
    return found == bindings_.end() ? nullptr : found->second.get();
}

DeviceId Registrar::device_at(const std::string& user, const Address& source) const {
    const auto found = of_user_.find(user);
    if (found == of_user_.end()) return {};
    DeviceId same_host{};
    std::size_t on_host = 0;
    for (const auto id : found->second) {
        const auto& binding = *bindings_.at(id);
        if (binding.source == source) return id;
        if (binding.source.ip == source.ip) same_host = id, ++on_host;
    }
    return on_host == 1 ? same_host : DeviceId{};
}

const Binding* Registrar::reached_at(const Address& address) const {
    for (const auto& [id, binding] : bindings_) {
        if (!can_be_reached(*binding)) continue;
        if (binding->source == address || has_contact_at(*binding, address)) return binding.get();
    }
    return nullptr;
}

bool Registrar::any_at(const std::string& ip) const {
    return std::any_of(bindings_.begin(), bindings_.end(),
                       [&](const auto& one) { return one.second->source.ip == ip; });
}

bool Registrar::user_at(const std::string& user, const std::string& ip) const {
    const auto found = of_user_.find(user);
    if (found == of_user_.end()) return false;
    return std::any_of(found->second.begin(), found->second.end(),
                       [&](DeviceId id) { return bindings_.at(id)->source.ip == ip; });
}

bool Registrar::registered_at(const std::string& user, const Address& source) const {
    const auto found = of_user_.find(user);
    if (found == of_user_.end()) return false;
    return std::any_of(found->second.begin(), found->second.end(),
                       [&](DeviceId id) { return bindings_.at(id)->source == source; });
}

namespace {

RegistrationView view_of(const Binding& binding, Instant now) {
    return {binding.user, binding.contact, binding.user_agent, binding.expires - now,
            can_be_reached(binding)};
}

}  // namespace

std::vector<RegistrationView> Registrar::view(const std::string& user, Instant now) const {
    std::vector<RegistrationView> all;
    const auto found = of_user_.find(user);
    if (found == of_user_.end()) return all;
    for (const DeviceId id : found->second)
        if (const auto& binding = *bindings_.at(id); binding.expires > now)
            all.push_back(view_of(binding, now));
    std::ranges::sort(all, {}, &RegistrationView::contact);
    return all;
}

std::vector<RegistrationView> Registrar::view(Instant now) const {
    std::vector<RegistrationView> all;
    all.reserve(bindings_.size());
    for (const auto& [id, binding] : bindings_)
        if (binding->expires > now) all.push_back(view_of(*binding, now));
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
        return std::tie(a.user, a.contact) < std::tie(b.user, b.contact);
    });
    return all;
}

}  // namespace layby::sip

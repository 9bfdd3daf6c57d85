#include "sip/registrar/registrar.hpp"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "words/networks.hpp"

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

Registrar::Registrar(RegistrarRules rules, RegistrationWatch watch, IsOpen is_open)
    : rules_(rules), watch_(std::move(watch)), is_open_(std::move(is_open)) {}

bool Registrar::reaches(const Binding& binding) const {
    return can_be_reached(binding) && (can_be_opened(binding.transport) || is_open_(binding.flow));
}

void Registrar::restore(Binding binding, Instant now) {
    // Cut to what may be granted: a wall clock that was turned back makes nobody registered for years.
    binding.expires = std::min(binding.expires, now + rules_.max);
    if (binding.expires <= now) return watch_.gone(binding.id);
    binding.flow = {};
    binding.flow_lost =
        is_connection(binding.transport) && (binding.path.empty() || !can_be_opened(binding.transport));
    binding.kept_until = binding.expires;
    bindings_.put_back(std::move(binding));
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
    std::vector<DeviceId> registered;
    for (const auto& one : wanted)
        if (const auto device = apply(request, one, now)) registered.push_back(device);
    auto answer = listing(request, now);
    answer.registered = std::move(registered);
    return answer;
}

Registrar::Refusal Registrar::refuse_everything(const Register& request) const {
    if (!request.contacts.empty() || request.expires != 0u) return plain(400, "Contact * needs Expires: 0");
    for (const Binding* binding : bindings_.of(request.user))
        if (binding->call_id == request.call_id && binding->cseq > request.cseq)
            return plain(500, "Out of order");
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
    const auto taken = static_cast<std::size_t>(std::ranges::count_if(
        bindings_.of(request.user), [&](const Binding* binding) { return !twins(*binding, request); }));
    return rules_.devices_per_user - std::min(taken, rules_.devices_per_user);
}

Binding* Registrar::matching(const Register& request, const RegisterContact& contact) const {
    for (Binding* binding : bindings_.of(request.user))
        if (is_of(*binding, request, contact)) return binding;
    if (Binding* binding = replaced(request)) return binding;
    return contact.instance.empty() ? returning(request) : nullptr;
}

/// A contact that comes back after another has taken its place belongs to a device of its own (phones behind
/// a proxy look alike): from then on both stay.
Binding* Registrar::replaced(const Register& request) const {
    for (Binding* binding : bindings_.of(request.user)) {
        if (!takes_place_of(*binding, request)) continue;
        if (!same_contact(binding->replaced, request.contacts.front().uri)) return binding;
        binding->shares_place = true;
    }
    return nullptr;
}

/// The one device whose connection ended, or ended with us, and that has connected anew: from another port,
/// and without an instance to be known by. It has calls that wait for it. Where two could be meant it is
/// neither.
Binding* Registrar::returning(const Register& request) const {
    Binding* lost = nullptr;
    for (Binding* binding : bindings_.of(request.user)) {
        const bool lost_its_flow = binding->flow_lost || !reaches(*binding);
        if (!lost_its_flow || !binding->instance.empty() || !twins(*binding, request)) continue;
        if (lost) return nullptr;
        lost = binding;
    }
    return lost;
}

DeviceId Registrar::apply(const Register& request, const Wanted& wanted, Instant now) {
    Binding* known = matching(request, *wanted.contact);
    if (wanted.seconds == 0) {
        if (known) remove(*known, Departure::unregistered);
        return {};
    }
    if (!known) make_room(request);
    Binding& binding = known ? *known : bindings_.add(request.user);
    // A retransmission that no transaction absorbed changes nothing.
    if (known && binding.call_id == request.call_id && binding.cseq == request.cseq) return binding.id;
    const Binding before = binding;
    if (known && !same_contact(binding.contact, wanted.contact->uri)) binding.replaced = binding.contact;
    bindings_.move(binding, request.source, wanted.contact->uri);
    binding.instance = wanted.contact->instance;
    binding.reg_id = wanted.contact->reg_id;
    binding.q = wanted.contact->q;
    binding.call_id = request.call_id;
    binding.cseq = request.cseq;
    binding.path = request.path;
    binding.user_agent = request.user_agent;
    binding.transport = request.transport;
    binding.flow = request.flow;
    binding.flow_lost = false;
    binding.life = seconds(wanted.seconds);
    bindings_.renew(binding, now + binding.life);
    tell_watch(binding, before, now);
    if (!known || moved(before, binding)) watch_.came(binding);
    return binding.id;
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
    const auto& devices = bindings_.of(request.user);
    if (devices.size() < rules_.devices_per_user) return;
    const Binding* oldest = nullptr;
    for (const Binding* binding : devices)
        if (twins(*binding, request) && (!oldest || binding->expires < oldest->expires)) oldest = binding;
    if (oldest) remove(*oldest, Departure::replaced);
}

void Registrar::remove(const Binding& binding, Departure why) {
    const DeviceId id = binding.id;
    watch_.left(binding, why);
    bindings_.remove(id);
    watch_.gone(id);
}

void Registrar::remove_all(const std::string& user, Departure why) {
    while (!bindings_.of(user).empty()) remove(*bindings_.of(user).front(), why);
}

void Registrar::is_silent(DeviceId device, bool silent) {
    if (auto* binding = bindings_.find(device)) binding->silent = silent;
}

void Registrar::remove_user(const std::string& user) { remove_all(user, Departure::removed); }

void Registrar::expire(Instant now) {
    const Binding* first = nullptr;
    while ((first = bindings_.first_to_expire()) && first->expires <= now) remove(*first, Departure::expired);
}

std::optional<Instant> Registrar::next_deadline() const {
    const Binding* first = bindings_.first_to_expire();
    if (!first) return {};
    return first->expires;
}

RegisterAnswer Registrar::listing(const Register& request, Instant now) const {
    auto answer = plain(200, "OK");
    answer.path = request.path;
    for (const Binding* binding : bindings_.of(request.user))
        answer.contacts.push_back(contact_value(*binding, now));
    return answer;
}

std::vector<const Binding*> Registrar::devices_of(const std::string& user, Instant now) const {
    std::vector<const Binding*> devices;
    for (const Binding* binding : bindings_.of(user))
        if (binding->expires > now && reaches(*binding)) devices.push_back(binding);
    std::stable_sort(devices.begin(), devices.end(),
                     [](const Binding* one, const Binding* other) { return one->q > other->q; });
    return devices;
}

DeviceId Registrar::device_at(const std::string& user, const Address& source) const {
    DeviceId same_host{};
    std::size_t on_host = 0;
    for (const Binding* binding : bindings_.of(user)) {
        if (binding->source == source) return binding->id;
        if (binding->source.ip == source.ip) same_host = binding->id, ++on_host;
    }
    return on_host == 1 ? same_host : DeviceId{};
}

bool Registrar::user_at(const std::string& user, const std::string& ip) const {
    return std::ranges::any_of(bindings_.of(user),
                               [&](const Binding* binding) { return binding->source.ip == ip; });
}

bool Registrar::registered_at(const std::string& user, const Address& source) const {
    return std::ranges::any_of(bindings_.of(user),
                               [&](const Binding* binding) { return binding->source == source; });
}

RegistrationView Registrar::view_of(const Binding& binding, Instant now) const {
    return {binding.user,          binding.contact, binding.user_agent,
            binding.expires - now, !binding.silent, reaches(binding)};
}

std::vector<RegistrationView> Registrar::view(const std::string& user, Instant now) const {
    std::vector<RegistrationView> all;
    for (const Binding* binding : bindings_.of(user))
        if (binding->expires > now) all.push_back(view_of(*binding, now));
    std::ranges::sort(all, {}, &RegistrationView::contact);
    return all;
}

std::vector<RegistrationView> Registrar::view(Instant now) const {
    std::vector<RegistrationView> all;
    all.reserve(bindings_.size());
    bindings_.each([&](const Binding& binding) {
        if (binding.expires > now) all.push_back(view_of(binding, now));
    });
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
        return std::tie(a.user, a.contact) < std::tie(b.user, b.contact);
    });
    return all;
}

}  // namespace layby::sip

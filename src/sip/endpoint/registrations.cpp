#include "sip/endpoint/registrations.hpp"

#include "runtime/log.hpp"
#include "sip/door/refusal_log.hpp"

namespace layby::sip {
namespace {

/// Instants mean nothing to another process. Read each time: the wall clock may be turned while we run.
WallTime wall_now() {
    return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

KeptRegistration kept_of(const Binding& binding, Instant now) {
    const RegisteredDevice& device = binding;
    return {device, wall_now() + std::chrono::ceil<std::chrono::milliseconds>(binding.expires - now)};
}

Binding binding_of(const KeptRegistration& kept, Instant now) {
    Binding binding;
    static_cast<RegisteredDevice&>(binding) = kept;
    binding.expires = now + (kept.expires - wall_now());
    return binding;
}

std::string address_of(const Binding& binding) { return Sender{binding.source, binding.transport}.text(); }

void log_arrival(const Binding& binding) {
    const auto agent = for_log(binding.user_agent);
    log::info("{} registered{}{} for {} s at {}", binding.user, agent.empty() ? "" : " with ", agent,
              std::chrono::duration_cast<std::chrono::seconds>(binding.life).count(), address_of(binding));
}

void log_departure(const Binding& binding, Departure why) {
    static constexpr const char* texts[] = {"unregistered", "registration expired", "registration replaced",
                                            "registration removed"};
    log::info("{} {}: {}", binding.user, texts[static_cast<int>(why)], address_of(binding));
}

RegistrarRules rules_of(const Options& options) {
    return {.min = options.register_min,
            .max = options.register_max,
            .devices_per_user = RegistrarRules{}.devices_per_user,
            .max_on_connection = options.register_max_tcp};
}

}  // namespace

Registrations::Registrations(const Options& options, Loop& loop, RegistrationKeeper* keeper, OnChange changed)
    : loop_(loop),
      keeper_(keeper),
      changed_(std::move(changed)),
      registrar_(rules_of(options), watch(), is_open),
      expire_(loop) {}

RegistrationWatch Registrations::watch() {
    RegistrationWatch watch;
    watch.came = log_arrival;
    watch.left = [this](const Binding& binding, Departure why) {
        log_departure(binding, why);
        changed_users_.push_back(binding.user);
        if (keep_alives_) keep_alives_->gone(binding.id);
    };
    if (!keeper_) return watch;
    watch.changed = [this](const Binding& binding) { keeper_->keep(kept_of(binding, loop_.now())); };
    watch.gone = [this](DeviceId device) { keeper_->forget(device); };
    return watch;
}

void Registrations::restore(const std::vector<KeptRegistration>& records,
                            const std::function<bool(const std::string&)>& known) {
    const auto now = loop_.now();
    for (const auto& one : records) {
        if (known(one.user))
            registrar_.restore(binding_of(one, now), now);
        else if (keeper_)
            keeper_->forget(one.id);  // its user has been removed meanwhile
    }
    if (registrar_.size())
        log::info("{} known from before the restart", log::counted(registrar_.size(), "registered phone"));
    if (keep_alives_) keep_alives_->rules_changed();
    schedule_expiry();
}

void Registrations::reload(const Options& options, const std::function<bool(const std::string&)>& known) {
    registrar_.change_rules(rules_of(options));
    for (const auto& view : registrar_.view(loop_.now()))
        if (!known(view.user)) registrar_.remove_user(view.user);
    tell_changes();
}

RegisterAnswer Registrations::handle(const Register& request) {
    auto answer = registrar_.handle(request, loop_.now());
    changed_users_.push_back(request.user);
    for (const auto device : answer.registered)
        if (const auto* binding = registrar_.find(device); binding && keep_alives_)
            keep_alives_->registered(*binding);
    tell_changes();
    schedule_expiry();
    return answer;
}

void Registrations::is_silent(DeviceId device, bool silent) {
    const auto* binding = registrar_.find(device);
    if (!binding || binding->silent == silent) return;
    registrar_.is_silent(device, silent);
    silent ? log::warn("{} at {} answers no longer", binding->user, address_of(*binding))
           : log::info("{} at {} answers again", binding->user, address_of(*binding));
    changed_(binding->user);
}

void Registrations::tell_changes() {
    for (const auto& user : std::exchange(changed_users_, {})) changed_(user);
}

void Registrations::schedule_expiry() {
    const auto next = registrar_.next_deadline();
    if (!next) return expire_.clear();
    expire_.set(*next - loop_.now(), [this] {
        registrar_.expire(loop_.now());
        tell_changes();
        schedule_expiry();
    });
}

}  // namespace layby::sip

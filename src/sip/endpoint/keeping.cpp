// Registrations outlive the process: what is told to their keeper, and how they come back.
#include "runtime/log.hpp"
#include "sip/endpoint/endpoint_inside.hpp"

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

}  // namespace

RegistrationWatch Endpoint::Inside::watch() {
    RegistrationWatch watch;
    watch.came = log_arrival;
    watch.left = [this](const Binding& binding, Departure why) {
        log_departure(binding, why);
        changed_users.push_back(binding.user);
    };
    if (!kept.keeper) return watch;
    watch.changed = [this](const Binding& binding) { kept.keeper->keep(kept_of(binding, loop.now())); };
    watch.gone = [this](DeviceId device) { kept.keeper->forget(device); };
    return watch;
}

void Endpoint::Inside::restore(const std::vector<KeptRegistration>& records) {
    const auto now = loop.now();
    for (const auto& one : records) {
        if (door.is_user(one.user))
            registrar.restore(binding_of(one, now), now);
        else if (kept.keeper)
            kept.keeper->forget(one.id);  // its user has been removed meanwhile
    }
    if (registrar.size())
        log::info("{} known from before the restart", log::counted(registrar.size(), "registered phone"));
    schedule_expiry();
}

}  // namespace layby::sip

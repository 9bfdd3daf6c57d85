// Registrations outlive the process: what is told to their keeper, and how they come back.
#include "runtime/log.hpp"
#include "sip/endpoint_inside.hpp"

namespace layby::sip {
namespace {

/// Instants mean nothing to another process. Read each time: the wall clock may be turned while we run.
WallTime wall_now() {
    return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

KeptRegistration kept_of(const Binding& binding, calls::Instant now) {
    const RegisteredDevice& device = binding;
    return {device, wall_now() + std::chrono::ceil<std::chrono::milliseconds>(binding.expires - now)};
}

Binding binding_of(const KeptRegistration& kept, calls::Instant now) {
    Binding binding;
    static_cast<RegisteredDevice&>(binding) = kept;
    binding.expires = now + (kept.expires - wall_now());
    return binding;
}

}  // namespace

RegistrationWatch Endpoint::Inside::watch() {
    if (!kept.keeper) return {};
    return {.changed = [this](const Binding& binding) { kept.keeper->keep(kept_of(binding, loop.now())); },
            .gone = [this](calls::DeviceId device) { kept.keeper->forget(device); }};
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

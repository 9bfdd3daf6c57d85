// Registrations that outlive the process: what is kept of one, and the port to whoever keeps them. Plain
// values; the port is called on the signalling thread, returns at once and never fails.
#pragma once
#include <chrono>

#include "sip/registrar/registered_device.hpp"

namespace layby::sip {

using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;

/// One device of a user, without its connection, which doesn't outlive the process.
struct KeptRegistration : RegisteredDevice {
    WallTime expires;  ///< absolute: the time that passes while no server runs counts too
    bool operator==(const KeptRegistration&) const = default;
};

class RegistrationKeeper {
  public:
    virtual ~RegistrationKeeper() = default;
    virtual void keep(const KeptRegistration& registration) = 0;  ///< new, or in place of the one before
    virtual void forget(DeviceId device) = 0;
};

}  // namespace layby::sip

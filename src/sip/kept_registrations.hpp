// Registrations that outlive the process: what is kept of one, and the port to whoever keeps them. Plain
// values; the port is called on the signalling thread, returns at once and never fails.
#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "calls/names.hpp"

namespace layby::sip {

using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;

/// One device of a user, without its connection, which doesn't outlive the process.
struct KeptRegistration {
    calls::DeviceId device;  ///< its key; stays when the device refreshes or changes its contact
    std::string user, contact, instance;
    std::uint32_t reg_id{};
    std::string call_id;
    std::uint32_t cseq{};
    double q{1.0};
    std::vector<std::string> path;
    std::string user_agent;
    calls::Endpoint source;
    std::string transport;
    WallTime expires;  ///< absolute: the time that passes while no server runs counts too
    bool operator==(const KeptRegistration&) const = default;
};

class RegistrationKeeper {
  public:
    virtual ~RegistrationKeeper() = default;
    virtual void keep(const KeptRegistration& registration) = 0;  ///< new, or in place of the one before
    virtual void forget(calls::DeviceId device) = 0;
};

}  // namespace layby::sip

// What is known of a registered device, whether it is in use or kept over a restart. Plain values.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "words/address.hpp"
#include "words/ids.hpp"
#include "words/transport.hpp"

namespace layby::sip {

struct RegisteredDevice {
    DeviceId id;  ///< its key; stays when the device refreshes or changes its contact
    std::string user, contact, instance;
    std::uint32_t reg_id{};
    std::string call_id;
    std::uint32_t cseq{};
    double q{1.0};
    std::vector<std::string> path;
    std::string user_agent;
    Address source;
    Transport transport{};
    bool operator==(const RegisteredDevice&) const = default;
};

}  // namespace layby::sip

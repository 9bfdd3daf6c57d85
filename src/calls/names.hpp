// The words that the switchboard shares with its adapters. Plain values, used on every thread.
#pragma once
#include <cstdint>
#include <string>

#include "parking/names.hpp"

namespace layby::calls {

using parking::Duration;
using parking::Instant;
using parking::LegId;
using parking::ParkId;
using parking::Party;
using parking::SlotNumber;
using namespace std::chrono_literals;

using PromptId = parking::Id<struct PromptTag>;      ///< one playing of a prompt on one leg
using ReferralId = parking::Id<struct ReferralTag>;  ///< one request to park from outside of its call
using DeviceId = parking::Id<struct DeviceTag>;      ///< one registered contact of a user

/// An IP address and port as text and number: "192.0.2.7" or "2001:db8::7" without brackets.
struct Endpoint {
    std::string ip;
    std::uint16_t port{};
    bool operator==(const Endpoint&) const = default;
};

}  // namespace layby::calls

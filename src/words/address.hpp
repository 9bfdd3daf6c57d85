// Where packets go to or come from. A plain value, used on every thread.
#pragma once
#include <cstdint>
#include <string>

namespace layby {

/// An IP address and port as text and number: "192.0.2.7" or "2001:db8::7" without brackets.
struct Address {
    std::string ip;
    std::uint16_t port{};
    bool operator==(const Address&) const = default;
};

}  // namespace layby

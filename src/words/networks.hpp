// IP addresses and networks as values, and a table from networks to numbers that finds the longest match in a
// few hash look-ups, however many there are. IPv4 is kept as IPv4-mapped IPv6. Pure; any thread.
#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>

namespace layby {

struct IpAddress {
    std::array<std::uint8_t, 16> bytes{};
    bool operator==(const IpAddress&) const = default;
    bool is_v4() const;
    bool is_any() const;      ///< 0.0.0.0 or ::
    bool is_private() const;  ///< RFC 1918, 6598, 3927, 4193, 4291 link-local, loopback
    IpAddress masked(unsigned bits) const;
};
/// "192.0.2.7", "2001:db8::7", "[2001:db8::7]". None: not an IP address.
std::optional<IpAddress> address_of(const std::string& text);

/// What counts as one source: an IPv4 address, or the /64 of an IPv6 address (one customer, RFC 6177).
std::string source_of(const std::string& ip);

struct Network {
    IpAddress address;
    unsigned bits{128};  ///< of the IPv6 form: an IPv4 /24 is 120
    /// No IPv4 address is in a network of IPv6, however wide.
    bool contains(const IpAddress& one) const;
};
/// An address, or address/prefix. None: neither.
std::optional<Network> network_of(const std::string& text);

class NetworkTable {
  public:
    void add(const Network& network, std::size_t value);  ///< the first of equal networks stays
    std::optional<std::size_t> find(const IpAddress& address) const;

  private:
    struct Hash {
        std::size_t operator()(const IpAddress& address) const noexcept;
    };
    std::map<unsigned, std::unordered_map<IpAddress, std::size_t, Hash>, std::greater<>> by_bits_;
};

}  // namespace layby

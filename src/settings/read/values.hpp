// How single values are spelled: durations, ranges, addresses, numbers, ladder steps. Pure functions: text
// in, value or nothing out.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "parking/rules.hpp"
#include "settings/settings.hpp"
#include "words/address.hpp"
#include "words/duration_text.hpp"

namespace layby::settings {

struct Range {
    std::uint32_t first{}, last{};
    bool operator==(const Range&) const = default;
};
/// "701-720": two whole numbers without leading zeros, the first not greater than the last.
std::optional<Range> read_range(std::string_view text);

/// "udp:0.0.0.0:5060", "tcp:[::]:5060". Port 0 takes a free one.
std::optional<Listen> read_listen(std::string_view text);

/// "127.0.0.1:7080", "[::1]:7080".
std::optional<Address> read_address(std::string_view text);
std::optional<std::uint16_t> read_port(std::string_view text);  ///< 1 to 65535
bool is_ip(std::string_view text);
/// A name server: "192.0.2.1", "192.0.2.1:53", "2001:db8::1", "[2001:db8::1]:53".
bool is_resolver(std::string_view text);
/// A host name or an IP address.
bool is_host(std::string_view text);

/// An address or network: "192.0.2.7", "198.51.100.0/24", "2001:db8::/32".
struct Network {
    int family{};
    std::array<std::uint8_t, 16> bytes{};
    int bits{};
};
std::optional<Network> read_network(std::string_view text);
bool overlap(const Network& one, const Network& other);

/// "parker 30s", "user:202 20s", "number:0123 30s"; without a time it rings for 30 s.
std::optional<parking::Step> read_step(std::string_view text);

struct Loudness {
    std::optional<int> lufs;  ///< none: as it was recorded
};
/// "-22 LUFS", "as recorded".
std::optional<Loudness> read_loudness(std::string_view text);

/// What a phone can dial: digits, `*`, `#`, `+` in front; at most 32 characters.
bool is_number(std::string_view text);
/// What begins with a key that no ordinary number begins with: `*68`, `#21`.
bool is_code(std::string_view text);
/// What a user or trunk may be called: letters, digits and `. _ - + *`; at most 64 characters.
bool is_name(std::string_view text);
/// The slot in a number without leading zeros.
std::optional<std::uint32_t> read_slot(std::string_view text);

}  // namespace layby::settings

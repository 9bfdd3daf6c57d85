// The network half of values.hpp.
#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "settings/read/values.hpp"

namespace layby::settings {
namespace {

template <class Number>
std::optional<Number> read_address_part(std::string_view text) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::optional<Network> read_ip(std::string_view text) {
    const std::string terminated{text};
    if (terminated.find('\0') != std::string::npos) return std::nullopt;
    Network network;
    for (const auto& [family, bits] : {std::pair{AF_INET, 32}, std::pair{AF_INET6, 128}}) {
        if (inet_pton(family, terminated.c_str(), network.bytes.data()) != 1) continue;
        network.family = family;
        network.bits = bits;
        return network;
    }
    return std::nullopt;
}

bool is_host_label(std::string_view label) {
    const auto allowed = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
               c == '_';
    };
    return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
           std::all_of(label.begin(), label.end(), allowed);
}

/// The IP before the last colon; an IPv6 address stands in brackets.
std::string_view without_brackets(std::string_view ip) {
    const bool has_colon = ip.find(':') != std::string_view::npos;
    const bool bracketed = ip.size() > 2 && ip.front() == '[' && ip.back() == ']';
    if (has_colon != bracketed) return {};
    return bracketed ? ip.substr(1, ip.size() - 2) : ip;
}

}  // namespace

bool is_ip(std::string_view text) { return read_ip(text).has_value(); }

std::optional<Address> read_address(std::string_view text) {
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto ip = without_brackets(text.substr(0, colon));
    const auto port = read_address_part<std::uint16_t>(text.substr(colon + 1));
    if (!port || !is_ip(ip)) return std::nullopt;
    return Address{std::string{ip}, *port};
}

std::optional<std::uint16_t> read_port(std::string_view text) {
    const auto port = read_address_part<std::uint16_t>(text);
    return port && *port != 0 ? port : std::nullopt;
}

bool is_resolver(std::string_view text) { return is_ip(text) || read_address(text).has_value(); }

bool is_host(std::string_view text) {
    if (is_ip(text)) return true;
    // A name of digits and dots alone is a mistyped address.
    if (text.size() > 253 || text.find_first_not_of("0123456789.") == std::string_view::npos) return false;
    while (!text.empty()) {
        const auto end = std::min(text.find('.'), text.size());
        if (!is_host_label(text.substr(0, end))) return false;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return true;
}

std::optional<Network> read_network(std::string_view text) {
    const auto slash = text.find('/');
    auto network = read_ip(text.substr(0, slash));
    if (!network || slash == std::string_view::npos) return network;
    const auto bits = read_address_part<unsigned>(text.substr(slash + 1));
    if (!bits || *bits > static_cast<unsigned>(network->bits)) return std::nullopt;
    network->bits = static_cast<int>(*bits);
    return network;
}

bool overlap(const Network& one, const Network& other) {
    if (one.family != other.family) return false;
    const int bits = std::min(one.bits, other.bits);
    const auto whole = static_cast<std::size_t>(bits / 8);
    if (std::memcmp(one.bytes.data(), other.bytes.data(), whole) != 0) return false;
    const int rest = bits % 8;
    return rest == 0 || ((one.bytes[whole] ^ other.bytes[whole]) >> (8 - rest)) == 0;
}

}  // namespace layby::settings

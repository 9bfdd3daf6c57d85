#include "words/networks.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <string_view>

namespace layby {
namespace {

constexpr unsigned v4_offset = 96;  ///< an IPv4 prefix in the IPv4-mapped form
constexpr std::array<std::uint8_t, 12> v4_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

constexpr const char* private_networks[] = {"10.0.0.0/8",    "172.16.0.0/12", "192.168.0.0/16",
                                            "100.64.0.0/10", "127.0.0.0/8",   "169.254.0.0/16",
                                            "fc00::/7",      "fe80::/10",     "::1"};

const NetworkTable& private_table() {
    static const NetworkTable table = [] {
        NetworkTable made;
        for (const char* text : private_networks)
            if (const auto network = network_of(text)) made.add(*network, 0);
        return made;
    }();
    return table;
}

}  // namespace

bool IpAddress::is_v4() const { return std::equal(v4_prefix.begin(), v4_prefix.end(), bytes.begin()); }

bool IpAddress::is_any() const {
    const auto first = bytes.begin() + (is_v4() ? 12 : 0);
    return std::all_of(first, bytes.end(), [](std::uint8_t byte) { return byte == 0; });
}

bool IpAddress::is_private() const { return private_table().find(*this).has_value(); }

IpAddress IpAddress::masked(unsigned bits) const {
    IpAddress out = *this;
    for (unsigned i = 0; i < out.bytes.size(); ++i) {
        const unsigned left = bits > i * 8 ? std::min(8u, bits - i * 8) : 0;
        out.bytes[i] = static_cast<std::uint8_t>(out.bytes[i] & (0xff00u >> left));
    }
    return out;
}

std::optional<IpAddress> address_of(const std::string& text) {
    IpAddress out;
    if (inet_pton(AF_INET, text.c_str(), out.bytes.data() + v4_prefix.size()) == 1) {
        std::copy(v4_prefix.begin(), v4_prefix.end(), out.bytes.begin());
        return out;
    }
    const bool brackets = text.size() > 2 && text.front() == '[' && text.back() == ']';
    const std::string bare = brackets ? text.substr(1, text.size() - 2) : text;
    if (inet_pton(AF_INET6, bare.c_str(), out.bytes.data()) != 1) return {};
    return out;
}

std::optional<Network> network_of(const std::string& text) {
    const auto slash = text.find('/');
    const auto address = address_of(text.substr(0, slash));
    if (!address) return {};
    if (slash == std::string::npos) return Network{*address, 128};
    const bool v4 = address->is_v4() && text.find(':') == std::string::npos;
    const std::string_view digits = std::string_view(text).substr(slash + 1);
    unsigned bits = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
    if (error != std::errc{} || end != digits.data() + digits.size() || bits > (v4 ? 32u : 128u)) return {};
    const unsigned all_bits = v4 ? bits + v4_offset : bits;
    return Network{address->masked(all_bits), all_bits};
}

bool Network::contains(const IpAddress& one) const {
    return one.is_v4() == address.is_v4() && one.masked(bits) == address;
}

std::size_t NetworkTable::Hash::operator()(const IpAddress& address) const noexcept {
    std::uint64_t halves[2];
    std::memcpy(halves, address.bytes.data(), sizeof halves);
    return static_cast<std::size_t>((halves[0] * 0x9e3779b97f4a7c15ULL ^ halves[1]) * 0xbf58476d1ce4e5b9ULL);
}

void NetworkTable::add(const Network& network, std::size_t value) {
    by_bits_[network.bits].try_emplace(network.address.masked(network.bits), value);
}

std::optional<std::size_t> NetworkTable::find(const IpAddress& address) const {
    for (const auto& [bits, networks] : by_bits_) {
        const auto found = networks.find(address.masked(bits));
        if (found != networks.end()) return found->second;
    }
    return {};
}

std::string source_of(const std::string& ip) {
    const auto address = address_of(ip);
    if (!address || address->is_v4()) return ip;
    std::array<char, INET6_ADDRSTRLEN> text{};
    inet_ntop(AF_INET6, address->masked(64).bytes.data(), text.data(), text.size());
    return std::string{text.data()} + "/64";
}

}  // namespace layby

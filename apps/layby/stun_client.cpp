#include "layby/stun_client.hpp"

#include <arpa/inet.h>
#include <netdb.h>
#include <openssl/rand.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <span>

#include "runtime/descriptor.hpp"

namespace layby::app {
namespace {

constexpr std::array<std::uint8_t, 8> request_head{0,    1,    0,    0,
                                                   0x21, 0x12, 0xa4, 0x42};  // Binding, the magic cookie
constexpr std::size_t head_bytes = 20;
constexpr std::uint16_t xor_mapped_address = 0x0020;
using Request = std::array<std::uint8_t, head_bytes>;

std::uint16_t number_at(std::span<const std::uint8_t> bytes, std::size_t at) {
    return static_cast<std::uint16_t>(bytes[at] << 8 | bytes[at + 1]);
}

/// RFC 8489 section 14.2: all is mixed with the cookie, and for IPv6 with the transaction behind it.
std::optional<Address> mapped(std::span<const std::uint8_t> value, const Request& request) {
    if (value.size() < 8) return {};
    const std::size_t length = value[1] == 2 ? 16 : 4;
    if (value.size() < 4 + length) return {};
    std::array<std::uint8_t, 16> ip{};
    for (std::size_t i = 0; i < length; ++i) ip.at(i) = value[4 + i] ^ request.at(4 + i);
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (!inet_ntop(length == 16 ? AF_INET6 : AF_INET, ip.data(), text.data(), text.size())) return {};
    return Address{text.data(), static_cast<std::uint16_t>(number_at(value, 2) ^ number_at(request, 4))};
}

std::optional<Address> address_in(std::span<const std::uint8_t> answer, const Request& request) {
    const bool ours = answer.size() >= head_bytes && number_at(answer, 0) == 0x0101 &&
                      std::equal(request.begin() + 4, request.end(), answer.begin() + 4);
    if (!ours) return {};
    for (std::size_t at = head_bytes; at + 4 <= answer.size();) {
        const std::size_t length = number_at(answer, at + 2);
        if (at + 4 + length > answer.size()) return {};
        if (number_at(answer, at) == xor_mapped_address)
            return mapped(answer.subspan(at + 4, length), request);
        at += 4 + (length + 3) / 4 * 4;
    }
    return {};
}

SeenBy ask(const addrinfo& server) {
    const runtime::Descriptor open{socket(server.ai_family, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
    const timeval patience{0, 500'000};
    if (!open || connect(open.get(), server.ai_addr, server.ai_addrlen) != 0)
        return {{}, "it can't be reached"};
    setsockopt(open.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    Request request{};
    std::ranges::copy(request_head, request.begin());
    if (RAND_bytes(request.data() + 8, 12) != 1) return {{}, "no random numbers"};
    std::array<std::uint8_t, 1500> answer{};
    for (int tries = 0; tries < 5; ++tries) {
        if (::send(open.get(), request.data(), request.size(), 0) < 0) continue;
        const auto size = ::recv(open.get(), answer.data(), answer.size(), 0);
        if (size <= 0) continue;
        if (auto address = address_in(std::span(answer).first(static_cast<std::size_t>(size)), request))
            return {std::move(address)};
    }
    return {{}, "it doesn't answer"};
}

}  // namespace

SeenBy seen_by(const std::string& server, bool over_ipv6) {
    const auto colon = server.rfind(':');
    const bool has_port =
        colon != std::string::npos && (server.find(':') == colon || server.find("]:") == colon - 1);
    addrinfo hints{}, *found{};
    hints.ai_socktype = SOCK_DGRAM;
    hints.ai_family = over_ipv6 ? AF_INET6 : AF_INET;
    auto host = has_port ? server.substr(0, colon) : server;
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    const auto port = has_port ? server.substr(colon + 1) : "3478";
    if (getaddrinfo(host.c_str(), port.c_str(), &hints, &found) != 0) return {{}, "the name is not known"};
    const std::unique_ptr<addrinfo, void (*)(addrinfo*)> all{found, freeaddrinfo};
    return ask(*all);
}

}  // namespace layby::app

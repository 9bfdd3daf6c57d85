#include "words/plain_ip.hpp"

#include <arpa/inet.h>

#include <array>

#include "words/networks.hpp"

namespace layby {

std::string plain_ip(const std::string& ip) {
    const auto address = address_of(ip);
    if (!address || !address->is_v4()) return ip;
    std::array<char, INET_ADDRSTRLEN> text{};
    inet_ntop(AF_INET, address->bytes.data() + 12, text.data(), text.size());
    return text.data();
}

}  // namespace layby

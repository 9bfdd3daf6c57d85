// Addresses as text and number, and in the form of the kernel's IPv4: for tests with sockets of their own.
#pragma once
#include <arpa/inet.h>
#include <netinet/in.h>

#include "words/address.hpp"

namespace layby::tests {

inline sockaddr_in address_of(const Address& endpoint) {
    sockaddr_in out{};
    out.sin_family = AF_INET;
    out.sin_port = htons(endpoint.port);
    inet_pton(AF_INET, endpoint.ip.c_str(), &out.sin_addr);
    return out;
}

inline Address endpoint_of(const sockaddr_in& address) {
    char text[INET_ADDRSTRLEN]{};
    inet_ntop(AF_INET, &address.sin_addr, text, sizeof text);
    return {text, ntohs(address.sin_port)};
}

}  // namespace layby::tests

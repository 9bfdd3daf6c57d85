#include "layby/own_addresses.hpp"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>

namespace layby::app {
namespace {

std::string v4_text_of(const ifaddrs& one) {
    char text[INET_ADDRSTRLEN]{};
    if (!one.ifa_addr || one.ifa_addr->sa_family != AF_INET) return {};
    const auto* address = reinterpret_cast<const sockaddr_in*>(one.ifa_addr);
    inet_ntop(AF_INET, &address->sin_addr, text, sizeof text);
    return text;
}

bool reachable(const ifaddrs& one) {
    return (one.ifa_flags & IFF_UP) != 0 && (one.ifa_flags & IFF_LOOPBACK) == 0;
}

}  // namespace

std::vector<std::string> own_addresses() {
    ifaddrs* all = nullptr;
    std::vector<std::string> out;
    if (getifaddrs(&all) == 0) {
        for (const auto* one = all; one; one = one->ifa_next) {
            if (reachable(*one) && !v4_text_of(*one).empty()) out.push_back(v4_text_of(*one));
        }
        freeifaddrs(all);
    }
    if (out.empty()) out.emplace_back("127.0.0.1");
    return out;
}

std::vector<std::string> addresses_of(const sip::Listen& listen) {
    if (listen.ip == "0.0.0.0" || listen.ip == "::") return own_addresses();
    return {listen.ip};
}

bool is_loopback(const std::string& ip) { return ip.starts_with("127.") || ip == "::1"; }

}  // namespace layby::app

// What phones send to the registrar, and the hour at which these tests begin.
#pragma once
#include <string>

#include "sip/registrar/registrar.hpp"

namespace layby::sip {

using namespace std::chrono_literals;

constexpr Instant start{1h};

inline Register from(const std::string& ip, const std::string& contact,
                     std::optional<std::uint32_t> expires = 600) {
    static std::uint32_t calls = 0;
    Register out;
    out.user = "201";
    out.call_id = "call-" + std::to_string(++calls);
    out.cseq = 1;
    out.contacts = {{contact, expires, "", 0, 1.0}};
    out.user_agent = "Phone 1";
    out.source = {ip, 5060};
    out.transport = Transport::udp;
    return out;
}

}  // namespace layby::sip

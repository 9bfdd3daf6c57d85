// A tape on which messages can be put in a line, for tests.
#pragma once
#include <string>

#include "trace/messages.hpp"
#include "trace/tape.hpp"

namespace layby::trace {

using namespace std::chrono_literals;

inline constexpr Instant start{1000h};

inline RawAddress at(std::uint8_t last, std::uint16_t port = 5060) {
    return {{192, 0, 2, last}, port, false};
}
inline RawAddress at6(std::uint8_t last, std::uint16_t port = 5060) {
    RawAddress out{{0x20, 0x01, 0x0d, 0xb8}, port, true};
    out.ip[15] = last;
    return out;
}

inline std::string request(const std::string& method, const std::string& call_id,
                           const std::string& more = {}) {
    return method + " sip:701@192.0.2.1 SIP/2.0\r\nCall-ID: " + call_id + "\r\nCSeq: 1 " + method + "\r\n" +
           more + "\r\n";
}
inline std::string response(const std::string& status, const std::string& call_id,
                            const std::string& method = "INVITE") {
    return "SIP/2.0 " + status + "\r\nCall-ID: " + call_id + "\r\nCSeq: 1 " + method + "\r\n\r\n";
}

struct ATape {
    Tape tape{{.keep = 1h, .bytes = 1 << 20}};
    Instant now{start};

    void pass(Direction direction, const RawAddress& remote, const std::string& text, Duration later = 1ms) {
        now += later;
        const auto at_id = text.find("Call-ID: ") + 9;
        const auto call_id = std::string_view(text).substr(at_id, text.find('\r', at_id) - at_id);
        tape.note({now, now.time_since_epoch().count(), direction, Transport::udp, remote.v6 ? at6(1) : at(1),
                   remote},
                  text, call_id);
    }
    void received(const RawAddress& from, const std::string& text) { pass(Direction::received, from, text); }
    void sent(const RawAddress& to, const std::string& text) { pass(Direction::sent, to, text); }
    std::vector<Message> find(const Wanted& wanted) const { return messages(tape, wanted, now); }
    std::vector<std::string> what(const Wanted& wanted) const {
        std::vector<std::string> out;
        for (const auto& one : find(wanted)) out.push_back(what_is(one.text));
        return out;
    }
};

}  // namespace layby::trace

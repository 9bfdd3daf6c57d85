#include "sip/dialog/session_timer.hpp"

#include <algorithm>

namespace layby::sip {

Duration SessionTimer::next(std::uint32_t ours) const {
    if (we_ask(ours)) return std::chrono::seconds{std::min(interval, ours) / 2};
    return std::chrono::seconds{interval - std::min<std::uint32_t>(32, interval / 3)};
}

std::string SessionTimer::response_headers() const {
    auto lines = "Session-Expires: " + std::to_string(interval) +
                 (we_refresh ? ";refresher=uas\r\n" : ";refresher=uac\r\n");
    if (peer_knows) lines += "Require: timer\r\n";
    return lines;
}

bool too_small(const TimerHeaders& request, const TimerRules& rules) {
    return request.supported && request.session_expires != 0 && request.session_expires < rules.min_se;
}

SessionTimer agree_as_server(const TimerHeaders& request, const TimerRules& rules) {
    SessionTimer timer;
    const auto least = std::max(request.min_se, rules.min_se);
    timer.interval = request.session_expires ? std::min(request.session_expires, rules.session_expires)
                                             : rules.session_expires;
    timer.interval = std::max(timer.interval, least);
    timer.peer_knows = request.supported;
    timer.we_refresh = !(request.supported && request.session_expires && request.refresher == "uac");
    return timer;
}

SessionTimer agree_as_client(const TimerHeaders& response, std::uint32_t asked) {
    if (response.session_expires == 0) return {asked, true, false};
    return {std::max<std::uint32_t>(response.session_expires, 30), response.refresher != "uas", true};
}

std::uint32_t interval_to_ask(const TimerRules& rules, std::uint32_t at_least) {
    return std::max({rules.session_expires, rules.min_se, at_least});
}

std::string request_headers(std::uint32_t interval, std::uint32_t min_se, bool we_refresh) {
    return "Session-Expires: " + std::to_string(interval) +
           (we_refresh ? ";refresher=uac\r\n" : ";refresher=uas\r\n") + "Min-SE: " + std::to_string(min_se) +
           "\r\n";
}

}  // namespace layby::sip

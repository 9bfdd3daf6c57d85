// A SIP message that is kept for the trace: whatever stands before and behind them, a login and a key are
// blanked.
#include <string>

#include "../entry.hpp"
#include "trace/blank.hpp"
#include "trace/ladder.hpp"

using namespace layby;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto all = fuzz::text(data, size);
    const auto half = all.size() / 2;
    const std::string login{"d00f5ec2e7"}, key{"c2VjcmV0"};
    std::string message{all.substr(0, half)};
    if (all.find(login) != std::string_view::npos || all.find(key) != std::string_view::npos) return 0;
    message += "\r\nAuthorization: Digest response=\"" + login + "\"\r\na=crypto:1 S inline:" + key + "\r\n";
    message += all.substr(half);
    trace::Blanked out;
    trace::blank(message, out);
    fuzz::must(out.text.find(login) == std::string::npos, "a login is blanked");
    fuzz::must(out.text.find(key) == std::string::npos, "a key is blanked");
    fuzz::must(out.call_id_at + out.call_id_size <= out.text.size(), "the Call-ID is in the message");
    trace::what_is(out.text);
    trace::Message shown;
    shown.remote = {"192.0.2.7", 5060};
    shown.text = out.text;
    fuzz::must(trace::ladder({shown}).find('\x1b') == std::string::npos, "a terminal obeys no phone");
    return 0;
}

#include "sip/trace.hpp"

#include <algorithm>
#include <array>

#include "sip/text/uri.hpp"

namespace layby::sip {
namespace {

// As tport_log_msg() of the stack prints: a heading and this line, the message indented by three, this line.
constexpr std::string_view ruler =
    "   ------------------------------------------------------------------------\n";
constexpr std::size_t longest = 128 * 1024;
constexpr std::string_view blank = "(blanked)";

bool begins_with(std::string_view line, std::string_view lower) {
    return line.size() >= lower.size() && lower_case(std::string{line.substr(0, lower.size())}) == lower;
}

/// Of a header with a digest the scheme and the user name are of use, the rest isn't.
std::string digest_header(std::string_view line) {
    const auto colon = line.find(':');
    const auto user = line.find("username=\"");
    std::string out{line.substr(0, colon + 1)};
    if (user != std::string_view::npos) {
        const auto end = line.find('"', user + 10);
        out += " " + std::string{line.substr(user, end == std::string_view::npos ? end : end + 1 - user)};
    }
    return out + " " + std::string{blank};
}

/// "*68701*4711@": the digits behind the second star are a PIN.
std::string without_pins(std::string line) {
    for (std::size_t at = line.find("sip:"); at != std::string::npos; at = line.find("sip:", at + 1)) {
        const auto user = at + 4;
        const auto end = line.find_first_of("@;>? \t", user);
        if (end == std::string::npos || line[end] != '@') continue;
        const auto first = line.find_first_of("*%", user);
        const auto last = line.find_last_of('*', end);
        const auto coded = line.rfind("%2A", end), coded_low = line.rfind("%2a", end);
        if (first == std::string::npos || first >= end) continue;
        const auto behind_code = first + (line[first] == '%' ? 3 : 1);  // "**201" has no PIN
        std::size_t digits = 0;
        for (const auto& star : {std::pair{last, 1}, {coded, 3}, {coded_low, 3}})
            if (star.first != std::string::npos && star.first > behind_code)
                digits = std::max(digits, star.first + static_cast<std::size_t>(star.second));
        if (digits != 0 && digits < end) line.replace(digits, end - digits, "(PIN)");
    }
    return line;
}

bool says_a_key(std::string_view line) {
    return begins_with(line, "signal=") || begins_with(line, "signal =");
}

std::string shown(std::string_view line) {
    constexpr std::array digests{"authorization:", "proxy-authorization:"};
    for (const std::string_view header : digests)
        if (begins_with(line, header)) return digest_header(line);
    if (begins_with(line, "a=crypto:")) return "a=crypto:" + std::string{blank};
    if (begins_with(line, "k=")) return "k=" + std::string{blank};
    if (says_a_key(line)) return "Signal=" + std::string{blank};
    return without_pins(std::string{line});
}

std::string_view take_line(std::string_view& text) {
    const auto end = std::min(text.find('\n'), text.size());
    auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

bool names(std::string_view message, const std::string& number) {
    for (const char* before : {"sip:", "tel:", "sips:"})
        for (const char* after : {"@", ">", ";", "\n"})
            if (message.find(before + number + after) != std::string_view::npos) return true;
    return message.find("username=\"" + number + '"') != std::string_view::npos;
}

}  // namespace

std::string without_secrets(std::string_view message) {
    std::string out;
    bool body = false, keys = false, digest = false;
    while (!message.empty()) {
        const auto line = take_line(message);
        keys = keys || (!body && begins_with(line, "content-type:") &&
                        line.find("application/dtmf") != std::string_view::npos &&
                        line.find("relay") == std::string_view::npos);
        const bool folded = !body && !line.empty() && (line.front() == ' ' || line.front() == '\t');
        if (!folded)
            digest =
                !body && (begins_with(line, "authorization:") || begins_with(line, "proxy-authorization:"));
        if (!(folded && digest)) out += (body && keys ? std::string{blank} : shown(line)) + '\n';
        body = body || line.empty();
    }
    return out;
}

void TraceReader::take(std::string_view piece) {
    const bool rules = piece.ends_with(ruler);
    if (rules && !inside_) return begin(piece.substr(0, piece.size() - ruler.size()));
    if (rules) return finish();
    if (inside_ && text_.size() + piece.size() <= longest) text_ += piece;
}

void TraceReader::begin(std::string_view heading) {
    const bool message = heading.starts_with("recv ") || heading.starts_with("send ");
    if (!message) return;
    inside_ = true;
    heading_ = heading;
    text_.clear();
}

void TraceReader::finish() {
    inside_ = false;
    std::string message;
    for (std::string_view rest = text_; !rest.empty();) {
        auto line = take_line(rest);
        if (line.starts_with("   ")) line.remove_prefix(3);
        message += std::string{line} + '\n';
    }
    if (!trace_.number.empty() && !names(message, trace_.number)) return;
    trace_.write(heading_ + without_secrets(message));
}

}  // namespace layby::sip

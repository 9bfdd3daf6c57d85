#include "message.hpp"

#include <strings.h>

#include <charconv>

namespace load {
namespace {

bool same(std::string_view one, std::string_view other) {
    return one.size() == other.size() && strncasecmp(one.data(), other.data(), one.size()) == 0;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

/// All fields of this name, as they are, each with its line end.
std::string copied(std::string_view message, std::string_view name, std::string_view short_name) {
    std::string lines;
    for (std::size_t at = message.find("\r\n") + 2; at < message.size();) {
        const auto end = message.find("\r\n", at);
        if (end == std::string_view::npos || end == at) break;
        const auto line = message.substr(at, end - at);
        const auto colon = line.find(':');
        const auto key = trimmed(line.substr(0, colon));
        if (same(key, name) || same(key, short_name)) lines.append(line).append("\r\n");
        at = end + 2;
    }
    return lines;
}

}  // namespace

std::string_view field(std::string_view message, std::string_view name, std::string_view short_name) {
    for (std::size_t at = message.find("\r\n") + 2; at < message.size();) {
        const auto end = message.find("\r\n", at);
        if (end == std::string_view::npos || end == at) return {};
        const auto line = message.substr(at, end - at);
        const auto colon = line.find(':');
        const auto key = trimmed(line.substr(0, colon));
        if (same(key, name) || (!short_name.empty() && same(key, short_name)))
            return trimmed(line.substr(colon + 1));
        at = end + 2;
    }
    return {};
}

int status_of(std::string_view message) {
    int status = 0;
    if (message.starts_with("SIP/2.0 ") && message.size() > 11) {
        std::from_chars(message.data() + 8, message.data() + 11, status);
    }
    return status;
}

std::string_view method_of(std::string_view message) {
    if (status_of(message) == 0) return message.substr(0, message.find(' '));
    const auto sequence = field(message, "CSeq");
    return trimmed(sequence.substr(std::min(sequence.find(' '), sequence.size())));
}

std::uint16_t audio_port(std::string_view message) {
    const auto at = message.find("m=audio ");
    std::uint16_t port = 0;
    if (at != std::string_view::npos)
        std::from_chars(message.data() + at + 8, message.data() + message.size(), port);
    return port;
}

std::string_view uri_in(std::string_view value) {
    const auto open = value.find('<'), close = value.find('>');
    if (open == std::string_view::npos || close == std::string_view::npos) return value;
    return value.substr(open + 1, close - open - 1);
}

std::string ok_to(std::string_view request, std::string_view contact, std::string_view sdp) {
    std::string text = "SIP/2.0 200 OK\r\n";
    text += copied(request, "Via", "v") + copied(request, "Record-Route", "") + copied(request, "From", "f");
    text += copied(request, "To", "t") + copied(request, "Call-ID", "i") + copied(request, "CSeq", "");
    text.append("Contact: <").append(contact).append(">\r\n");
    if (audio_port(request) == 0) return text + "Content-Length: 0\r\n\r\n";
    text += "Content-Type: application/sdp\r\nContent-Length: " + std::to_string(sdp.size()) + "\r\n\r\n";
    return text.append(sdp);
}

std::string sdp(std::uint16_t rtp_port) {
    return "v=0\r\no=load 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio " +
           std::to_string(rtp_port) + " RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\na=ptime:20\r\n";
}

}  // namespace load

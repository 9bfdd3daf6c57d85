#include "sip/stack/unreadable.hpp"

#include <dlfcn.h>
#include <strings.h>

#include <algorithm>
#include <cctype>
#include <cstring>
#include <string>
#include <string_view>

#include "sip/stack/stack.hpp"
#include "sip/text/uri.hpp"

namespace layby::sip {
namespace {

thread_local const Unreadable* listener = nullptr;

/// The library ends each line at a NUL, gives up, and over TCP waits for the rest of the line for ever. Any
/// other control character stays where it may be (in quotes, RFC 3261 section 25.1), and spoils what it is in
/// elsewhere.
constexpr char in_place_of_nul = '\x01';

bool reads_headers(const msg_t* msg) {
    const auto* sip = sip_object(msg);
    return sip && (sip->sip_flags & (MSG_FLG_BODY | MSG_FLG_CHUNKS | MSG_FLG_TRAILERS)) == 0;
}

std::string_view unread(const msg_t* msg) {
    const auto* data = static_cast<const char*>(msg_buf_committed_data(msg));
    return data ? std::string_view{data, msg_buf_committed(msg)} : std::string_view{};
}

void replace_nuls(msg_t* msg) {
    if (!reads_headers(msg)) return;
    const auto text = unread(msg);
    if (text.find('\0') == std::string_view::npos) return;
    const auto head = std::min(text.find("\r\n\r\n"), text.find("\n\n"));
    auto* begin = static_cast<char*>(msg_buf_committed_data(msg));
    std::replace(begin, begin + std::min(head, text.size()), '\0', in_place_of_nul);
}

const char* transport_of(msg_t* msg) {
    const auto* address = msg_addrinfo(msg);
    return address && address->ai_socktype == SOCK_STREAM ? "tcp" : "udp";
}

bool is_version(std::string_view word) {
    constexpr std::string_view version = "SIP/2.0";
    return word.size() == version.size() && strncasecmp(word.data(), version.data(), version.size()) == 0;
}

bool is_token(std::string_view word) {
    return !word.empty() && std::all_of(word.begin(), word.end(), [](unsigned char c) {
        return std::isalnum(c) || std::strchr("-.!%*_+`'~", c);
    });
}

/// The method of a first line that is a request's but for its URI; empty: it isn't one. An ACK is never
/// answered.
std::string method_in(std::string_view line) {
    line = trimmed(line);
    const auto first = line.find(' '), last = line.rfind(' ');
    if (first == std::string_view::npos || !is_version(line.substr(last + 1))) return {};
    const auto method = line.substr(0, first);
    return is_token(method) && method != "ACK" ? std::string{method} : std::string{};
}

void make_request(su_home_t* home, sip_request_t& request, const std::string& method) {
    request.rq_method = sip_method_code(method.c_str());
    request.rq_method_name = su_strdup(home, method.c_str());
    request.rq_version = sip_version_2_0;
    std::memset(request.rq_url, 0, sizeof request.rq_url);
    request.rq_url->url_type = url_invalid;
}

}  // namespace

Unreadable::Unreadable(OnUnreadable on_unreadable) : on_unreadable_(std::move(on_unreadable)) {
    listener = this;
}

Unreadable::~Unreadable() {
    if (listener == this) listener = nullptr;
}

bool without_uri(const sip_t& request) {
    return request.sip_request && request.sip_request->rq_url->url_type == url_invalid;
}

}  // namespace layby::sip

extern "C" int msg_extract(msg_t* msg) {
    using namespace layby::sip;
    static const auto library = reinterpret_cast<int (*)(msg_t*)>(dlsym(RTLD_NEXT, "msg_extract"));
    replace_nuls(msg);
    const auto text = unread(msg);
    const int result = library(msg);
    const auto* sip = sip_object(msg);
    const bool garbage = result < 0 && sip && !sip->sip_request && !sip->sip_status;
    // Other noise is no news: phones keep their routers awake with a few bytes.
    if (garbage && listener && text.find("SIP/2.0") != std::string_view::npos)
        listener->tell(endpoint_of(*msg_addr(msg)), transport_of(msg));
    return result;
}

extern "C" issize_t sip_request_d(su_home_t* home, msg_header_t* header, char* line, isize_t size) {
    using namespace layby::sip;
    using Read = issize_t (*)(su_home_t*, msg_header_t*, char*, isize_t);
    static const auto library = reinterpret_cast<Read>(dlsym(RTLD_NEXT, "sip_request_d"));
    const std::string as_sent{line, strnlen(line, static_cast<std::size_t>(size))};
    const auto result = library(home, header, line, size);
    const auto method = result < 0 ? method_in(as_sent) : std::string{};
    if (method.empty()) return result;
    make_request(home, *reinterpret_cast<sip_request_t*>(header), method);
    return 0;
}

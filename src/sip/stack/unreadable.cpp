#include "sip/stack/unreadable.hpp"

#include <dlfcn.h>
#include <strings.h>

#include <algorithm>
#include <cctype>
#include <cstring>
#include <span>
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
constexpr char spoiler = '\x01';

bool reads_headers(const msg_t* msg) {
    const auto* sip = sip_object(msg);
    return sip && (sip->sip_flags & (MSG_FLG_BODY | MSG_FLG_CHUNKS | MSG_FLG_TRAILERS)) == 0;
}

std::string_view unread(const msg_t* msg) {
    const auto* data = static_cast<const char*>(msg_buf_committed_data(msg));
    return data ? std::string_view{data, msg_buf_committed(msg)} : std::string_view{};
}

/// Up to the empty line, or all while there is none.
std::string_view head_of(std::string_view text) {
    const auto end = std::min({text.find("\r\n\r\n"), text.find("\n\n"), text.find("\r\r")});
    return text.substr(0, end);
}

void replace_nuls(msg_t* msg) {
    if (!reads_headers(msg)) return;
    const auto text = unread(msg);
    if (text.find('\0') == std::string_view::npos) return;
    auto* begin = static_cast<char*>(msg_buf_committed_data(msg));
    std::replace(begin, begin + head_of(text).size(), '\0', spoiler);
}

/// The library's time to read a head grows with the square of its lines, and of the items of a line: one
/// datagram of 45 kB took it half a second. A long way through proxies has some 200 lines.
constexpr std::size_t most_header_lines = 256, most_list_items = 512;

/// A mark of ours on such a message; the library leaves these bits to its users.
constexpr unsigned flooded = 1U << 12;
static_assert((flooded & MSG_FLG_USERMASK) != 0);

/// Lines of this message that the library has read already, as over TCP it comes in pieces. All that a sip_t
/// consists of from here on are lists of headers.
std::size_t headers_read(const sip_t& sip) {
    const auto* slot = reinterpret_cast<const msg_header_t* const*>(&sip.sip_error);
    const auto* end =
        reinterpret_cast<const msg_header_t* const*>(reinterpret_cast<const char*>(&sip) + sip.sip_size);
    std::size_t lines = 0;
    for (; slot < end; ++slot)
        for (const auto* header = *slot; header && lines < most_header_lines; header = header->sh_next)
            ++lines;
    return lines;
}

/// `text` begins with a line. What is more than that becomes one more that is no header, so that the message
/// is refused. False: it is no flood.
bool spoil_flood(std::span<char> text, std::size_t lines) {
    std::size_t items = 0;
    bool begins = true, spoiled = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool full = lines >= most_header_lines;
        const bool breaks = text[i] == '\n' || text[i] == '\r';
        items += text[i] == ',';
        const bool ends = text[i] == '\n' || (breaks && i + 1 < text.size() && text[i + 1] != '\n');
        const bool too_much = (full && (begins || breaks)) || (items > most_list_items && text[i] == ',');
        if (too_much) text[i] = spoiler;
        spoiled = spoiled || too_much;
        lines += ends;
        begins = ends;
    }
    return spoiled;
}

void limit_head(msg_t* msg) {
    if (!reads_headers(msg)) return;
    const auto text = unread(msg);
    const auto read = headers_read(*sip_object(msg));
    // Empty lines before a message are no part of it (RFC 3261 section 7.5).
    const auto begin = read == 0 ? std::min(text.find_first_not_of("\r\n"), text.size()) : 0;
    const auto head = head_of(text.substr(begin));
    const auto count = [&](char c) {
        return static_cast<std::size_t>(std::count(head.begin(), head.end(), c));
    };
    const bool known = msg_get_flags(msg, flooded) != 0;
    const bool few = read + count('\n') + count('\r') <= most_header_lines && count(',') <= most_list_items;
    if (few && !known) return;
    const std::span<char> in_place{static_cast<char*>(msg_buf_committed_data(msg)) + begin, head.size()};
    if (!spoil_flood(in_place, read) && !known) return;
    msg_set_flags(msg, flooded);
    // Over TCP nothing is answered before its length is known, which the flood may have taken along.
    constexpr std::string_view length = "\nl:0";
    const bool ends = begin + head.size() < text.size() && head.size() > length.size();
    if (ends) std::copy(length.begin(), length.end(), in_place.end() - length.size());
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

bool is_flood(const msg_t* msg) { return msg_get_flags(msg, flooded) != 0; }

bool without_uri(const sip_t& request) {
    return request.sip_request && request.sip_request->rq_url->url_type == url_invalid;
}

}  // namespace layby::sip

extern "C" int msg_extract(msg_t* msg) {
    using namespace layby::sip;
    static const auto library = reinterpret_cast<int (*)(msg_t*)>(dlsym(RTLD_NEXT, "msg_extract"));
    limit_head(msg);
    replace_nuls(msg);
    const auto text = unread(msg);
    if (auto* tap = tap_here(); tap && tap->on()) tap->arrives(msg, text);
    const int result = library(msg);
    if (auto* tap = tap_here(); tap && tap->on()) tap->read(msg, msg_buf_committed(msg));
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

#include "sip/stack/lenient.hpp"

#include <dlfcn.h>
#include <strings.h>

#include <algorithm>
#include <array>

#include "sip/text/uri.hpp"

namespace layby::sip {
namespace {

bool begins_uri(std::string_view text) {
    constexpr std::array<std::string_view, 3> schemes{"sip:", "sips:", "tel:"};
    return std::any_of(schemes.begin(), schemes.end(), [&](std::string_view scheme) {
        return text.size() > scheme.size() && strncasecmp(text.data(), scheme.data(), scheme.size()) == 0;
    });
}

/// Where the address begins: at the first < with a URI behind it.
std::size_t bracket_in(std::string_view value) {
    for (auto at = value.find('<'); at != std::string_view::npos; at = value.find('<', at + 1))
        if (begins_uri(value.substr(at + 1))) return at;
    return std::string_view::npos;
}

/// Without what ends a quoted string, or begins an escape.
std::string plain(std::string_view name) {
    std::string out{trimmed(name)};
    std::erase_if(out, [](char c) { return c == '"' || c == '\\' || c == '\r' || c == '\n'; });
    return std::string{trimmed(out)};
}

/// The first word of a name, which the library takes for a URI.
bool is_a_word(const url_t& url, std::string_view as_sent) {
    const bool uri = url.url_type == url_sip || url.url_type == url_sips || url.url_type == url_tel ||
                     url.url_type == url_any;
    return !uri && !trimmed(as_sent).starts_with('<');
}

const char* name_of(const msg_header_t* header) {
    if (header->sh_class == sip_error_class) return header->sh_error->er_name;
    return header->sh_class->hc_name;
}

template <std::size_t Size>
bool is_one_of(const std::array<const char*, Size>& names, const char* name) {
    return name && std::any_of(names.begin(), names.end(),
                               [&](const char* one) { return strcasecmp(name, one) == 0; });
}

constexpr std::array wishes{"Expires", "Session-Expires", "Min-SE"};
constexpr std::array needful{"Via",  "From",           "To",           "Call-ID",
                             "CSeq", "Content-Length", "Content-Type", "RSeq"};

}  // namespace

std::optional<std::string> with_quoted_name(std::string_view value) {
    const auto bracket = bracket_in(value);
    if (bracket != std::string_view::npos) {
        const auto name = plain(value.substr(0, bracket));
        if (name.empty()) return {};
        return '"' + name + "\" " + std::string{value.substr(bracket)};
    }
    const auto quote = value.rfind('"');
    if (quote == std::string_view::npos) return {};
    const auto rest = trimmed(value.substr(quote + 1));
    return begins_uri(rest) ? std::optional{std::string{rest}} : std::nullopt;
}

std::optional<std::string> without_bad_parameters(std::string_view type) {
    const auto end = type.find(';');
    if (end == std::string_view::npos) return {};
    auto whole = trimmed(type);
    const bool ends_in_separator = whole.ends_with(';');
    while (whole.ends_with(';')) whole = trimmed(whole.substr(0, whole.size() - 1));
    return std::string{ends_in_separator ? whole : trimmed(type.substr(0, end))};
}

bool only_wishes_are_bad(const sip_t& request) {
    const auto* bad = reinterpret_cast<const msg_header_t*>(request.sip_error);
    if (!bad) return false;
    for (; bad; bad = bad->sh_next)
        if (!is_one_of(wishes, name_of(bad))) return false;
    return true;
}

bool lacks_the_needful(const sip_t& response) {
    for (const auto* bad = reinterpret_cast<const msg_header_t*>(response.sip_error); bad; bad = bad->sh_next)
        if (const auto* name = name_of(bad); !name || is_one_of(needful, name)) return true;
    return false;
}

}  // namespace layby::sip

extern "C" issize_t sip_name_addr_d(su_home_t* home, char** value, char const** name, url_t* url,
                                    msg_param_t const** parameters, char const** comment) {
    using Read = issize_t (*)(su_home_t*, char**, char const**, url_t*, msg_param_t const**, char const**);
    static const auto library = reinterpret_cast<Read>(dlsym(RTLD_NEXT, "sip_name_addr_d"));
    const std::string as_sent{*value};
    const auto result = library(home, value, name, url, parameters, comment);
    const auto repaired = result < 0 || layby::sip::is_a_word(*url, as_sent)
                              ? layby::sip::with_quoted_name(as_sent)
                              : std::nullopt;
    if (!repaired) return result;
    *value = su_strdup(home, repaired->c_str());
    return *value ? library(home, value, name, url, parameters, comment) : result;
}

extern "C" issize_t sip_content_type_d(su_home_t* home, msg_header_t* header, char* value, isize_t size) {
    using Read = issize_t (*)(su_home_t*, msg_header_t*, char*, isize_t);
    static const auto library = reinterpret_cast<Read>(dlsym(RTLD_NEXT, "sip_content_type_d"));
    const std::string as_sent{value};
    auto result = library(home, header, value, size);
    for (auto next = layby::sip::without_bad_parameters(as_sent); result < 0 && next;
         next = layby::sip::without_bad_parameters(*next)) {
        auto* copy = su_strdup(home, next->c_str());
        result = copy ? library(home, header, copy, static_cast<isize_t>(next->size())) : result;
    }
    return result;
}

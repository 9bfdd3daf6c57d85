#include "trace/blank_pins.hpp"

#include <cctype>

namespace layby::trace {
namespace {

/// The length of a star, plain or escaped, at `at`; 0: there is none.
std::size_t star_at(std::string_view text, std::size_t at) {
    if (text[at] == '*') return 1;
    const auto escape = text.substr(at, 3);
    return escape == "%2A" || escape == "%2a" ? 3 : 0;
}

std::size_t digit_at(std::string_view text, std::size_t at) {
    if (std::isdigit(static_cast<unsigned char>(text[at]))) return 1;
    const auto escape = text.substr(at, 3);
    return escape.size() == 3 && escape.starts_with("%3") && escape[2] >= '0' && escape[2] <= '9' ? 3 : 0;
}

std::size_t behind_digits(std::string_view text, std::size_t at) {
    while (at < text.size()) {
        const auto size = digit_at(text, at);
        if (size == 0) break;
        at += size;
    }
    return at;
}

/// Whether a user part ends its scheme here: "sip:", "sips:" or "tel:".
bool behind_scheme(std::string_view text, std::size_t at) {
    const auto ends_with = [&](std::string_view scheme) {
        if (at < scheme.size()) return false;
        const auto have = text.substr(at - scheme.size(), scheme.size());
        for (std::size_t i = 0; i < scheme.size(); ++i)
            if (std::tolower(static_cast<unsigned char>(have[i])) != scheme[i]) return false;
        return true;
    };
    return ends_with("sip:") || ends_with("sips:") || ends_with("tel:");
}

/// Where what was dialled begins, before which its star stands.
std::size_t begin_of_dialled(std::string_view text, std::size_t star) {
    constexpr std::string_view around = " \t\r\n<>\"@;,?=&'()[]{}";
    constexpr std::size_t longest =
        64;  // of what is dialled; a line of stars shall not be read again and again
    auto begin = star;
    while (begin > 0 && star - begin < longest && around.find(text[begin - 1]) == std::string_view::npos &&
           !(text[begin - 1] == ':' && behind_scheme(text, begin)))
        --begin;
    return begin;
}

/// Whether what stands before a star makes a PIN of the digits behind it.
bool asks_for_pin(std::string_view text, std::size_t star) {
    const auto begin = begin_of_dialled(text, star);
    if (begin == star) return false;  // it is the first letter, as that of a code
    const auto before = text.substr(begin, star - begin);
    if (before.ends_with('*') || before.ends_with("%2A") || before.ends_with("%2a")) return false;
    if (begin > 0 && behind_scheme(text, begin)) return true;
    const auto first = star_at(before, 0);
    return first > 0 && behind_digits(before, first) == before.size();
}

}  // namespace

void add_without_pins(std::string_view text, std::string& out) {
    if (text.find('*') == std::string_view::npos && text.find("%2") == std::string_view::npos) {
        out += text;
        return;
    }
    std::size_t written = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto star = star_at(text, at);
        if (star == 0 || !asks_for_pin(text, at)) continue;
        const auto behind = at + star, end = behind_digits(text, behind);
        if (end == behind) continue;
        out += text.substr(written, behind - written);
        out += "(PIN)";
        written = end;
        at = end - 1;
    }
    out += text.substr(written);
}

}  // namespace layby::trace

#include "trace/blank_pins.hpp"

#include <array>

namespace layby::trace {
namespace {

constexpr auto breaks = [] {
    std::array<bool, 256> out{};
    for (const char c : std::string_view(" \t\r\n<>\"@;,?=&'()[]{}"))
        out[static_cast<unsigned char>(c)] = true;
    return out;
}();

/// The length of a star, plain or escaped, at `at`; 0: there is none.
std::size_t star_at(std::string_view text, std::size_t at) {
    if (text[at] == '*') return 1;
    if (text[at] != '%') return 0;
    const auto escape = text.substr(at, 3);
    return escape == "%2A" || escape == "%2a" ? 3 : 0;
}

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::size_t digit_at(std::string_view text, std::size_t at) {
    if (text[at] != '%') return is_digit(text[at]) ? 1 : 0;
    const auto escape = text.substr(at, 3);
    return escape.size() == 3 && escape[1] == '3' && is_digit(escape[2]) ? 3 : 0;
}

std::size_t behind_digits(std::string_view text, std::size_t at) {
    while (at < text.size()) {
        const auto size = digit_at(text, at);
        if (size == 0) break;
        at += size;
    }
    return at;
}

/// Whether a scheme ends with this colon: "sip:", "sips:" or "tel:".
bool ends_scheme(std::string_view text, std::size_t colon) {
    const auto ends_with = [&](std::string_view scheme) {
        if (colon < scheme.size()) return false;
        for (std::size_t i = 0; i < scheme.size(); ++i)
            if ((text[colon - scheme.size() + i] | 0x20) != scheme[i]) return false;
        return true;
    };
    return ends_with("sip") || ends_with("sips") || ends_with("tel");
}

/// What may have been dialled, as far as it has been read.
struct Dialled {
    bool in_address{};  ///< it is the user part of one
    bool begun{};       ///< something has been read
    bool code{};        ///< a star, and digits behind it
    bool star_last{};

    bool asks_for_pin() const { return begun && !star_last && (in_address || code); }
    void read_star() {
        code = !begun;
        star_last = begun = true;
    }
    void read_digit() {
        star_last = false;
        begun = true;
    }
    void read_other() {
        code = star_last = false;
        begun = true;
    }
};

}  // namespace

bool may_have_pins(std::string_view text) {
    return text.find('*') != std::string_view::npos || text.find("%2") != std::string_view::npos;
}

void add_without_pins(std::string_view text, std::string& out) {
    std::size_t written = 0;
    Dialled dialled;
    for (std::size_t at = 0; at < text.size();) {
        const auto star = star_at(text, at), digit = digit_at(text, at);
        const bool scheme = text[at] == ':' && ends_scheme(text, at);
        if (scheme || breaks[static_cast<unsigned char>(text[at])]) {
            dialled = {.in_address = scheme};
            ++at;
        } else if (star > 0 && dialled.asks_for_pin()) {
            const auto pin = at + star, end = behind_digits(text, pin);
            dialled.read_star();
            if (end > pin) {
                out += text.substr(written, pin - written);
                out += "(PIN)";
                written = end;
                dialled.read_digit();
            }
            at = end;
        } else {
            star > 0 ? dialled.read_star() : digit > 0 ? dialled.read_digit() : dialled.read_other();
            at += star > 0 ? star : digit > 0 ? digit : 1;
        }
    }
    out += text.substr(written);
}

}  // namespace layby::trace

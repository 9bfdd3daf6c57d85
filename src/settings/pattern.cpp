#include "settings/pattern.hpp"

#include <optional>

namespace layby::settings {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// A pattern's first element.
struct Element {
    std::size_t size{1};
    bool plain{};          ///< matches the character itself
    std::string_view set;  ///< inside of the brackets
    char low{}, high{};    ///< or one of these
};

/// "1-58" is 1 to 5, and 8.
bool is_set(std::string_view set) {
    if (set.empty()) return false;
    for (std::size_t i = 0; i < set.size(); ++i) {
        if (!is_digit(set[i])) return false;
        if (i + 1 >= set.size() || set[i + 1] != '-') continue;
        if (i + 2 >= set.size() || !is_digit(set[i + 2]) || set[i + 2] < set[i]) return false;
        i += 2;
    }
    return true;
}

bool in_set(std::string_view set, char c) {
    for (std::size_t i = 0; i < set.size(); ++i) {
        const bool span = i + 2 < set.size() && set[i + 1] == '-';
        if (c >= set[i] && c <= (span ? set[i + 2] : set[i])) return true;
        if (span) i += 2;
    }
    return false;
}

std::optional<Element> bracketed(std::string_view pattern) {
    const auto end = pattern.find(']');
    if (end == std::string_view::npos || !is_set(pattern.substr(1, end - 1))) return std::nullopt;
    return Element{end + 1, false, pattern.substr(1, end - 1), 0, 0};
}

std::optional<Element> first_element(std::string_view pattern) {
    const char c = pattern.front();
    if (c == '[') return bracketed(pattern);
    if (c == 'X') return Element{1, false, {}, '0', '9'};
    if (c == 'Z') return Element{1, false, {}, '1', '9'};
    if (c == 'N') return Element{1, false, {}, '2', '9'};
    if (is_digit(c) || c == '*' || c == '#' || c == '+') return Element{1, true, {}, c, c};
    return std::nullopt;
}

bool takes(const Element& element, char c) {
    return element.set.empty() ? c >= element.low && c <= element.high : in_set(element.set, c);
}

bool is_rest(std::string_view pattern) { return pattern == "." || pattern == "!"; }

}  // namespace

bool is_pattern(std::string_view pattern) {
    if (pattern.empty() || pattern.size() > 64) return false;
    while (!pattern.empty()) {
        if (is_rest(pattern)) return true;
        const auto element = first_element(pattern);
        if (!element) return false;
        pattern.remove_prefix(element->size);
    }
    return true;
}

bool matches(std::string_view pattern, std::string_view number) {
    while (!pattern.empty()) {
        if (is_rest(pattern)) return pattern == "!" || !number.empty();
        const auto element = first_element(pattern);
        if (!element || number.empty() || !takes(*element, number.front())) return false;
        pattern.remove_prefix(element->size);
        number.remove_prefix(1);
    }
    return number.empty();
}

}  // namespace layby::settings

#include "calls/number_pattern.hpp"

namespace layby::calls {
namespace {

bool in_class(std::string_view members, char c) {
    for (std::size_t i = 0; i < members.size(); ++i) {
        const bool range = i + 2 < members.size() && members[i + 1] == '-';
        if (range && c >= members[i] && c <= members[i + 2]) return true;
        if (range) i += 2;
        if (!range && members[i] == c) return true;
    }
    return false;
}

bool fits(char kind, char c) {
    switch (kind) {
        case 'X':
            return c >= '0' && c <= '9';
        case 'Z':
            return c >= '1' && c <= '9';
        case 'N':
            return c >= '2' && c <= '9';
        default:
            return kind == c;
    }
}

/// So much of the pattern stands for its first character; 0: not for this one.
std::size_t fitting(std::string_view pattern, char c) {
    if (pattern.front() != '[') return fits(pattern.front(), c) ? 1 : 0;
    const auto close = pattern.find(']');
    if (close == std::string_view::npos || !in_class(pattern.substr(1, close - 1), c)) return 0;
    return close + 1;
}

}  // namespace

std::string without_separators(std::string_view number) {
    std::string out;
    for (const char c : number)
        if (std::string_view{"-.() "}.find(c) == std::string_view::npos) out.push_back(c);
    return out;
}

bool matches(std::string_view pattern, std::string_view number) {
    while (!pattern.empty()) {
        if (pattern.front() == '!') return true;
        if (number.empty()) return false;
        if (pattern.front() == '.') return true;
        const std::size_t used = fitting(pattern, number.front());
        if (used == 0) return false;
        pattern.remove_prefix(used);
        number.remove_prefix(1);
    }
    return number.empty();
}

bool may_begin(std::string_view pattern, std::string_view lead) {
    for (const char c : lead) {
        if (pattern.empty()) return false;
        if (pattern.front() == '!' || pattern.front() == '.') return true;
        const std::size_t used = fitting(pattern, c);
        if (used == 0) return false;
        pattern.remove_prefix(used);
    }
    return true;
}

}  // namespace layby::calls

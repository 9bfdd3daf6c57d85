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
        std::size_t used = 1;
        if (pattern.front() == '[') {
            const auto close = pattern.find(']');
            if (close == std::string_view::npos) return false;
            if (!in_class(pattern.substr(1, close - 1), number.front())) return false;
            used = close + 1;
        } else if (!fits(pattern.front(), number.front())) {
            return false;
        }
        pattern.remove_prefix(used);
        number.remove_prefix(1);
    }
    return number.empty();
}

}  // namespace layby::calls

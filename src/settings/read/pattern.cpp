#include "settings/read/pattern.hpp"

#include <cstddef>

namespace layby::settings {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

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

/// Characters of the first element, 0 when there is none.
std::size_t element_size(std::string_view pattern) {
    const auto end = pattern.find(']');
    if (pattern.front() == '[' && end != std::string_view::npos)
        return is_set(pattern.substr(1, end - 1)) ? end + 1 : 0;
    return std::string_view{"0123456789*#+XZN"}.find(pattern.front()) != std::string_view::npos ? 1 : 0;
}

}  // namespace

bool is_pattern(std::string_view pattern) {
    if (pattern.empty() || pattern.size() > 64) return false;
    while (!pattern.empty()) {
        if (pattern == "." || pattern == "!") return true;
        const auto size = element_size(pattern);
        if (size == 0) return false;
        pattern.remove_prefix(size);
    }
    return true;
}

}  // namespace layby::settings

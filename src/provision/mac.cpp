#include "provision/mac.hpp"

#include <algorithm>
#include <cctype>

#include "words/spelling.hpp"

namespace layby::provision {
namespace {

constexpr std::size_t digits_of_mac = 12;

/// The digits between separators of one kind, each group as long as the others.
std::string joined_groups(std::string_view text, char separator, std::size_t group) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool between = at % (group + 1) == group;
        if (between != (text[at] == separator)) return {};
        if (!between) out += text[at];
    }
    return out;
}

std::string digits_in(std::string_view text) {
    constexpr std::size_t pair = 2, four = 4;
    if (text.size() == digits_of_mac) return std::string(text);
    for (const auto& [separator, group] : {std::pair{':', pair}, {'-', pair}, {'.', four}})
        if (text.size() == digits_of_mac + digits_of_mac / group - 1)
            if (auto out = joined_groups(text, separator, group); !out.empty()) return out;
    return {};
}

/// The first octet's last bit: of many machines (IEEE 802). All zeros are nobody's.
bool is_of_one(const std::string& digits) {
    const bool many = std::string_view("13579bdf").find(digits[1]) != std::string_view::npos;
    return !many && digits.find_first_not_of('0') != std::string::npos;
}

}  // namespace

std::optional<std::string> mac_in(std::string_view text) {
    auto out = lower_case(digits_in(text));
    const bool hexadecimal = std::ranges::all_of(out, [](unsigned char c) { return std::isxdigit(c) != 0; });
    if (out.size() != digits_of_mac || !hexadecimal || !is_of_one(out)) return {};
    return out;
}

std::string shown_mac(std::string_view digits) {
    std::string out;
    for (std::size_t at = 0; at < digits.size(); ++at) {
        if (at > 0 && at % 2 == 0) out += ':';
        out += digits[at];
    }
    return out;
}

}  // namespace layby::provision

#include "sip/text/without_pin.hpp"

#include <algorithm>
#include <cctype>
#include <string_view>

namespace layby::sip {
namespace {

/// Where the user part begins; npos when there is none.
std::size_t user_in(const std::string& address) {
    for (const std::string_view scheme : {"sip:", "sips:", "tel:"})
        if (const auto found = address.find(scheme); found != std::string::npos) return found + scheme.size();
    return std::string::npos;
}

struct Star {
    std::size_t begin{std::string::npos}, end{};
};

/// The last '*' of a user part, which may be escaped (RFC 3261 section 25.1 allows both).
Star last_star(std::string_view user) {
    Star out;
    for (std::size_t i = 0; i < user.size(); ++i) {
        if (user[i] == '*') out = {i, i + 1};
        const auto escape = user.substr(i, 3);
        if (escape == "%2A" || escape == "%2a") out = {i, i + 3};
    }
    return out;
}

bool all_digits(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](unsigned char c) { return std::isdigit(c); });
}

}  // namespace

std::string without_pin(const std::string& address) {
    const auto begin = user_in(address);
    if (begin == std::string::npos) return address;
    const auto end = std::min(address.find_first_of("@;>", begin), address.size());
    const std::string_view user = std::string_view(address).substr(begin, end - begin);
    const auto star = last_star(user);
    const bool behind_something =
        star.begin != std::string::npos && star.begin > 0 && user[star.begin - 1] != '*';
    if (!behind_something || !all_digits(user.substr(star.end))) return address;
    return address.substr(0, begin + star.end) + address.substr(end);
}

}  // namespace layby::sip

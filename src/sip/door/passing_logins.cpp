#include "sip/door/passing_logins.hpp"

#include <charconv>

#include "sip/door/digest_hash.hpp"

namespace layby::sip {
namespace {

constexpr char between = '~';
constexpr std::size_t mac_bytes = 32;

}  // namespace

PassingLogin PassingLogins::login(std::string_view user, std::string_view password,
                                  PassingLogin::Time until) const {
    auto name = std::string(user) + between + std::to_string(until.time_since_epoch().count());
    auto made = this->password(name, password);
    return {std::move(name), std::move(made), until};
}

/// What separates the two can't be in a name.
std::string PassingLogins::password(std::string_view name, std::string_view users_password) const {
    std::string text(name);
    text += '\0';
    return digest::hmac_hex(key_, text.append(users_password), mac_bytes);
}

std::optional<PassingLogins::Named> PassingLogins::read(std::string_view name) {
    const auto at = name.rfind(between);
    if (at == std::string_view::npos || at == 0) return {};
    std::int64_t seconds{};
    const auto* end = name.data() + name.size();
    const auto [last, error] = std::from_chars(name.data() + at + 1, end, seconds);
    if (error != std::errc{} || last != end || seconds < 0) return {};
    return Named{std::string(name.substr(0, at)), PassingLogin::Time(std::chrono::seconds(seconds))};
}

}  // namespace layby::sip

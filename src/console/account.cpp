#include "console/account.hpp"

#include <algorithm>
#include <cctype>

namespace layby::console {

bool is_account_name(std::string_view name) { return is_token_name(name); }

bool is_user_name(std::string_view user) {
    return !user.empty() && user.size() <= 64 &&
           std::ranges::all_of(user, [](unsigned char c) { return std::isgraph(c) != 0; });
}

std::string stamp_of(const Account& account) {
    constexpr std::size_t enough = 16;
    return hash_of(account.hash + ' ' + name_of(account.role)).substr(0, enough);
}

const Account* account_named(const std::vector<Account>& all, std::string_view name) {
    const auto found = std::ranges::find(all, name, &Account::name);
    return found == all.end() ? nullptr : &*found;
}

}  // namespace layby::console

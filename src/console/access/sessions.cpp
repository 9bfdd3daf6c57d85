#include "console/access/sessions.hpp"

#include <algorithm>

namespace layby::console {

Sessions::Sessions(const std::vector<Session>& kept, Time now) {
    for (const auto& session : kept) entries_.push_back({session, now});
}

/// So that there is room for one more.
template <class Of>
void Sessions::make_room(std::size_t room_for, Of of) {
    while (static_cast<std::size_t>(std::ranges::count_if(entries_, of)) >= room_for) {
        auto oldest = entries_.end();
        for (auto one = entries_.begin(); one != entries_.end(); ++one)
            if (of(*one) && (oldest == entries_.end() || one->used < oldest->used)) oldest = one;
        entries_.erase(oldest);
    }
}

std::string Sessions::begin(const Account& account, Time now) {
    make_room(most_of_one, [&](const Entry& entry) { return entry.session.account == account.name; });
    make_room(most, [](const Entry&) { return true; });
    auto key = new_secret();
    entries_.push_back({{hash_of(key), account.name, stamp_of(account), now}, now});
    return key;
}

bool Sessions::is_over(const Entry& entry, const std::vector<Account>& accounts, Time now) {
    const auto& session = entry.session;
    const auto* account = account_named(accounts, session.account);
    if (!account || stamp_of(*account) != session.stamp) return true;
    return now - entry.used > longest_idle || now - session.begun > longest;
}

const Account* Sessions::use(std::string_view key, const std::vector<Account>& accounts, Time now) {
    const auto hash = hash_of(key);
    const auto found =
        std::ranges::find_if(entries_, [&](const Entry& entry) { return entry.session.key_hash == hash; });
    if (found == entries_.end() || is_over(*found, accounts, now)) return nullptr;
    found->used = now;
    return account_named(accounts, found->session.account);
}

bool Sessions::has(const std::string& key_hash) const {
    return std::ranges::any_of(entries_, [&](const Entry& one) { return one.session.key_hash == key_hash; });
}

bool Sessions::end(const std::string& key_hash) {
    return std::erase_if(entries_, [&](const Entry& one) { return one.session.key_hash == key_hash; }) != 0;
}

Sessions::Keys Sessions::look_over(const std::vector<Account>& accounts, const Keys& in_use, Time now) {
    Keys over;
    for (auto& entry : entries_) {
        const auto& key = entry.session.key_hash;
        if (in_use.contains(key)) entry.used = now;
        if (is_over(entry, accounts, now)) over.insert(key);
    }
    std::erase_if(entries_, [&](const Entry& entry) { return over.contains(entry.session.key_hash); });
    return over;
}

std::vector<Session> Sessions::all() const {
    std::vector<Session> out;
    for (const auto& entry : entries_) out.push_back(entry.session);
    return out;
}

std::string csrf_token_of(std::string_view key) { return hash_of("csrf token of " + std::string(key)); }

}  // namespace layby::console

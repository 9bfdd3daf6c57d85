#include "console/access/keys.hpp"

#include <algorithm>
#include <utility>

#include "console/access/access.hpp"
#include "runtime/log.hpp"

namespace layby::console {
namespace {

constexpr std::string_view proxys = "proxy ";

}  // namespace

std::string key_of(const Account& account) {
    return std::string(proxys) + stamp_of(account) + " " + account.name;
}

Keys::Keys(Kept kept, Keepers keepers, Post post)
    : tokens_(std::move(kept.tokens), std::move(keepers.tokens), post),
      accounts_(std::move(kept.accounts), std::move(keepers.accounts), post),
      sessions_(kept.sessions, Sessions::Clock::now()),
      keep_sessions_(std::move(keepers.sessions)) {
    tokens_.when_changed([this] { look_over(); });
    accounts_.when_changed([this] { look_over(); });
}

const Token* Keys::token(std::string_view secret) const { return with_secret(tokens_.now(), secret); }

const Account* Keys::session(std::string_view key) {
    return key.empty() ? nullptr : sessions_.use(key, accounts_.now(), Sessions::Clock::now());
}

std::string Keys::log_in(const Account& account) {
    auto key = sessions_.begin(account, Sessions::Clock::now());
    look_over();
    keep_sessions();
    return key;
}

bool Keys::log_out(const std::string& key_hash) {
    if (!sessions_.end(key_hash)) return false;
    look_over();
    keep_sessions();
    return true;
}

void Keys::look_over() {
    const auto over = sessions_.look_over(accounts_.now(), listening_.keys(), Sessions::Clock::now());
    if (!over.empty()) keep_sessions();
    listening_.end([this](const std::string& key) { return !opens(key); });
}

/// "proxy STAMP NAME"
bool Keys::opens_by_proxy(const std::string& key) const {
    const auto* account = account_named(accounts_.now(), key.substr(key.rfind(' ') + 1));
    return account && key_of(*account) == key;
}

/// An empty key is one that nobody can take away.
bool Keys::opens(const std::string& key) const {
    if (key.starts_with(proxys)) return opens_by_proxy(key);
    return key.empty() || sessions_.has(key) ||
           std::ranges::find(tokens_.now(), key, &Token::hash) != tokens_.now().end();
}

/// Nobody waits for that: what was ended is over here already, and over after a restart as well when its
/// account has changed or gone.
void Keys::keep_sessions() {
    if (!keep_sessions_) return;
    keep_sessions_(sessions_.all(), [](const std::string& problem) {
        if (!problem.empty()) log::warn("console: sessions are not kept over a restart: {}", problem);
    });
}

}  // namespace layby::console

#include "console/access/entrance.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include "runtime/log.hpp"

namespace layby::console {

Entrance::Entrance(Gate gate, std::chrono::milliseconds wrong_try, Keys& keys, const AllRights& rights)
    : gate_(std::move(gate)), tries_(wrong_try), keys_(keys), proxys_secret_(new_secret()) {
    use(rights);
}

bool Entrance::use(const AllRights& rights) {
    if (all_rights_ == rights) return false;
    all_rights_ = rights;
    rights_.clear();
    for (const auto& [account, some] : rights) rights_[account] = std::make_shared<const Rights>(some);
    return true;
}

RightsOf Entrance::rights_of(const Account& account) const {
    const auto found = rights_.find(account.name);
    return found == rights_.end() ? nullptr : found->second;
}

RightsOf Entrance::rights_of_user(const std::string& user) const {
    const auto& accounts = keys_.accounts().now();
    const auto found = std::ranges::find(accounts, user, &Account::user);
    return found == accounts.end() ? nullptr : rights_of(*found);
}

std::variant<Guest, Answer> Entrance::admit(const Request& request) {
    const auto& visitor = request.visitor;
    if (visitor.trusted) return Guest{Scope::admin, visitor.who, visitor.from, visitor.who};
    // A proxy that asks for passwords hands them on (Basic): they are no tokens of ours.
    const bool of_the_proxy = request.by_proxy && bearer(request.authorization).empty();
    if (!request.authorization.empty() && !of_the_proxy) return with_token(request);
    if (!request.forwarded_user.empty()) return by_proxy(request);
    const auto key = cookie_named(session_cookie, request.cookie);
    if (auto guest = by_session(key, visitor.from)) return *guest;
    if (may_look(request)) return Guest{Scope::viewer, {}, visitor.from};
    if (!key.empty()) return refusal(401, "session_over", "you are not logged in any more");
    return refusal(401, "no_token",
                   "log in, or bring a token of the server (Authorization: Bearer …); "
                   "on this machine you may use its socket");
}

std::variant<Guest, Answer> Entrance::with_token(const Request& request) {
    const auto& from = request.visitor.from;
    auto guest = by_token(bearer(request.authorization), from);
    if (!guest) return slowed(refusal(401, "wrong_token", "this is not a token of this server"), from);
    tries_.right(from);
    return *guest;
}

std::optional<Guest> Entrance::by_token(std::string_view secret, const std::string& from) const {
    if (secret.empty()) return {};
    const auto* token = keys_.token(secret);
    const bool own = !gate_.token.empty() && same_secret(secret, gate_.token);
    if (own) return Guest{Scope::admin, "api-token", from, "api-token"};
    if (!token) return {};
    return Guest{token->scope, "token " + token->name, from, token->name, {}, token->hash};
}

/// The proxy has asked for the password; what this person may do is said here.
std::variant<Guest, Answer> Entrance::by_proxy(const Request& request) const {
    const auto* account = account_named(keys_.accounts().now(), request.forwarded_user);
    if (!account) return refusal(401, "no_account", "whom the proxy has let in has no account here");
    return Guest{account->role,
                 "account " + account->name,
                 request.visitor.from,
                 account->name,
                 account->user,
                 key_of(*account),
                 csrf_token_of(proxys_secret_ + account->name),
                 rights_of(*account)};
}

std::optional<Guest> Entrance::by_session(std::string_view key, const std::string& from) {
    const auto* account = keys_.session(key);
    if (!account) return {};
    return Guest{
        account->role,      "account " + account->name, from, account->name, account->user, hash_of(key),
        csrf_token_of(key), rights_of(*account)};
}

bool Entrance::may_look(const Request& request) const {
    return gate_.reading_is_free && is_loopback(gate_.ip) && request.method == "GET";
}

Answer Entrance::slowed(Answer refusal, const std::string& address) {
    const auto tried = tries_.wrong(address, Tries::Clock::now());
    refusal.delay = tried.delay;
    const bool worth_a_line = std::has_single_bit(tried.count);  // the 1st, 2nd, 4th, 8th, …
    if (worth_a_line) log::warn("api: wrong token from {}, {} in a row", address, tried.count);
    return refusal;
}

std::optional<Answer> refuse_forgery(const Request& request, const Guest& guest) {
    if (guest.csrf_token.empty() || request.method == "GET") return {};
    if (same_secret(request.csrf_token, guest.csrf_token)) return {};
    return refusal(403, "bad_csrf_token",
                   "what changes something needs the field X-CSRF-Token, with the csrf_token of the session");
}

}  // namespace layby::console

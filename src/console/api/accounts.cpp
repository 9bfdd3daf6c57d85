#include "console/api/accounts.hpp"

#include <algorithm>
#include <utility>

#include "console/json.hpp"
#include "console/password.hpp"

namespace layby::console {
namespace {

using Outcome = KeptList<Account>::Outcome;

constexpr std::size_t most_accounts = 1000;

Answer bad_account(const std::string& what) { return refusal(400, "bad_body", what); }

Answer bad_change() {
    return bad_account(
        R"(the body must be an object like {"role":"agent","user":"201","password":"…"}: role is "viewer", )"
        R"("agent", "supervisor" or "admin", user the name of a phone's user or null, and a password has )"
        R"(8 to 256 bytes; null makes one)");
}

Answer no_such_account(const std::string& name) {
    return refusal(404, "no_such_account", "there is no account \"" + name + "\"; a new one needs a role");
}

Outcome refuse(Answer answer) { return {{}, std::move(answer)}; }

Outcome with_new(std::vector<Account> all, const Account& made, const std::string& shown) {
    if (all.size() >= most_accounts)
        return refuse(refusal(409, "too_many_accounts", "there are too many accounts already"));
    all.push_back(made);
    return {std::move(all), {201, account_json(made, shown), {}}};
}

void apply(Account& account, const AccountChange& wanted, const std::string& hash) {
    if (wanted.role) account.role = *wanted.role;
    if (wanted.user) account.user = *wanted.user;
    if (!hash.empty()) account.hash = hash;
}

/// `hash`: of its password from now on; empty: it stays. `shown`: that password, if we made it. One that is
/// to be changed may have been removed while its password was hashed: it doesn't come back.
Outcome changed(std::vector<Account> all, const std::string& name, const AccountChange& wanted, bool is_new,
                const std::string& hash, const std::string& shown) {
    const auto found = std::ranges::find(all, name, &Account::name);
    Account account{name, Scope::none, {}, now_as_text(), {}};
    apply(found == all.end() ? account : *found, wanted, hash);
    if (found != all.end()) {
        auto answer = ok(account_json(*found, shown));
        return {std::move(all), std::move(answer)};
    }
    if (!is_new || hash.empty() || !wanted.role) return refuse(no_such_account(name));
    return with_new(std::move(all), account, shown);
}

}  // namespace

Routes AccountResources::routes() {
    using Self = AccountResources;
    return {
        {"GET", {"api", "v1", "accounts"}, by(this, &Self::accounts), Scope::admin},
        {"PUT", {"api", "v1", "accounts", "*"}, by(this, &Self::put), Scope::admin},
        {"DELETE", {"api", "v1", "accounts", "*"}, by(this, &Self::remove), Scope::admin},
    };
}

void AccountResources::accounts(const Asked&, Answered answered) {
    answered(ok(accounts_json(keys_.accounts().now())));
}

void AccountResources::put(const Asked& asked, Answered answered) {
    const auto& name = asked.path[3];
    if (!is_json(asked.request.content_type)) return answered(not_json());
    if (!keys_.accounts().can_change()) return answered(nothing_kept());
    if (!is_account_name(name))
        return answered(bad_account("an account has a name of A-Z, a-z, 0-9, '.', '_' and '-', at most 64"));
    const auto wanted = account_change_of(asked.request.body);
    if (!wanted) return answered(bad_change());
    const bool is_new = !account_named(keys_.accounts().now(), name);
    if (is_new && !wanted->role) return answered(no_such_account(name));
    const bool make = wanted->make_password || (is_new && wanted->password.empty());
    const auto made = make ? new_password() : std::string{};
    const auto& password = make ? made : wanted->password;
    if (password.empty()) return change(name, *wanted, is_new, {}, {}, std::move(answered));
    if (hasher_.is_full()) return answered(hasher_busy());
    hasher_.hash(password, [this, name, wanted = *wanted, is_new, made, answered](const std::string& hash) {
        if (hash.empty()) return answered(refusal(503, "busy", "there is no memory for that; try again"));
        change(name, wanted, is_new, hash, made, answered);
    });
}

void AccountResources::change(const std::string& name, const AccountChange& wanted, bool is_new,
                              const std::string& hash, const std::string& shown, Answered answered) {
    keys_.accounts().change([name, wanted, is_new, hash, shown](
                                const auto& all) { return changed(all, name, wanted, is_new, hash, shown); },
                            std::move(answered));
}

void AccountResources::remove(const Asked& asked, Answered answered) {
    const auto& name = asked.path[3];
    if (!keys_.accounts().can_change()) return answered(nothing_kept());
    const auto gone = [name](const Account& account) { return account.name == name; };
    if (!keys_.accounts().withdraw(gone, answered, ok(state_json("removed"))))
        answered(no_such_account(name));
}

}  // namespace layby::console

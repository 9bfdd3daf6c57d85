#include "console/api/session.hpp"

#include <algorithm>
#include <utility>

#include "console/access/entrance.hpp"
#include "console/json.hpp"
#include "runtime/log.hpp"

namespace layby::console {
namespace {

/// The page itself never sees the key, and no other site's page makes the browser send it. `Secure` only
/// where there is TLS: elsewhere a browser would refuse the cookie.
std::string cookie_with(const std::string& key, const Request& request) {
    return std::string(session_cookie) + "=" + key + "; HttpOnly; SameSite=Strict; Path=" + request.base +
           '/' + (request.by_tls ? "; Secure" : "");
}

Answer too_many_tries(std::chrono::seconds left) {
    auto answer = refusal(429, "too_many_tries", "too many wrong passwords; try again later");
    answer.retry_after = left;
    return answer;
}

/// What was typed as a name may be a password: it is shown only when somebody has that name.
std::string account_in_log(const Account* account) {
    return account ? "for account " + account->name : "for an unknown account";
}

/// Unless it has become another one meanwhile.
KeptList<Account>::Outcome with_password(std::vector<Account> all, const std::string& name,
                                         const std::string& old, const std::string& hash) {
    const auto found = std::ranges::find(all, name, &Account::name);
    if (found == all.end() || found->hash != old)
        return {{}, refusal(401, "wrong_password", "the name or the password is wrong")};
    found->hash = hash;
    return {std::move(all), ok({})};
}

}  // namespace

SessionResources::SessionResources(Keys& keys, Hasher& hasher, const Journal& journal,
                                   std::chrono::milliseconds wrong_try)
    : keys_(keys), hasher_(hasher), journal_(journal), guesses_(wrong_try) {}

Routes SessionResources::routes() {
    using Self = SessionResources;
    return {
        {"POST", {"api", "v1", "session"}, by(this, &Self::log_in), Scope::none},
        {"GET", {"api", "v1", "session"}, by(this, &Self::session), Scope::viewer, Reach::some_lots},
        {"DELETE", {"api", "v1", "session"}, by(this, &Self::log_out), Scope::viewer, Reach::some_lots},
        {"POST", {"api", "v1", "accounts", "*", "password"}, by(this, &Self::change_password), Scope::none},
    };
}

void SessionResources::log_in(const Asked& asked, Answered answered) {
    if (!is_json(asked.request.content_type)) return answered(not_json());
    const auto given = log_in_of(asked.request.body);
    if (!given)
        return answered(
            refusal(400, "bad_body", R"(the body must be an object like {"name":"ann","password":"…"})"));
    check(asked.request, *given, answered, [this, request = asked.request, answered](const Account& account) {
        answered(welcome(request, account));
    });
}

/// Whether there is such an account makes no difference before the password has been checked; it may have
/// changed meanwhile.
void SessionResources::check(const Request& request, const LogIn& given, const Answered& answered,
                             Right right) {
    const auto source = source_of(request.visitor.from);
    const auto now = Guesses::Clock::now();
    if (const auto left = guesses_.wait(source, given.name, now)) return answered(too_many_tries(*left));
    if (hasher_.is_full()) return answered(hasher_busy());
    const auto tried = guesses_.tried(source, given.name, now);
    const auto* account = account_named(keys_.accounts().now(), given.name);
    const auto hash = account ? account->hash : std::string{};
    hasher_.check(given.password, hash, [this, request, given, hash, tried, answered, right](bool fits) {
        const auto* still = account_named(keys_.accounts().now(), given.name);
        if (!fits || !still || still->hash != hash) return answered(wrong(given, request, tried));
        guesses_.right(source_of(request.visitor.from), given.name);
        right(*still);
    });
}

Answer SessionResources::wrong(const LogIn& given, const Request& request, const Tries::Try& tried) const {
    const auto* account = account_named(keys_.accounts().now(), given.name);
    log::warn("api: wrong password {}, {} in a row from {}", account_in_log(account), tried.count,
              request.visitor.from);
    auto answer = refusal(401, "wrong_password", "the name or the password is wrong");
    answer.delay = tried.delay;
    return answer;
}

Guest SessionResources::begin(const Request& request, const Account& account, Answer& answer) {
    keys_.log_out(hash_of(cookie_named(session_cookie, request.cookie)));
    const auto key = keys_.log_in(account);
    answer.set_cookie = cookie_with(key, request);
    return {account.role, "account " + account.name, request.visitor.from, account.name, account.user,
            hash_of(key), csrf_token_of(key)};
}

Answer SessionResources::welcome(const Request& request, const Account& account) {
    auto answer = ok({});
    const auto guest = begin(request, account, answer);
    journal_.write(request, guest, 200);
    answer.body = session_json(guest);
    return answer;
}

/// Who knows the old password may have another one, logged in or not.
void SessionResources::change_password(const Asked& asked, Answered answered) {
    if (!is_json(asked.request.content_type)) return answered(not_json());
    if (!keys_.accounts().can_change()) return answered(nothing_kept());
    const auto given = password_change_of(asked.request.body);
    if (!given)
        return answered(refusal(400, "bad_body",
                                R"(the body must be an object like {"old":"…","new":"…"}; a password has 8 )"
                                R"(to 256 bytes)"));
    check(asked.request, {asked.path[3], given->old_one}, answered,
          [this, request = asked.request, password = given->new_one, answered](const Account& account) {
              replace(request, account, password, answered);
          });
}

void SessionResources::replace(const Request& request, const Account& account, const std::string& password,
                               Answered answered) {
    if (hasher_.is_full()) return answered(hasher_busy());
    const auto* here = keys_.session(cookie_named(session_cookie, request.cookie));
    const bool is_here = here && here->name == account.name;
    hasher_.hash(password, [this, request, name = account.name, old = account.hash, is_here,
                            answered](const std::string& hash) {
        if (hash.empty()) return answered(hasher_busy());
        keys_.accounts().change(
            [name, old, hash](const auto& all) { return with_password(all, name, old, hash); },
            [this, request, name, is_here, answered](const Answer& kept) {
                answered(kept.status == 200 ? replaced(request, name, is_here) : kept);
            });
    });
}

/// All sessions of this person have ended with the old password.
Answer SessionResources::replaced(const Request& request, const std::string& name, bool here) {
    auto answer = ok({});
    Guest guest{Scope::none, "account " + name, request.visitor.from};
    const auto* account = account_named(keys_.accounts().now(), name);
    if (here && account) guest = begin(request, *account, answer);
    journal_.write(request, guest, 200);
    answer.body = password_changed_json(guest);
    return answer;
}

void SessionResources::session(const Asked& asked, Answered answered) {
    if (asked.guest.who.empty()) return answered(refusal(401, "not_logged_in", "nobody is logged in"));
    answered(ok(session_json(asked.guest)));
}

void SessionResources::log_out(const Asked& asked, Answered answered) {
    if (!keys_.log_out(asked.guest.key))
        return answered(refusal(409, "no_session", "this was no session: a token is revoked by an admin"));
    auto answer = ok(state_json("logged out"));
    answer.set_cookie = cookie_with("", asked.request) + "; Max-Age=0";
    answered(std::move(answer));
}

}  // namespace layby::console

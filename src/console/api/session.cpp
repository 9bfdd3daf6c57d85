#include "console/api/session.hpp"

#include <utility>

#include "console/access/entrance.hpp"
#include "console/json.hpp"
#include "runtime/log.hpp"

namespace layby::console {
namespace {

/// The page itself never sees the key, and no other site's page makes the browser send it. `Secure` only
/// where there is TLS: elsewhere a browser would refuse the cookie.
std::string cookie_with(const std::string& key, const Request& request) {
    return std::string(session_cookie) + "=" + key + "; HttpOnly; SameSite=Strict; Path=/" +
           (request.by_tls ? "; Secure" : "");
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

}  // namespace

SessionResources::SessionResources(Keys& keys, Hasher& hasher, const Journal& journal,
                                   std::chrono::milliseconds wrong_try)
    : keys_(keys), hasher_(hasher), journal_(journal), guesses_(wrong_try) {}

Routes SessionResources::routes() {
    using Self = SessionResources;
    return {
        {"POST", {"api", "v1", "session"}, by(this, &Self::log_in), Scope::none},
        {"GET", {"api", "v1", "session"}, by(this, &Self::session), Scope::viewer},
        {"DELETE", {"api", "v1", "session"}, by(this, &Self::log_out), Scope::viewer},
    };
}

/// Whether there is such an account makes no difference before the password has been checked.
void SessionResources::log_in(const Asked& asked, Answered answered) {
    if (!is_json(asked.request.content_type)) return answered(not_json());
    const auto given = log_in_of(asked.request.body);
    if (!given)
        return answered(
            refusal(400, "bad_body", R"(the body must be an object like {"name":"ann","password":"…"})"));
    const auto source = source_of(asked.request.visitor.from);
    const auto now = Guesses::Clock::now();
    if (const auto left = guesses_.wait(source, given->name, now)) return answered(too_many_tries(*left));
    if (hasher_.is_full()) return answered(hasher_busy());
    const auto tried = guesses_.tried(source, given->name, now);
    const auto* account = account_named(keys_.accounts().now(), given->name);
    const auto hash = account ? account->hash : std::string{};
    hasher_.check(given->password, hash,
                  [this, request = asked.request, given = *given, hash, tried, answered](bool fits) {
                      answered(checked(request, given, hash, fits, tried));
                  });
}

/// The account may have changed meanwhile.
Answer SessionResources::checked(const Request& request, const LogIn& given, const std::string& hash,
                                 bool fits, const Tries::Try& tried) {
    const auto* account = account_named(keys_.accounts().now(), given.name);
    if (!fits || !account || account->hash != hash) return wrong(given, request, tried);
    guesses_.right(source_of(request.visitor.from), given.name);
    return welcome(request, *account);
}

Answer SessionResources::wrong(const LogIn& given, const Request& request, const Tries::Try& tried) const {
    const auto* account = account_named(keys_.accounts().now(), given.name);
    log::warn("api: wrong password {}, {} in a row from {}", account_in_log(account), tried.count,
              request.visitor.from);
    auto answer = refusal(401, "wrong_password", "the name or the password is wrong");
    answer.delay = tried.delay;
    return answer;
}

/// Whoever was logged in by this browser before is logged out.
Answer SessionResources::welcome(const Request& request, const Account& account) {
    keys_.log_out(hash_of(cookie_named(session_cookie, request.cookie)));
    const auto key = keys_.log_in(account);
    const Guest guest{
        account.role, "account " + account.name, request.visitor.from, account.name, account.user,
        hash_of(key), csrf_token_of(key)};
    journal_.write(request, guest, 200);
    auto answer = ok(session_json(guest));
    answer.set_cookie = cookie_with(key, request);
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

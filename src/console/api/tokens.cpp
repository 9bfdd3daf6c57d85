#include "console/api/tokens.hpp"

#include <algorithm>
#include <utility>

#include "console/api/access_json.hpp"
#include "console/json.hpp"

namespace layby::console {
namespace {

KeptList<Token>::Change adding(const Token& token, const std::string& secret) {
    return [token, secret](const std::vector<Token>& all) -> KeptList<Token>::Outcome {
        if (std::ranges::find(all, token.name, &Token::name) != all.end())
            return {{}, refusal(409, "token_exists", "there is a token \"" + token.name + "\" already")};
        auto wanted = all;
        wanted.push_back(token);
        return {std::move(wanted), {201, new_token_json(token, secret), {}}};
    };
}

}  // namespace

Routes TokenResources::routes() {
    using Self = TokenResources;
    return {
        {"GET", {"api", "v1", "tokens"}, by(this, &Self::tokens), Scope::admin},
        {"PUT", {"api", "v1", "tokens", "*"}, by(this, &Self::add), Scope::admin},
        {"DELETE", {"api", "v1", "tokens", "*"}, by(this, &Self::revoke), Scope::admin},
    };
}

void TokenResources::tokens(const Asked&, Answered answered) {
    answered(ok(tokens_json(keys_.tokens().now())));
}

void TokenResources::add(const Asked& asked, Answered answered) {
    const auto& name = asked.path[3];
    if (!is_json(asked.request.content_type)) return answered(not_json());
    if (!keys_.tokens().can_change()) return answered(nothing_kept());
    const auto scope = scope_of(asked.request.body);
    if (!scope || !is_token_name(name))
        return answered(refusal(400, "bad_body",
                                "a token has a name of A-Z, a-z, 0-9, '.', '_' and '-', and a scope: "
                                "the body "
                                R"(must be {"scope":"viewer"}, or "agent", "supervisor" or "admin")"));
    const auto secret = new_secret();
    keys_.tokens().change(adding({name, *scope, hash_of(secret), now_as_text()}, secret),
                          std::move(answered));
}

void TokenResources::revoke(const Asked& asked, Answered answered) {
    const auto& name = asked.path[3];
    if (!keys_.tokens().can_change()) return answered(nothing_kept());
    const auto gone = [name](const Token& token) { return token.name == name; };
    if (!keys_.tokens().withdraw(gone, answered, ok(state_json("revoked"))))
        answered(refusal(404, "no_such_token", "there is no token \"" + name + "\""));
}

}  // namespace layby::console

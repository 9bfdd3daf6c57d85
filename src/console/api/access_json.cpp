#include "console/api/access_json.hpp"

#include "console/json_parts.hpp"

#include <nlohmann/json.hpp>

#include "console/password.hpp"

namespace layby::console {
namespace {

/// What is read: a body with thousands of names is looked through in no time that grows with their square.
using Body = nlohmann::json;

Json shown(const Token& token) {
    return {{"name", token.name}, {"scope", name_of(token.scope)}, {"made", token.made}};
}

Json shown(const Account& account) {
    return {{"name", account.name},
            {"role", name_of(account.role)},
            {"user", or_null(account.user)},
            {"made", account.made}};
}

Body object_in(const std::string& json) {
    auto parsed = Body::parse(json, nullptr, false);
    return parsed.is_object() ? std::move(parsed) : Body(nullptr);
}

/// The member of an object; null: it isn't there.
const Body* member(const Body& object, const char* name) {
    const auto found = object.find(name);
    return found == object.end() ? nullptr : &*found;
}

std::optional<std::string> text_in(const Body& object, const char* name, std::size_t longest) {
    const auto* value = member(object, name);
    if (!value || !value->is_string()) return {};
    auto out = value->get<std::string>();
    return out.empty() || out.size() > longest ? std::nullopt : std::optional(std::move(out));
}

/// Each scope may do what those before it may.
Json scopes_of(Scope highest) {
    auto out = Json::array();
    for (const auto scope : {Scope::viewer, Scope::agent, Scope::supervisor, Scope::admin})
        if (scope <= highest) out.push_back(name_of(scope));
    return out;
}

bool read_role(const Body& object, AccountChange& change) {
    const auto* role = member(object, "role");
    if (!role) return true;
    change.role = role->is_string() ? scope_named(role->get<std::string>()) : std::nullopt;
    return change.role.has_value();
}

bool read_user(const Body& object, AccountChange& change) {
    const auto* user = member(object, "user");
    if (!user) return true;
    change.user = user->is_string() ? user->get<std::string>() : std::string{};
    return user->is_null() || is_user_name(*change.user);
}

bool read_password(const Body& object, AccountChange& change) {
    const auto* password = member(object, "password");
    if (!password) return true;
    change.make_password = password->is_null();
    if (change.make_password) return true;
    change.password = text_in(object, "password", longest_password).value_or("");
    return change.password.size() >= shortest_password;
}

}  // namespace

std::string tokens_json(const std::vector<Token>& tokens) {
    auto list = Json::array();
    for (const auto& token : tokens) list.push_back(shown(token));
    return text({{"tokens", list}});
}

std::string new_token_json(const Token& token, const std::string& secret) {
    auto json = shown(token);
    json["token"] = secret;
    return text(json);
}

std::optional<Scope> scope_of(const std::string& json) {
    const auto object = object_in(json);
    const auto scope = object.is_object() ? object.value("scope", Body()) : Body();
    return scope.is_string() ? scope_named(scope.get<std::string>()) : std::nullopt;
}

std::string accounts_json(const std::vector<Account>& accounts) {
    auto list = Json::array();
    for (const auto& account : accounts) list.push_back(shown(account));
    return text({{"accounts", list}});
}

std::string account_json(const Account& account, const std::string& password) {
    auto json = shown(account);
    if (!password.empty()) json["password"] = password;
    return text(json);
}

std::string phone_login_json(const std::string& user, const PhoneLogin& login) {
    return text({{"user", user},
                 {"uri", "sip:" + user + '@' + login.domain},
                 {"authorization_user", login.name},
                 {"password", login.password},
                 {"until", utc(login.until)},
                 {"socket", "/sip"}});
}

std::string session_json(const Guest& guest) {
    return text({{"name", guest.name},
                 {"role", name_of(guest.scope)},
                 {"user", or_null(guest.user)},
                 {"scopes", scopes_of(guest.scope)},
                 {"csrf_token", or_null(guest.csrf_token)}});
}

std::optional<LogIn> log_in_of(const std::string& json) {
    const auto object = object_in(json);
    if (!object.is_object()) return {};
    auto name = text_in(object, "name", longest_password);
    auto password = text_in(object, "password", longest_password);
    if (!name || !password) return {};
    return LogIn{std::move(*name), std::move(*password)};
}

std::optional<PasswordChange> password_change_of(const std::string& json) {
    const auto object = object_in(json);
    if (!object.is_object()) return {};
    auto old_one = text_in(object, "old", longest_password);
    auto new_one = text_in(object, "new", longest_password);
    if (!old_one || !new_one || new_one->size() < shortest_password) return {};
    return PasswordChange{std::move(*old_one), std::move(*new_one)};
}

std::string password_changed_json(const Guest& guest) {
    return text({{"state", "changed"}, {"csrf_token", or_null(guest.csrf_token)}});
}

std::optional<AccountChange> account_change_of(const std::string& json) {
    const auto object = object_in(json);
    AccountChange out;
    if (!object.is_object()) return {};
    const bool good = read_role(object, out) && read_user(object, out) && read_password(object, out);
    return good ? std::optional(std::move(out)) : std::nullopt;
}

}  // namespace layby::console

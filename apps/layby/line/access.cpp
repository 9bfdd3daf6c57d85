// Commands about who may do what, and who elsewhere is told.
#include "layby/commands.hpp"
#include "layby/line/command_line.hpp"
#include "layby/secret.hpp"

namespace layby::app {

void CommandLine::add_unban() {
    auto* command = add_remote("unban", "answer a banned address again",
                               [this](const Client& c) { return unban(c, address); });
    command->add_option("address", address, "an IP address, or what \"layby bans\" shows")->required();
}

void CommandLine::add_access() {
    auto* audit = add_remote("audit", "show who has changed what, newest first",
                             [this](const Client& c) { return show_audit(c, json, limit); });
    add_limit(audit);
    add_json(audit);
    add_tokens();
    add_accounts();
    add_webhooks();
}

namespace {

const CLI::IsMember scopes{{"viewer", "agent", "supervisor", "admin"}};

}  // namespace

void CommandLine::add_tokens() {
    auto* token = app.add_subcommand("token", "show, make and revoke what opens the API over TCP");
    token->require_subcommand(1);
    auto* made = add_remote(
        "add", "make a token and print it, once",
        [this](const Client& c) { return add_token(c, name, scope); }, token);
    made->add_option("name", name, "whose it is, such as wallboard")->required();
    made->add_option("--scope", scope, "what it may do: viewer, agent, supervisor or admin")
        ->required()
        ->check(scopes);
    add_json(add_remote(
        "list", "show the tokens", [this](const Client& c) { return show_tokens(c, json); }, token));
    add_remote(
        "revoke", "let a token open nothing any more",
        [this](const Client& c) { return revoke_token(c, name); }, token)
        ->add_option("name", name, "whose it is")
        ->required();
}

void CommandLine::add_accounts() {
    auto* account = app.add_subcommand("account", "show, add and remove who may log in to the console");
    account->require_subcommand(1);
    const auto add_one = [&](const char* verb, const char* about,
                             std::function<ExitCode(const Client&)> action) {
        auto* command = add_remote(verb, about, std::move(action), account);
        command->add_option("name", name, "who it is, such as ann")->required();
        return command;
    };
    auto* made = add_one(
        "add", "let somebody log in; the password is read from standard input, or made when that is empty",
        [this](const Client& c) { return add_or_set_password(c, true); });
    made->add_option("--role", scope, "what this person may do: viewer, agent, supervisor or admin")
        ->required()
        ->check(scopes);
    made->add_option("--user", user, "whose phone this person has, such as 201");
    add_one("password",
            "give somebody another password; it is read from standard input, or made when that is empty",
            [this](const Client& c) { return add_or_set_password(c, false); });
    add_remote("password", "change your own password; the old and the new one are read from standard input",
               [this](const Client& c) { return change_own_password(c); })
        ->add_option("name", name, "the name that you log in with")
        ->required();
    add_one("remove", "let somebody log in no more",
            [this](const Client& c) { return remove_account(c, name); });
    add_json(add_remote(
        "list", "show who may log in", [this](const Client& c) { return list_accounts(c, json); }, account));
}

ExitCode CommandLine::add_or_set_password(const Client& client, bool is_new) {
    const auto password = read_secret("Password for " + name + " (empty: one is made): ");
    if (is_new) return add_account(client, {name, scope, user, password});
    return set_password(client, name, password);
}

ExitCode CommandLine::change_own_password(const Client& client) {
    const auto old_one = read_secret("Old password of " + name + ": ");
    const auto new_one = read_secret("New password: ");
    return change_password(client, name, old_one, new_one);
}

void CommandLine::add_webhooks() {
    auto* webhook = app.add_subcommand("webhook", "show and try who elsewhere is told what happens");
    webhook->require_subcommand(1);
    add_json(add_remote(
        "list", "show the webhooks and how they do",
        [this](const Client& c) { return show_webhooks(c, json); }, webhook));
    auto* log = add_remote(
        "log", "show the latest tries to tell one something, newest first",
        [this](const Client& c) { return show_deliveries(c, json, name, limit); }, webhook);
    log->add_option("name", name, "which one")->required();
    add_limit(log);
    add_json(log);
    add_remote(
        "test", "send one a test event", [this](const Client& c) { return test_webhook(c, name); }, webhook)
        ->add_option("name", name, "which one")
        ->required();
    auto* again = add_remote(
        "redeliver", "tell one an event once more",
        [this](const Client& c) { return redeliver(c, name, count); }, webhook);
    again->add_option("name", name, "which one")->required();
    again->add_option("event", count, "the event's number, as \"log\" shows it")->required();
}

}  // namespace layby::app

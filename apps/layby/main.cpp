// The command line.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "calls/office.hpp"
#include "layby/commands.hpp"
#include "layby/find_server.hpp"
#include "layby/history.hpp"
#include "layby/secret.hpp"
#include "layby/serve.hpp"
#include "layby/watch.hpp"
#include "runtime/version.hpp"
#include "words/duration_text.hpp"
#include "words/spelling.hpp"

namespace {

using namespace layby::app;

constexpr auto footer = R"(
Examples:
  layby check office.toml                            is the configuration good?
  layby serve office.toml --state ./state            start the server in the foreground
  layby lots                                         who waits where?
  layby watch                                        the same, live
  layby history --limit 20                           who was parked, by whom, and what came of it?
  layby history --outcome abandoned --from 08:00     who has hung up in a slot today?
  layby history show 17                              what happened to that caller, step by step
  layby history --calls --number 0301234 --csv       every call with that number, for a spreadsheet
  layby retrieve 701 --user 203                      203's phone rings and gets the caller of slot 701
  layby release 701                                  hang up the caller of slot 701
  layby pin 701                                      protect slot 701 with a PIN (you are prompted for it)
  layby edit 701 --note VIP --for 202 --extend 2m    a note, for whom the call is, and a later recall
  kill -HUP PID, or: layby reload                    read the configuration again; parked calls stay
  layby bans; layby unban 192.0.2.7                  who guessed too many passwords; answer that address again
  layby token add wallboard --scope viewer           make a token for the API over TCP
  layby account add ann --role agent --user 201      let Ann log in to the console; 201 is her phone
  layby password ann                                 Ann changes her own password
  layby upgrade                                      switch to the newly installed version without dropping calls
  layby drain --within 30m                           no new calls; end when the last one is over
  kill -USR1 PID                                     end at once, and leave the calls to the next start

Commands find the server of this machine by themselves: in ./state, /var/lib/layby or /run/layby. Another one is
named by --state, --config or --api, or by LAYBY_STATE or LAYBY_API in the environment.

Exit codes:
  0 done   1 refused or failed   2 wrong usage or configuration   3 no server answers)";

/// What the command line says; the chosen command sets `act`.
struct CommandLine {
    CLI::App app{"Layby, a call park server: callers wait in numbered slots, any phone takes them out.",
                 "layby"};
    std::filesystem::path config, state;
    std::string api, ca, lot, slot, user, pin;
    std::vector<std::string> words;
    std::size_t limit{20}, count{};
    bool json{}, verbose{}, no_pin{}, cancel{}, yes{}, by_age{}, core_dumps{};
    std::string note, extend, within, level, number, on_off, address, name, scope, entry;
    PastShown past;
    std::function<ExitCode()> act;
    const CLI::App* edited{};

    CommandLine();
    void add_local();
    void add_views();
    void add_history();
    void add_lots();
    void add_orders();
    void add_pin();
    void add_edit();
    void add_life();
    void add_unban();
    void add_access();
    void add_tokens();
    void add_accounts();
    void add_webhooks();
    void add_log();
    ExitCode drain_or_not(const Client& client);
    ExitCode erase_if_meant(const Client& client);
    ExitCode set_pin(const Client& client);
    ExitCode edit(const Client& client);
    ExitCode add_or_set_password(const Client& client, bool is_new);
    ExitCode change_own_password(const Client& client);
    ExitCode release_if_meant(const Client& client);
    std::vector<std::string> commands() const;
    std::optional<ExitCode> answer_before(const std::vector<std::string>& words);
    ExitCode help(const std::string& about);
    ExitCode unknown(const std::string& word) const;
    /// `under`: a command that has commands of its own; null: none.
    CLI::App* add(const char* name, const char* about, std::function<ExitCode()> action,
                  CLI::App* under = nullptr);
    CLI::App* add_remote(const char* name, const char* about, std::function<ExitCode(const Client&)> action,
                         CLI::App* under = nullptr);
    void add_config(CLI::App* command);
    void add_slot(CLI::App* command);
    std::optional<std::filesystem::path> state_dir() const {
        return state.empty() ? std::nullopt : std::optional(state);
    }
};

CLI::App* CommandLine::add(const char* name, const char* about, std::function<ExitCode()> action,
                           CLI::App* under) {
    auto* command = (under ? under : &app)->add_subcommand(name, about);
    command->callback([this, command, action = std::move(action)] {
        const bool meant = command->get_subcommands().empty();  // and not one of those that it has itself
        if (meant) act = action;
    });
    return command;
}

CLI::App* CommandLine::add_remote(const char* name, const char* about,
                                  std::function<ExitCode(const Client&)> action, CLI::App* under) {
    auto* command = add(
        name, about,
        [this, action = std::move(action)] {
            return action(find_server({api, state, config, ca}));
        },
        under);
    command->add_option("--api", api, "the server's API: an address, a URL or the path of a socket");
    command->add_option("--state", state, "the server's state directory");
    command->add_option("--config", config, "the server's configuration");
    command->add_option("--ca", ca, "certificates to believe an https:// server by, a file in PEM");
    return command;
}

void CommandLine::add_config(CLI::App* command) {
    command->add_option("config,--config", config, "the configuration, a TOML file")->required();
}

void CommandLine::add_slot(CLI::App* command) {
    command->add_option("slot", slot, "the slot's number")->required();
    command->add_option("--lot", lot, "its lot, when more than one has such a slot");
}

void CommandLine::add_local() {
    auto* serve_command = add("serve", "run the server in the foreground", [this] {
        return serve({config, state_dir(), verbose, words.front(), words, core_dumps});
    });
    add_config(serve_command);
    serve_command->add_option("--state", state,
                              "directory for what is kept between starts; made when missing");
    serve_command->add_flag("--verbose", verbose, "log details");
    serve_command->add_flag("--core-dumps", core_dumps,
                            "let a crash leave a core dump, which contains passwords");
    add_config(
        add("check", "check a configuration, every error with its line", [this] { return check(config); }));
    auto* accounts =
        add("accounts", "show the users' passwords", [this] { return show_accounts(config, state_dir()); });
    add_config(accounts);
    accounts->add_option("--state", state, "the state directory of the server");
    add("dump", "show what is kept of calls, phones and lamps, a line of JSON for each record",
        [this] { return dump(state); })
        ->add_option("--state", state, "the state directory of the server")
        ->required();
    add("version", "show the version", [] {
        fmt::print("layby {}\n", layby::runtime::version());
        return done;
    });
}

void CommandLine::add_views() {
    using Show = ExitCode (*)(const Client&, bool);
    const std::tuple<const char*, const char*, Show> views[] = {
        {"calls", "show the calls in progress", show_calls},
        {"phones", "show the phones that are registered", show_registrations},
        {"bans", "show the addresses that are not answered after too many wrong passwords", show_bans},
        {"status", "show the server's counters", show_status}};
    for (const auto& [name, about, show] : views) {
        auto* command =
            add_remote(name, about, [this, show = show](const Client& c) { return show(c, json); });
        command->add_flag("--json", json, "as the API says it");
    }
}

void CommandLine::add_history() {
    auto* history = add_remote("history", "show the parked calls that have ended, newest first",
                               [this](const Client& c) { return show_history(c, past); });
    history->add_option("--limit", past.limit, "so many at most")
        ->capture_default_str()
        ->check(CLI::Range(1, 1000));
    history->add_flag("--calls", past.calls, "every call, also those that were never parked");
    history->add_option("--number", past.number, "only with this number in it");
    history->add_option("--user", past.user, "only with this user in it");
    history->add_option("--lot", past.lot, "only of this lot");
    history->add_option("--outcome", past.outcome, "only with this outcome, such as abandoned or refused");
    history->add_option("--from", past.from,
                        "since then: 2026-11-22, \"2026-11-22 08:30\" or 08:30, local time");
    history->add_option("--to", past.to, "until then");
    history->add_option("--before", past.before, "only entries older than the one with this number");
    auto* as_json = history->add_flag("--json", past.json, "as the API says it");
    history->add_flag("--csv", past.csv, "for a spreadsheet")->excludes(as_json);
    auto* show = add_remote(
        "show", "show one entry with all that has happened to its call",
        [this](const Client& c) { return show_story(c, past, entry); }, history);
    show->add_option("entry", entry, "its number")->required();
    show->add_flag("--calls", past.calls, "it is one of those that \"history --calls\" shows");
    show->add_flag("--json", past.json, "as the API says it");
    auto* erasing = add_remote(
        "erase", "erase a number from the history for good",
        [this](const Client& c) { return erase_if_meant(c); }, history);
    erasing->add_option("number", number, "exactly as it was shown")->required();
    erasing->add_flag("--yes", yes, "don't ask");
}

void CommandLine::add_lots() {
    auto* command = add_remote("lots", "show the lots and who waits in them", [this](const Client& c) {
        return show_lots(c, json, {lot, by_age});
    });
    command->add_option("lot,--lot", lot, "only this one");
    command->add_flag("--by-age", by_age, "who has waited longest comes first");
    command->add_flag("--json", json, "as the API says it");
    auto* live = add_remote("watch", "show who waits in the lots, live", [this](const Client& c) {
        return watch(c, {lot, json, count});
    });
    live->add_option("lot,--lot", lot, "only this one");
    live->add_flag("--json", json, "each event of the API as a line");
    live->add_option("--count", count, "end after so many lines, when not on a terminal");
}

void CommandLine::add_orders() {
    auto* taking = add_remote("retrieve", "ring a user's phone and give it the caller of a slot",
                              [this](const Client& c) { return retrieve(c, lot, slot, user); });
    add_slot(taking);
    taking->add_option("--user", user, "whose phone")->required();
    auto* ending = add_remote("release", "hang up the caller of a slot",
                              [this](const Client& c) { return release_if_meant(c); });
    add_slot(ending);
    ending->add_flag("--yes", yes, "don't ask");
    add_pin();
    add_edit();
}

void CommandLine::add_life() {
    add_remote("reload", "read the configuration again", [](const Client& c) { return reload(c); });
    add_remote("upgrade", "switch to the newly installed version without dropping calls",
               [](const Client& c) { return upgrade(c); });
    auto* draining = add_remote("drain", "take no new calls, and end with the last one",
                                [this](const Client& c) { return drain_or_not(c); });
    auto* deadline = draining->add_option(
        "--within", within, "such as 10m: then end anyway; the next start goes on with the calls");
    draining->add_flag("--cancel", cancel, "accept new calls again")->excludes(deadline);
}

void CommandLine::add_unban() {
    auto* command = add_remote("unban", "answer a banned address again",
                               [this](const Client& c) { return unban(c, address); });
    command->add_option("address", address, "an IP address, or what \"layby bans\" shows")->required();
}

void CommandLine::add_access() {
    auto* audit = add_remote("audit", "show who has changed what, newest first",
                             [this](const Client& c) { return show_audit(c, json, limit); });
    audit->add_option("--limit", limit, "so many at most")->capture_default_str()->check(CLI::Range(1, 1000));
    audit->add_flag("--json", json, "as the API says it");
    add_tokens();
    add_accounts();
    add_webhooks();
}

const CLI::IsMember scopes{{"viewer", "agent", "supervisor", "admin"}};

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
    add_remote(
        "list", "show the tokens", [this](const Client& c) { return show_tokens(c, json); }, token)
        ->add_flag("--json", json, "as the API says it");
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
    add_remote(
        "list", "show who may log in", [this](const Client& c) { return list_accounts(c, json); }, account)
        ->add_flag("--json", json, "as the API says it");
}

void CommandLine::add_webhooks() {
    auto* webhook = app.add_subcommand("webhook", "show and try who elsewhere is told what happens");
    webhook->require_subcommand(1);
    add_remote(
        "list", "show the webhooks and how they do",
        [this](const Client& c) { return show_webhooks(c, json); }, webhook)
        ->add_flag("--json", json, "as the API says it");
    auto* log = add_remote(
        "log", "show the latest tries to tell one something, newest first",
        [this](const Client& c) { return show_deliveries(c, json, name, limit); }, webhook);
    log->add_option("name", name, "which one")->required();
    log->add_option("--limit", limit, "so many at most")->capture_default_str()->check(CLI::Range(1, 1000));
    log->add_flag("--json", json, "as the API says it");
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

void CommandLine::add_log() {
    auto* log = add_remote("log", "say more or less in the log, until the next reload or start",
                           [this](const Client& c) { return set_log_level(c, level); });
    log->add_option("level", level, "debug, info, warn or error")
        ->required()
        ->check(CLI::IsMember({"debug", "info", "warn", "error"}));
    auto* tracing = add_remote("trace", "show whole SIP messages, without secrets",
                               [this](const Client& c) { return trace(c, on_off == "on", number); });
    tracing->add_option("state", on_off, "on or off")->required()->check(CLI::IsMember({"on", "off"}));
    tracing->add_option("--number", number, "only messages that name this user or number");
}

ExitCode CommandLine::erase_if_meant(const Client& client) {
    const bool ask = !yes && on_terminal();
    if (!ask || confirmed("Erase " + number + " from the history for good? [y/N] "))
        return erase_number(client, number);
    fmt::print(stderr, "layby: nothing was done\n");
    return failed;
}

ExitCode CommandLine::drain_or_not(const Client& client) {
    if (cancel) return stop_draining(client);
    if (within.empty()) return drain(client, {});
    if (const auto time = layby::read_duration(within))
        return drain(client, std::chrono::duration_cast<std::chrono::seconds>(*time));
    fmt::print(stderr, "layby: --within: \"{}\" is not a time like 90s, 10m or 1h\n", within);
    return bad_input;
}

void CommandLine::add_pin() {
    auto* command =
        add_remote("pin", "give the call in a slot a PIN of its own; it is read from standard input",
                   [this](const Client& c) { return set_pin(c); });
    add_slot(command);
    auto* given = command->add_option("--pin", pin, "the PIN itself, which a shell's history may keep");
    command->add_flag("--none", no_pin, "take the call's own PIN away")->excludes(given);
}

ExitCode CommandLine::set_pin(const Client& client) {
    if (no_pin) return layby::app::set_pin(client, lot, slot, {});
    if (pin.empty()) pin = read_secret("PIN for slot " + slot + ": ");
    if (layby::calls::is_pin(pin)) return layby::app::set_pin(client, lot, slot, pin);
    fmt::print(stderr, "layby: a PIN has 1 to 16 digits\n");
    return bad_input;
}

void CommandLine::add_edit() {
    auto* command = add_remote("edit", "say something about the call in a slot",
                               [this](const Client& c) { return edit(c); });
    add_slot(command);
    command->add_option("--note", note, "what others have to know; empty: no note");
    command->add_option("--for", user, "the user for whom the call is; empty: nobody in particular");
    command->add_option("--extend", extend, "let it wait so much longer before anybody is rung, such as 90s");
    command->require_option(1, 0);
    edited = command;
}

ExitCode CommandLine::edit(const Client& client) {
    layby::app::Said said;
    if (edited->count("--note") > 0) said.note = note;
    if (edited->count("--for") > 0) said.for_user = user;
    if (extend.empty()) return layby::app::edit(client, lot, slot, said);
    const auto time = layby::read_duration(extend);
    if (time && *time >= std::chrono::seconds{1}) {
        said.longer = std::chrono::duration_cast<std::chrono::seconds>(*time);
        return layby::app::edit(client, lot, slot, said);
    }
    fmt::print(stderr, "layby: --extend: \"{}\" is not a time like 90s or 10m\n", extend);
    return bad_input;
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

/// Asked only where somebody can answer; a script knows what it does.
ExitCode CommandLine::release_if_meant(const Client& client) {
    const bool ask = !yes && on_terminal();
    if (!ask || confirmed("Hang up the caller of slot " + slot + "? [y/N] "))
        return release(client, lot, slot);
    fmt::print(stderr, "layby: nothing was done\n");
    return failed;
}

std::vector<std::string> CommandLine::commands() const {
    std::vector<std::string> out;
    for (const auto* command : app.get_subcommands([](const CLI::App*) { return true; }))
        out.push_back(command->get_name());
    return out;
}

ExitCode CommandLine::unknown(const std::string& word) const {
    const auto small = layby::lower_case(word);
    const auto all = commands();
    const bool other_case = std::ranges::find(all, small) != all.end();
    const auto near = other_case ? "; did you mean \"" + small + "\"?" : layby::did_you_mean(small, all);
    fmt::print(stderr, "layby: there is no command \"{}\"{}\n", word,
               near.empty() ? "; \"layby help\" shows all" : near);
    return bad_input;
}

ExitCode CommandLine::help(const std::string& about) {
    const auto all = commands();
    if (!about.empty() && std::ranges::find(all, about) == all.end()) return unknown(about);
    fmt::print("{}", about.empty() ? app.help() : app.get_subcommand(about)->help());
    return done;
}

/// What needs no further reading: no command, help, or a word that is none.
std::optional<ExitCode> CommandLine::answer_before(const std::vector<std::string>& given) {
    if (given.size() < 2) {
        fmt::print(stderr, "{}", app.help());
        return bad_input;
    }
    const auto& first = given[1];
    if (first == "help") return help(given.size() > 2 ? given[2] : "");
    const auto all = commands();
    if (first.starts_with('-') || std::ranges::find(all, first) != all.end()) return {};
    return unknown(first);
}

CommandLine::CommandLine() {
    app.require_subcommand(1);
    app.set_version_flag("-v,--version", std::string("layby ") + layby::runtime::version());
    add_local();
    add_lots();
    add_views();
    add_history();
    add_orders();
    add_life();
    add_unban();
    add_access();
    add_log();
    app.footer(footer);  // last: commands would inherit it
}

ExitCode complain(const std::exception& error, ExitCode code) {
    fmt::print(stderr, "layby: {}\n", error.what());
    return code;
}

ExitCode act(const CommandLine& line) try { return line.act(); } catch (const NoServer& error) {
    return complain(error, no_server);
} catch (const BadAddress& error) {
    return complain(error, bad_input);
} catch (const std::exception& error) {
    return complain(error, failed);
}

}  // namespace

int main(int argc, char** argv) {
    CommandLine line;
    line.words.assign(argv, argv + argc);
    if (const auto code = line.answer_before(line.words)) return *code;
    try {
        line.app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return line.app.exit(error) == 0 ? done : bad_input;
    }
    return act(line);
}

// Commands about the server itself: its life, its log, its files.
#include <fmt/format.h>

#include "layby/commands.hpp"
#include "layby/line/command_line.hpp"
#include "layby/serve.hpp"
#include "runtime/version.hpp"
#include "words/duration_text.hpp"

namespace layby::app {

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
        fmt::print("layby {}\n", runtime::version());
        return done;
    });
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

ExitCode CommandLine::drain_or_not(const Client& client) {
    if (cancel) return stop_draining(client);
    if (within.empty()) return drain(client, {});
    if (const auto time = read_duration(within))
        return drain(client, std::chrono::duration_cast<std::chrono::seconds>(*time));
    fmt::print(stderr, "layby: --within: \"{}\" is not a time like 90s, 10m or 1h\n", within);
    return bad_input;
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

}  // namespace layby::app

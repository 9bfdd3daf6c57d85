// Commands about the server itself: its life, its log, its files.
#include <fmt/format.h>

#include "layby/backup.hpp"
#include "layby/cluster_command.hpp"
#include "layby/commands.hpp"
#include "layby/doctor/doctor.hpp"
#include "layby/find_server.hpp"
#include "layby/line/build_info.hpp"
#include "layby/line/command_line.hpp"
#include "layby/reload_command.hpp"
#include "layby/serve.hpp"
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
    auto* accounts = add("accounts", "show the users' passwords",
                         [this] { return show_accounts(config, state_dir(), tenant_or_environment()); });
    add_config(accounts);
    accounts->add_option("--state", state, "the state directory of the server");
    accounts->add_option("--tenant", tenant, "the tenant that is meant, where there are several");
    add("dump", "show what is kept of calls, phones and lamps, a line of JSON for each record",
        [this] { return dump(state); })
        ->add_option("--state", state, "the state directory of the server")
        ->required();
    add_doctor();
    add_cluster();
    add_backup();
    add("version", "show the version, and from what and how it was built", [] {
        fmt::print("{}", build_info());
        return done;
    });
}

void CommandLine::add_doctor() {
    auto* command =
        add("doctor", "look for what is wrong with the configuration, the machine and the network", [this] {
            return doctor({config, state, stun, json}, [this] {
                return find_server({api, state, config, ca});
            });
        });
    command->add_option("config,--config", config, "the configuration; else /etc/layby/office.toml");
    command->add_option("--state", state, "the state directory of the server; else it is looked for");
    command->add_option("--stun", stun,
                        "ask this STUN server as whom we are seen outside, such as stun.example.org");
    command->add_option("--api", api, "the server's API: an address, a URL or the path of a socket");
    command->add_flag("--json", json, "for a program");
}

void CommandLine::add_cluster() {
    auto* cluster = app.add_subcommand("cluster", "show how several servers with one office are");
    cluster->require_subcommand(1);
    add_config(add(
        "status", "who is in the cluster, and who has which slot", [this] { return cluster_status(config); },
        cluster));
}

void CommandLine::add_backup() {
    auto* saving = add("backup", "save all that is kept to a file, also while the server runs",
                       [this] { return backup(state.empty() ? usual_state() : state, saved); });
    saving->add_option("file", saved, "the file to make; it contains passwords")->required();
    saving->add_option("--state", state, "the state directory of the server; else it is looked for");
    auto* restoring = add("restore", "put a backup in the place of what is kept, while no server runs",
                          [this] { return restore(state, saved); });
    restoring->add_option("file", saved, "what \"layby backup\" has made")->required();
    restoring->add_option("--state", state, "the state directory of the server")->required();
}

void CommandLine::add_life() {
    add_remote("reload", "read the configuration again", [this](const Client& c) {
        return preview ? preview_reload(c) : reload(c);
    })->add_flag("--preview", preview, "only say what it would change");
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
    add_trace();
}

void CommandLine::add_trace() {
    auto* tracing =
        add_remote("trace", "show the SIP messages of a call, a user or an address, without secrets",
                   [this](const Client& c) { return trace_or_show(c); });
    auto* call = tracing->add_option("--call", traced.call,
                                     "of this call and all that belongs to it; \"layby calls\" shows ids");
    tracing->add_option("--entry", traced.entry, "the same, of an entry of \"layby history\"")
        ->excludes(call);
    tracing->add_flag("--calls", traced.entry_of_calls, "it is one of those that \"history --calls\" shows");
    tracing->add_option("--user", traced.user, "that name this user or number");
    tracing->add_option("--address", traced.address,
                        "to or from this address, such as 192.0.2.7 or 192.0.2.7:5060");
    tracing->add_option("--call-id", traced.call_id, "with this Call-ID");
    auto* file =
        tracing->add_option("--pcap", traced.pcap, "into a file for Wireshark; \"-\": to standard output");
    auto* as_json = tracing->add_flag("--json", traced.json, "as the API says it")->excludes(file);
    tracing->add_flag("--follow", traced.follow, "go on with those that come")
        ->excludes(file)
        ->excludes(as_json);
    tracing->add_option("--count", traced.count, "follow: end after so many");
    tracing
        ->add_option("state", on_off,
                     "on or off: all messages as they come, into sip-trace.log of the state directory")
        ->check(CLI::IsMember({"on", "off"}));
    tracing->add_option("--number", number, "on: only messages that name this user or number");
}

ExitCode CommandLine::trace_or_show(const Client& client) {
    if (!on_off.empty()) return trace(client, on_off == "on", number);
    if (traced.anything()) return show_trace(client, traced);
    fmt::print(stderr, "layby: which messages? Name one: --call, --entry, --user, --address or --call-id\n");
    return bad_input;
}

}  // namespace layby::app

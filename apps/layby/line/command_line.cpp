#include "layby/line/command_line.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "layby/find_server.hpp"
#include "layby/line/described.hpp"
#include "layby/secret.hpp"
#include "runtime/version.hpp"
#include "words/spelling.hpp"

namespace layby::app {
namespace {

constexpr auto examples = R"(  layby check office.toml                            is the configuration good?
  layby doctor office.toml                           does the machine and the network fit, and what to do about it?
  layby serve office.toml --state ./state            start the server in the foreground
  layby lots                                         who waits where?
  layby watch                                        the same, live
  layby history --limit 20                           who was parked, by whom, and what came of it?
  layby history --outcome abandoned --from 08:00     who has hung up in a slot today?
  layby history show 17                              what happened to that caller, step by step
  layby history --calls --number 0301234 --csv       every call with that number, for a spreadsheet
  layby tasks                                        who gave up and is to be called back?
  layby tasks call 12-3 --user 203                   203's phone rings and calls that caller back
  layby messages                                     what have callers said into message boxes?
  layby messages save 12-5 ann.wav                   the sound of that message
  layby retrieve 701 --user 203                      203's phone rings and gets the caller of slot 701
  layby transfer 701 --to 600                        600 (a user, a group, outside) rings for the caller of slot 701
  layby release 701                                  hang up the caller of slot 701
  layby pin 701                                      protect slot 701 with a PIN (you are prompted for it)
  layby edit 701 --note VIP --for 202 --extend 2m    a note, for whom the call is, and a later recall
  kill -HUP PID, or: layby reload                    read the configuration again; parked calls stay
  layby trace --entry 17                             the SIP messages of that call, as a ladder
  layby trace --user 201 --pcap 201.pcap             what 201's phone has sent and got, for Wireshark
  layby bans; layby unban 192.0.2.7                  who guessed too many passwords; answer that address again
  layby token add wallboard --scope viewer           make a token for the API over TCP
  layby provision yealink 201 > 201.cfg              ready settings for that phone, with park keys and lamps
  layby provision --invite --mac 00:15:65:12:34:56   that desk phone may fetch its settings, once
  layby cards --language de --into cards             a key card as PDF for each user
  layby account add ann --role agent --user 201      let Ann log in to the console; 201 is her phone
  layby password ann                                 Ann changes her own password
  layby upgrade                                      switch to the newly installed version without dropping calls
  layby drain --within 30m                           no new calls; end when the last one is over
  kill -USR1 PID                                     end at once, and leave the calls to the next start
  layby backup /var/backups/layby-monday             all that is kept, in one file; the server goes on meanwhile
  layby restore FILE --state /var/lib/layby          put it back, while the server is stopped)";

constexpr auto places =
    R"(Commands find the server of this machine by themselves: in ./state, /var/lib/layby or /run/layby. Another one is
named by --state, --config or --api, or by LAYBY_STATE or LAYBY_API in the environment.)";

constexpr auto exit_codes =
    "  0 done   1 refused or failed   2 wrong usage or configuration   3 no server answers";

}  // namespace

CommandLine::CommandLine() {
    app.require_subcommand(1);
    app.set_version_flag("-v,--version", std::string("layby ") + runtime::version());
    add_local();
    add_lots();
    add_tasks();
    add_messages();
    add_views();
    add_history();
    add_orders();
    add_life();
    add_unban();
    add_provision();
    add_cards();
    add_access();
    add_log();
    add_described();
    // last: commands would inherit it
    app.footer(fmt::format("\nExamples:\n{}\n\n{}\n\nExit codes:\n{}", examples, places, exit_codes));
}

CLI::App* CommandLine::add(const char* word, const char* about, std::function<ExitCode()> action,
                           CLI::App* under) {
    auto* command = (under ? under : &app)->add_subcommand(word, about);
    command->callback([this, command, action = std::move(action)] {
        const bool meant = command->get_subcommands().empty();  // and not one of those that it has itself
        if (meant) act = action;
    });
    return command;
}

CLI::App* CommandLine::add_remote(const char* word, const char* about,
                                  std::function<ExitCode(const Client&)> action, CLI::App* under) {
    auto* command = add(
        word, about,
        [this, action = std::move(action)] {
            return action(find_server({api, state, config, ca}).of_tenant(tenant_or_environment()));
        },
        under);
    command->add_option("--api", api, "the server's API: an address, a URL or the path of a socket");
    command->add_option("--state", state, "the server's state directory");
    command->add_option("--config", config, "the server's configuration");
    command->add_option("--tenant", tenant, "the tenant that is meant, where there are several");
    command->add_option("--ca", ca, "certificates to believe an https:// server by, a file in PEM");
    return command;
}

std::string CommandLine::tenant_or_environment() const {
    const char* named = std::getenv("LAYBY_TENANT");
    return tenant.empty() && named ? named : tenant;
}

void CommandLine::add_config(CLI::App* command) {
    command->add_option("config,--config", config, "the configuration, a TOML file")->required();
}

void CommandLine::add_slot(CLI::App* command) {
    command->add_option("slot", slot, "the slot's number")->required();
    command->add_option("--lot", lot, "its lot, when more than one has such a slot");
}

void CommandLine::add_json(CLI::App* command) { command->add_flag("--json", json, "as the API says it"); }

void CommandLine::add_limit(CLI::App* command) {
    command->add_option("--limit", limit, "so many at most")
        ->capture_default_str()
        ->check(CLI::Range(1, 1000));
}

bool CommandLine::meant(const std::string& question) const {
    if (yes || !on_terminal() || confirmed(question + " [y/N] ")) return true;
    fmt::print(stderr, "layby: nothing was done\n");
    return false;
}

void CommandLine::add_described() {
    add("manual", "print the manual page layby(1), for man", [this] {
        fmt::print("{}", manual(app, {examples, places, exit_codes}));
        return done;
    });
    auto* completion = add("completion", "print what completes these commands in a shell", [this] {
        fmt::print("{}", shell == "zsh" ? zsh_completion(app) : bash_completion(app));
        return done;
    });
    completion->add_option("shell", shell, "bash or zsh")->required()->check(CLI::IsMember({"bash", "zsh"}));
}

std::vector<std::string> CommandLine::commands() const {
    std::vector<std::string> out;
    for (const auto* command : app.get_subcommands([](const CLI::App*) { return true; }))
        out.push_back(command->get_name());
    return out;
}

ExitCode CommandLine::unknown(const std::string& word) const {
    const auto small = lower_case(word);
    const auto all = commands();
    const bool other_case = std::ranges::find(all, small) != all.end();
    const auto near = other_case ? "; did you mean \"" + small + "\"?" : did_you_mean(small, all);
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

}  // namespace layby::app

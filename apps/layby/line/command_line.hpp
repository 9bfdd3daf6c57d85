// What the command line understands: every command with its options, and what they do. Main thread; for
// main() alone.
#pragma once
#include <CLI/CLI.hpp>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "layby/cards_command.hpp"
#include "layby/client.hpp"
#include "layby/exit_code.hpp"
#include "layby/history.hpp"
#include "layby/invite_command.hpp"
#include "layby/provision_command.hpp"
#include "layby/tasks_command.hpp"
#include "layby/trace_command.hpp"

namespace layby::app {

/// What the command line says; the chosen command sets `act`.
struct CommandLine {
    CLI::App app{"Layby, a call park server: callers wait in numbered slots, any phone takes them out.",
                 "layby"};
    std::filesystem::path config, state, saved;
    std::string api, tenant, ca, stun, lot, slot, user, to, pin, shell;
    std::vector<std::string> words;
    std::size_t limit{20}, count{};
    bool json{}, verbose{}, no_pin{}, cancel{}, yes{}, preview{}, by_age{}, core_dumps{};
    std::string note, extend, within, level, number, on_off, address, name, scope, entry;
    PastShown past;
    TasksShown tasks;
    TraceShown traced;
    ProvisionShown provisioned;
    InviteShown invited;
    CardsWanted printed;
    std::function<ExitCode()> act;
    const CLI::App *edited{}, *edited_presence{};
    std::string how_set;
    bool until_next_change{};
    std::string always, busy, no_answer, unregistered;
    std::size_t after{};
    bool answers{};

    CommandLine();
    std::string tenant_or_environment() const;
    void add_local();
    void add_views();
    void add_provision();
    void add_cards();
    void add_history();
    void add_lots();
    void add_tasks();
    void add_task_orders(CLI::App* under);
    void add_messages();
    void add_orders();
    void add_pin();
    void add_presence();
    void add_hours();
    void add_edit();
    void add_life();
    void add_unban();
    void add_access();
    void add_tokens();
    void add_accounts();
    void add_webhooks();
    void add_log();
    void add_trace();
    ExitCode provision_phone(const Client& client);
    ExitCode invite_or_show(const Client& client);
    ExitCode trace_or_show(const Client& client);
    void add_backup();
    void add_doctor();
    void add_cluster();
    void add_described();
    ExitCode drain_or_not(const Client& client);
    ExitCode erase_if_meant(const Client& client);
    ExitCode set_pin(const Client& client);
    ExitCode set_presence(const Client& client);
    ExitCode edit(const Client& client);
    ExitCode add_or_set_password(const Client& client, bool is_new);
    ExitCode change_own_password(const Client& client);
    ExitCode release_if_meant(const Client& client);
    std::vector<std::string> commands() const;
    std::optional<ExitCode> answer_before(const std::vector<std::string>& words);
    ExitCode help(const std::string& about);
    ExitCode unknown(const std::string& word) const;
    /// `under`: a command that has commands of its own; null: none.
    CLI::App* add(const char* word, const char* about, std::function<ExitCode()> action,
                  CLI::App* under = nullptr);
    CLI::App* add_remote(const char* word, const char* about, std::function<ExitCode(const Client&)> action,
                         CLI::App* under = nullptr);
    void add_config(CLI::App* command);
    void add_slot(CLI::App* command);
    void add_task(CLI::App* command);
    void add_message(CLI::App* command);
    void add_json(CLI::App* command);
    void add_limit(CLI::App* command);
    /// Asked only where somebody can answer; a script knows what it does.
    bool meant(const std::string& question) const;
    std::optional<std::filesystem::path> state_dir() const {
        return state.empty() ? std::nullopt : std::optional(state);
    }
};

}  // namespace layby::app

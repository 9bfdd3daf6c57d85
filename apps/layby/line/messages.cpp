// Commands about messages.
#include "layby/line/command_line.hpp"
#include "layby/messages_command.hpp"

namespace layby::app {

void CommandLine::add_messages() {
    auto* command = add_remote("messages", "show what callers have said into message boxes",
                               [this](const Client& c) { return show_messages(c, user, json); });
    command->add_option("--user", user, "only in the box of this user");
    command->add_flag("--json", json, "as the API says it");
    auto* saving = add_remote(
        "save", "write its sound into a WAV file",
        [this](const Client& c) { return save_message(c, entry, saved.string()); }, command);
    add_message(saving);
    saving->add_option("file", saved, "such as ann.wav")->required();
    add_message(add_remote(
        "heard", "somebody has heard it", [this](const Client& c) { return mark_message(c, entry, true); },
        command));
    add_message(add_remote(
        "new", "nobody has heard it", [this](const Client& c) { return mark_message(c, entry, false); },
        command));
    add_message(add_remote(
        "delete", "delete it, with its sound", [this](const Client& c) { return delete_message(c, entry); },
        command));
}

void CommandLine::add_message(CLI::App* command) {
    command->add_option("message", entry, "as \"layby messages\" shows it")->required();
}

}  // namespace layby::app

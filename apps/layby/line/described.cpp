#include "layby/line/described.hpp"

namespace layby::app {

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
    return app.get_subcommands([](const CLI::App*) { return true; });
}

std::vector<const CLI::Option*> options_of(const CLI::App& command) {
    return command.get_options([](const CLI::Option*) { return true; });
}

namespace {

void see_each(const CLI::App& app, const std::string& before,
              const std::function<void(const std::string&, const CLI::App&)>& see) {
    for (const auto* command : commands_of(app)) {
        const auto words = before + command->get_name();
        see(words, *command);
        see_each(*command, words + " ", see);
    }
}

}  // namespace

void each_command(const CLI::App& app,
                  const std::function<void(const std::string& words, const CLI::App& command)>& see) {
    see_each(app, "", see);
}

/// The library tells them as part of the type: "TEXT:{on,off}".
std::vector<std::string> choices_of(const CLI::Option& option) {
    const auto type = option.get_type_name();
    const auto open = type.find('{'), shut = type.find('}');
    if (open == std::string::npos || shut == std::string::npos) return {};
    return CLI::detail::split(type.substr(open + 1, shut - open - 1), ',');
}

}  // namespace layby::app

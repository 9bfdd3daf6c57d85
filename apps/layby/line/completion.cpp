// Completion of the command line in bash and zsh.
#include <fmt/format.h>

#include <algorithm>

#include "layby/line/described.hpp"

namespace layby::app {
namespace {

const std::vector<std::string> with_files{"--config", "--state", "--ca", "--pcap"};

std::string list(const std::vector<std::string>& words, const char* between) {
    std::string out;
    for (const auto& word : words) out += (out.empty() ? "" : between) + word;
    return out;
}

std::vector<std::string> names_of(const CLI::Option& option) {
    std::vector<std::string> out;
    for (const auto& name : option.get_lnames()) out.push_back("--" + name);
    return out;
}

/// What may come after these words: commands, options, and the choices of what has its place.
std::vector<std::string> words_after(const CLI::App& command) {
    std::vector<std::string> out;
    for (const auto* one : commands_of(command)) out.push_back(one->get_name());
    for (const auto* option : options_of(command)) {
        for (const auto& name : names_of(*option)) out.push_back(name);
        if (!option->nonpositional())
            for (const auto& choice : choices_of(*option)) out.push_back(choice);
    }
    return out;
}

/// A case of the shell for each option that has choices.
std::string cases_of_choices(const CLI::App& app, const std::string& then) {
    std::string out;
    std::vector<std::string> seen;
    each_command(app, [&](const auto&, const CLI::App& command) {
        for (const auto* option : options_of(command)) {
            const auto names = list(names_of(*option), " | "), choices = list(choices_of(*option), " ");
            if (names.empty() || choices.empty() || std::ranges::find(seen, names) != seen.end()) continue;
            seen.push_back(names);
            out += fmt::format("    {}) {} ;;\n", names, fmt::format(fmt::runtime(then), choices));
        }
    });
    return out;
}

std::string cases_of_words(const CLI::App& app) {
    auto out = fmt::format("    '') next='{}' ;;\n", list(words_after(app), " "));
    each_command(app, [&](const auto& words, const auto& command) {
        out += fmt::format("    ' {}') next='{}' ;;\n", words, list(words_after(command), " "));
    });
    return out;
}

std::string all_paths(const CLI::App& app) {
    std::vector<std::string> out;
    each_command(app, [&](const auto& words, const auto&) { out.push_back("' " + words + "'"); });
    return list(out, " | ");
}

}  // namespace

std::string bash_completion(const CLI::App& app) {
    return "# Completion of layby for bash.\n_layby() {\n"
           "    local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} given= next= "
           "word\n"
           "    for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n    case \"$given $word\" in\n    " +
           all_paths(app) + ") given=\"$given $word\" ;;\n    esac\n    done\n    case $before in\n    " +
           list(with_files, " | ") +
           ") compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- \"$current\"); return ;;\n" +
           cases_of_choices(app, "mapfile -t COMPREPLY < <(compgen -W '{}' -- \"$current\"); return") +
           "    esac\n    case $given in\n" + cases_of_words(app) +
           "    esac\n    mapfile -t COMPREPLY < <(compgen -W \"$next\" -- \"$current\")\n"
           "    if [[ $given && $current != -* ]]; then compopt -o default; fi\n}\ncomplete -F _layby "
           "layby\n";
}

std::string zsh_completion(const CLI::App& app) {
    return "#compdef layby\n# Completion of layby for zsh.\nlocal before=${words[CURRENT-1]} given= next= "
           "word\n"
           "for word in ${words[2,CURRENT-1]}; do\n    case \"$given $word\" in\n    " +
           all_paths(app) + ") given=\"$given $word\" ;;\n    esac\ndone\ncase $before in\n    " +
           list(with_files, " | ") + ") _files; return ;;\n" +
           cases_of_choices(app, "compadd -- {}; return") + "esac\ncase $given in\n" + cases_of_words(app) +
           "esac\ncompadd -- ${=next}\n[[ -z $given || $PREFIX == -* ]] || _files\n";
}

}  // namespace layby::app

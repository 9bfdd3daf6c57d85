// layby(1), in the language of man.
#include <fmt/format.h>

#include "layby/line/described.hpp"
#include "runtime/version.hpp"

namespace layby::app {
namespace {

/// Plain text as roff takes it: no sign of it is a command.
std::string roff(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '\\')
            out += "\\e";
        else if (c == '-')
            out += "\\-";
        else if ((c == '.' || c == '\'') && (out.empty() || out.back() == '\n'))
            out += std::string("\\&") + c;
        else
            out += c;
    }
    return out;
}

std::string value_of(const CLI::Option& option) {
    if (option.get_items_expected_max() == 0) return {};
    std::string out;
    for (const auto& choice : choices_of(option)) out += (out.empty() ? "" : "|") + choice;
    return out.empty() ? option.get_type_name() : out;
}

/// "--limit UINT", or "slot" of what has its place.
std::string named(const CLI::Option& option) {
    const auto names = option.get_name(false, true);
    const auto value = option.nonpositional() ? value_of(option) : "";
    return value.empty() ? names : names + " " + value;
}

void add_option(std::string& out, const CLI::Option& option) {
    out += fmt::format(".TP\n.B {}\n{}{}\n", roff(named(option)), roff(option.get_description()),
                       option.get_required() ? " (required)" : "");
}

std::string usage_of(const std::string& words, const CLI::App& command) {
    std::string out = words;
    for (const auto* option : options_of(command)) {
        if (!option->get_positional()) continue;
        const auto name = option->get_name(true);
        out += option->get_required() ? " " + name : " [" + name + "]";
    }
    return out;
}

void add_command(std::string& out, const std::string& words, const CLI::App& command) {
    out += fmt::format(".SS \"layby {}\"\n{}\n", roff(usage_of(words, command)),
                       roff(command.get_description()));
    for (const auto* option : options_of(command))
        if (option != command.get_help_ptr()) add_option(out, *option);
}

/// As it stands there, also its line ends.
std::string as_it_is(const std::string& text) { return ".nf\n" + roff(text) + "\n.fi\n"; }

}  // namespace

std::string manual(const CLI::App& app, const Notes& notes) {
    auto out = fmt::format(
        ".TH LAYBY 1 \"\" \"Layby {0}\" \"Layby\"\n.SH NAME\nlayby \\- call park server\n.SH SYNOPSIS\n.B "
        "layby\n"
        ".I command\n.RI [ options ]\n.SH DESCRIPTION\n{1}\n.PP\n"
        ".B \"layby serve\"\nis the server; the other commands ask a running server or look at its files.\n"
        "Every command takes\n.BR \\-h ,\n.BR \\-\\-help .\n.SH COMMANDS\n",
        roff(runtime::version()), roff(app.get_description()));
    each_command(app, [&](const auto& words, const auto& command) {
        if (commands_of(command).empty()) add_command(out, words, command);
    });
    out +=
        ".SH ENVIRONMENT\n.TP\n.B LAYBY_STATE\nthe state directory of the server\n.TP\n.B LAYBY_API\n"
        "the address of its API\n.TP\n.B LAYBY_TOKEN\nwhat opens the API over TCP\n.TP\n.B LAYBY_CA\n"
        "certificates to believe an https:// server by\n.PP\n" +
        roff(notes.places) + "\n";
    out += ".SH \"EXIT STATUS\"\n" + as_it_is(notes.exit_codes);
    out += ".SH EXAMPLES\n" + as_it_is(notes.examples);
    out += ".SH \"SEE ALSO\"\n.BR office.toml (5)\n";
    return out;
}

}  // namespace layby::app

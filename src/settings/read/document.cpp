#include "settings/read/document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#define TOML_EXCEPTIONS 1
#include <toml++/toml.h>

namespace layby::settings {
namespace {

using Kind = Value::Kind;

int line_of(const toml::source_region& region) { return static_cast<int>(region.begin.line); }

Value convert(const toml::node& node);

void add_entries(Value& to, const toml::table& table) {
    for (const auto& [key, node] : table)
        to.entries.push_back({std::string{key.str()}, line_of(key.source()), convert(node)});
    std::stable_sort(to.entries.begin(), to.entries.end(),
                     [](const Entry& a, const Entry& b) { return a.line < b.line; });
}

Value convert(const toml::node& node) {
    Value value;
    value.line = line_of(node.source());
    if (const auto* table = node.as_table()) {
        add_entries(value, *table);
    } else if (const auto* list = node.as_array()) {
        value.kind = Kind::list;
        for (const auto& item : *list) value.items.push_back(convert(item));
    } else if (const auto* text = node.as_string()) {
        value.kind = Kind::text;
        value.text = text->get();
    } else if (const auto* whole = node.as_integer()) {
        value.kind = Kind::whole;
        value.whole = whole->get();
    } else if (const auto* boolean = node.as_boolean()) {
        value.kind = Kind::boolean;
        value.boolean = boolean->get();
    } else {
        value.kind = node.is_floating_point() ? Kind::decimal : Kind::date;
    }
    return value;
}

std::string_view line_at(std::string_view text, int line) {
    for (int at = 1; at < line; ++at) {
        const auto end = text.find('\n');
        if (end == std::string_view::npos) return {};
        text.remove_prefix(end + 1);
    }
    return text.substr(0, text.find('\n'));
}

/// Brackets that a line opens and doesn't close, outside of quotes and comments.
int brackets_opened(std::string_view line) {
    int open = 0;
    bool quoted = false;
    for (const char c : line) {
        if (c == '"') quoted = !quoted;
        if (quoted) continue;
        if (c == '#') break;
        open += c == '[' ? 1 : c == ']' ? -1 : 0;
    }
    return open;
}

bool begins_list(std::string_view line) {
    const auto equals = line.find('=');
    const auto start = equals == std::string_view::npos ? equals : line.find_first_not_of(" \t", equals + 1);
    return start != std::string_view::npos && line[start] == '[';
}

/// A line that a list can't go on with: a section, or another setting.
bool begins_something(std::string_view line) {
    const auto start = line.find_first_not_of(" \t");
    return start != std::string_view::npos &&
           (line[start] == '[' || line.find('=') != std::string_view::npos);
}

/// The line of a list that was opened before this one and isn't closed; 0: there is none.
int line_of_open_list(std::string_view text, int line) {
    int open = 0;
    for (int at = line - 1; at > 0; --at) {
        open += brackets_opened(line_at(text, at));
        if (begins_list(line_at(text, at))) return open > 0 ? at : 0;
    }
    return 0;
}

/// The library's sentence may quote the text that it stumbled over: not when that could be a password.
Problem syntax_problem(const toml::parse_error& error, std::string_view text, const std::string& file) {
    const int line = line_of(error.source());
    if (line_at(text, line).find("assw") != std::string_view::npos)
        return {file, line, "not TOML; expected password = \"...\" with quotes on both sides"};
    if (const int start = line_of_open_list(text, line); start != 0 && begins_something(line_at(text, line)))
        return {file, start,
                fmt::format("not TOML: the list that begins here has no closing ] before line {}", line)};
    return {file, line, fmt::format("not TOML: {}", error.description()),
            static_cast<int>(error.source().begin.column)};
}

int first_long_line(std::string_view text) {
    for (int line = 1; !text.empty(); ++line) {
        const auto end = std::min(text.find('\n'), text.size());
        if (end > max_line_bytes) return line;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return 0;
}

}  // namespace

const Entry* Value::find(const std::string& key) const {
    const auto found =
        std::find_if(entries.begin(), entries.end(), [&](const Entry& entry) { return entry.key == key; });
    return found == entries.end() ? nullptr : &*found;
}

std::variant<Value, Problem> parse(const std::string& toml, const std::string& file) {
    if (toml.size() > max_file_bytes)
        return Problem{file, 0,
                       fmt::format("larger than {} MB; expected a settings file", max_file_bytes >> 20)};
    if (const int line = first_long_line(toml))
        return Problem{file, line, fmt::format("longer than {} characters; break the line", max_line_bytes)};
    try {
        Value root;
        add_entries(root, toml::parse(std::string_view{toml}, std::string_view{file}));
        return root;
    } catch (const toml::parse_error& error) {
        return syntax_problem(error, toml, file);
    }
}

std::string shown(const Value& value) {
    switch (value.kind) {
        case Kind::text:
            return fmt::format("\"{}\"", value.text);
        case Kind::whole:
            return fmt::format("{} (a number)", value.whole);
        case Kind::decimal:
            return "a number with a fraction";
        case Kind::boolean:
            return value.boolean ? "true" : "false";
        case Kind::date:
            return "a date or time";
        case Kind::list:
            return "a list";
        default:
            return "a table";
    }
}

}  // namespace layby::settings

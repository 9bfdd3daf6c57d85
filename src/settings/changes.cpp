#include "settings/changes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "settings/read/document.hpp"
#include "settings/secret_keys.hpp"
#include "words/duration_text.hpp"

namespace layby::settings {
namespace {

constexpr std::size_t longest_shown = 120;  ///< bytes of a value

struct Written {
    std::string key, text;  ///< "music.default", as one writes its value
    std::optional<Duration> time;
};

/// A section with all that is written in it.
struct WrittenSection {
    std::string kind, name;
    std::vector<Written> keys;
};

std::string as_written(const Value& value);

/// With escapes, so that no value makes a line of its own in a log or on a terminal.
std::string quoted(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\')
            out += {'\\', c};
        else if (byte < 0x20 || byte == 0x7f)
            out += fmt::format("\\u{:04X}", byte);
        else
            out += c;
    }
    return out + '"';
}

std::string list_as_written(const Value& list) {
    std::string out = "[";
    for (const auto& item : list.items) out += (out.size() > 1 ? ", " : "") + as_written(item);
    return out + "]";
}

std::string table_as_written(const Value& table) {
    std::string out = "{";
    for (const auto& [key, line, value] : table.entries)
        out += fmt::format("{} {} = {}", out.size() > 1 ? "," : "", key,
                           looks_secret(key) ? "…" : as_written(value));
    return out + " }";
}

std::string as_written(const Value& value) {
    using Kind = Value::Kind;
    if (value.kind == Kind::text) return quoted(value.text);
    if (value.kind == Kind::whole) return fmt::format("{}", value.whole);
    if (value.kind == Kind::list) return list_as_written(value);
    if (value.kind == Kind::table) return table_as_written(value);
    return shown(value);
}

void add_keys(std::vector<Written>& to, const Value& table, const std::string& prefix) {
    for (const auto& [key, line, value] : table.entries) {
        if (value.kind == Value::Kind::table && !looks_secret(key)) {
            add_keys(to, value, prefix + key + '.');
            continue;
        }
        const bool text = value.kind == Value::Kind::text;
        to.push_back({prefix + key, as_written(value), text ? read_duration(value.text) : std::nullopt});
    }
}

/// By what one calls it.
std::string name_in(const Value& table) {
    const auto text = [&](const char* key) {
        const auto* entry = table.find(key);
        return entry && entry->value.kind == Value::Kind::text ? entry->value.text : std::string{};
    };
    for (const char* key : {"name", "account", "number", "mac"})
        if (const auto name = text(key); !name.empty()) return name;
    const auto trunk = text("trunk"), numbers = text("numbers");
    return trunk.empty() ? numbers : trunk + " " + numbers;
}

std::vector<WrittenSection> sections_of(const std::string& toml) {
    std::vector<WrittenSection> out;
    const auto parsed = parse(toml, "");
    const auto* root = std::get_if<Value>(&parsed);
    if (!root) return out;
    WrittenSection outside;
    std::map<std::string, int> seen;
    for (const auto& [kind, line, value] : root->entries) {
        const bool tables = value.kind == Value::Kind::list && !value.items.empty() &&
                            value.items.front().kind == Value::Kind::table;
        if (value.kind == Value::Kind::table) {
            out.push_back({kind, {}, {}});
            add_keys(out.back().keys, value, {});
        } else if (!tables) {
            outside.keys.push_back({kind, as_written(value), {}});
        } else {
            for (const auto& table : value.items) {
                auto name = name_in(table);
                if (const int times = ++seen[kind + '\n' + name]; times > 1 || name.empty())
                    name += fmt::format("{}#{}", name.empty() ? "" : " ", times);
                out.push_back({kind, std::move(name), {}});
                add_keys(out.back().keys, table, {});
            }
        }
    }
    out.push_back(std::move(outside));
    return out;
}

bool same_value(const Written& one, const Written& other) {
    return one.text == other.text || (one.time && one.time == other.time);
}

/// Not in the middle of a character.
std::string shortened(const std::string& text) {
    if (text.size() <= longest_shown) return text;
    auto end = longest_shown;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    return text.substr(0, end) + " …";
}

const Written* find_key(const std::vector<Written>& keys, const std::string& key) {
    const auto found = std::ranges::find(keys, key, &Written::key);
    return found == keys.end() ? nullptr : &*found;
}

KeyChange key_change(const std::string& key, const Written* before, const Written* after) {
    const bool secret = looks_secret(key.substr(key.rfind('.') + 1));
    KeyChange out{key, {}, {}, secret};
    if (before && !secret) out.before = shortened(before->text);
    if (after && !secret) out.after = shortened(after->text);
    return out;
}

std::vector<KeyChange> key_changes(const std::vector<Written>& before, const std::vector<Written>& after) {
    std::vector<KeyChange> out;
    for (const auto& now : after) {
        const auto* then = find_key(before, now.key);
        if (!then || !same_value(*then, now)) out.push_back(key_change(now.key, then, &now));
    }
    for (const auto& then : before)
        if (!find_key(after, then.key)) out.push_back(key_change(then.key, &then, nullptr));
    return out;
}

using ByName = std::map<std::pair<std::string, std::string>, const WrittenSection*>;

ByName by_name(const std::vector<WrittenSection>& sections) {
    ByName out;
    for (const auto& one : sections) out[{one.kind, one.name}] = &one;
    return out;
}

/// The kinds of which what is in both stands in another order.
std::vector<std::string> reordered_kinds(const std::vector<WrittenSection>& before,
                                         const std::vector<WrittenSection>& after) {
    std::map<std::string, std::vector<std::string>> then, now;
    const auto were = by_name(before), are = by_name(after);
    for (const auto& one : before)
        if (are.contains({one.kind, one.name})) then[one.kind].push_back(one.name);
    for (const auto& one : after)
        if (were.contains({one.kind, one.name})) now[one.kind].push_back(one.name);
    std::vector<std::string> out;
    for (const auto& [kind, names] : now)
        if (then[kind] != names) out.push_back(kind);
    return out;
}

std::string called(const Change& change) {
    if (change.section.empty()) return "outside of all sections";
    return change.name.empty() ? '[' + change.section + ']' : change.section + ' ' + change.name;
}

std::string sentence_of_key(const KeyChange& key) {
    if (key.secret) return key.key + " is another one";
    if (key.after.empty()) return fmt::format("{} is left out (was {})", key.key, key.before);
    if (key.before.empty()) return fmt::format("{} is {}", key.key, key.after);
    return fmt::format("{} {} → {}", key.key, key.before, key.after);
}

}  // namespace

std::vector<Change> changes(const std::string& before, const std::string& after) {
    using What = Change::What;
    const auto then = sections_of(before), now = sections_of(after);
    const auto were = by_name(then), are = by_name(now);
    std::vector<Change> out;
    for (const auto& one : now) {
        const auto found = were.find({one.kind, one.name});
        if (found == were.end() && !one.name.empty()) {
            out.push_back({What::added, one.kind, one.name});
            continue;
        }
        auto keys = key_changes(found == were.end() ? std::vector<Written>{} : found->second->keys, one.keys);
        if (!keys.empty()) out.push_back({What::changed, one.kind, one.name, std::move(keys)});
    }
    for (const auto& kind : reordered_kinds(then, now)) out.push_back({What::reordered, kind});
    for (const auto& one : then) {
        if (are.contains({one.kind, one.name})) continue;
        if (one.name.empty())
            out.push_back({What::changed, one.kind, {}, key_changes(one.keys, {})});
        else
            out.push_back({What::removed, one.kind, one.name});
    }
    return out;
}

std::string sentence(const Change& change) {
    using What = Change::What;
    if (change.what == What::added) return called(change) + " is added";
    if (change.what == What::removed) return called(change) + " is removed";
    if (change.what == What::reordered) return "the order of [[" + change.section + "]] is another one";
    std::string out;
    for (const auto& key : change.keys) out += (out.empty() ? ": " : ", ") + sentence_of_key(key);
    return called(change) + out;
}

}  // namespace layby::settings

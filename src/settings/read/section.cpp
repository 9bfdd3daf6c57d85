#include "settings/read/section.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "calls/languages.hpp"
#include "settings/read/values.hpp"
#include "settings/secret_keys.hpp"

namespace layby::settings {
namespace {

using Kind = Value::Kind;

std::string limits(const Between& between) {
    return fmt::format("a time from {} to {} such as \"90s\" or \"1h30m\"{}", spell(between.least),
                       spell(between.most), between.zero_is_off ? ", or \"0s\" for off" : "");
}

bool within(const Between& between, Duration time) {
    if (time == Duration::zero()) return between.zero_is_off;
    return time >= between.least && time <= between.most;
}

}  // namespace

Section::Section(Draft& draft, const Value* table, std::string place)
    : draft_{draft}, table_{table}, place_{std::move(place)} {
    if (!table_) return;
    draft_.lines[place_] = table_->line;
    for (const auto& entry : table_->entries) draft_.lines[place_ + "/" + entry.key] = entry.line;
}

const Entry* Section::find(const char* key) {
    known_.insert(key);
    return table_ ? table_->find(key) : nullptr;
}

void Section::complain_at(int line, const std::string& sentence) { draft_.problem(line, name_ + sentence); }

void Section::complain(const char* key, const std::string& expected) {
    const Entry* entry = find(key);
    if (!entry) return;
    draft_.unread.insert(place_ + '/' + key);
    const std::string value = is_secret(key) ? "not right" : shown(entry->value);
    complain_at(entry->line, fmt::format("{} is {}; expected {}", key, value, expected));
}

void Section::complain_about_item(const char* key, const Value& item, const std::string& expected) {
    draft_.unread.insert(place_ + '/' + key);
    complain_at(item.line, fmt::format("{} has {}; expected {}", key, shown(item), expected));
}

void Section::missing(const char* key, const std::string& expected) {
    if (!find(key)) missing_.emplace_back(key, expected);
}

void Section::read(const char* key, bool& out) {
    const Entry* entry = find(key);
    if (!entry) return;
    if (entry->value.kind != Kind::boolean) return complain(key, "true or false");
    out = entry->value.boolean;
}

void Section::read(const char* key, Duration& out, const Between& between) {
    const auto time = parsed(key, read_duration, limits(between).c_str());
    if (!time) return;
    if (!within(between, *time)) return complain(key, limits(between));
    out = *time;
}

void Section::read(const char* key, std::size_t& out, std::size_t least, std::size_t most) {
    const Entry* entry = find(key);
    if (!entry) return;
    const auto whole = entry->value.whole;
    const bool fits = entry->value.kind == Kind::whole && whole >= 0 &&
                      static_cast<std::size_t>(whole) >= least && static_cast<std::size_t>(whole) <= most;
    if (!fits) return complain(key, fmt::format("a whole number from {} to {}", least, most));
    out = static_cast<std::size_t>(whole);
}

std::optional<std::string> Section::text(const char* key, const char* expected) {
    const Entry* entry = find(key);
    if (!entry) return std::nullopt;
    const bool is_text = entry->value.kind == Kind::text;
    if (is_text && is_secret(key) && number_of_mark(entry->value.text)) {
        draft_.unread.insert(place_ + '/' + key);
        complain_at(entry->line, fmt::format("{} is the mark of a secret; expected the secret itself", key));
        return std::nullopt;
    }
    if (is_text && entry->value.text.find('\0') == std::string::npos) return entry->value.text;
    complain(key, fmt::format("{}{}", is_text ? "" : "text in quotes: ", expected));
    return std::nullopt;
}

void Section::read(const char* key, std::string& out, bool (*valid)(std::string_view), const char* expected) {
    const auto found = text(key, expected);
    if (!found) return;
    if (!valid(*found)) return complain(key, expected);
    out = *found;
}

std::optional<std::vector<Value>> Section::texts(const char* key, const char* expected) {
    const Entry* entry = find(key);
    if (!entry) return std::nullopt;
    const auto& items = entry->value.items;
    const bool all_text = std::all_of(items.begin(), items.end(), [](const Value& item) {
        return item.kind == Kind::text && item.text.find('\0') == std::string::npos;
    });
    if (entry->value.kind == Kind::list && all_text) return items;
    complain(key, fmt::format("a list such as {}", expected));
    return std::nullopt;
}

void Section::unknown_keys() {
    const std::string kind = place_.substr(0, place_.find('/'));
    draft_.known[kind].insert(known_.begin(), known_.end());
    if (!table_) return;
    for (const auto& entry : table_->entries)
        if (!known_.contains(entry.key))
            draft_.unknown.push_back(
                {kind, place_, name_, entry.key, meant_by(entry.key, known_), entry.line});
    for (const auto& [key, expected] : missing_)
        if (draft_.sure(place_ + '/' + key))
            complain_at(draft_.line(place_), fmt::format("{} is missing; expected {}", key, expected));
}

std::string any_of(const std::vector<std::string>& words) {
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i)
        text += fmt::format("{}\"{}\"", i == 0 ? "" : i + 1 == words.size() ? " or " : ", ", words[i]);
    return text;
}

std::vector<const Value*> tables_of(Draft& draft, const Value& root, const char* kind) {
    std::vector<const Value*> tables;
    const Entry* entry = root.find(kind);
    if (!entry) return tables;
    const auto complain = [&](int line) {
        draft.unread.insert(kind);
        draft.problem(line, fmt::format("{0} is not a list of tables; begin each {0} with [[{0}]]", kind));
    };
    if (entry->value.kind != Kind::list) complain(entry->line);
    for (const Value& item : entry->value.items) {
        if (item.kind == Kind::table)
            tables.push_back(&item);
        else
            complain(item.line);
    }
    return tables;
}

const Value* table_of(Draft& draft, const Value& root, const char* kind) {
    const Entry* entry = root.find(kind);
    if (!entry) return nullptr;
    if (entry->value.kind == Kind::table) return &entry->value;
    draft.unread.insert(kind);
    draft.problem(entry->line,
                  fmt::format("{0} is {1}; expected a section [{0}]", kind, shown(entry->value)));
    return nullptr;
}

void Section::read_networks(const char* key, std::vector<std::string>& out) {
    const auto listed = texts(key, R"(["192.0.2.10", "198.51.100.0/24"])");
    for (const Value& item : listed.value_or(std::vector<Value>{})) {
        if (read_network(item.text))
            out.push_back(item.text);
        else
            complain_about_item(key, item, R"(an IP address or a network such as "198.51.100.0/24")");
    }
}

void read_language(Section& section, std::string& out) {
    std::vector<std::string> codes;
    for (const auto& language : calls::languages()) codes.push_back(language.code);
    const auto expected = any_of(codes);
    const auto written = section.text("language", expected.c_str());
    if (!written) return;
    if (calls::language_of(*written)) {
        out = *written;
        return;
    }
    const auto meant = calls::language_meant_by(*written);
    section.complain("language", expected + (meant.empty() ? "" : "; did you mean \"" + meant + "\"?"));
}

void read_encryption(Section& section, const char* key, calls::MediaEncryption& out) {
    using calls::MediaEncryption;
    section.choose(key, out,
                   {{"off", MediaEncryption::off},
                    {"prefer", MediaEncryption::prefer},
                    {"require", MediaEncryption::require}});
}

}  // namespace layby::settings

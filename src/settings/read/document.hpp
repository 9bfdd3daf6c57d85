// The settings file as a tree of plain values that know their line. Only document.cpp knows the TOML library.
#pragma once
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "settings/settings.hpp"

namespace layby::settings {

struct Entry;

struct Value {
    enum class Kind { text, whole, decimal, boolean, date, list, table };
    Kind kind{Kind::table};
    int line{};
    std::string text;
    std::int64_t whole{};
    bool boolean{};
    std::vector<Value> items;    ///< of a list
    std::vector<Entry> entries;  ///< of a table, by line

    const Entry* find(const std::string& key) const;
};

struct Entry {
    std::string key;
    int line{};
    Value value;
};

/// Longer files and lines are refused before they are parsed: the parser's recursion grows with the line.
inline constexpr std::size_t max_file_bytes = 4 << 20;
inline constexpr std::size_t max_line_bytes = 4000;

/// The file's tree, or the one place where it stops being TOML.
std::variant<Value, Problem> parse(const std::string& toml, const std::string& file);

/// A value as an error names it: "60" with its kind. Lists and tables are named by kind only.
std::string shown(const Value& value);

}  // namespace layby::settings

// Helpers of the settings tests: read a text, get the settings or the complaints as a list of lines.
#pragma once
#include <string>
#include <vector>

#include "settings/settings.hpp"

namespace layby::settings {

inline std::vector<std::string> complaints(const std::string& toml) {
    std::vector<std::string> lines;
    const Read read = read_text(toml, "office.toml");
    if (const auto* problems = std::get_if<std::vector<Problem>>(&read))
        for (const auto& problem : *problems) lines.push_back(problem.text());
    return lines;
}

/// The settings; on complaints none, with the first complaint as the exception's text.
inline Settings good(const std::string& toml) {
    Read read = read_text(toml, "office.toml");
    if (auto* problems = std::get_if<std::vector<Problem>>(&read))
        throw std::runtime_error{problems->front().text()};
    return std::get<Settings>(std::move(read));
}

/// Two users, so that the rest of a text is what a test is about.
inline const std::string two_users = "[[user]]\nname = \"201\"\n[[user]]\nname = \"202\"\n";

}  // namespace layby::settings

#include "console/settings_text.hpp"

#include "console/json_parts.hpp"

namespace layby::console {
namespace {

Json problem_of(const settings::Problem& problem) {
    return {{"line", problem.line > 0 ? Json(problem.line) : Json(nullptr)},
            {"column", problem.column > 0 ? Json(problem.column) : Json(nullptr)},
            {"what", problem.what},
            {"text", problem.text()}};
}

const char* word_for(settings::Change::What what) {
    using What = settings::Change::What;
    if (what == What::added) return "added";
    if (what == What::removed) return "removed";
    return what == What::changed ? "changed" : "reordered";
}

Json key_change_of(const settings::KeyChange& key) {
    return {{"key", key.key},
            {"before", or_null(key.before)},
            {"after", or_null(key.after)},
            {"secret", key.secret}};
}

Json settings_change_of(const settings::Change& change) {
    return {{"what", word_for(change.what)},
            {"section", or_null(change.section)},
            {"name", or_null(change.name)},
            {"settings", list(change.keys, key_change_of)},
            {"text", settings::sentence(change)}};
}

}  // namespace

std::string settings_file_json(const SettingsFile& file) {
    return text({{"file", file.file}, {"text", file.text}, {"unwritable", or_null(file.unwritable)}});
}

std::string settings_checked_json(const SettingsChecked& checked) {
    return text({{"good", checked.problems.empty()},
                 {"problems", list(checked.problems, problem_of)},
                 {"warnings", checked.warnings},
                 {"changes", list(checked.changes, settings_change_of)},
                 {"at_next_start", checked.at_next_start}});
}

std::string settings_saved_json(const SettingsSaved& saved) {
    return text({{"state", "saved"}, {"backup", or_null(saved.backup)}});
}

std::optional<std::optional<std::string>> settings_in(const std::string& json) {
    using Inner = std::optional<std::string>;
    const auto parsed = Json::parse(json, nullptr, false);
    if (!parsed.is_object()) return {};
    const auto found = parsed.find("text");
    if (found == parsed.end() || found->is_null()) return Inner{};
    if (!found->is_string()) return {};
    return Inner{found->get<std::string>()};
}

std::string etag_of(const std::string& version) { return '"' + version + '"'; }

std::string version_in(const std::string& etag) {
    const bool quoted = etag.size() > 2 && etag.front() == '"' && etag.back() == '"';
    const auto version = quoted ? etag.substr(1, etag.size() - 2) : std::string{};
    return version.find('"') == std::string::npos ? version : std::string{};
}

}  // namespace layby::console

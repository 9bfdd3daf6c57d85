#include "layby/settings_file.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "console/token.hpp"
#include "layby/checking.hpp"
#include "layby/wiring.hpp"
#include "settings/exposure.hpp"
#include "settings/marked_text.hpp"
#include "settings/private_file.hpp"

namespace layby::app {
namespace {

using settings::MarkedText;
using settings::Problem;
using State = console::SettingsSaved::State;

/// Where it really is: a link stays one.
std::filesystem::path real_path(const std::filesystem::path& file) {
    std::error_code error;
    auto real = std::filesystem::canonical(file, error);
    return error ? file : real;
}

/// Why it can't be replaced by us, with its owner; empty: it can, as far as one can see.
std::string unwritable(const std::filesystem::path& file) {
    const auto rights = settings::rights_of_file(file);
    const auto because = [&](const std::string& what, const std::string& why) {
        return fmt::format("{} can't be changed from here: {}; change it on the server", what, why);
    };
    if (!rights) return because(file.string(), "there is no such file");
    for (const auto& path : {file, file.parent_path()})
        if (access(path.c_str(), W_OK) != 0) return because(path.string(), std::strerror(errno));
    if (geteuid() != 0 && rights->owner != geteuid())
        return because(file.string(), "it belongs to another account than the server's");
    return {};
}

std::vector<Problem> problems_in(const settings::Read& read) {
    const auto* problems = std::get_if<std::vector<Problem>>(&read);
    return problems ? *problems : std::vector<Problem>{};
}

console::SettingsChecked with_problems(std::vector<Problem> problems) {
    console::SettingsChecked out;
    out.problems = std::move(problems);
    return out;
}

console::SettingsChecked checked(const std::string& text, const std::string& file,
                                 const InEffect& in_effect) {
    auto read = settings::read_text(text, file);
    if (auto problems = problems_in(read); !problems.empty()) return with_problems(std::move(problems));
    const auto& good = std::get<settings::Settings>(read);
    console::SettingsChecked out;
    for (auto& exposed : settings::exposures(good, file)) out.warnings.push_back(std::move(exposed));
    for (auto& warning : all_warnings(good)) out.warnings.push_back(std::move(warning));
    out.changes = settings::changes(in_effect.text, text);
    out.at_next_start = needs_restart(in_effect.at_start, good);
    return out;
}

/// A file whose secrets can't be told from the rest has none that could be put back.
std::vector<MarkedText::Secret> secrets_in(const std::string& toml, const std::string& file) {
    auto known = settings::marked(toml, file);
    auto* good = std::get_if<MarkedText>(&known);
    return good ? std::move(good->secrets) : std::vector<MarkedText::Secret>{};
}

/// A text with what its marks stand for in `whole` (null: there is no such file), and what is to be said
/// about it.
struct Meant {
    std::string text;
    console::SettingsChecked checked;
};
Meant meant_by(const std::string& marked, const std::string* whole, const std::string& file,
               const InEffect& in_effect) {
    auto meant = settings::unmarked(
        marked, whole ? secrets_in(*whole, file) : std::vector<MarkedText::Secret>{}, file);
    if (!meant.problems.empty()) return {{}, with_problems(std::move(meant.problems))};
    auto said = checked(meant.text, file, in_effect);
    return {std::move(meant.text), std::move(said)};
}

}  // namespace

SettingsFile::SettingsFile(std::filesystem::path file, std::string key)
    : file_(std::move(file)), key_(std::move(key)) {}

std::string SettingsFile::version_of(const std::string& text) const {
    constexpr std::size_t enough = 32;
    return console::hash_of(key_ + text).substr(0, enough);
}

console::SettingsFile SettingsFile::show() const {
    console::SettingsFile out;
    out.file = file_.string();
    const auto text = settings::text_of_file(file_);
    if (const auto* problem = std::get_if<Problem>(&text)) return out.unshown = problem->text(), out;
    const auto& whole = std::get<std::string>(text);
    auto shown = settings::marked(whole, out.file);
    if (const auto* problem = std::get_if<Problem>(&shown)) return out.unshown = problem->text(), out;
    out.text = std::move(std::get<MarkedText>(shown).text);
    out.version = version_of(whole);
    out.unwritable = unwritable(real_path(file_));
    return out;
}

console::SettingsChecked SettingsFile::check(const std::optional<std::string>& text,
                                             const std::string& version, const InEffect& in_effect) const {
    const auto name = file_.string();
    auto now = settings::text_of_file(file_);
    const auto* whole = std::get_if<std::string>(&now);
    if (!version.empty() && (!whole || version_of(*whole) != version)) return {.another_version = true};
    if (!text && !whole) return with_problems({std::get<Problem>(now)});
    if (!text) return checked(*whole, name, in_effect);
    return meant_by(*text, whole, name, in_effect).checked;
}

console::SettingsSaved SettingsFile::save(const std::string& text, const std::string& version,
                                          const InEffect& in_effect) const {
    const auto now = settings::text_of_file(file_);
    const auto* whole = std::get_if<std::string>(&now);
    if (!whole || version_of(*whole) != version) return {.state = State::another_version};
    auto meant = meant_by(text, whole, file_.string(), in_effect);
    if (!meant.checked.problems.empty()) return {.state = State::wrong, .checked = std::move(meant.checked)};
    if (auto why = unwritable(real_path(file_)); !why.empty())
        return {.state = State::unwritable, .why = std::move(why)};
    auto out = put(*whole, meant.text);
    out.checked = std::move(meant.checked);
    return out;
}

console::SettingsSaved SettingsFile::put(const std::string& before, const std::string& text) const try {
    const auto real = real_path(file_);
    const auto rights =
        settings::rights_of_file(real).value_or(settings::FileRights{geteuid(), getegid(), 0600});
    if (before == text) return {.state = State::saved, .version = version_of(text)};
    const auto still_there = [&] {
        const auto now = settings::text_of_file(real);
        const auto* same = std::get_if<std::string>(&now);
        return same && *same == before;
    };
    const auto backup = real.string() + ".old";
    settings::write_as(rights, backup, before);
    if (!settings::write_as(rights, real, text, still_there)) return {.state = State::another_version};
    return {.state = State::saved, .version = version_of(text), .backup = backup};
} catch (const std::runtime_error& error) {
    return {.state = State::unwritable, .why = error.what()};
}

}  // namespace layby::app

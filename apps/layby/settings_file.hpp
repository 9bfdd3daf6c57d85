// The file of settings in the hands of an admin who isn't at the machine: shown without secrets, checked as
// "layby check" does, and replaced with a copy of what was there. On the housekeeper's thread, as all of it
// takes time.
#pragma once
#include <filesystem>
#include <optional>
#include <string>

#include "console/settings_file.hpp"

namespace layby::app {

/// What a text is held against.
struct InEffect {
    const std::string& text;             ///< of the last reload, or of the start
    const settings::Settings& at_start;  ///< what can't be changed by a reload is as it was then
};

class SettingsFile {
  public:
    /// `key`: for versions, so that nobody can find a PIN by them.
    SettingsFile(std::filesystem::path file, std::string key);

    console::SettingsFile show() const;
    /// A text in the place of the file, with its marks; none: the file as it is. Empty version: any.
    console::SettingsChecked check(const std::optional<std::string>& text, const std::string& version,
                                   const InEffect& in_effect) const;
    /// Nothing is written that has a problem, or in the place of another version.
    console::SettingsSaved save(const std::string& text, const std::string& version,
                                const InEffect& in_effect) const;

  private:
    std::string version_of(const std::string& text) const;
    console::SettingsSaved put(const std::string& before, const std::string& text) const;

    const std::filesystem::path file_;
    const std::string key_;
};

}  // namespace layby::app

// The file of settings, as the API's JSON has it. Pure functions, console thread.
#pragma once
#include <optional>
#include <string>

#include "console/settings_file.hpp"

namespace layby::console {

/// {"file":"/etc/layby/office.toml","text":"…","unwritable":null}
std::string settings_file_json(const SettingsFile& file);
/// {"good":true,"problems":[],"warnings":[],"changes":[…],"at_next_start":[]}
std::string settings_checked_json(const SettingsChecked& checked);
/// {"state":"saved","backup":"/etc/layby/office.toml.old"}
std::string settings_saved_json(const SettingsSaved& saved);

/// The member "text" of a JSON object; within: none where it is missing or null. None when the text isn't
/// such an object.
std::optional<std::optional<std::string>> settings_in(const std::string& json);

/// A version as an ETag, and back; empty: it isn't one.
std::string etag_of(const std::string& version);
std::string version_in(const std::string& etag);

}  // namespace layby::console

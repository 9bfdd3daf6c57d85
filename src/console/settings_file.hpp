// The file of settings as the API shows it, checks a text for it, and saves one. Plain values.
#pragma once
#include <string>
#include <vector>

#include "settings/changes.hpp"
#include "settings/settings.hpp"

namespace layby::console {

/// Its secrets are replaced by marks ("settings/marked_text.hpp").
struct SettingsFile {
    std::string file;          ///< its path
    std::string text;          ///< with marks
    std::string version;       ///< of what is in it; another text has another one
    std::string unshown{};     ///< why its text can't be shown; empty: it can
    std::string unwritable{};  ///< why it can't be saved from here; empty: it can
};

/// What `layby check` says, and what a reload would change.
struct SettingsChecked {
    bool another_version{};  ///< the file isn't the one that was asked about; nothing else is known then
    std::vector<settings::Problem> problems{};
    std::vector<std::string> warnings{};
    std::vector<settings::Change> changes{};   ///< against what is in effect
    std::vector<std::string> at_next_start{};  ///< sections that differ from what the server was started with
};

struct SettingsSaved {
    enum class State {
        saved,
        wrong,            ///< it has problems
        another_version,  ///< the file has changed meanwhile
        unwritable
    };
    State state{};
    std::string why{};      ///< of the last one
    std::string version{};  ///< now
    std::string backup{};   ///< the path of what was there before; empty: nothing was different
    SettingsChecked checked{};
};

}  // namespace layby::console

// What is different between two texts of a settings file, in words. Pure; any thread.
#pragma once
#include <string>
#include <vector>

namespace layby::settings {

/// A setting that is another one; of a secret nobody is told what it was and is.
struct KeyChange {
    std::string key;
    std::string before{}, after{};  ///< as one writes them; empty: it isn't there, or is a secret
    bool secret{};
    bool operator==(const KeyChange&) const = default;
};

struct Change {
    enum class What {
        added,
        removed,
        changed,
        reordered  ///< of all sections of this kind, where the order counts
    };
    What what{};
    std::string section;            ///< "user", "lot", "sip"; empty: outside of all sections
    std::string name{};             ///< "201"; empty where there is one section of this kind
    std::vector<KeyChange> keys{};  ///< of what was changed
    bool operator==(const Change&) const = default;
};

/// Both are good settings; of what isn't TOML nothing is known. In the order of the new text, what is removed
/// at the end. Two ways to write a time are no difference.
std::vector<Change> changes(const std::string& before, const std::string& after);

/// "user 204 is added", "lot main: recall "90s" → "2m", ladder is left out"
std::string sentence(const Change& change);

}  // namespace layby::settings

// Where the text of a settings file has its secrets, to the byte. Pure; any thread.
#pragma once
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace layby::settings {

struct SecretPlace {
    std::size_t at{}, length{};  ///< the value as it is written, with its quotes
    std::string where;           ///< "user/password": its section and key; in a comment its key alone
    bool commented_out{};
};

/// In the order of the text: the values of all keys that look like secrets, wherever they are nested, what is
/// commented out like one, and comments that say one of `known`. None: it isn't written as TOML is.
std::optional<std::vector<SecretPlace>> secret_places(std::string_view toml,
                                                      const std::set<std::string>& known = {});

}  // namespace layby::settings

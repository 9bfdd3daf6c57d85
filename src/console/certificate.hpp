// Where the console's certificate is. Plain values; any thread.
#pragma once
#include <string>

namespace layby::console {

/// Files in PEM. None: the console speaks plain HTTP.
struct Certificate {
    std::string chain_file{};  ///< its own first, then those that lead to a root
    std::string key_file{};
    bool is_there() const { return !chain_file.empty(); }
};

}  // namespace layby::console

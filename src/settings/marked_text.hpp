// The text of a settings file as it may be shown: each secret is replaced by a mark, which is replaced by the
// secret again when the text comes back. Pure; any thread.
#pragma once
#include <string>
#include <variant>
#include <vector>

#include "settings/secret_places.hpp"
#include "settings/settings.hpp"

namespace layby::settings {

struct MarkedText {
    struct Secret {
        std::string written;  ///< as it stands in the file, with its quotes
        std::string where;
        bool commented_out{};
    };
    std::string text;             ///< with marks
    std::vector<Secret> secrets;  ///< the first is mark 1
};

/// A text that isn't TOML, or whose secrets can't be told from the rest for certain, isn't shown at all.
std::variant<MarkedText, Problem> marked(const std::string& toml, const std::string& file);

/// With its secrets again. A mark is put back at the same key of the same section, or commented out at the
/// same key: nowhere where the secret would be seen. One that can't be put back is a problem, as what it
/// stands for would be lost. What isn't TOML stays as it is.
struct UnmarkedText {
    std::string text;
    std::vector<Problem> problems;
};
UnmarkedText unmarked(const std::string& text, const std::vector<MarkedText::Secret>& secrets,
                      const std::string& file);

}  // namespace layby::settings

#include "calls/languages.hpp"

#include <algorithm>

#include "calls/tongues/tongue.hpp"
#include "words/spelling.hpp"

namespace layby::calls {
namespace {

std::vector<Language> all_languages() {
    std::vector<Language> out;
    for (const Tongue* one : tongues())
        out.push_back({std::string{one->code}, std::string{one->name}, std::string{one->folder},
                       std::string{one->package}});
    return out;
}

constexpr std::string_view say_prefix = "say/";

/// "es" of "es/digits/7"; empty: an English recording, which may lie in a folder, too.
std::string_view prefix_of(std::string_view name) {
    const auto end = name.find('/');
    if (end == std::string_view::npos) return {};
    const auto prefix = name.substr(0, end);
    return language_of(prefix) ? prefix : std::string_view{};
}

}  // namespace

const std::vector<Language>& languages() {
    static const std::vector<Language> all = all_languages();
    return all;
}

const Language* language_of(std::string_view code) {
    for (const Language& one : languages())
        if (one.code == code) return &one;
    return nullptr;
}

std::string language_meant_by(const std::string& word) {
    const std::string lower = lower_case(word);
    const auto code = lower.substr(0, lower.find_first_of("-_"));
    if (language_of(code)) return code;
    std::vector<std::string> names;
    for (const Tongue* one : tongues())
        names.insert(names.end(), {lower_case(one->name), std::string{one->own_name}});
    const auto named = std::ranges::find(names, lower) != names.end() ? lower : nearest(lower, names);
    for (const Tongue* one : tongues())
        if (!named.empty() && (lower_case(one->name) == named || one->own_name == named))
            return std::string{one->code};
    return {};
}

std::optional<SaidText> said_text(std::string_view name) {
    if (!name.starts_with(say_prefix)) return std::nullopt;
    const auto rest = name.substr(say_prefix.size());
    const auto end = rest.find('/');
    if (end == std::string_view::npos) return std::nullopt;
    return SaidText{std::string{rest.substr(0, end)}, std::string{rest.substr(end + 1)}};
}

RecordedWord recorded_word(std::string_view name) {
    const auto prefix = prefix_of(name);
    if (prefix.empty()) return {std::string{english_code}, std::string{name}};
    return {std::string{prefix}, std::string{name.substr(prefix.size() + 1)}};
}

}  // namespace layby::calls

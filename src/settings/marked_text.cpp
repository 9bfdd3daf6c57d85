#include "settings/marked_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "settings/read/document.hpp"
#include "settings/secret_keys.hpp"
#include "words/utf8.hpp"

namespace layby::settings {
namespace {

/// Shorter ones are looked for in no comment: "201" may be anything.
constexpr std::size_t telling_length = 4;

template <class Visit>
void visit_secrets(const Value& value, const Visit& visit) {
    for (const auto& item : value.items) visit_secrets(item, visit);
    for (const auto& entry : value.entries) {
        if (looks_secret(entry.key))
            visit(entry.value);
        else
            visit_secrets(entry.value, visit);
    }
}

std::set<std::string> known_secrets(const Value& root) {
    std::set<std::string> out;
    visit_secrets(root, [&](const Value& value) {
        if (value.text.size() >= telling_length) out.insert(value.text);
    });
    return out;
}

/// The proof by another reader: where secrets are, marks are.
bool all_marked(const std::string& text, const std::string& file) {
    const auto parsed = parse(text, file);
    const auto* root = std::get_if<Value>(&parsed);
    bool good = root != nullptr;
    if (root)
        visit_secrets(*root, [&](const Value& value) {
            good = good && value.kind == Value::Kind::text && number_of_mark(value.text);
        });
    return good;
}

std::string last_key_of(const std::string& where) { return where.substr(where.rfind('/') + 1); }

/// Settings that nothing tells again. (A name of music may be "password", and a file that isn't there is
/// told.)
constexpr std::array<std::string_view, 5> well_kept{"user/password", "trunk/password", "lot/pin",
                                                    "webhook/url", "webhook/secret"};

/// Whether a secret may be put back there.
bool fits(const MarkedText::Secret& secret, const SecretPlace& place) {
    if (!secret.commented_out && !place.commented_out) return secret.where == place.where;
    if (!place.commented_out && !std::ranges::count(well_kept, place.where)) return false;
    const bool one_line = secret.written.find('\n') == std::string::npos;
    return one_line && last_key_of(secret.where) == last_key_of(place.where);
}

std::string_view without_quotes(std::string_view text) {
    const bool quoted =
        text.size() >= 2 && (text.front() == '"' || text.front() == '\'') && text.front() == text.back();
    return quoted ? text.substr(1, text.size() - 2) : text;
}

int line_in(std::string_view text, std::size_t at) {
    return 1 + static_cast<int>(std::ranges::count(text.substr(0, at), '\n'));
}

/// Marks in a part of the text where nothing is put back.
void complain_about_marks(const std::string& text, std::size_t from, std::size_t to, const std::string& file,
                          std::vector<Problem>& problems) {
    for (auto at = find_mark(text, from); at < to; at = find_mark(text, at + 1)) {
        const auto mark = text.substr(at, text.find(')', at) + 1 - at);
        problems.push_back({file, line_in(text, at),
                            fmt::format("{} stands for a secret that isn't from here; expected the secret "
                                        "itself, or the mark where it was",
                                        mark)});
    }
}

}  // namespace

std::variant<MarkedText, Problem> marked(const std::string& toml, const std::string& file) {
    if (!is_utf8(toml)) return Problem{file, 0, "is not UTF-8 text"};
    const auto parsed = parse(toml, file);
    if (const auto* problem = std::get_if<Problem>(&parsed)) return *problem;
    const auto places = secret_places(toml, known_secrets(std::get<Value>(parsed)));
    const Problem unsure{file, 0, "its secrets can't be told from the rest"};
    if (!places) return unsure;
    MarkedText out;
    std::size_t from = 0;
    for (const auto& [at, length, where, commented_out] : *places) {
        out.secrets.push_back({toml.substr(at, length), where, commented_out});
        const auto mark = secret_mark(out.secrets.size());
        out.text.append(toml, from, at - from).append(where.empty() ? mark : '"' + mark + '"');
        from = at + length;
    }
    out.text.append(toml, from);
    if (!all_marked(out.text, file)) return unsure;
    return out;
}

UnmarkedText unmarked(const std::string& text, const std::vector<MarkedText::Secret>& secrets,
                      const std::string& file) {
    // The library's sentence on what isn't TOML may quote it.
    if (std::holds_alternative<Problem>(parse(text, file))) return {text, {}};
    const auto places = secret_places(text);
    if (!places) return {text, {}};
    UnmarkedText out;
    std::size_t from = 0;
    const auto keep_up_to = [&](std::size_t to) {
        complain_about_marks(text, from, to, file, out.problems);
        out.text.append(text, from, to - from);
        from = to;
    };
    for (const auto& place : *places) {
        const auto number =
            number_of_mark(without_quotes(std::string_view(text).substr(place.at, place.length)));
        const bool known = number && *number >= 1 && *number <= secrets.size();
        if (!known || !fits(secrets[*number - 1], place)) continue;
        keep_up_to(place.at);
        out.text += secrets[*number - 1].written;
        from = place.at + place.length;
    }
    keep_up_to(text.size());
    return out;
}

}  // namespace layby::settings

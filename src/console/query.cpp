#include "console/query.hpp"

#include <algorithm>
#include <charconv>
#include <ctime>

#include "console/path.hpp"

namespace layby::console {
namespace {

/// As a path's segment, which is what decodes it; what can't be decoded stays as it is.
std::string decoded_value(std::string_view text) {
    const std::string plain(text);
    if (text.find('/') != std::string_view::npos || text.empty()) return plain;
    const auto segment = segments("/" + plain);
    return segment && segment->size() == 1 ? segment->front() : plain;
}

std::optional<std::uint64_t> whole_number(const std::string& text) {
    std::uint64_t value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool good = error == std::errc{} && end == text.data() + text.size() && value > 0;
    return good ? std::optional(value) : std::nullopt;
}

Answer bad_filter(const std::string& name, const std::string& expected) {
    return refusal(400, "bad_filter", name + " must be " + expected);
}

std::string one_of(std::span<const char* const> words) {
    std::string out;
    for (const char* word : words) out += (out.empty() ? "\"" : ", \"") + std::string(word) + "\"";
    return "one of " + out;
}

/// Reads a value when it is there; false when it can't be read.
template <class Value, class Read>
bool take_value(std::string_view target, const char* name, Value& into, Read read) {
    const auto text = in_query(target, name);
    if (!text || text->empty()) return true;
    const auto value = read(*text);
    if (value) into = *value;
    return value.has_value();
}

}  // namespace

std::optional<std::string> in_query(std::string_view target, std::string_view name) {
    const auto query = target.find('?');
    if (query == std::string_view::npos) return {};
    for (auto rest = target.substr(query + 1); !rest.empty();) {
        const auto one = rest.substr(0, rest.find('&'));
        rest.remove_prefix(std::min(rest.size(), one.size() + 1));
        const auto equals = one.find('=');
        if (one.substr(0, equals) != name) continue;
        return equals == std::string_view::npos ? std::string{} : decoded_value(one.substr(equals + 1));
    }
    return {};
}

std::optional<Wall> time_in(const std::string& text) {
    std::tm parts{};
    const bool whole_day = text.size() == 10;
    const char* end = strptime(text.c_str(), whole_day ? "%Y-%m-%d" : "%Y-%m-%dT%H:%M:%SZ", &parts);
    if (!end || *end != '\0') return {};
    const bool can_be_said = parts.tm_year >= 70 && parts.tm_year <= 300;  // in nanoseconds since 1970
    if (!can_be_said) return {};
    return std::chrono::system_clock::from_time_t(timegm(&parts));
}

std::variant<PastWanted, Answer> wanted_in(std::string_view target, std::span<const char* const> outcomes) {
    PastWanted out;
    const auto limit = limit_in(target);
    if (!limit) return refusal(400, "bad_limit", "limit must be a number from 1 to 1000");
    out.limit = *limit;
    if (!take_value(target, "before", out.before, whole_number)) return bad_filter("before", "an id");
    for (auto& [name, into] : {std::pair{"from", &out.from}, std::pair{"to", &out.to}})
        if (!take_value(target, name, *into, time_in))
            return bad_filter(name, "a time such as 2026-11-22T20:54:24Z, or a day such as 2026-11-22");
    for (auto& [name, into] : {std::pair{"number", &out.number}, std::pair{"user", &out.user},
                               std::pair{"lot", &out.lot}, std::pair{"outcome", &out.outcome}})
        if (const auto text = in_query(target, name)) *into = *text;
    const bool known = out.outcome.empty() || std::ranges::find(outcomes, out.outcome) != outcomes.end();
    if (!known) return bad_filter("outcome", one_of(outcomes));
    return out;
}

}  // namespace layby::console

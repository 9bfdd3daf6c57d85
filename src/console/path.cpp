#include "console/path.hpp"

#include <algorithm>
#include <charconv>

namespace layby::console {
namespace {

std::optional<char> escaped(std::string_view digits) {
    if (digits.size() != 2) return {};
    unsigned value{};
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + 2, value, 16);
    if (error != std::errc{} || end != digits.data() + 2 || value == 0) return {};
    return static_cast<char>(value);
}

std::optional<std::string> decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        const auto byte = escaped(text.substr(i + 1, 2));
        if (!byte) return {};
        out += *byte;
        i += 2;
    }
    return out;
}

}  // namespace

std::optional<std::vector<std::string>> segments(std::string_view target) {
    if (target.empty() || target.front() != '/') return {};
    auto rest = target.substr(1, target.find('?') - 1);
    std::vector<std::string> out;
    while (!rest.empty()) {
        const auto end = rest.find('/');
        const auto segment = decoded(rest.substr(0, end));
        if (!segment) return {};
        out.push_back(*segment);
        rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    }
    return out;
}

std::optional<std::size_t> limit_in(std::string_view target) {
    constexpr std::size_t usual = 100, most = 1000;
    const auto query = target.find('?');
    if (query == std::string_view::npos) return usual;
    for (auto rest = target.substr(query + 1); !rest.empty();) {
        const auto one = rest.substr(0, rest.find('&'));
        rest.remove_prefix(std::min(rest.size(), one.size() + 1));
        if (!one.starts_with("limit=")) continue;
        std::size_t limit{};
        const auto [end, error] = std::from_chars(one.data() + 6, one.data() + one.size(), limit);
        const bool good = error == std::errc{} && end == one.data() + one.size();
        return good && limit >= 1 && limit <= most ? std::optional(limit) : std::nullopt;
    }
    return usual;
}

std::optional<SlotNumber> slot_number(std::string_view text) {
    if (text.empty() || text.size() > 9 || text.front() == '0') return {};
    if (!std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; })) return {};
    SlotNumber slot;
    std::from_chars(text.data(), text.data() + text.size(), slot.value);
    return slot;
}

std::uint64_t id_in(std::string_view text) {
    std::uint64_t out = 0;
    std::from_chars(text.data(), text.data() + text.size(), out);
    return std::to_string(out) == text ? out : 0;
}

std::string etag_of(ParkId park) { return "\"park-" + std::to_string(park.value) + '"'; }

std::optional<ParkId> park_of(std::string_view text) {
    constexpr std::string_view begin = "\"park-";
    if (text.empty() || text == "*") return ParkId{};
    if (!text.starts_with(begin) || !text.ends_with('"')) return {};
    ParkId park;
    const auto* from = text.data() + begin.size();
    const auto* to = text.data() + text.size() - 1;
    const auto [end, error] = std::from_chars(from, to, park.value);
    return error == std::errc{} && end == to && park ? std::optional(park) : std::nullopt;
}

}  // namespace layby::console

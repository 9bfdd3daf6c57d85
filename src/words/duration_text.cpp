#include "words/duration_text.hpp"

#include <array>
#include <charconv>

namespace layby {
namespace {

constexpr std::string_view digits = "0123456789";
constexpr std::int64_t most_of_a_unit = 1'000'000;

struct Unit {
    char letter;
    std::int64_t seconds;
};
constexpr std::array<Unit, 3> units{Unit{'h', 3600}, Unit{'m', 60}, Unit{'s', 1}};

}  // namespace

std::optional<Duration> read_duration(std::string_view text) {
    if (text.empty()) return std::nullopt;
    std::int64_t seconds = 0;
    for (const Unit& unit : units) {
        const auto end = text.find_first_not_of(digits);
        if (end == std::string_view::npos || text[end] != unit.letter) continue;
        std::int64_t count{};
        const auto parsed = std::from_chars(text.data(), text.data() + end, count);
        if (parsed.ec != std::errc{} || count > most_of_a_unit) return std::nullopt;
        seconds += count * unit.seconds;
        text.remove_prefix(end + 1);
        if (text.empty()) return std::chrono::seconds{seconds};
    }
    return std::nullopt;
}

std::string spell(Duration duration) {
    auto rest = std::chrono::duration_cast<std::chrono::seconds>(duration).count();
    std::string text;
    for (const Unit& unit : units) {
        if (const auto count = rest / unit.seconds) text += std::to_string(count) + unit.letter;
        rest %= unit.seconds;
    }
    return text.empty() ? "0s" : text;
}

}  // namespace layby

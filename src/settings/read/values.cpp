#include "settings/read/values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace layby::settings {
namespace {

constexpr std::string_view digits = "0123456789";

std::optional<std::uint32_t> read_whole(std::string_view text, std::uint32_t most) {
    std::uint32_t value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value > most) return std::nullopt;
    return value;
}

constexpr std::uint32_t max_slot = 999'999'999;

}  // namespace

std::optional<std::uint32_t> read_slot(std::string_view text) {
    if (text.empty() || text.front() == '0') return std::nullopt;
    return read_whole(text, max_slot);
}

std::optional<Range> read_range(std::string_view text) {
    const auto dash = text.find('-');
    if (dash == std::string_view::npos) return std::nullopt;
    const auto first = read_slot(text.substr(0, dash)), last = read_slot(text.substr(dash + 1));
    if (!first || !last || *first > *last) return std::nullopt;
    return Range{*first, *last};
}

std::optional<Listen> read_listen(std::string_view text) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto transport = transport_named(text.substr(0, colon));
    const auto address = read_address(text.substr(colon + 1));
    if (!transport || !address) return std::nullopt;
    return Listen{*transport, address->ip, address->port};
}

std::optional<parking::Step> read_step(std::string_view text) {
    parking::Step step;
    if (const auto space = text.find(' '); space != std::string_view::npos) {
        const auto time =
            read_duration(text.substr(std::min(text.find_first_not_of(' ', space), text.size())));
        if (!time) return std::nullopt;
        step.ring_for = *time;
        text = text.substr(0, space);
    }
    if (text == "parker") return step;
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto kind = text.substr(0, colon), target = text.substr(colon + 1);
    const bool user = kind == "user" && is_name(target), number = kind == "number" && is_number(target);
    if (!user && !number) return std::nullopt;
    step.who = user ? parking::Step::Who::user : parking::Step::Who::number;
    step.target = target;
    return step;
}

bool is_number(std::string_view text) {
    if (text.empty() || text.size() > 32) return false;
    if (text.front() == '+') text.remove_prefix(1);
    return !text.empty() && text.find_first_not_of("0123456789*#") == std::string_view::npos;
}

bool is_code(std::string_view text) {
    return text.size() >= 2 && (text.front() == '*' || text.front() == '#') && is_number(text);
}

bool is_name(std::string_view text) {
    const auto allowed = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               std::string_view{"._-+*"}.find(c) != std::string_view::npos;
    };
    return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), allowed);
}

std::optional<Loudness> read_loudness(std::string_view text) {
    constexpr std::string_view unit = " LUFS";
    if (text == "as recorded") return Loudness{};
    if (!text.starts_with('-') || !text.ends_with(unit)) return std::nullopt;
    const auto below = read_whole(text.substr(1, text.size() - 1 - unit.size()), 40);
    if (!below || *below < 10) return std::nullopt;
    return Loudness{-static_cast<int>(*below)};
}

}  // namespace layby::settings

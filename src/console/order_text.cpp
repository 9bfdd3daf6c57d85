#include "console/order_text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>

namespace layby::console {
namespace {

using Value = nlohmann::json;

constexpr std::size_t longest_note = 200;
constexpr std::size_t longest_number = 64;
constexpr std::int64_t longest_extension = 3600;  ///< in seconds
constexpr std::int64_t highest_slot = 999'999'999;

std::size_t characters(const std::string& utf8) {
    return static_cast<std::size_t>(std::ranges::count_if(utf8, [](char c) { return (c & 0xc0) != 0x80; }));
}

/// Text on one line; null: empty.
std::optional<std::string> line_of(const Value& value, std::size_t longest) {
    if (value.is_null()) return std::string{};
    if (!value.is_string()) return {};
    const auto& text = value.get_ref<const std::string&>();
    const bool plain =
        std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; });
    if (!plain || characters(text) > longest) return {};
    return text;
}

std::optional<std::int64_t> whole_of(const Value& value, std::int64_t most) {
    if (!value.is_number_integer()) return {};
    const bool huge =
        value.is_number_unsigned() && value.get<std::uint64_t>() > static_cast<std::uint64_t>(most);
    const auto number = huge ? most + 1 : value.get<std::int64_t>();
    if (number < 1 || number > most) return {};
    return number;
}

}  // namespace

std::optional<calls::ParkEdit> edit_of(const std::string& json) {
    const auto parsed = Value::parse(json, nullptr, false);
    if (!parsed.is_object() || parsed.empty()) return {};
    calls::ParkEdit edit;
    for (const auto& [name, value] : parsed.items()) {
        if (name == "note") {
            if (!(edit.note = line_of(value, longest_note))) return {};
        } else if (name == "for_user") {
            if (!(edit.for_user = line_of(value, longest_note))) return {};
        } else if (name == "extend_s") {
            const auto seconds = whole_of(value, longest_extension);
            if (!seconds) return {};
            edit.longer = std::chrono::seconds{*seconds};
        } else {
            return {};
        }
    }
    return edit;
}

std::optional<std::string> note_of(const std::string& json) {
    return line_of(Value::parse(json, nullptr, false), longest_note);
}

std::optional<calls::CallOrder> call_order_of(const std::string& json) {
    const auto parsed = Value::parse(json, nullptr, false);
    if (!parsed.is_object()) return {};
    calls::CallOrder order;
    for (const auto& [name, value] : parsed.items()) {
        const bool is_flag = name == "auto_answer" && value.is_boolean();
        const auto text = is_flag ? std::nullopt : line_of(value, longest_number);
        if (is_flag)
            order.answers = value.get<bool>();
        else if (text && !text->empty() && (name == "from" || name == "to"))
            (name == "from" ? order.user : order.number) = *text;
        else
            return {};
    }
    return order.number.empty() ? std::nullopt : std::optional(order);
}

std::optional<std::string> to_of(const std::string& json) {
    const auto parsed = Value::parse(json, nullptr, false);
    if (!parsed.is_object() || parsed.size() != 1 || !parsed.contains("to")) return {};
    const auto to = line_of(parsed["to"], longest_number);
    return to && !to->empty() ? to : std::nullopt;
}

std::optional<calls::Place> place_of(const std::string& json) {
    const auto parsed = Value::parse(json, nullptr, false);
    if (!parsed.is_object()) return {};
    calls::Place place;
    for (const auto& [name, value] : parsed.items()) {
        if (name == "lot" && value.is_string()) {
            place.lot = value.get<std::string>();
        } else if (name == "slot") {
            const auto slot = whole_of(value, highest_slot);
            if (!slot) return {};
            place.slot = SlotNumber{static_cast<std::uint32_t>(*slot)};
        } else {
            return {};
        }
    }
    return place;
}

std::optional<LegId> leg_of(const std::string& text) {
    std::uint64_t number{};
    const auto* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    if (read.ec != std::errc{} || read.ptr != end || number == 0) return {};
    return LegId{number};
}

}  // namespace layby::console

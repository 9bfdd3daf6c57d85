#include "store/single_values.hpp"

#include <array>

namespace layby::store {
namespace {

/// How long the UTF-8 sequence is with which a text begins. 0: it begins with none.
std::size_t sequence(std::string_view text) {
    constexpr std::array<std::uint32_t, 5> smallest{0, 0, 0x80, 0x800, 0x10000};
    const auto lead = static_cast<unsigned char>(text.front());
    if (lead < 0x80) return 1;
    const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || text.size() < length) return 0;
    std::uint32_t code = lead & (0x7fU >> length);
    for (const char byte : text.substr(1, length - 1)) {
        if ((byte & 0xc0) != 0x80) return 0;
        code = code << 6U | (static_cast<unsigned char>(byte) & 0x3fU);
    }
    const bool surrogate = code >= 0xd800 && code <= 0xdfff;
    return code >= smallest[length] && code <= 0x10ffff && !surrogate ? length : 0;
}

bool is_utf8(std::string_view text) {
    for (std::size_t length = 0; !text.empty(); text.remove_prefix(length))
        if (length = sequence(text); length == 0) return false;
    return true;
}

bool take_bytes(const nlohmann::json& json, std::string& text) {
    text.clear();
    for (const auto& one : json) {
        std::uint8_t byte{};
        if (!take(one, byte, {})) return false;
        text.push_back(static_cast<char>(byte));
    }
    return true;
}

bool take_time(const nlohmann::json& json, auto& time, Duration shift) {
    std::int64_t count{};
    if (!take(json, count, {}) || __builtin_add_overflow(count, shift.count(), &count)) return false;
    time = std::remove_reference_t<decltype(time)>{
        typename std::remove_reference_t<decltype(time)>::duration{count}};
    return true;
}

}  // namespace

/// What isn't UTF-8, and so can't stand in JSON, is a list of its bytes: peers may send anything.
nlohmann::json json_of(const std::string& text) {
    if (text.empty()) return {};
    if (is_utf8(text)) return text;
    return std::vector<std::uint8_t>(text.begin(), text.end());
}

nlohmann::json json_of(SlotNumber slot) { return slot.value; }
nlohmann::json json_of(Instant instant) { return instant.time_since_epoch().count(); }
nlohmann::json json_of(sip::WallTime time) { return time.time_since_epoch().count(); }

/// Its number means nothing to another process.
nlohmann::json json_of(calls::Ticket ticket) { return ticket ? json_of(ticket.at) : nlohmann::json(); }

nlohmann::json json_of(const sip::LampProfile& profile) { return json_of(std::string(profile.name)); }

bool take(const nlohmann::json& json, bool& value, Duration) {
    if (!json.is_boolean()) return false;
    value = json.get<bool>();
    return true;
}

bool take(const nlohmann::json& json, double& value, Duration) {
    if (!json.is_number()) return false;
    value = json.get<double>();
    return true;
}

bool take(const nlohmann::json& json, std::string& text, Duration) {
    if (json.is_array()) return take_bytes(json, text);
    if (!json.is_string() && !json.is_null()) return false;
    text = json.is_null() ? std::string{} : json.get_ref<const std::string&>();
    return true;
}

bool take(const nlohmann::json& json, SlotNumber& slot, Duration none) {
    return take(json, slot.value, none);
}

/// Zero is none at all, and stays so.
bool take(const nlohmann::json& json, Instant& instant, Duration shift) {
    return take_time(json, instant, json == 0 ? Duration{} : shift);
}

bool take(const nlohmann::json& json, sip::WallTime& time, Duration) { return take_time(json, time, {}); }

bool take(const nlohmann::json& json, calls::Ticket& ticket, Duration shift) {
    ticket.seq = 1;
    return take(json, ticket.at, shift);
}

/// A profile that this Layby doesn't know is no reason to lose the lamp.
bool take(const nlohmann::json& json, sip::LampProfile& profile, Duration none) {
    std::string name;
    if (!take(json, name, none)) return false;
    const auto* known = sip::lamp_profile_named(name);
    profile = known ? *known : sip::lamp_profile_for({});
    return true;
}

}  // namespace layby::store

#include "store/records/single_values.hpp"

namespace layby::store {
namespace {

/// A list of numbers: so Layby wrote in JSON what isn't UTF-8.
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

bool put(CborWriter& to, bool value) {
    to.boolean(value);
    return true;
}
bool put(CborWriter& to, double value) {
    to.real(value);
    return true;
}
bool put(CborWriter& to, const std::string& text) {
    text.empty() ? to.none() : to.text(text);
    return !text.empty();
}
bool put(CborWriter& to, SlotNumber slot) { return put(to, slot.value); }
bool put(CborWriter& to, Instant instant) {
    return put(to, std::int64_t{instant.time_since_epoch().count()});
}
bool put(CborWriter& to, sip::WallTime time) {
    return put(to, std::int64_t{time.time_since_epoch().count()});
}

/// Its number means nothing to another process.
bool put(CborWriter& to, calls::Ticket ticket) {
    if (ticket) return put(to, ticket.at);
    to.none();
    return false;
}
bool put(CborWriter& to, const sip::LampProfile& profile) { return put(to, std::string(profile.name)); }
bool put(CborWriter& to, Transport transport) { return put(to, name_of(transport)); }

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
    if (json.is_binary()) {
        const auto& bytes = json.get_binary();
        text.assign(bytes.begin(), bytes.end());
        return true;
    }
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

/// None is written where it isn't known yet.
bool take(const nlohmann::json& json, Transport& transport, Duration none) {
    std::string name;
    if (!take(json, name, none)) return false;
    const auto known = transport_named(name);
    transport = known.value_or(Transport{});
    return known || name.empty();
}

}  // namespace layby::store

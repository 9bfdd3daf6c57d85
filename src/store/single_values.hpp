// Values that are one number or text in JSON. json_of() writes one, take() reads it: false when it is of
// another type, or beyond what it can be. Instants are shifted. For this folder only; any thread.
#pragma once
#include <nlohmann/json.hpp>

#include <concepts>
#include <string>
#include <type_traits>
#include <utility>

#include "calls/house/deadlines.hpp"
#include "sip/lamps/lamp_profile.hpp"
#include "sip/registrar/kept_registrations.hpp"
#include "store/enumerations.hpp"

namespace layby::store {

template <class T>
concept Whole = std::integral<T> && !std::same_as<T, bool>;
template <class T>
concept Enumeration = std::is_enum_v<T>;

// -- writing
template <class T>
requires std::is_arithmetic_v<T> nlohmann::json json_of(T value) { return value; }
template <Enumeration T>
nlohmann::json json_of(T value) {
    return static_cast<std::underlying_type_t<T>>(value);
}
template <class Tag>
nlohmann::json json_of(parking::Id<Tag> id) {
    return id.value;
}
nlohmann::json json_of(const std::string& text);
nlohmann::json json_of(calls::SlotNumber slot);
nlohmann::json json_of(calls::Instant instant);
nlohmann::json json_of(sip::WallTime time);
nlohmann::json json_of(calls::Ticket ticket);
nlohmann::json json_of(const sip::LampProfile& profile);

// -- reading
bool take(const nlohmann::json& json, bool& value, calls::Duration);
bool take(const nlohmann::json& json, double& value, calls::Duration);
bool take(const nlohmann::json& json, std::string& text, calls::Duration);
bool take(const nlohmann::json& json, calls::SlotNumber& slot, calls::Duration);
bool take(const nlohmann::json& json, calls::Instant& instant, calls::Duration shift);
bool take(const nlohmann::json& json, sip::WallTime& time, calls::Duration);
bool take(const nlohmann::json& json, calls::Ticket& ticket, calls::Duration shift);
bool take(const nlohmann::json& json, sip::LampProfile& profile, calls::Duration);

template <Whole T>
bool take(const nlohmann::json& json, T& value, calls::Duration) {
    const auto within = [&](auto number) {
        value = static_cast<T>(number);
        return std::in_range<T>(number);
    };
    if (json.is_number_unsigned()) return within(json.get<std::uint64_t>());
    return json.is_number_integer() && within(json.get<std::int64_t>());
}
template <Enumeration T>
bool take(const nlohmann::json& json, T& value, calls::Duration none) {
    std::uint8_t number{};
    const bool read = take(json, number, none) && number <= static_cast<std::uint8_t>(Last<T>::value);
    if (read) value = static_cast<T>(number);
    return read;
}
template <class Tag>
bool take(const nlohmann::json& json, parking::Id<Tag>& id, calls::Duration none) {
    return take(json, id.value, none);
}

template <class T>
concept Single = requires(const T& value) {
    json_of(value);
};

}  // namespace layby::store

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
nlohmann::json json_of(Id<Tag> id) {
    return id.value;
}
nlohmann::json json_of(const std::string& text);
nlohmann::json json_of(SlotNumber slot);
nlohmann::json json_of(Instant instant);
nlohmann::json json_of(sip::WallTime time);
nlohmann::json json_of(calls::Ticket ticket);
nlohmann::json json_of(const sip::LampProfile& profile);

// -- reading
bool take(const nlohmann::json& json, bool& value, Duration);
bool take(const nlohmann::json& json, double& value, Duration);
bool take(const nlohmann::json& json, std::string& text, Duration);
bool take(const nlohmann::json& json, SlotNumber& slot, Duration);
bool take(const nlohmann::json& json, Instant& instant, Duration shift);
bool take(const nlohmann::json& json, sip::WallTime& time, Duration);
bool take(const nlohmann::json& json, calls::Ticket& ticket, Duration shift);
bool take(const nlohmann::json& json, sip::LampProfile& profile, Duration);

template <Whole T>
bool take(const nlohmann::json& json, T& value, Duration) {
    const auto within = [&](auto number) {
        value = static_cast<T>(number);
        return std::in_range<T>(number);
    };
    if (json.is_number_unsigned()) return within(json.get<std::uint64_t>());
    return json.is_number_integer() && within(json.get<std::int64_t>());
}
template <Enumeration T>
bool take(const nlohmann::json& json, T& value, Duration none) {
    std::uint8_t number{};
    const bool read = take(json, number, none) && number <= static_cast<std::uint8_t>(Last<T>::value);
    if (read) value = static_cast<T>(number);
    return read;
}
template <class Tag>
bool take(const nlohmann::json& json, Id<Tag>& id, Duration none) {
    return take(json, id.value, none);
}

template <class T>
concept Single = requires(const T& value) {
    json_of(value);
};

}  // namespace layby::store

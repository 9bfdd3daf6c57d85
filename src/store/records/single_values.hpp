// Values that are one number or text. put() writes one: false when it is empty, so that it need not stand
// there. take() reads it: false when it is of another type, or beyond what it can be. Instants are shifted.
// For this folder only; any thread.
#pragma once
#include <nlohmann/json.hpp>

#include <concepts>
#include <string>
#include <type_traits>
#include <utility>

#include "calls/deadlines.hpp"
#include "sip/kept_registrations.hpp"
#include "sip/lamp_profile.hpp"
#include "store/records/cbor.hpp"
#include "store/records/enumerations.hpp"

namespace layby::store {

template <class T>
concept Whole = std::integral<T> && !std::same_as<T, bool>;
template <class T>
concept Enumeration = std::is_enum_v<T>;

// -- writing
bool put(CborWriter& to, bool value);
bool put(CborWriter& to, double value);
bool put(CborWriter& to, const std::string& text);
bool put(CborWriter& to, SlotNumber slot);
bool put(CborWriter& to, Instant instant);
bool put(CborWriter& to, sip::WallTime time);
bool put(CborWriter& to, calls::Ticket ticket);
bool put(CborWriter& to, const sip::LampProfile& profile);
bool put(CborWriter& to, Transport transport);

template <Whole T>
bool put(CborWriter& to, T value) {
    using Widest = std::conditional_t<std::is_signed_v<T>, std::int64_t, std::uint64_t>;
    to.number(static_cast<Widest>(value));
    return true;
}
template <Enumeration T>
bool put(CborWriter& to, T value) {
    return put(to, static_cast<std::underlying_type_t<T>>(value));
}
template <class Tag>
bool put(CborWriter& to, Id<Tag> id) {
    return put(to, id.value);
}

// -- reading
bool take(const nlohmann::json& json, bool& value, Duration);
bool take(const nlohmann::json& json, double& value, Duration);
bool take(const nlohmann::json& json, std::string& text, Duration);
bool take(const nlohmann::json& json, SlotNumber& slot, Duration);
bool take(const nlohmann::json& json, Instant& instant, Duration shift);
bool take(const nlohmann::json& json, sip::WallTime& time, Duration);
bool take(const nlohmann::json& json, calls::Ticket& ticket, Duration shift);
bool take(const nlohmann::json& json, sip::LampProfile& profile, Duration);
bool take(const nlohmann::json& json, Transport& transport, Duration);

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
concept Single = requires(CborWriter& to, const T& value) {
    put(to, value);
};

}  // namespace layby::store

// Values that are one number or text. put() writes one: false when it is empty, so that it need not stand
// there. take() reads it: false when it is of another type, or beyond what it can be. Instants are shifted.
// For this folder only; any thread.
#pragma once
#include <concepts>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "calls/deadlines.hpp"
#include "hours/zone.hpp"
#include "sip/kept_registrations.hpp"
#include "sip/lamp_profile.hpp"
#include "store/records/cbor.hpp"
#include "store/records/cbor_value.hpp"
#include "store/records/enumerations.hpp"
#include "words/srtp_key.hpp"

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
bool put(CborWriter& to, Duration time);
bool put(CborWriter& to, sip::WallTime time);
bool put(CborWriter& to, hours::WallTime time);
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
bool take(const CborValue& from, bool& value, Duration);
bool take(const CborValue& from, double& value, Duration);
bool take(const CborValue& from, std::string& text, Duration);
bool take(const CborValue& from, SlotNumber& slot, Duration);
bool take(const CborValue& from, Instant& instant, Duration shift);
bool take(const CborValue& from, Duration& time, Duration);
bool take(const CborValue& from, sip::WallTime& time, Duration);
bool take(const CborValue& from, hours::WallTime& time, Duration);
bool take(const CborValue& from, calls::Ticket& ticket, Duration shift);
bool take(const CborValue& from, sip::LampProfile& profile, Duration);
bool take(const CborValue& from, Transport& transport, Duration);

template <Whole T>
bool take(const CborValue& from, T& value, Duration) {
    const auto within = [&](auto number) {
        value = static_cast<T>(number);
        return std::in_range<T>(number);
    };
    if (const auto* number = from.as<std::uint64_t>()) return within(*number);
    const auto* negative = from.as<CborValue::Negative>();
    return negative && within(negative->value);
}
template <Enumeration T>
bool take(const CborValue& from, T& value, Duration none) {
    std::uint8_t number{};
    const bool read = take(from, number, none) && number <= static_cast<std::uint8_t>(Last<T>::value);
    if (read) value = static_cast<T>(number);
    return read;
}
template <class Tag>
bool take(const CborValue& from, Id<Tag>& id, Duration none) {
    return take(from, id.value, none);
}

// -- keys of calls, which are secret
std::string text_of(const SrtpKey& key);
/// What isn't such a text gives a key that nobody has. So the call goes on: the next offer says it to the
/// peer.
SrtpKey key_in(std::string_view text);

template <class T>
concept Single = requires(CborWriter& to, const T& value) {
    put(to, value);
};

}  // namespace layby::store

#include "store/records/single_values.hpp"

#include <openssl/rand.h>

#include <algorithm>

#include "runtime/check.hpp"

namespace layby::store {
namespace {

/// A list of numbers: so Layby wrote in JSON what isn't UTF-8.
bool take_bytes(const CborValue::List& list, std::string& text) {
    text.clear();
    for (const auto& one : list) {
        std::uint8_t byte{};
        if (!take(one, byte, {})) return false;
        text.push_back(static_cast<char>(byte));
    }
    return true;
}

bool take_time(const CborValue& from, auto& time, Duration shift) {
    std::int64_t count{};
    if (!take(from, count, {}) || __builtin_add_overflow(count, shift.count(), &count)) return false;
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
bool put(CborWriter& to, Duration time) { return put(to, std::int64_t{time.count()}); }
bool put(CborWriter& to, sip::WallTime time) {
    return put(to, std::int64_t{time.time_since_epoch().count()});
}

bool put(CborWriter& to, hours::WallTime time) {
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

bool take(const CborValue& from, bool& value, Duration) {
    const auto* read = from.as<bool>();
    if (read) value = *read;
    return read != nullptr;
}

bool take(const CborValue& from, double& value, Duration) {
    if (const auto* whole = from.as<std::uint64_t>()) return value = static_cast<double>(*whole), true;
    if (const auto* whole = from.as<CborValue::Negative>())
        return value = static_cast<double>(whole->value), true;
    const auto* real = from.as<double>();
    if (real) value = *real;
    return real != nullptr;
}

bool take(const CborValue& from, std::string& text, Duration) {
    if (const auto* bytes = from.as<CborValue::Bytes>()) return text = bytes->bytes, true;
    if (const auto* list = from.as<CborValue::List>()) return take_bytes(*list, text);
    if (const auto* read = from.as<std::string_view>()) return text = *read, true;
    text.clear();
    return from.as<CborValue::Null>() != nullptr;
}

bool take(const CborValue& from, SlotNumber& slot, Duration none) { return take(from, slot.value, none); }

/// Zero is none at all, and stays so.
bool take(const CborValue& from, Instant& instant, Duration shift) {
    const auto* number = from.as<std::uint64_t>();
    return take_time(from, instant, number && *number == 0 ? Duration{} : shift);
}

bool take(const CborValue& from, Duration& time, Duration none) {
    std::int64_t count{};
    const bool read = take(from, count, none);
    if (read) time = Duration{count};
    return read;
}

bool take(const CborValue& from, sip::WallTime& time, Duration) { return take_time(from, time, {}); }
bool take(const CborValue& from, hours::WallTime& time, Duration) { return take_time(from, time, {}); }

bool take(const CborValue& from, calls::Ticket& ticket, Duration shift) {
    ticket.seq = 1;
    return take(from, ticket.at, shift);
}

/// A profile that this Layby doesn't know is no reason to lose the lamp.
bool take(const CborValue& from, sip::LampProfile& profile, Duration none) {
    std::string name;
    if (!take(from, name, none)) return false;
    const auto* known = sip::lamp_profile_named(name);
    profile = known ? *known : sip::lamp_profile_for({});
    return true;
}

/// None is written where it isn't known yet.
bool take(const CborValue& from, Transport& transport, Duration none) {
    std::string name;
    if (!take(from, name, none)) return false;
    const auto known = transport_named(name);
    transport = known.value_or(Transport{});
    return known || name.empty();
}

/// Its cipher, and then its bytes.
std::string text_of(const SrtpKey& key) {
    const auto bytes = key.bytes();
    std::string text(1, static_cast<char>(key.cipher));
    return text.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

SrtpKey key_in(std::string_view text) {
    const auto cipher = text.empty() ? srtp_cipher_count : static_cast<std::uint8_t>(text.front());
    SrtpKey key{cipher < srtp_cipher_count ? static_cast<SrtpCipher>(cipher) : SrtpCipher{}, {}};
    SrtpKey::Bytes bytes{};
    if (cipher < srtp_cipher_count && text.size() == 1 + key.size())
        std::ranges::copy(text.substr(1), bytes.begin());
    else
        CHECK(RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) == 1);
    return {key.cipher, bytes};
}

}  // namespace layby::store

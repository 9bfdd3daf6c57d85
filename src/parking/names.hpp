// The words of parking as types: ids, numbers, parties, time. Plain values, owned by nobody, used on every
// thread.
#pragma once
#include <chrono>
#include <compare>
#include <cstdint>
#include <functional>
#include <string>

namespace layby::parking {

/// Time is always an argument. This clock has no now(): adapters measure it (monotonic), tests make it up.
struct Time {
    using duration = std::chrono::microseconds;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<Time>;
    static constexpr bool is_steady = true;
};
using Instant = Time::time_point;
using Duration = Time::duration;

/// An id that can't be mixed up with another kind of id. 0 names nothing.
template <class Tag>
struct Id {
    std::uint64_t value{};
    auto operator<=>(const Id&) const = default;
    explicit operator bool() const { return value != 0; }
};

using LegId = Id<struct LegTag>;    ///< one party's call with us: one SIP dialog and one media session
using ParkId = Id<struct ParkTag>;  ///< one parked call, from the reservation of its slot to its outcome

/// A slot's number as it is dialled, e.g. 701. Slots have no leading zeros.
struct SlotNumber {
    std::uint32_t value{};
    auto operator<=>(const SlotNumber&) const = default;
    std::string text() const { return std::to_string(value); }
};

/// Who somebody is, as shown on a display.
struct Party {
    std::string name;    ///< display name in UTF-8, may be empty
    std::string number;  ///< user part of the SIP URI or telephone number, may be empty
    bool anonymous{};    ///< asked for privacy (RFC 3323): show neither name nor number
    bool operator==(const Party&) const = default;
};

}  // namespace layby::parking

template <class Tag>
struct std::hash<layby::parking::Id<Tag>> {
    std::size_t operator()(const layby::parking::Id<Tag>& id) const noexcept {
        return std::hash<std::uint64_t>{}(id.value);
    }
};
template <>
struct std::hash<layby::parking::SlotNumber> {
    std::size_t operator()(const layby::parking::SlotNumber& slot) const noexcept {
        return std::hash<std::uint32_t>{}(slot.value);
    }
};

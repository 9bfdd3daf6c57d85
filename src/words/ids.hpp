// The ids of what Layby has to do with. Plain values, used on every thread.
#pragma once
#include <compare>
#include <cstdint>
#include <functional>
#include <string>

namespace layby {

/// An id that can't be mixed up with another kind of id. 0 names nothing.
template <class Tag>
struct Id {
    std::uint64_t value{};
    auto operator<=>(const Id&) const = default;
    explicit operator bool() const { return value != 0; }
};

using LegId = Id<struct LegTag>;        ///< one party's call with us: one SIP dialog and one media session
using ParkId = Id<struct ParkTag>;      ///< one parked call, from the reservation of its slot to its outcome
using PromptId = Id<struct PromptTag>;  ///< one playing of a prompt on one leg
using ReferralId = Id<struct ReferralTag>;  ///< one request to park from outside of its call
using DeviceId = Id<struct DeviceTag>;      ///< one registered contact of a user
using MessageId = Id<struct MessageTag>;    ///< what one caller has said into a message box

/// Where the ids of a server's start begin: the start, and 32 bits that count, so that none ever repeats. A
/// start of a node of a cluster is no other node's (calls::start_of_node).
constexpr std::uint64_t ids_of(std::uint64_t start) { return start << 32; }

/// Gives the ids of legs. Two do, who know nothing of each other: the endpoint to a call that arrives, the
/// switchboard to one that it places. The last bit of an id says which of them it was.
class LegIds {
  public:
    enum class Giver : std::uint64_t { switchboard = 0, endpoint = 1 };
    /// `first`: from ids_of().
    LegIds(std::uint64_t first, Giver giver) : last_(first | static_cast<std::uint64_t>(giver)) {}
    LegId next() { return {last_ += 2}; }

  private:
    std::uint64_t last_;
};

/// A slot's number as it is dialled, e.g. 701. Slots have no leading zeros.
struct SlotNumber {
    std::uint32_t value{};
    auto operator<=>(const SlotNumber&) const = default;
    std::string text() const { return std::to_string(value); }
};

}  // namespace layby

template <class Tag>
struct std::hash<layby::Id<Tag>> {
    std::size_t operator()(const layby::Id<Tag>& id) const noexcept {
        return std::hash<std::uint64_t>{}(id.value);
    }
};
template <>
struct std::hash<layby::SlotNumber> {
    std::size_t operator()(const layby::SlotNumber& slot) const noexcept {
        return std::hash<std::uint32_t>{}(slot.value);
    }
};

// A lot for tests: simulated time, and sentences for what happens to it. Every step checks the whole lot.
#pragma once
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <initializer_list>
#include <ostream>

#include "parking/lot.hpp"

namespace layby::parking {

// How GoogleTest shows values of ours.
inline void PrintTo(const SlotNumber& slot, std::ostream* out) { *out << "slot " << slot.value; }
inline void PrintTo(const GrantSlot& granted, std::ostream* out) {
    *out << "GrantSlot " << granted.slot.value;
}
inline void PrintTo(const RefusePark& refused, std::ostream* out) {
    *out << "RefusePark " << static_cast<int>(refused.why) << " holder " << refused.holder.number;
}
inline void PrintTo(const Ring& ring, std::ostream* out) {
    *out << "Ring " << ring.step.target << " #" << ring.attempt;
}
inline void PrintTo(const StopRinging& stop, std::ostream* out) { *out << "StopRinging #" << stop.attempt; }
inline void PrintTo(const ReplyToCaller& reply, std::ostream* out) {
    *out << "ReplyToCaller " << static_cast<int>(reply.reply);
}
inline void PrintTo(const Ended& ended, std::ostream* out) {
    *out << "Ended " << static_cast<int>(ended.outcome);
}

namespace test {

inline constexpr Duration second = 1s;
inline const Party ann{"Ann Lee", "+15550100"};

inline LegId leg_of(ParkId park) { return {1000 + park.value}; }

/// 201 parks, and still has its leg.
inline Parker parker(const std::string& user = "201") { return {user, {201}, {"Desk " + user, user}}; }
inline Parker from_trunk() { return {"", {}, {"Trunk", "trunk"}}; }
inline Retriever retriever(const std::string& user) {
    return {{std::stoul(user) + 5000}, user, {"Desk " + user, user}};
}

/// Four slots, 701–704, one rung on the ladder (the parker), no fallback.
LotRules small_lot();

class ALot {
  public:
    explicit ALot(LotRules rules = small_lot(), std::uint64_t seed = 1) : lot(std::move(rules), seed) {}

    Effects tell(const Event& event);
    Effects after(Duration time);  ///< time passes, and everything that is due happens at its own instant
    Effects late(Duration time);   ///< time passes, and only then expire() is called

    /// Effects of asking for a slot.
    Effects ask(std::uint64_t park, std::optional<std::uint32_t> wanted = {}, const Parker& who = parker());
    Effects move(std::uint64_t park, bool announce = false, const Party& caller = ann);
    /// Asked and moved; the slot it got, 0 when refused.
    std::uint32_t park(std::uint64_t park, std::optional<std::uint32_t> wanted = {},
                       const Parker& who = parker());
    Effects retrieve(const std::string& user, std::uint32_t slot, std::optional<ParkId> expected = {});
    /// Retrieved and confirmed.
    void take(const std::string& user, std::uint64_t park, std::uint32_t slot);

    std::optional<Phase> phase(std::uint32_t slot) const;
    ParkedCallView view(std::uint32_t slot) const { return lot.at({slot}).value(); }

    Lot lot;
    Instant now{};

  private:
    Effects checked(Effects effects);
};

/// Another lot, which goes on with what is written down of this one.
Lot restarted(const Lot& lot, const LotRules& rules, std::uint64_t seed = 1);

/// The effects of one kind.
template <class Kind>
std::vector<Kind> only(const Effects& effects) {
    std::vector<Kind> found;
    for (const Effect& effect : effects)
        if (const Kind* kind = std::get_if<Kind>(&effect)) found.push_back(*kind);
    return found;
}

/// Exactly these effects in this order.
template <class... Orders>
Effects orders(Orders... all) {
    return {Effect(std::move(all))...};
}

inline Step parker_step(Duration ring_for = 30s) { return {Step::Who::parker, "", ring_for}; }
inline Step user_step(const std::string& user, Duration ring_for = 30s) {
    return {Step::Who::user, user, ring_for};
}
/// The rung as it is ordered for parker 201.
inline Step rings_201(Duration ring_for = 30s) { return {Step::Who::parker, "201", ring_for}; }

}  // namespace test
}  // namespace layby::parking

#include "a_lot.hpp"

#include "parking/parked_call.hpp"

namespace layby::parking {

namespace test {

LotRules small_lot() {
    LotRules rules;
    rules.first = {701};
    rules.last = {704};
    rules.choice = SlotChoice::first;
    return rules;
}

Effects ALot::checked(Effects effects) {
    EXPECT_TRUE(lot.consistent());
    return effects;
}

Lot restarted(const Lot& lot, const LotRules& rules, std::uint64_t seed) {
    Lot next(rules, seed);
    for (SlotNumber slot = rules.first; slot <= rules.last; ++slot.value)
        if (const Release* release = lot.last_release(slot)) next.restore(*release);
    for (const ParkedCallView& call : lot.parked()) EXPECT_TRUE(next.restore(*lot.find(call.park)));
    EXPECT_TRUE(next.consistent());
    return next;
}

Effects ALot::tell(const Event& event) { return checked(lot.handle(event, now)); }

Effects ALot::after(Duration time) {
    const Instant end = now + time;
    Effects all;
    while (lot.next_deadline() && *lot.next_deadline() <= end) {
        now = std::max(now, *lot.next_deadline());
        for (Effect& effect : checked(lot.expire(now))) all.push_back(std::move(effect));
    }
    now = end;
    return all;
}

Effects ALot::late(Duration time) {
    now += time;
    return checked(lot.expire(now));
}

Effects ALot::ask(std::uint64_t park, std::optional<std::uint32_t> wanted, const Parker& who) {
    std::optional<SlotNumber> slot;
    if (wanted) slot = SlotNumber{*wanted};
    return tell(SlotAsked{{park}, who, slot});
}

Effects ALot::move(std::uint64_t park, bool announce, const Party& caller) {
    return tell(CallerMoved{{park}, leg_of({park}), caller, announce});
}

std::uint32_t ALot::park(std::uint64_t park, std::optional<std::uint32_t> wanted, const Parker& who) {
    const auto granted = only<GrantSlot>(ask(park, wanted, who));
    if (granted.empty()) return 0;
    move(park);
    return granted.front().slot.value;
}

Effects ALot::retrieve(const std::string& user, std::uint32_t slot, std::optional<ParkId> expected) {
    return tell(RetrieveAsked{retriever(user), {slot}, expected});
}

void ALot::take(const std::string& user, std::uint64_t park, std::uint32_t slot) {
    ASSERT_EQ(only<Connect>(retrieve(user, slot)).size(), 1u);
    ASSERT_EQ(only<Ended>(tell(RetrieverConfirmed{{park}, retriever(user).leg})).size(), 1u);
}

std::optional<Phase> ALot::phase(std::uint32_t slot) const {
    const auto view = lot.at({slot});
    if (!view) return {};
    return view->phase;
}

}  // namespace test
}  // namespace layby::parking

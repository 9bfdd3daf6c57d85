// What a board or a program may order.
#include "calls/house/board.hpp"
#include "calls/house/media_agreement.hpp"
#include "calls/house/reachable.hpp"
#include "calls/house/views.hpp"
#include "calls/states/pin_hash.hpp"

namespace layby::calls {
namespace {

constexpr Duration ordered_phone_rings_for{30s};

/// The parked call that is meant, or why there is none.
CommandResult look(const Board& board, const Meant& meant, ParkId& park) {
    const auto slot = meant.slot;
    const auto desk = board.lots.find(meant.lot);
    if (desk == board.lots.end()) return CommandResult::no_such_lot;
    const auto parked = desk->second.lot.at(slot);
    const auto& rules = desk->second.lot.rules();
    if (!parked && (slot < rules.first || slot > rules.last)) return CommandResult::no_such_slot;
    if (!parked || parked->phase == parking::Phase::reserved) return CommandResult::slot_empty;
    park = parked->park;
    if (meant.only && park != meant.only) return CommandResult::another_call;
    if (parked->phase == parking::Phase::retrieving) return CommandResult::being_taken;
    return CommandResult::done;
}

void ring_retriever(Board& board, const std::string& lot, SlotNumber slot, const std::string& user,
                    ParkId park) {
    Park* parked = board.parks.change(park);
    const Leg* parkee = parked ? find(board, parked->parkee) : nullptr;
    if (!parkee) return;
    Ring ring;
    ring.purpose = Ring::Purpose::retrieve;
    ring.park = park;
    ring.lot = lot;
    ring.slot = slot;
    ring.caller = parkee->party;
    ring.auto_answer = true;
    if (const auto codec = parkee->codec()) ring.like = {*codec};
    Ring& opened = open_ring(board, std::move(ring));
    std::erase_if(parked->ordered, [&](RingId id) { return !board.rings.find(id); });
    parked->ordered.push_back(opened.id);
    aim(board, opened, ToUser{user}, ordered_phone_rings_for);
}

}  // namespace

CommandResult order_retrieve(Board& board, const Meant& meant, const std::string& user) {
    ParkId park;
    if (const auto found = look(board, meant, park); found != CommandResult::done) return found;
    const User* known = board.plan.user(user);
    if (!known) return CommandResult::no_such_user;
    if (!known->may_retrieve) return CommandResult::not_allowed;
    if (devices_of(board, user).empty()) return CommandResult::not_registered;
    ring_retriever(board, meant.lot, meant.slot, user, park);
    return CommandResult::done;
}

CommandResult order_release(Board& board, const Meant& meant) {
    ParkId park;
    const auto found = look(board, meant, park);
    if (found != CommandResult::done && found != CommandResult::being_taken) return found;
    tell(board, meant.lot, parking::ReleaseOrdered{meant.slot});
    return CommandResult::done;
}

CommandResult order_pin(Board& board, const Meant& meant, const std::string& pin) {
    ParkId id;
    const auto found = look(board, meant, id);
    if (found != CommandResult::done && found != CommandResult::being_taken) return found;
    if (Park* park = board.parks.change(id)) park->pin = hashed_pin(pin), park->pin_lock = {};
    return CommandResult::done;
}

}  // namespace layby::calls

#include "calls/house/start_over.hpp"

#include <algorithm>

#include "calls/house/board.hpp"
#include "runtime/log.hpp"

namespace layby::calls {
namespace {

const Refused server_error{500, "server error"};

template <class Id, class Entry>
std::vector<Entry> values(const std::unordered_map<Id, Entry>& kept) {
    std::vector<Entry> all;
    for (const auto& [id, entry] : kept) all.push_back(entry);
    return all;
}

bool was_touched(Board& board, LegId leg) { return std::ranges::binary_search(board.legs.touched(), leg); }

/// Those that were kept, and who rings here and had nothing to do with this turn.
std::vector<Leg> legs_before(Board& broken) {
    std::vector<Leg> legs = values(broken.keeping.legs);
    for (const auto& [id, leg] : broken.legs)
        if (!broken.keeping.legs.contains(id) && !leg.gone && !was_touched(broken, id)) legs.push_back(leg);
    return legs;
}

KeptCalls as_before(Board& broken) {
    return {legs_before(broken),
            values(broken.keeping.rings),
            values(broken.keeping.transfers),
            values(broken.keeping.kept_parks),
            {},
            values(broken.keeping.presences),
            values(broken.keeping.hand_set),
            values(broken.keeping.tasks),
            values(broken.keeping.messages)};
}

/// Whatever is no part of any call.
void take_over(Board& fresh, Board& broken) {
    fresh.now = broken.now;
    fresh.last_id = broken.last_id;
    fresh.leg_ids = broken.leg_ids;
    fresh.devices = std::move(broken.devices);
    fresh.trunks_up = std::move(broken.trunks_up);
    fresh.pin_locks = std::move(broken.pin_locks);
    fresh.left = std::move(broken.left);
    fresh.idle_since = std::move(broken.idle_since);
    for (const auto& [payer, use] : broken.outside)
        fresh.outside[payer] = {.paid_up = use.paid_up, .warned = use.warned};
    fresh.totals = broken.totals;
    fresh.watching.told_slots = std::move(broken.watching.told_slots);
    fresh.watching.told_users = std::move(broken.watching.told_users);
    fresh.watching.told_undisturbed = std::move(broken.watching.told_undisturbed);
    fresh.watching.told_boxes = std::move(broken.watching.told_boxes);
    fresh.watching.told_closed = std::move(broken.watching.told_closed);
    fresh.timetable.wall_at_zero = broken.timetable.wall_at_zero;
    fresh.elsewhere = broken.elsewhere;
    fresh.claims.postponed = std::move(broken.claims.postponed);
    fresh.claims.moved = true;
    fresh.draining = broken.draining;
    fresh.lots_closed = broken.lots_closed;
    for (auto& [name, desk] : fresh.lots) desk.lot.close(fresh.lots_closed);
    for (const std::string& name : broken.closing_lots) {
        const LotNumbers& numbers = broken.lots.at(name).numbers;
        LotDesk desk{numbers, parking::Lot{numbers.rules, fresh.seed}, {}};
        desk.lot.close(true);
        fresh.lots.emplace(name, std::move(desk));
        fresh.closing_lots.insert(name);
    }
}

/// Legs of this turn that were nothing before it.
void end_newcomers(Board& fresh, Board& broken) {
    for (const LegId id : broken.legs.touched()) {
        const Leg* leg = broken.legs.find(id);
        if (!leg || fresh.legs.contains(id)) continue;
        if (leg->inbound) fresh.order(Refuse{id, server_error});
        if (leg->local) fresh.order(CloseAudio{id});
    }
}

/// What boards were told of and is no more is told as over; everybody else is touched anyway.
void tell_who_is_gone(Board& fresh, const Board& broken) {
    for (const auto& [id, leg] : broken.legs) fresh.legs.touch(id);
    for (const auto& [id, park] : broken.keeping.kept_parks) fresh.showing.parks.push_back(id);
    for (const auto& [id, task] : broken.tasks) fresh.tasks.touch(id);
}

struct Refusing {
    std::vector<Order> orders;
    void operator()(const TransferAsked& fact) {
        orders.emplace_back(RefuseTransfer{fact.leg, server_error});
    }
    void operator()(const OfferReceived& fact) { orders.emplace_back(RefuseOffer{fact.leg, server_error}); }
    void operator()(const OfferAsked& fact) { orders.emplace_back(RefuseOffer{fact.leg, server_error}); }
    void operator()(const ParkAsked& fact) {
        orders.emplace_back(RefuseReferral{fact.referral, server_error});
    }
    template <class Told>
    void operator()(const Told&) {}
};

}  // namespace

std::unique_ptr<Board> start_over(Board& broken) {
    auto fresh = std::make_unique<Board>(broken.office, broken.ports, broken.seed);
    take_over(*fresh, broken);
    restore(*fresh, as_before(broken));
    end_newcomers(*fresh, broken);
    refuse_claiming(*fresh, broken, server_error);
    tell_who_is_gone(*fresh, broken);
    log::error("a turn was undone: every call is as it was before it");
    return fresh;
}

std::vector<Order> refusal_of(const Fact& fact) {
    Refusing refusing;
    std::visit(refusing, fact);
    return refusing.orders;
}

}  // namespace layby::calls

#include "calls/ways/ordered_call.hpp"

#include <algorithm>

#include "calls/derived/watching.hpp"
#include "calls/house/board.hpp"
#include "calls/house/leftovers.hpp"
#include "calls/house/reachable.hpp"
#include "calls/states/arrival.hpp"
#include "calls/ways/forward.hpp"
#include "calls/ways/outside.hpp"

namespace layby::calls {
namespace {

constexpr Duration own_phone_rings_for{30s};

/// A call that parks nobody and changes no settings.
bool may_be_ordered(const Destination& to) {
    return rings_somebody(to) || only_retrieves(to) || std::holds_alternative<ToSlot>(to);
}

bool takes_from_lot(const Destination& to) {
    return !rings_somebody(to) && !std::holds_alternative<FromRinging>(to);
}

/// Whom the user's phone shows: it is told before the call is made.
Party shown_target(const Board& board, const Destination& to, const std::string& number) {
    if (const auto* user = std::get_if<ToUser>(&to))
        if (const User* known = board.plan.user(user->user)) return {known->display, known->name, false};
    if (const auto* group = std::get_if<ToGroup>(&to))
        if (const Group* known = board.plan.group(group->number)) return {known->name, known->number, false};
    return {{}, number, false};
}

/// One order at a time: whoever repeats it, or a program that goes wild, doesn't ring a phone many times.
bool rings_by_order(const Board& board, const std::string& user) {
    const auto legs = board.watching.legs.find(user);
    if (legs == board.watching.legs.end()) return false;
    return std::ranges::any_of(legs->second, [&](LegId id) {
        const Leg* leg = find(board, id);
        return leg && leg->doing == Doing::rung && leg->is_ordered();
    });
}

CommandResult may_call(Board& board, const User& user, const CallOrder& order, const Destination& to) {
    if (!may_be_ordered(to)) return CommandResult::no_such_number;
    if (order.by != user.name && is_undisturbed(board, user.name)) return CommandResult::do_not_disturb;
    if (takes_from_lot(to) && !user.may_retrieve) return CommandResult::not_allowed;
    if (bar_call(board, {Origin::Kind::user, user.name}, to, {})) return CommandResult::barred;
    const auto* outside = std::get_if<ToTrunks>(&to);
    const bool urgent = outside && board.plan.is_emergency(*outside);
    if (board.draining && rings_somebody(to) && !urgent) return CommandResult::about_to_end;
    const bool too_many = too_many_calls(board, user) && !urgent;
    if (too_many || rings_by_order(board, user.name)) return CommandResult::too_many_calls;
    return devices_of(board, user.name).empty() ? CommandResult::not_registered : CommandResult::done;
}

}  // namespace

CommandResult order_call(Board& board, const CallOrder& order, std::vector<LegId>& legs) {
    const User* user = board.plan.user(order.user);
    if (!user) return CommandResult::no_such_user;
    const Destination to = wanted_by_user(board, *user, order.number);
    if (const auto may = may_call(board, *user, order, to); may != CommandResult::done) return may;
    Ring ring;
    ring.purpose = Ring::Purpose::ordered;
    ring.wanted = order.number;
    ring.ordered_by = order.who.empty() ? "somebody" : order.who;
    ring.caller = shown_target(board, to, order.number);
    if (const Task* task = board.tasks.find(order.task)) ring.caller = task->caller;
    ring.task = order.task;
    ring.auto_answer = order.answers;
    Ring& opened = open_ring(board, std::move(ring));
    const RingId id = opened.id;
    aim(board, opened, ToUser{user->name}, own_phone_rings_for);
    const Ring* rings = board.rings.find(id);
    if (!rings) return CommandResult::not_registered;
    legs = rings->branches;
    return CommandResult::done;
}

void ordered_phone_answered(Board& board, const Ring& ring, Leg& phone) {
    const User* user = board.plan.user(phone.user());
    const Destination to = user ? wanted_by_user(board, *user, ring.wanted) : Destination{ToNowhere{}};
    phone.rang = true;
    if (!may_be_ordered(to)) return refuse(board, phone, {404, "no such number"});
    route_ordered(board, phone, to);
}

Ring* ring_of_order(Board& board, const Leg& leg) {
    Ring* ring = leg.doing == Doing::rung ? board.rings.change(leg.ring) : nullptr;
    return ring && ring->purpose == Ring::Purpose::ordered ? ring : nullptr;
}

}  // namespace layby::calls

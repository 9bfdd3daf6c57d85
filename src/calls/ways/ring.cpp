#include "calls/ways/ring.hpp"

#include <algorithm>

#include "calls/derived/timeline.hpp"
#include "calls/house/board.hpp"
#include "calls/house/facts_handled.hpp"
#include "calls/house/lot_effects.hpp"
#include "calls/house/reachable.hpp"
#include "calls/house/securing.hpp"
#include "calls/ways/forward.hpp"
#include "calls/ways/group.hpp"
#include "calls/ways/onward.hpp"
#include "calls/ways/outside.hpp"
#include "calls/ways/parking_steps.hpp"
#include "runtime/check.hpp"

namespace layby::calls {
namespace {

constexpr Duration trunk_rings_for{120s};

/// How much a failure tells the caller; less is better. Busy and declined say something about the person,
/// the others about the line. That we had no port for some phone says that it is worth another try.
int rank(const Refused& why) {
    const int status = why.status;
    if (status == 486 || status == 600) return 0;
    if (status == 603) return 1;
    if (status == 488) return 2;
    if (why == no_audio_port) return 3;
    if (status == 480) return 5;
    if (status == 408) return 6;
    if (status >= 400 && status < 500) return 4;
    return status >= 500 ? 7 : 8;
}

/// A trunk that doesn't work, as opposed to a person who doesn't answer.
bool is_outage(int status) { return status == 408 || (status >= 500 && status < 600); }

/// Somebody waits for its answer, and has for long.
AudioPorts::For whom(const Ring& ring) {
    const bool sent_elsewhere = ring.purpose == Ring::Purpose::retrieve && !ring.payer.name.empty();
    const bool ends_wait = ring.purpose != Ring::Purpose::call && ring.purpose != Ring::Purpose::transfer &&
                           !ring.is_for_its_phone_alone() && !sent_elsewhere;
    return ends_wait ? AudioPorts::For::end_of_a_wait : AudioPorts::For::anybody;
}

/// Whether it would take the call if its sound were encrypted and not just might be (RFC 8643 section 3.1):
/// many phones that insist on that know no offer of both.
bool insists_on_keys(const Leg& leg, const Refused& why) {
    return why.status == 488 && leg.is_user() && leg.offered && !leg.offered->crypto.empty() &&
           !leg.offered->encrypted_only;
}

/// A phone that came over a WebSocket and is no browser.
bool knows_no_handshake(const Leg& leg, const Refused& why) {
    return why.status == 488 && leg.is_user() && leg.offered && leg.offered->dtls;
}

/// What a phone is offered: once more, it is what it would take.
enum class Offered : std::uint8_t { as_usual, keys_alone, no_handshake };

void order_call(Board& board, Ring& ring, Leg& leg, OutboundCall order, Offered offered = Offered::as_usual) {
    if (!open_audio(board, leg, whom(ring))) {
        note_failure(ring, no_audio_port);
        return drop(board, leg);
    }
    leg.ring = ring.id;
    leg.offered = make_offer(*leg.local, ring.like);
    protect(board, leg, *leg.offered, offered == Offered::as_usual);
    if (offered == Offered::keys_alone && !leg.offered->crypto.empty()) leg.offered->encrypted_only = true;
    ring.branches.push_back(leg.id);
    order.caller = ring.caller;
    order.shown_name = ring.shown_name;
    order.alert_info = ring.alert_info;
    order.auto_answer = ring.auto_answer;
    order.referred_by = ring.referred_by;
    if (!ring.forwarded_by.empty()) order.diverted_by = ring.forwarded_by.back();
    order.diverted_why = ring.forwarded_why;
    order.offer = *leg.offered;
    note_shown(board, leg, shown_by(ring));
    note_rung(board, leg, ring);
    board.order(PlaceCall{leg.id, std::move(order)});
}

void call_device(Board& board, Ring& ring, const std::string& user, const Device& device,
                 Offered offered = Offered::as_usual) {
    Leg& leg = add_outbound(board, {Origin::Kind::user, user, device.id}, device.near_ip, device.transport);
    const User* known = board.plan.user(user);
    leg.party = known ? Party{known->display, known->name, false} : ring.shown;
    leg.number = ring.wanted.empty() ? user : ring.wanted;
    leg.ordered_by = ring.ordered_by;
    leg.task = ring.task;
    OutboundCall order;
    order.to = OutboundCall::To::device;
    order.device = device.id;
    order.user = user;
    order_call(board, ring, leg, std::move(order), offered);
}

void call_user(Board& board, Ring& ring, const std::string& name) {
    const User* user = board.plan.user(name);
    if (!user) return note_failure(ring, {404, "no such user"});
    ring.shown = {user->display, user->name, false};
    heed_ends(ring, user->ends);
    heed_presence(board, ring, *user);
    ring.said_no = ring.said_no || ring.undisturbed;
    if (ring.undisturbed) return note_failure(ring, {486, "busy"});
    if (devices_of(board, name).empty()) return note_failure(ring, {480, name + " is not registered"});
    ring_phones(board, ring, *user);
    if (ring.branches.empty()) note_failure(ring, {480, "no other phone of " + name});
}

void call_trunk(Board& board, Ring& ring, const std::string& trunk) {
    const auto near_ip = near_ip_of_trunk(board, trunk);
    if (!near_ip) return note_failure(ring, {503, trunk + " is down"});
    if (const auto why = bar_one_more(board, ring.payer, ring.number)) return note_failure(ring, *why);
    const bool urgent = board.plan.is_emergency({{}, ring.number});
    if (!urgent && whom(ring) == AudioPorts::For::anybody && too_many_calls(board, trunk))
        return note_failure(ring, {503, trunk + " has too many calls at once"});
    const auto* known = board.plan.trunk(trunk);
    const auto transport = known ? known->transport : Transport{};
    Leg& leg = add_outbound(board, {Origin::Kind::trunk, trunk, {}}, *near_ip, transport, ring.payer);
    leg.party = ring.shown;
    leg.number = ring.shown.number;
    OutboundCall order;
    order.to = OutboundCall::To::trunk;
    order.trunk = trunk;
    order.number = ring.number;
    order_call(board, ring, leg, std::move(order));
}

void next_trunk(Board& board, Ring& ring) {
    while (ring.branches.empty() && !ring.trunks_left.empty()) {
        const std::string trunk = ring.trunks_left.front();
        ring.trunks_left.erase(ring.trunks_left.begin());
        call_trunk(board, ring, trunk);
    }
}

void call_trunks(Board& board, Ring& ring, const ToTrunks& to) {
    const Park* park = board.parks.find(ring.park);
    const LegId call = park && !ring.waiting ? park->parkee : ring.waiting;
    if (const auto why = bar_call(board, ring.payer, to, call)) return note_failure(ring, *why);
    note_outside(board, ring.payer, to);
    ring.shown = {{}, to.number, false};
    ring.number = to.number;
    ring.trunks_left = to.trunks;
}

Duration patience_for(const Board& board, const Ring& ring, const Destination& to) {
    const auto* user = std::get_if<ToUser>(&to);
    if (const User* known = user ? board.plan.user(user->user) : nullptr)
        return patience_of(board, ring, *known);
    const auto* group = std::get_if<ToGroup>(&to);
    const Group* rung = group ? board.plan.group(group->number) : nullptr;
    return rung ? rung->within : trunk_rings_for;
}

/// A reminder is no call that somebody could have missed: the caller waits on. Nor is one that its user
/// makes.
CancelReason reason_of(const Ring& ring) {
    const bool nudge = ring.purpose == Ring::Purpose::reminder || ring.purpose == Ring::Purpose::ordered;
    return nudge ? CancelReason::completed_elsewhere : CancelReason::none;
}

/// Something still rings, or is tried next; otherwise the ring has failed.
void go_on(Board& board, Ring& ring) {
    next_trunk(board, ring);
    next_member(board, ring);
    if (ring.branches.empty()) ring_failed(board, ring);
}

void call_destination(Board& board, Ring& ring, const Destination& to) {
    if (const auto* user = std::get_if<ToUser>(&to)) return call_user(board, ring, user->user);
    if (const auto* group = std::get_if<ToGroup>(&to)) return call_group(board, ring, group->number);
    if (const auto* trunks = std::get_if<ToTrunks>(&to)) return call_trunks(board, ring, *trunks);
    note_failure(ring, {404, "no such number"});
}

/// A ringing phone sends the caller elsewhere. True when that ends the ring.
bool redirect(Board& board, Ring& ring, const Leg& leg, const std::string& number) {
    const Destination to = board.plan.find(number);
    Leg* caller = change(board, ring.waiting);
    const auto* slot = std::get_if<ToSlot>(&to);
    const auto* lot = std::get_if<ToLot>(&to);
    // A member who sends all its calls elsewhere doesn't take the group's along.
    const bool of_a_group = !ring.group.empty() && !slot && !lot;
    if (of_a_group || !may_be_sent_on(ring)) return false;
    if ((slot || lot) && ring.purpose == Ring::Purpose::call && caller) {
        park_declined(board, ring.id, *caller, leg.user(), slot ? ToLot{slot->lot, slot->slot} : *lot);
        return true;
    }
    // The phone's user pays for a call that leaves, so the user's right counts, not the caller's.
    if (leg.is_user()) ring.payer = account_of(leg);
    call_destination(board, ring, forwarded(board, ring, to));
    return false;
}

bool is_redirect(const Ring& ring, const Refused& why, const std::string& number) {
    const bool sent_on = why.status >= 300 && why.status < 400 && !number.empty();
    return sent_on && !ring.is_for_its_phone_alone();
}

}  // namespace

void rename(Ring& ring, const Party& caller) {
    constexpr std::string_view before_name = " · ";
    ring.caller = caller;
    if (const auto at = ring.shown_name.find(before_name); at != std::string::npos)
        ring.shown_name = ring.shown_name.substr(0, at + before_name.size()) + name_of(caller);
}

Ring& open_ring(Board& board, Ring ring) {
    ring.id = next_id<RingId>(board);
    const RingId id = ring.id;
    return board.rings[id] = std::move(ring);
}

void note_failure(Ring& ring, const Refused& why) {
    if (ring.best.status == 0 || rank(why) < rank(ring.best)) ring.best = why;
}

bool ring_phones(Board& board, Ring& ring, const User& user) {
    const std::size_t before = ring.branches.size();
    for (const Device& device : devices_of(board, user.name))
        if (!device.id || device.id != ring.not_on) call_device(board, ring, user.name, device);
    return ring.branches.size() > before;
}

void give_up_at(Board& board, Ring& ring, Instant at) {
    board.deadlines.cancel(ring.give_up);
    ring.give_up = board.deadlines.set(at, {Due::What::ring, ring.id.value});
}

void aim(Board& board, Ring& ring, const Destination& wanted, std::optional<Duration> ring_for) {
    const Destination to = forwarded(board, ring, wanted);
    // A recall's step has its deadline in the lot.
    if (ring.purpose != Ring::Purpose::recall) {
        ring.until = board.now + ring_for.value_or(patience_for(board, ring, to));
        give_up_at(board, ring, ring.until);
    }
    call_destination(board, ring, to);
    go_on(board, ring);
}

void ring_leg(Board& board, Ring& ring, Leg& leg, OutboundCall order, Duration ring_for) {
    give_up_at(board, ring, board.now + ring_for);
    order_call(board, ring, leg, std::move(order));
    go_on(board, ring);
}

void end_branches(Board& board, Ring& ring, CancelReason reason, LegId winner) {
    for (const LegId id : ring.branches)
        if (Leg* leg = change(board, id); leg && id != winner) end(board, *leg, reason);
    ring.branches.clear();
    ring.early = {};
}

void stop_ring(Board& board, Ring& ring, CancelReason reason, LegId winner) {
    board.deadlines.cancel(ring.give_up);
    end_branches(board, ring, reason, winner);
    if (!ring.line.empty()) board.recall_lines.freed.push_back(ring.line);
    board.rings.erase(ring.id);
}

void branch_failed(Board& board, Leg& leg, const Refused& why, const std::string& redirected_to) {
    Ring* ring = board.rings.change(leg.ring);
    drop(board, leg);
    if (!CHECK(ring)) return;
    std::erase(ring->branches, leg.id);
    if (ring->early == leg.id) ring->early = {};
    if (is_redirect(*ring, why, redirected_to) && redirect(board, *ring, leg, redirected_to)) return;
    if (insists_on_keys(leg, why) || knows_no_handshake(leg, why)) {
        const auto offered = leg.offered->dtls ? Offered::no_handshake : Offered::keys_alone;
        call_device(board, *ring, leg.user(), {leg.from.device, leg.near_ip, leg.transport}, offered);
        return go_on(board, *ring);
    }
    note_failure(*ring, why);
    ring->said_no = ring->said_no || (leg.is_user() && !is_outage(why.status));
    if (!leg.is_user() && !is_outage(why.status)) ring->trunks_left.clear();
    go_on(board, *ring);
}

namespace {

void fail(Board& board, Ring& ring) {
    if (ring.best.status < 400) ring.best = {480, "unavailable"};
    const Ring over = ring;
    stop_ring(board, ring, reason_of(ring));
    nobody_answered(board, over);
}

}  // namespace

void ring_failed(Board& board, Ring& ring) {
    if (!send_on(board, ring, ring.said_no ? &Ends::busy : &Ends::unregistered)) fail(board, ring);
}

void declined_park_failed(Board& board, RingId id, const Refused& why) {
    Ring* ring = board.rings.change(id);
    if (!ring) return;
    note_failure(*ring, why);
    go_on(board, *ring);
}

void ring_timed_out(Board& board, RingId id) {
    Ring* ring = board.rings.change(id);
    if (!ring) return;
    if (member_timed_out(board, *ring)) return go_on(board, *ring);
    if (send_on(board, *ring, &Ends::no_answer)) return;
    note_failure(*ring, {480, "no answer"});
    fail(board, *ring);
}

}  // namespace layby::calls

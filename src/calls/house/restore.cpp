// Going on after a restart. First everything stands as it was written down; then each leg is taken up again,
// in SIP and in audio. Whom audio can't take up has hung up; of whom SIP can't, a HungUp follows. In the end
// whatever lacks what it waits for is told so, by the same events as in any other turn.
#include <algorithm>

#include "calls/derived/keeping.hpp"
#include "calls/house/board.hpp"
#include "calls/house/facts_handled.hpp"
#include "calls/house/keys.hpp"
#include "calls/house/leftovers.hpp"
#include "calls/house/lot_effects.hpp"
#include "calls/house/views.hpp"
#include "calls/states/pin_hash.hpp"
#include "calls/states/state.hpp"
#include "calls/ways/hours.hpp"
#include "calls/ways/messages.hpp"
#include "calls/ways/parking_steps.hpp"
#include "calls/ways/presence.hpp"
#include "calls/ways/tasks.hpp"
#include "runtime/log.hpp"

namespace layby::calls {
namespace {

// -- everything stands as it was

/// A lot that is no longer in the settings closes when its last caller has left.
LotDesk& desk_of(Board& board, const std::string& name) {
    const auto found = board.lots.find(name);
    if (found != board.lots.end()) return found->second;
    LotNumbers numbers;
    numbers.rules.name = name;
    numbers.rules.first = {1};
    numbers.rules.last = {0};
    board.closing_lots.insert(name);
    return board.lots.emplace(name, LotDesk{numbers, parking::Lot{numbers.rules, board.seed}, {}})
        .first->second;
}

void put_back(Board& board, const KeptPark& kept) {
    const Park& park = kept.park;
    board.keeping.kept_parks[park.id] = kept;
    board.keeping.parks.push_back(park.id);
    LotDesk& desk = desk_of(board, park.lot);
    if (park.id != kept.call.park || !desk.lot.restore(kept.call))
        return log::error("lot {}: the call in slot {} can't be restored", park.lot, park.slot.text());
    board.parks[park.id] = park;
    if (is_clear_pin(park.pin)) board.parks[park.id].pin = hashed_pin(park.pin);
    list_park(board, park);
    if (park.way == Park::Way::attended && !park.parkee) board.consultations[park.asker] = park.id;
    board.watching.slots.emplace_back(park.lot, park.slot);
    reschedule(board, park.lot, desk);
}

void set_again(Board& board, Ticket& ticket, Due due) {
    if (ticket) ticket = board.deadlines.set(ticket.at, due);
}

void put_back(Board& board, const Leg& kept) {
    if (outlives(kept)) board.keeping.legs[kept.id] = kept;
    Leg& leg = board.legs[kept.id];
    leg = kept;
    leg.prompt = {};
    forget_other_states(leg);
    set_again(board, leg.timer, {Due::What::leg, leg.id.value});
    set_again(board, leg.keyed_timer, {Due::What::keys, leg.id.value});
    set_again(board, leg.hold_timer, {Due::What::hold, leg.id.value});
    watch_leg(board, leg);
}

void put_back(Board& board, const Ring& kept) {
    board.keeping.rings[kept.id] = kept;
    set_again(board, (board.rings[kept.id] = kept).give_up, {Due::What::ring, kept.id.value});
}

void put_back(Board& board, const Transfer& kept) {
    board.keeping.transfers[kept.id] = kept;
    set_again(board, (board.transfers[kept.id] = kept).again, {Due::What::transfer, kept.id.value});
}

void put_back_releases(Board& board, std::vector<KeptRelease>& releases) {
    std::ranges::sort(releases, {}, [](const KeptRelease& kept) { return kept.release.turn; });
    for (const auto& [lot, release] : releases)
        if (const auto desk = board.lots.find(lot); desk != board.lots.end())
            desk->second.lot.restore(release);
}

void put_back(Board& board, const Presence& kept) {
    board.keeping.presences[kept.user] = kept;
    board.presences[kept.user] = kept;
}

void put_back(Board& board, const HandSet& kept) {
    board.keeping.hand_set[kept.hours] = kept;
    board.hand_set[kept.hours] = kept;
}

void put_back(Board& board, const Task& kept) {
    board.keeping.tasks[kept.id] = kept;
    put_back_task(board, kept);
}

void put_back(Board& board, const Message& kept) {
    board.keeping.messages[kept.id] = kept;
    put_back_message(board, kept);
}

/// The calls that each user holds, the latest at the end.
void put_back_holds(Board& board, std::vector<Leg>& legs) {
    std::ranges::sort(legs, {}, &Leg::held_since);
    for (const Leg& leg : legs)
        if (leg.held) board.held[leg.user()].push_back(leg.id);
}

void put_back_all(Board& board, KeptCalls& kept) {
    put_back_releases(board, kept.releases);
    for (const KeptPark& park : kept.parks) put_back(board, park);
    find_leftovers(board);
    for (const Leg& leg : kept.legs) put_back(board, leg);
    for (const Ring& ring : kept.rings) put_back(board, ring);
    for (const Transfer& transfer : kept.transfers) put_back(board, transfer);
    put_back_holds(board, kept.legs);
    for (const Presence& presence : kept.presences) put_back(board, presence);
    forget_presences(board);
    for (const HandSet& set : kept.hand_set) put_back(board, set);
    take_over_hours(board);
    for (const Task& task : kept.tasks) put_back(board, task);
    for (const Message& message : kept.messages) put_back(board, message);
}

// -- each leg is taken up again

bool reopen_own_port(Board& board, const Leg& leg) {
    return !leg.local || board.ports.reopen(leg.id, *leg.local);
}

/// The peer is told of it. A phone that rings knows the old one only.
bool open_another_port(Board& board, Leg& leg) {
    leg.local.reset();
    if (!leg.answered || !open_audio(board, leg, AudioPorts::For::end_of_a_wait)) {
        leg.audio.reset();
        return false;
    }
    leg.offered = leg.ours ? *leg.ours : make_offer(*leg.local, {});
    leg.offered->rtp = *leg.local;
    return true;
}

/// First everybody's own port, so that whoever needs another one doesn't get that of somebody else. Returns
/// the legs that have none.
std::vector<LegId> reopen_audio(Board& board, const std::vector<LegId>& legs) {
    std::vector<LegId> out;
    for (const LegId id : legs)
        if (const Leg* leg = find(board, id); !reopen_own_port(board, *leg)) out.push_back(id);
    std::erase_if(out, [&](LegId id) {
        log::warn("leg {}: its RTP port is taken, so it gets another one", id.value);
        return open_another_port(board, *change(board, id));
    });
    return out;
}

bool take_up(Board& board, Leg& leg, bool audible) {
    if (leg.audio) board.order(Negotiated{leg.id, *leg.audio});
    watch_keys(board, leg);
    board.order(Resume{leg.id, leg.answered, leg.ours, leg.refer_open, shows(board, leg), leg.theirs});
    if (!audible) board.order(HangUp{leg.id});
    // An offer of ours whose answer has not come: it may have been lost with the process.
    if (leg.answered && leg.offered) board.order(Offer{leg.id, *leg.offered});
    return audible;
}

void sound_again(Board& board, Leg& leg) {
    if (leg.doing == Doing::consulting) return sound_consultation(board, leg);
    if (leg.doing == Doing::announcing) return sound_announcement(board, leg);
    say_again(board, leg);
}

// -- whoever waits for what is no longer there

void end_pairs(Board& board, const std::vector<LegId>& legs) {
    for (const LegId id : legs) {
        Leg* leg = change(board, id);
        const Leg* other = leg && leg->with ? find(board, leg->with) : nullptr;
        if (leg && (!other || other->with != id)) leg->with = {};
        board.bridges += leg && leg->with ? 1 : 0;
    }
    board.bridges /= 2;
}

/// Rings for callers who could not outlive the process, and rings of which nothing is left.
void settle_rings(Board& board) {
    std::vector<RingId> all;
    for (const auto& [id, ring] : board.rings) all.push_back(id);
    for (const RingId id : all) {
        Ring* ring = board.rings.change(id);
        if (!ring) continue;
        std::erase_if(ring->branches, [&](LegId leg) { return !find(board, leg); });
        if (ring->waiting && !find(board, ring->waiting)) {
            note_unanswered(board, *ring);
            stop_ring(board, *ring, CancelReason::none);
        } else if (ring->branches.empty())
            ring_failed(board, *ring);
    }
}

void settle_park(Board& board, const Park& park) {
    const parking::ParkedCall* call = board.lots.at(park.lot).lot.find(park.id);
    const auto here = [&](LegId leg) { return find(board, leg) != nullptr; };
    if (!call) return;
    const LegId asker = park.way == Park::Way::foreign ? park.parkee : park.asker;
    if (call->phase == parking::Phase::reserved && !here(asker))
        return tell(board, park.lot, parking::ConsultationEnded{park.id});
    if (call->phase != parking::Phase::reserved && !here(park.parkee))
        return tell(board, park.lot, parking::CallerLeft{park.id, true});
    if (call->taker && !here(call->taker->leg))
        tell(board, park.lot, parking::RetrieverFailed{park.id, call->taker->leg});
    if (call->phase == parking::Phase::ringing && !board.rings.contains(park.recall))
        tell(board, park.lot, parking::RingFailed{park.id, call->attempt});
    if (call->telling == parking::Telling::speaking && !here(park.asker))
        tell(board, park.lot, parking::ParkerLeft{park.id});
    if (call->telling == parking::Telling::messaged)  // its answer has been lost
        carry(board, park.lot,
              parking::SendMessage{park.id, park.parker.target(), park.slot, park.caller, park.parker.trunk});
}

void settle_parks(Board& board) {
    std::vector<Park> all;
    for (const auto& [id, park] : board.parks) all.push_back(park);
    for (const Park& park : all) settle_park(board, park);
    settle(board);
}

/// Only what could not be read back can lead to this.
void end_unsound(Board& board, const std::vector<LegId>& legs) {
    for (const LegId id : legs) {
        Leg* leg = change(board, id);
        if (!leg || leg_is_sound(board, *leg)) continue;
        log::error("leg {}: part of its record could not be read; it is hung up", id.value);
        end(board, *leg);
    }
}

// -- a caller of another node

/// The other node's keys, with its counters, are nobody's any more.
void renew_key(Board& board, Leg& leg) {
    if (!leg.audio || !leg.audio->keys) return;
    auto& ours = leg.audio->keys->ours;
    ours = {ours.cipher, board.ports.new_key()};
    if (leg.ours) leg.ours->crypto = {{1, ours}};
}

/// Here nobody is with it, and nothing is written yet.
Leg& put_alone(Board& board, const Adopted& taken) {
    put_back(board, taken.parkee);
    board.keeping.legs.erase(taken.parkee.id);
    Leg& leg = *change(board, taken.parkee.id);
    leg.near_ip = taken.near_ip;
    leg.from.device = {};
    leg.with = {};
    leg.message = {};
    leg.dictation = Dictation::none;
    enter(leg, Doing::parked);  // whoever was about to have it was at that node
    return leg;
}

}  // namespace

void adopt(Board& board, const Adopted& taken) {
    const Park& park = taken.park.park;
    if (board.parks.contains(park.id)) return;
    if (board.legs.contains(taken.parkee.id)) {  // it has left its slot here, before a crash
        board.turn.claims.emplace_back(ReleaseSlot{park.lot, park.slot, park.id});
        return;
    }
    board.elsewhere.erase({park.lot, park.slot});
    put_back(board, taken.park);
    board.keeping.kept_parks.erase(park.id);
    if (!board.parks.contains(park.id)) {
        board.order(Abandon{taken.parkee.id});
        board.turn.claims.emplace_back(ReleaseSlot{park.lot, park.slot, park.id});
        return;
    }
    Leg& leg = put_alone(board, taken);
    if (const auto shown = shows(board, leg)) note_shown(board, leg, *shown);
    renew_key(board, leg);
    const bool lives = take_up(board, leg, open_another_port(board, leg));
    ++board.totals.adopted_total;
    log::info("lot {}: the caller in slot {} goes on here, as node {} is away", park.lot, park.slot.text(),
              taken.node);
    if (!lives) on(board, HungUp{leg.id, HangupCause::unreachable});
    settle_park(board, *board.parks.find(park.id));
    settle(board);
    if (Leg* left = change(board, taken.parkee.id)) sound_again(board, *left);
}

void restore(Board& board, KeptCalls kept) {
    put_back_all(board, kept);
    std::vector<LegId> all, lost;
    for (const Leg& leg : kept.legs) all.push_back(leg.id);
    std::ranges::sort(all);
    end_pairs(board, all);
    remember_shown(board);
    const auto mute = reopen_audio(board, all);
    for (const LegId id : all)
        if (!take_up(board, *change(board, id), !std::ranges::binary_search(mute, id))) lost.push_back(id);
    for (const LegId id : lost) on(board, HungUp{id, HangupCause::unreachable});
    settle_rings(board);
    settle_parks(board);
    end_unsound(board, all);
    take_up_messages(board);
    for (const LegId id : all)
        if (Leg* leg = change(board, id)) sound_again(board, *leg);
    if (!all.empty())
        log::info("{} and {} resumed from before the restart",
                  log::counted(all.size() - lost.size(), "call leg"),
                  log::counted(board.parks.size(), "parked call"));
}

}  // namespace layby::calls

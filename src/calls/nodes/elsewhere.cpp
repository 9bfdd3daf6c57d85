#include "calls/nodes/elsewhere.hpp"

#include <algorithm>

#include "calls/house/board.hpp"
#include "calls/house/facts_handled.hpp"
#include "calls/house/listener.hpp"
#include "calls/house/lot_effects.hpp"
#include "calls/house/media_agreement.hpp"
#include "calls/house/prompts.hpp"
#include "calls/states/spoken_refusal.hpp"
#include "calls/states/state.hpp"

namespace layby::calls {
namespace {

parking::Phase phase_there(WatchedSlot::State state) {
    switch (state) {
        case WatchedSlot::State::free:
            return parking::Phase::reserved;
        case WatchedSlot::State::parked:
            return parking::Phase::waiting;
        case WatchedSlot::State::ringing:
            return parking::Phase::ringing;
        case WatchedSlot::State::retrieving:
            return parking::Phase::retrieving;
    }
    return parking::Phase::reserved;
}

/// The slot rests here as it does there.
void came_free(Board& board, const std::string& lot, SlotNumber slot) {
    const auto desk = board.lots.find(lot);
    if (desk == board.lots.end() || !desk->second.lot.hand_back(slot, board.now)) return;
    board.keeping.released.emplace_back(lot, slot);
}

void show_over(Board& board, const WatchedSlot& before) {
    board.showing.elsewhere.emplace_back(ParkOver{before.park});
}

}  // namespace

void on(Board& board, const SlotElsewhere& fact) {
    const std::pair place{fact.slot.lot, fact.slot.slot};
    const auto before = board.elsewhere.find(place);
    const bool known = before != board.elsewhere.end();
    if (known && (!fact.taken || before->second.park != fact.slot.park)) show_over(board, before->second);
    board.watching.slots.emplace_back(place);
    if (!fact.taken) {
        if (!known) return;
        board.elsewhere.erase(before);
        return came_free(board, place.first, place.second);
    }
    board.elsewhere.insert_or_assign(place, fact.slot);
    board.showing.elsewhere.emplace_back(shown_elsewhere(fact.slot));
    const auto desk = board.lots.find(place.first);
    if (desk != board.lots.end()) desk->second.lot.withhold(place.second);
}

std::set<SlotNumber> slots_elsewhere(const Board& board, const std::string& lot) {
    std::set<SlotNumber> out;
    for (const auto& [place, there] : board.elsewhere)
        if (place.first == lot) out.insert(place.second);
    return out;
}

WatchedSlot look_elsewhere(const Board& board, const WatchedSlot& free) {
    const auto found = board.elsewhere.find({free.lot, free.slot});
    const bool lit = found != board.elsewhere.end() && found->second.state != WatchedSlot::State::free;
    return lit ? found->second : free;
}

ShownPark shown_elsewhere(const WatchedSlot& there) {
    ShownPark shown{there.lot, {}, false, {}, there.node};
    auto& call = shown.call;
    call.park = there.park;
    call.slot = there.slot;
    call.phase = phase_there(there.state);
    call.caller = there.caller;
    call.parker.shown = there.parker;
    call.for_user = there.for_user;
    call.since = there.since;
    return shown;
}

const WatchedSlot* found_elsewhere(const Board& board, const ToSlot& where) {
    const auto found = board.elsewhere.find({where.lot, where.slot});
    if (found == board.elsewhere.end() || found->second.state == WatchedSlot::State::free) return nullptr;
    const auto desk = board.lots.find(where.lot);
    const bool somebody_here = desk != board.lots.end() && desk->second.lot.at(where.slot);
    return somebody_here ? nullptr : &found->second;
}

bool is_of_node(const Board& board, const Leg& leg) {
    if (leg.is_user()) return false;
    const auto& peers = board.office.cluster.peers;
    return std::ranges::any_of(peers, [&](const auto& peer) { return peer.second == leg.from.name; });
}

namespace {

/// The retriever sees whom it is about to have before that node has answered.
void show_caller(Board& board, RingId id, LegId retriever, const Party& caller) {
    Ring* ring = board.rings.change(id);
    Leg* leg = change(board, retriever);
    if (!ring || !leg) return;
    ring->shown = caller;
    for (const LegId branch : ring->branches)
        if (Leg* there = change(board, branch)) there->party = caller;
    if (leg->answered || leg->rang) return;
    leg->rang = true;
    note_shown(board, *leg, caller);
    board.order(Alert{leg->id, {}, caller});
}

}  // namespace

void retrieve_elsewhere(Board& board, Leg& leg, const WatchedSlot& known, ParkId expected) {
    const WatchedSlot there = known;
    if (expected && expected != there.park)
        return refuse_aloud(board, leg, refusal(parking::Refusal::another_call, {}, there.slot),
                            nobody_there(board, leg, there.lot));
    const auto& peers = board.office.cluster.peers;
    const auto peer = peers.find(there.node);
    if (peer == peers.end())
        return refuse_aloud(board, leg, {480, "node " + there.node + " is not known here"},
                            refusal_phrase(speech_to(board, leg, there.lot)));
    Ring ring;
    ring.purpose = Ring::Purpose::call;
    ring.waiting = leg.id;
    ring.caller = leg.party;
    ring.like = codecs_of(leg.theirs);
    ring.lot = there.lot;
    ring.slot = there.slot;
    Ring& opened = open_ring(board, std::move(ring));
    const RingId id = opened.id;
    const LegId retriever = leg.id;
    enter(leg, Doing::calling);
    leg.ring = id;
    aim(board, opened, ToTrunks{{peer->second}, there.slot.text(), {}});
    show_caller(board, id, retriever, there.caller);
}

}  // namespace layby::calls

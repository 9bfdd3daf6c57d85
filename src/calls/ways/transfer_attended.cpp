// Attended transfers, also while the target still rings, and calls that take another's place (RFC 3891).
#include "calls/house/board.hpp"
#include "calls/house/bridge.hpp"
#include "calls/house/listener.hpp"
#include "calls/house/prompts.hpp"
#include "calls/states/spoken_refusal.hpp"
#include "calls/ways/take_slot.hpp"
#include "calls/ways/transferring.hpp"
#include "runtime/check.hpp"

namespace layby::calls {
namespace {

void join_partners(Board& board, Leg& transferor, Leg& one, Leg& other_leg, Leg& other) {
    confirm_retrieval(board, other_leg);
    accept_transfer(board, transferor);
    part(board, transferor);
    part(board, other_leg);
    join(board, one, other);
    report_transfer(board, transferor, 200, "OK");
    leave(board, transferor);
    leave(board, other_leg);
}

/// The consulted party still rings: it goes on ringing, for the transferred one.
void hand_over_ring(Board& board, Leg& transferor, Leg& transferee, Leg& caller) {
    Ring* ring = board.rings.change(caller.ring);
    if (!CHECK(ring)) return;
    accept_transfer(board, transferor);
    const Transfer& transfer = begin_transfer(board, transferor, transferee);
    ring->purpose = Ring::Purpose::transfer;
    ring->waiting = transferee.id;
    ring->transfer = transfer.id;
    ring->early = {};
    transferee.ring = ring->id;
    caller.ring = {};
    if (caller.answered) return leave(board, caller);
    refuse(board, caller, {487, "transferred"});
}

void take_over_talk(Board& board, Leg& newcomer, Leg& replaced) {
    Leg* other = change(board, replaced.with);
    if (!CHECK(other)) return;
    confirm_retrieval(board, replaced);
    answer(board, newcomer, other->party, other->codec());
    part(board, replaced);
    join(board, newcomer, *other);
    end(board, replaced);
}

/// A caller who waits in a lot is retrieved, by whoever may and knows the PIN.
void pick_up(Board& board, Leg& newcomer, const Leg& ringing) {
    const Ring* ring = board.rings.find(ringing.ring);
    if (!CHECK(ring)) return;
    if (ring->park) return retrieve(board, newcomer, {ring->lot, ring->slot}, ring->park);
    std::optional<Codec> like;
    if (!ring->like.empty()) like = ring->like.front();
    newcomer.ring = ring->id;
    answer(board, newcomer, ring->caller, like);
    branch_answered(board, newcomer);
}

/// A phone that is called away from a call elsewhere, or to make one, doesn't ring for anybody who could be
/// picked up.
bool can_be_picked_up(const Board& board, const Leg& leg) {
    const Ring* ring = leg.doing == Doing::rung ? board.rings.find(leg.ring) : nullptr;
    return ring && leg.is_user() && !ring->is_for_its_phone_alone();
}

/// What has rung longest at this user, for that group if there is one.
const Leg* ringing_at(const Board& board, const std::string& user, const std::string& group = {}) {
    const auto legs = board.watching.legs.find(user);
    if (legs == board.watching.legs.end()) return nullptr;
    for (const LegId id : legs->second) {
        const Leg* leg = find(board, id);
        if (!leg || !can_be_picked_up(board, *leg)) continue;
        if (group.empty() || board.rings.find(leg->ring)->group == group) return leg;
    }
    return nullptr;
}

/// The call that has rung longest at any of them.
const Leg* ringing_at(const Board& board, const Group& group) {
    const Leg* longest = nullptr;
    for (const std::string& user : group.users) {
        const Leg* leg = ringing_at(board, user, group.number);
        if (leg && (!longest || leg->ring < longest->ring)) longest = leg;
    }
    return longest;
}

const Leg* ringing_at(const Board& board, const FromRinging& where) {
    const Group* group = board.plan.group(where.number);
    return group ? ringing_at(board, *group) : ringing_at(board, where.number);
}

bool may_replace(const Board& board, const Leg& leg) {
    const Trunk* trunk = leg.is_user() ? nullptr : board.plan.trunk(leg.from.name);
    return leg.is_user() || (trunk && trunk->may_retrieve);
}

}  // namespace

void transfer_attended(Board& board, Leg& transferor, Leg& other) {
    Leg* one = change(board, transferor.with);
    const auto deny = [&](const char* why) { board.order(RefuseTransfer{transferor.id, {488, why}}); };
    if (transferor.doing != Doing::talking || !one) return deny("no call to transfer");
    if (one == &other) return deny("these two talk already");
    confirm_retrieval(board, transferor);
    if (other.doing == Doing::calling) return hand_over_ring(board, transferor, *one, other);
    Leg* target = change(board, other.with);
    if (other.doing != Doing::talking || !target) return deny("nobody to transfer to");
    join_partners(board, transferor, *one, other, *target);
}

void pick_up_ringing(Board& board, Leg& newcomer, const FromRinging& where) {
    if (!newcomer.is_user()) return refuse(board, newcomer, {403, "not allowed"});
    if (const Leg* ringing = ringing_at(board, where)) return pick_up(board, newcomer, *ringing);
    refuse_aloud(board, newcomer, {480, "nothing rings at " + where.number},
                 nothing_rings_phrase(speech_to(board, newcomer)));
}

void take_place(Board& board, Leg& newcomer, const CallArrived& call) {
    if (takes_slot(board, call)) return take_slot(board, newcomer, call);
    Leg* replaced = change(board, *call.replaces);
    if (!replaced) return refuse(board, newcomer, {481, "that call is over"});
    if (!may_replace(board, newcomer)) return refuse(board, newcomer, {403, "not allowed"});
    // Whom it takes the place of, or the caller, is here already.
    if (!open_audio(board, newcomer, AudioPorts::For::end_of_a_wait))
        return refuse(board, newcomer, no_audio_port);
    if (replaced->doing == Doing::talking) return take_over_talk(board, newcomer, *replaced);
    if (can_be_picked_up(board, *replaced)) return pick_up(board, newcomer, *replaced);
    const Park* park = board.parks.find(replaced->park);
    if (replaced->doing == Doing::parked && park)
        return retrieve(board, newcomer, {park->lot, park->slot}, park->id);
    refuse(board, newcomer, {481, "that call can't be taken"});
}

}  // namespace layby::calls

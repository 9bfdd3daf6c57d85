#include "calls/states/state.hpp"

#include <array>

#include "calls/house/board.hpp"
#include "calls/house/bridge.hpp"
#include "calls/house/facts_handled.hpp"
#include "calls/house/prompts.hpp"
#include "calls/states/pin.hpp"
#include "calls/states/spoken_refusal.hpp"
#include "calls/ways/confirming.hpp"
#include "calls/ways/rescue.hpp"
#include "runtime/check.hpp"

namespace layby::calls {
namespace {

// -- it is gone

void forget(Board& board, Leg& leg, bool) { drop(board, leg); }

void talker_gone(Board& board, Leg& leg, bool lost) {
    if (leg.taking) return retriever_gone(board, leg);
    if (leg.park) parkee_taken_away(board, leg, lost);
    Leg* other = part(board, leg);
    drop(board, leg);
    if (other && needs_rescue(board, leg)) return rescue(board, leg, *other);
    if (other) end(board, *other);
}

void caller_gone(Board& board, Leg& leg, bool) {
    if (Ring* ring = board.rings.change(leg.ring)) stop_ring(board, *ring, CancelReason::none);
    drop(board, leg);
}

void branch_gone(Board& board, Leg& leg, bool) { branch_failed(board, leg, {480, "unreachable"}, {}); }

/// For those to whom it is all the same whether a leg has hung up or was lost.
template <void (*Gone)(Board&, Leg&)>
void gone(Board& board, Leg& leg, bool) {
    Gone(board, leg);
}

// -- what it hears

std::optional<Sound> nothing(const Board&, const Leg& leg) { return Quiet{leg.id}; }

/// Its own phone makes the ringback until the ringing side has sent something else.
std::optional<Sound> early_media(const Board& board, const Leg& leg) {
    const Ring* ring = board.rings.find(leg.ring);
    if (!ring || !leg.audio) return std::nullopt;
    if (ring->early) return Connect{leg.id, ring->early};
    return Loop{leg.id, ringback_phrase()};
}

/// Each hears the other; who was put on hold hears music, and nobody overhears what is said to the other.
std::optional<Sound> its_partner(const Board& board, const Leg& leg) {
    const Leg* other = find(board, leg.with);
    // Before the ACK of a delayed offer there is nothing to bridge yet; the other one hears what it heard.
    if (!other || !leg.audio || !other->audio) return std::nullopt;
    if (other->prompt) return Quiet{leg.id};
    if (!leg.holding() && !other->holding()) return Connect{leg.id, other->id};
    if (!leg.holding()) return PlayMusic{leg.id, board.office.music};
    return Quiet{leg.id};
}

/// Somebody rings for it, or will again in a moment. Who was to be parked hears music all the while.
std::optional<Sound> ringback(const Board& board, const Leg& leg) {
    const Transfer* transfer = board.transfers.find(leg.transfer);
    if (leg.ring && !(transfer && transfer->rescue)) return Loop{leg.id, ringback_phrase()};
    return PlayMusic{leg.id, board.office.music};
}

/// Whoever has asked for a transfer knows what goes on.
std::optional<Sound> of_a_transfer(const Board&, const Leg& leg) {
    if (leg.refer_open) return Quiet{leg.id};
    return Loop{leg.id, ringback_phrase()};
}

std::optional<Sound> music_of_its_lot(const Board& board, const Leg& leg) {
    const Park* park = board.parks.find(leg.park);
    const bool speaks = leg.dictation == Dictation::speaking || leg.dictation == Dictation::saving;
    if (speaks) return Quiet{leg.id};
    if (!park || park->music.empty()) return std::nullopt;
    return PlayMusic{leg.id, park->music};
}

void hang_up(Board& board, Leg& leg) { end(board, leg); }

/// In the order of Doing.
// clang-format off
constexpr std::array states{
    //    gone                       hears             say_again       overdue             prompt_ended        owns
    State{forget,                    nullptr,          nullptr,        nullptr,            nullptr,            nothing_owned           },  // arriving
    State{caller_gone,               early_media,      nullptr,        nullptr,            nullptr,            its_ring                },  // calling
    State{branch_gone,               nullptr,          nullptr,        nullptr,            nullptr,            its_ring                },  // rung
    State{forget,                    nullptr,          nullptr,        nullptr,            nullptr,            nothing_owned           },  // asking
    State{talker_gone,               its_partner,      nullptr,        nullptr,            nullptr,            its_park | what_it_takes},  // talking
    State{gone<transferee_gone>,     ringback,         nullptr,        nullptr,            nullptr,            its_ring | its_transfer },  // waiting
    State{gone<transferor_gone>,     of_a_transfer,    nullptr,        nullptr,            nullptr,            its_transfer            },  // transferring
    State{gone<consultation_gone>,   nullptr,          nullptr,        sound_consultation, consultation_heard, its_park                },  // consulting
    State{forget,                    nothing,          sound_pin,      pin_timed_out,      pin_awaited,        its_pin                 },  // entering
    State{gone<announcing_gone>,     nullptr,          nullptr,        announcing_overdue, announcing_heard,   its_park                },  // announcing
    State{parkee_gone,               music_of_its_lot, say_slot_again, parkee_overdue,     parkee_heard,       its_park                },  // parked
    State{forget,                    nullptr,          nullptr,        refusal_heard,      refusal_heard,      its_refusal             },  // refused
    State{forget,                    nothing,          nullptr,        hang_up,            hang_up,            nothing_owned           },  // leaving
    State{forget,                    nothing,          confirm_again,  hang_up,            hang_up,            nothing_owned           },  // confirming
};
// clang-format on
static_assert(states.size() == static_cast<std::size_t>(Doing::confirming) + 1);

}  // namespace

const State& state_of(const Leg& leg) { return states.at(static_cast<std::size_t>(leg.doing)); }

void forget_other_states(Leg& leg) {
    const unsigned owned = state_of(leg).owns;
    if ((owned & its_ring) == 0) leg.ring = {};
    if ((owned & its_transfer) == 0) leg.transfer = {};
    if ((owned & its_park) == 0) leg.park = {};
    if ((owned & what_it_takes) == 0) leg.taking = {};
    if ((owned & its_pin) == 0) leg.pin.reset();
    if ((owned & its_refusal) == 0) leg.refusal.reset();
}

bool owns_what_it_should(const Leg& leg) {
    Leg bare = leg;
    forget_other_states(bare);
    return bare.ring == leg.ring && bare.transfer == leg.transfer && bare.park == leg.park &&
           bare.taking == leg.taking && bare.pin == leg.pin && bare.refusal == leg.refusal;
}

void enter(Leg& leg, Doing state) {
    // Whose BYE is awaited takes part in nothing any more, and nobody arrives twice.
    if (!CHECK(!leg.gone && leg.doing != Doing::leaving && state != Doing::arriving)) return;
    // What was being said to it no longer is; but who consults may complete the transfer while it hears the
    // slot.
    if (state != Doing::announcing) leg.prompt = {};
    leg.doing = state;
    forget_other_states(leg);
}

void say_again(Board& board, Leg& leg) {
    if (const auto again = state_of(leg).say_again) again(board, leg);
}

void leg_timed_out(Board& board, LegId id) {
    Leg* leg = change(board, id);
    if (!leg) return;
    leg->timer = {};
    leg->prompt = {};
    if (const auto overdue = state_of(*leg).overdue) overdue(board, *leg);
}

void on(Board& board, const PromptEnded& fact) {
    Leg* leg = change(board, fact.leg);
    if (!leg || !leg->prompt || leg->prompt != fact.prompt) return;
    leg->prompt = {};
    board.deadlines.cancel(leg->timer);
    if (const auto ended = state_of(*leg).prompt_ended) ended(board, *leg);
}

}  // namespace layby::calls

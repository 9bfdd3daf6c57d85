#include "calls/derived/timeline.hpp"

#include "calls/derived/log_lines.hpp"
#include "calls/house/board.hpp"
#include "calls/house/lot_effects.hpp"

namespace layby::calls {
namespace {

using What = CallStep::What;

std::string who_is(const std::string& user, const Party& shown) {
    if (!user.empty()) return user;
    if (shown.anonymous) return "anonymous";
    return shown.number.empty() ? shown.name : shown.number;
}

std::string who_is(const Leg& leg) {
    return leg.party.anonymous ? "anonymous" : who_is(leg.user(), leg.party);
}

/// Without who has the slot: that is somebody else.
std::string reason_of(const Refused& refused) {
    const auto by = refused.reason.find(" by ");
    const bool names =
        refused.reason.starts_with("slot taken") || refused.reason.starts_with("already taken");
    return names ? refused.reason.substr(0, by) : refused.reason;
}

std::string parker_in(const Park& park) { return who_is(park.parker.user, park.parker.shown); }

void add_step(Board& board, LegId call, What what, std::string who, std::string how = {}) {
    if (call) board.turn.steps.push_back({call, {}, what, {}, {}, std::move(who), std::move(how)});
}

/// Of the caller who waits, or is about to.
void add_step(Board& board, const Park& park, What what, std::string who, std::string how = {}) {
    if (!park.parkee) return;
    board.turn.steps.push_back(
        {park.parkee, park.id, what, park.lot, park.slot, std::move(who), std::move(how)});
}

void add_step(Board& board, ParkId id, What what, std::string who, std::string how = {}) {
    if (const Park* park = board.parks.find(id)) add_step(board, *park, what, std::move(who), std::move(how));
}

void add_tie(Board& board, LegId one, LegId other) {
    if (one && other && one != other) board.turn.ties.push_back({one, other});
}

/// The caller with who has parked it.
void tie_parkers(Board& board, const Park& park) {
    add_tie(board, park.parkee, park.asker);
    add_tie(board, park.parkee, park.main);
}

// -- what a lot is told

void step_of(Board& board, const parking::CallerMoved& moved) {
    const Park* park = board.parks.find(moved.park);
    if (!park) return;
    add_step(board, *park, What::parked, parker_in(*park), text_of(park->way));
    tie_parkers(board, *park);
}

void step_of(Board& board, const parking::CallerReplaced& replaced) {
    add_step(board, replaced.park, What::replaced, who_is({}, replaced.caller));
}

void step_of(Board& board, const parking::AnnouncementHeard& heard) {
    const Park* park = board.parks.find(heard.park);
    if (park) add_step(board, *park, What::told, parker_in(*park), "voice");
}

void step_of(Board& board, const parking::MessageSettled& settled) {
    const Park* park = board.parks.find(settled.park);
    if (park)
        add_step(board, *park, settled.delivered ? What::told : What::not_told, parker_in(*park), "message");
}

void step_of(Board& board, const parking::RetrieverFailed& failed) {
    const Leg* retriever = board.legs.find(failed.retriever);
    add_step(board, failed.park, What::taken_back, retriever ? who_is(*retriever) : std::string{});
}

void step_of(Board& board, const parking::RingFailed& failed) {
    add_step(board, failed.park, What::rang_in_vain, {});
}

void step_of(Board&, const auto&) {}

// -- what a lot orders

void step_of(Board& board, const std::string&, const parking::SendNotice& order) {
    add_step(board, order.park, What::noticed, order.user);
}

void step_of(Board& board, const std::string&, const parking::Remind& order) {
    add_step(board, order.park, What::reminded, order.user);
}

void step_of(Board& board, const std::string&, const parking::Ring& order) {
    const Park* park = board.parks.find(order.park);
    if (!park) return;
    add_step(board, *park, What::rings, order.step.target.empty() ? parker_in(*park) : order.step.target,
             text_of(order.reason));
}

/// Its phone is stopped since nobody answered, not because somebody else did.
void step_of(Board& board, const std::string&, const parking::StopRinging& order) {
    if (!order.completed_elsewhere) add_step(board, order.park, What::rang_in_vain, {});
}

void step_of(Board& board, const std::string&, const parking::Connect& order) {
    add_step(board, order.park, What::taken, who_is(order.retriever.user, order.retriever.shown));
}

void step_of(Board& board, const std::string&, const parking::Ended& ended) {
    add_step(board, ended.park, What::ended, who_is({}, ended.by), text_of(ended.outcome));
}

void step_of(Board&, const std::string&, const auto&) {}

/// A phone that was called to make a call has its answer when somebody has taken that call.
bool has_answer(const Leg& leg) { return leg.answered && (!leg.is_ordered() || leg.met); }

}  // namespace

const char* text_of(CallStep::What what) {
    switch (what) {
        case What::met:
            return "talks";
        case What::parked:
            return "parked";
        case What::park_refused:
            return "park refused";
        case What::told:
            return "told";
        case What::not_told:
            return "not told";
        case What::noticed:
            return "noticed";
        case What::reminded:
            return "reminded";
        case What::rings:
            return "rings";
        case What::rang_in_vain:
            return "rang in vain";
        case What::taken:
            return "taken";
        case What::taken_back:
            return "taken back";
        case What::replaced:
            return "replaced";
        case What::ended:
            return "park ended";
        case What::barred:
            return "barred";
        case What::to_call_back:
            return "to call back";
        case What::message:
            return "message";
    }
    return "";
}

void note_met(Board& board, Leg& one, Leg& other) {
    if (!one.met) one.met = other.id;
    if (!other.met) other.met = one.id;
    add_step(board, one.id, What::met, who_is(other));
    add_step(board, other.id, What::met, who_is(one));
    add_tie(board, one.id, other.id);
}

void note_rung(Board& board, const Leg& leg, const Ring& ring) {
    const Park* park = board.parks.find(ring.park);
    add_tie(board, leg.id, ring.waiting);
    if (park) add_tie(board, leg.id, park->parkee);
}

void note_step(Board& board, const parking::Event& event) {
    std::visit([&](const auto& what) { step_of(board, what); }, event);
}

void note_step(Board& board, const std::string& lot, const parking::Effect& effect) {
    std::visit([&](const auto& order) { step_of(board, lot, order); }, effect);
}

void note_refused(Board& board, const Park& park, parking::Refusal why) {
    const LegId call = park.parkee ? park.parkee : park.asker;
    if (!call) return;
    tie_parkers(board, park);
    board.turn.steps.push_back(
        {call, park.id, What::park_refused, park.lot, {}, parker_in(park), refusal(why, {}, {}).reason});
}

void note_barred(Board& board, LegId call, const std::string& number, const std::string& why) {
    add_step(board, call, What::barred, number, why);
}

void note_to_call_back(Board& board, LegId call, ParkId park, const Task& task) {
    if (!call) return;
    board.turn.steps.push_back(
        {call, park, What::to_call_back, task.lot, task.slot, who_is({}, task.caller), text_of(task.why)});
}

void note_message(Board& board, const Message& message) {
    const auto length = std::chrono::duration_cast<std::chrono::seconds>(message.length).count();
    board.turn.steps.push_back({message.call, message.park, What::message, message.lot, message.slot,
                                message.box, std::to_string(length) + " s"});
}

/// Of who asked for privacy neither a name nor a number is kept.
void note_past(Board& board, const Leg& leg) {
    if (!leg.inbound && !leg.answered) return;
    const bool ours = leg.is_user();
    PastCall past{leg.id,
                  leg.inbound,
                  leg.party,
                  leg.party.anonymous ? std::string{} : leg.user(),
                  ours ? std::string{} : leg.from.name,
                  !leg.inbound && leg.party.anonymous ? std::string{} : leg.dialled(),
                  leg.call_id,
                  leg.met,
                  board.now - leg.since};
    // Calls from before an upgrade may have come without that time.
    if (has_answer(leg)) past.answered = board.now - std::max(leg.answered_at, leg.since);
    if (leg.refusal && !has_answer(leg)) past.status = leg.refusal->status;
    past.ordered_by = leg.ordered_by;
    if (leg.refusal) past.reason = reason_of(*leg.refusal);
    board.turn.calls.push_back(std::move(past));
}

}  // namespace layby::calls

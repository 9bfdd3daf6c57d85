#include "calls/ways/presence.hpp"

#include "calls/house/board.hpp"
#include "calls/house/listener.hpp"
#include "calls/house/prompts.hpp"
#include "calls/states/spoken_refusal.hpp"
#include "calls/ways/confirming.hpp"
#include "calls/ways/outside.hpp"
#include "runtime/log.hpp"

namespace layby::calls {
namespace {

using Change = ToPresence::Change;

/// As the log and displays say it.
const char* wording_of(Change change) {
    switch (change) {
        case Change::do_not_disturb_on:
        case Change::do_not_disturb_off:
        case Change::do_not_disturb_other:
            return "Do not disturb";
        case Change::always:
            return "Forward always";
        case Change::busy:
            return "Forward when busy";
        case Change::no_answer:
            return "Forward after a while";
        case Change::unregistered:
            return "Forward without phone";
        case Change::no_forwards:
            return "Forwards";
    }
    return "";
}

Forwarded forwarded_by(Change change) {
    if (change == Change::always) return Forwarded::always;
    if (change == Change::busy) return Forwarded::busy;
    return change == Change::no_answer ? Forwarded::no_answer : Forwarded::other;
}

/// Null: it is about no forward, or about all.
std::string* forward_in(Forwards& forwards, Change change) {
    if (change == Change::always) return &forwards.always;
    if (change == Change::busy) return &forwards.otherwise.busy;
    if (change == Change::no_answer) return &forwards.otherwise.no_answer;
    return change == Change::unregistered ? &forwards.otherwise.unregistered : nullptr;
}

void apply_change(Presence& presence, const ToPresence& wanted) {
    if (wanted.change == Change::no_forwards) presence.forwards = {};
    if (wanted.change == Change::do_not_disturb_on) presence.do_not_disturb = true;
    if (wanted.change == Change::do_not_disturb_off) presence.do_not_disturb = false;
    if (wanted.change == Change::do_not_disturb_other) presence.do_not_disturb = !presence.do_not_disturb;
    if (auto* forward = forward_in(presence.forwards, wanted.change)) *forward = wanted.number;
    if (wanted.after != Duration{}) presence.forwards.after = wanted.after;
    if (presence.forwards.otherwise.no_answer.empty()) presence.forwards.after = Forwards{}.after;
}

void put_presence(Board& board, const Presence& presence) {
    if (at_rest(presence)) return board.presences.erase(presence.user);
    board.presences[presence.user] = presence;
}

CommandResult may_forward(const Board& board, const std::string& user, const std::string& number) {
    if (number.empty()) return CommandResult::done;
    if (!can_be_forwarded_to(number)) return CommandResult::no_such_number;
    const Destination to = board.plan.find(number);
    const auto* one = std::get_if<ToUser>(&to);
    if (!rings_somebody(to) || (one && one->user == user)) return CommandResult::no_such_number;
    return may_ever_call(board, {Origin::Kind::user, user}, to) ? CommandResult::done : CommandResult::barred;
}

CommandResult may_forward(const Board& board, const Presence& presence) {
    const auto& [always, otherwise, after] = presence.forwards;
    for (const std::string* to : {&always, &otherwise.busy, &otherwise.no_answer, &otherwise.unregistered})
        if (const auto may = may_forward(board, presence.user, *to); may != CommandResult::done) return may;
    return CommandResult::done;
}

bool is_forward(Change change) {
    return change != Change::do_not_disturb_on && change != Change::do_not_disturb_off &&
           change != Change::do_not_disturb_other;
}

Phrase confirmation_of(const Presence& presence, const ToPresence& wanted, const Speech& in) {
    if (!is_forward(wanted.change)) return do_not_disturb_phrase(presence.do_not_disturb, in);
    return forward_phrase(forwarded_by(wanted.change), wanted.number, in);
}

/// "Do not disturb: on", "Forward always: 205".
std::string said_as(const Presence& presence, const ToPresence& wanted) {
    const std::string what = std::string{wording_of(wanted.change)} + ": ";
    if (is_forward(wanted.change)) return what + (wanted.number.empty() ? "off" : wanted.number);
    return what + (presence.do_not_disturb ? "on" : "off");
}

}  // namespace

Presence presence_of(const Board& board, const std::string& user) {
    const Presence* said = board.presences.find(user);
    return said ? *said : Presence{user, false, {}};
}

void forget_presences(Board& board) {
    std::vector<std::string> gone;
    for (const auto& [user, presence] : board.presences)
        if (!board.plan.user(user)) gone.push_back(user);
    for (const std::string& user : gone) board.presences.erase(user);
}

void change_presence(Board& board, Leg& leg, const ToPresence& wanted) {
    if (!leg.is_user()) return refuse(board, leg, {404, "no such number"});
    const Speech in = speech_to(board, leg);
    if (!wanted.user.empty() && wanted.user != leg.user())
        return refuse_aloud(board, leg, {403, "only " + wanted.user + " can change that"},
                            not_allowed_phrase(in));
    const auto may = may_forward(board, leg.user(), wanted.number);
    if (may == CommandResult::barred)
        return refuse_aloud(board, leg, {403, "calls may not be forwarded there"}, not_allowed_phrase(in));
    if (may != CommandResult::done)
        return refuse_aloud(board, leg, {404, "calls can't be forwarded there"}, wrong_number_phrase(in));
    Presence presence = presence_of(board, leg.user());
    apply_change(presence, wanted);
    put_presence(board, presence);
    const std::string text = said_as(presence, wanted);
    log::info("user {}: {}", leg.user(), text);
    confirm_aloud(board, leg, text, confirmation_of(presence, wanted, in));
}

CommandResult order_presence(Board& board, const Presence& wanted) {
    if (!board.plan.user(wanted.user)) return CommandResult::no_such_user;
    const auto may = may_forward(board, wanted);
    if (may == CommandResult::done) put_presence(board, wanted);
    return may;
}

}  // namespace layby::calls

#include "calls/ways/forward.hpp"

#include <algorithm>

#include "calls/house/board.hpp"
#include "calls/house/reachable.hpp"
#include "calls/ways/hours.hpp"
#include "calls/ways/onward.hpp"
#include "calls/ways/outside.hpp"
#include "calls/ways/presence.hpp"
#include "runtime/log.hpp"

namespace layby::calls {
namespace {

bool is_plain(const Ring& ring) {
    return ring.purpose == Ring::Purpose::call || ring.purpose == Ring::Purpose::transfer;
}

/// Who waits for somebody of the house is never sent out of it.
bool stays_inside(const Ring& ring) {
    return ring.purpose == Ring::Purpose::recall || ring.purpose == Ring::Purpose::reminder;
}

/// A call back means one person, and a phone that was ordered to ring was asked for by its user.
bool may_be_forwarded(const Ring& ring) {
    const bool sent = ring.purpose == Ring::Purpose::retrieve && !ring.auto_answer;
    return is_plain(ring) || stays_inside(ring) || sent;
}

bool includes(const Board& board, const Destination& to, const std::string& user) {
    if (user.empty()) return false;
    if (const auto* one = std::get_if<ToUser>(&to)) return one->user == user;
    const auto* number = std::get_if<ToGroup>(&to);
    const Group* group = number ? board.plan.group(number->number) : nullptr;
    return group && std::ranges::count(group->users, user) != 0;
}

/// Whoever takes somebody's calls can call that one, and can send a call there.
bool comes_from(const Board& board, const Ring& ring, const Destination& to, const std::string& user) {
    const Park* park = board.parks.find(ring.park);
    const Leg* caller = find(board, park ? park->parkee : ring.waiting);
    const std::string calls = caller ? caller->user() : std::string{};
    return calls == user || includes(board, to, calls) || includes(board, to, ring.referred_by);
}

bool has_sent_on(const Ring& ring, const std::string& user) {
    return std::ranges::count(ring.forwarded_by, user) != 0;
}

/// A reload may have made an emergency number of what was none when the user named it.
bool may_be_target(const Board& board, const Destination& to) {
    const auto* outside = std::get_if<ToTrunks>(&to);
    return rings_somebody(to) && !(outside && board.plan.is_emergency(*outside));
}

/// None: no call goes there, or not this ring.
std::optional<Destination> target_of(const Board& board, const Ring& ring, const std::string& user,
                                     const std::string& number) {
    if (number.empty()) return std::nullopt;
    Destination to = board.plan.find(number);
    if (stays_inside(ring) && std::holds_alternative<ToTrunks>(to)) return std::nullopt;
    if (comes_from(board, ring, to, user) || has_sent_on(ring, user)) return std::nullopt;
    return may_be_target(board, to) ? std::optional(std::move(to)) : std::nullopt;
}

/// The same, and the log says what is wrong.
std::optional<Destination> where_to(const Board& board, const Ring& ring, const std::string& user,
                                    const std::string& number) {
    auto to = target_of(board, ring, user, number);
    if (to || number.empty()) return to;
    if (has_sent_on(ring, user))
        log::warn("user {}: a call was forwarded in a circle and is forwarded no more", user);
    else if (!may_be_target(board, board.plan.find(number)))
        log::warn("user {}: calls are forwarded to {}, where none can go", user, number);
    return to;
}

/// As RFC 5806 section 4 says it.
const char* sip_reason_of(std::string Ends::*why) {
    if (why == &Ends::busy) return "user-busy";
    return why == &Ends::no_answer ? "no-answer" : "unavailable";
}

/// What is known before anything rings.
struct AtOnce {
    std::string number;
    const char* why;
};
AtOnce forward_at_once(const Board& board, const std::string& user) {
    const Forwards& forwards = presence_of(board, user).forwards;
    if (!forwards.always.empty()) return {forwards.always, "unconditional"};
    if (!devices_of(board, user).empty()) return {};
    return {forwards.otherwise.unregistered, sip_reason_of(&Ends::unregistered)};
}

void note_forward(Ring& ring, const User& user, const std::string& number, const char* why) {
    log::info("user {}: a call is forwarded to {}, {}", user.name, number, why);
    ring.forwarded_by.push_back(user.name);
    ring.forwarded_why = why;
    ring.payer = {Origin::Kind::user, user.name};
}

/// None: its group is open, or there is none.
std::optional<Destination> while_closed(const Board& board, const Ring& ring, const Destination& to) {
    const auto* number = std::get_if<ToGroup>(&to);
    const Group* group = number ? board.plan.group(number->number) : nullptr;
    if (!group || group->hours.empty() || is_open(board, group->hours)) return std::nullopt;
    Destination next = board.plan.find(group->closed_to);
    if (stays_inside(ring) && std::holds_alternative<ToTrunks>(next)) return std::nullopt;
    log::info("group {}: {} is closed, so a call goes to {}", group->number, group->hours, group->closed_to);
    return next;
}

}  // namespace

bool is_undisturbed(const Board& board, const std::string& user) {
    return presence_of(board, user).do_not_disturb;
}

/// The settings lead no closed group back to itself, and no user sends a call on twice: it ends.
Destination forwarded(Board& board, Ring& ring, Destination to) {
    while (true) {
        if (auto next = while_closed(board, ring, to)) {
            ring.payer = {};  // the settings say so
            to = std::move(*next);
            continue;
        }
        if (!may_be_forwarded(ring)) break;
        const auto* rung = std::get_if<ToUser>(&to);
        const User* user = rung ? board.plan.user(rung->user) : nullptr;
        if (!user) break;
        const auto [number, why] = forward_at_once(board, user->name);
        auto next = where_to(board, ring, user->name, number);
        if (!next || !may_be_sent_on(ring)) break;
        heed_ends(ring, user->ends);
        note_forward(ring, *user, number, why);
        to = std::move(*next);
    }
    return to;
}

void heed_ends(Ring& ring, const Ends& of_target) {
    const Ends forwarder = ring.forwarded_by.empty() ? Ends{} : ring.ends;
    ring.ends = of_target;
    for (const auto end : {&Ends::no_answer, &Ends::busy, &Ends::unregistered})
        if ((ring.ends.*end).empty()) ring.ends.*end = forwarder.*end;
}

void heed_presence(const Board& board, Ring& ring, const User& user) {
    if (!may_be_forwarded(ring)) return;
    if (is_plain(ring)) ring.wished = presence_of(board, user.name).forwards.otherwise;
    ring.called = user.name;
    ring.undisturbed = !ring.despite && is_undisturbed(board, user.name);
}

Duration patience_of(const Board& board, const Ring& ring, const User& user) {
    const Forwards forwards = presence_of(board, user.name).forwards;
    const bool goes_on =
        is_plain(ring) && target_of(board, ring, user.name, forwards.otherwise.no_answer).has_value();
    return goes_on ? forwards.after : user.ring_for;
}

bool forward_on(Board& board, Ring& ring, std::string Ends::*why) {
    const User* user = board.plan.user(ring.called);
    const std::string number = ring.wished.*why;
    const auto to = user ? where_to(board, ring, user->name, number) : std::nullopt;
    if (!to) return false;
    const Account payer{Origin::Kind::user, user->name};
    if (bar_call(board, payer, *to, ring.waiting) || !may_be_sent_on(ring)) return false;
    const Ends ends = ring.ends;
    leave_target(board, ring);
    ring.ends = ends;
    note_forward(ring, *user, number, sip_reason_of(why));
    aim(board, ring, *to);
    return true;
}

}  // namespace layby::calls

#include "calls/ways/group.hpp"

#include <algorithm>

#include "calls/house/board.hpp"
#include "calls/house/facts_handled.hpp"
#include "calls/house/reachable.hpp"
#include "calls/ways/forward.hpp"
#include "calls/ways/parking_steps.hpp"

namespace layby::calls {
namespace {

/// Nobody is rung for its own call.
bool calls_itself(const Board& board, const Ring& ring, const std::string& user) {
    const Park* park = board.parks.find(ring.park);
    const Leg* caller = find(board, park ? park->parkee : ring.waiting);
    return caller && caller->user() == user;
}

bool can_be_rung(const Board& board, const Ring& ring, const std::string& user) {
    return board.plan.user(user) && !devices_of(board, user).empty() && !is_undisturbed(board, user) &&
           !calls_itself(board, ring, user);
}

/// Those of them who are on no call; all of them if all are on one.
std::vector<std::string> preferred(const Board& board, const Ring& ring, std::vector<std::string> users) {
    std::erase_if(users, [&](const std::string& user) { return !can_be_rung(board, ring, user); });
    std::vector<std::string> free;
    for (const std::string& user : users)
        if (!on_a_call(board, user)) free.push_back(user);
    return free.empty() ? users : free;
}

Instant idle_since(const Board& board, const std::string& user) {
    const auto known = board.idle_since.find(user);
    return known == board.idle_since.end() ? Instant::min() : known->second;
}

/// Who has had no call yet comes first.
std::vector<std::string> by_idleness(const Board& board, std::vector<std::string> users) {
    std::ranges::stable_sort(users, {}, [&](const std::string& user) { return idle_since(board, user); });
    return users;
}

std::string who_rings(const Board& board, const Ring& ring) {
    const Leg* leg = ring.branches.empty() ? nullptr : find(board, ring.branches.front());
    return leg ? leg->user() : std::string{};
}

void ring_for_a_step(Board& board, Ring& ring) {
    const Instant step_ends = board.now + ring.step;
    give_up_at(board, ring, ring.until == Instant{} ? step_ends : std::min(step_ends, ring.until));
}

Refused unreached(const Ring& ring) { return {480, "nobody of group " + ring.group + " can be reached"}; }

void show_group(Ring& ring, const Group& group) {
    ring.shown = {group.name, group.number, false};
    const bool of_a_call = ring.purpose == Ring::Purpose::call || ring.purpose == Ring::Purpose::transfer;
    if (of_a_call && !group.name.empty()) ring.shown_name = group.name + " · " + name_of(ring.caller);
}

}  // namespace

void call_group(Board& board, Ring& ring, const std::string& number) {
    const Group* group = board.plan.group(number);
    if (!group) return note_failure(ring, {404, "no such group"});
    ring.group = number;
    heed_ends(ring, {group->then, group->then, group->then});
    show_group(ring, *group);
    if (group->rings != Group::Rings::together) {
        const bool as_listed = group->rings == Group::Rings::in_turn;
        ring.members_left = as_listed ? group->users : by_idleness(board, group->users);
        ring.step = group->step;
        return;
    }
    for (const std::string& user : preferred(board, ring, group->users))
        ring_phones(board, ring, *board.plan.user(user));
    if (ring.branches.empty()) note_failure(ring, unreached(ring));
}

void next_member(Board& board, Ring& ring) {
    while (ring.branches.empty() && !ring.members_left.empty()) {
        const auto next = preferred(board, ring, ring.members_left);
        if (next.empty()) {
            ring.members_left.clear();
            return note_failure(ring, unreached(ring));
        }
        std::erase(ring.members_left, next.front());
        if (ring_phones(board, ring, *board.plan.user(next.front()))) ring_for_a_step(board, ring);
    }
}

bool member_timed_out(Board& board, Ring& ring) {
    ring.give_up = {};
    const bool all_over = ring.until != Instant{} && board.now >= ring.until;
    if (ring.step == 0s || all_over) return false;
    const std::string current = who_rings(board, ring);
    if (!current.empty()) ring.members_left.push_back(current);
    const auto next = preferred(board, ring, ring.members_left);
    if (!next.empty() && next.front() == current) {  // nobody else: it rings on
        std::erase(ring.members_left, current);
        ring_for_a_step(board, ring);
        return true;
    }
    end_branches(board, ring, CancelReason::none);
    return true;
}

}  // namespace layby::calls

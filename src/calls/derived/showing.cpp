#include "calls/derived/showing.hpp"

#include <utility>

#include "calls/house/board.hpp"
#include "calls/house/listener.hpp"
#include "calls/house/views.hpp"
#include "calls/states/pin.hpp"
#include "calls/ways/presence.hpp"

namespace layby::calls {
namespace {

ShownLots lots_now(const Board& board) {
    ShownLots shown;
    for (const auto& [name, desk] : board.lots)
        shown.lots.push_back({name, desk.numbers.park_number, desk.lot.rules().first, desk.lot.rules().last});
    return shown;
}

/// While the caller is still awaited it has no language yet.
ShownPark shown_park(const Board& board, const std::string& lot, const parking::ParkedCallView& call) {
    const Park* park = board.parks.find(call.park);
    const Leg* parkee = park ? find(board, park->parkee) : nullptr;
    return {lot, call, asks_pin(board, lot, call.park), parkee ? language_for(board, *parkee, lot) : ""};
}

Shown park_now(const Board& board, ParkId id) {
    const Park* park = board.parks.find(id);
    const auto desk = park ? board.lots.find(park->lot) : board.lots.end();
    const auto call = desk == board.lots.end() ? std::nullopt : desk->second.lot.at(park->slot);
    if (!call || call->park != id) return ParkOver{id};
    return shown_park(board, park->lot, *call);
}

Shown call_now(const Board& board, LegId id) {
    const Leg* leg = board.legs.find(id);
    if (!leg) return CallOver{id};
    return view_call(board, *leg);
}

Shown task_now(const Board& board, TaskId id) {
    const Task* task = board.tasks.find(id);
    if (!task) return TaskOver{id};
    return *task;
}

Shown message_now(const Board& board, MessageId id) {
    const Message* message = board.messages.find(id);
    if (!message || message->state == Message::State::recording) return MessageOver{id};
    return *message;
}

void add_legs(std::vector<LegId>& legs, const Park& park) {
    legs.push_back(park.asker);
    legs.push_back(park.parkee);
}

/// A leg is shown with its slot: also those whose park has come or gone, as it is now and as it was before.
std::vector<LegId> calls_to_show(Board& board, const std::vector<ParkId>& parks) {
    auto legs = board.legs.touched();
    for (const ParkId id : parks) {
        if (const Park* park = board.parks.find(id)) add_legs(legs, *park);
        const auto before = board.keeping.kept_parks.find(id);
        if (before != board.keeping.kept_parks.end()) add_legs(legs, before->second.park);
    }
    std::erase(legs, LegId{});
    keep_each_once(legs);
    return legs;
}

std::vector<ParkId> parks_to_show(Board& board) {
    auto parks = std::exchange(board.showing.parks, {});
    const auto &touched = board.parks.touched(), &in_lots = board.keeping.parks;
    parks.insert(parks.end(), touched.begin(), touched.end());
    parks.insert(parks.end(), in_lots.begin(), in_lots.end());
    keep_each_once(parks);
    return parks;
}

}  // namespace

void show_again(Board& board, const std::string& lot) {
    for (const auto& call : board.lots.at(lot).lot.parked()) board.showing.parks.push_back(call.park);
}

void show_changes(Board& board) {
    auto& shown = board.turn.shown;
    if (std::exchange(board.showing.lots, false)) shown.emplace_back(lots_now(board));
    for (Shown& there : std::exchange(board.showing.elsewhere, {})) shown.push_back(std::move(there));
    const auto parks = parks_to_show(board);
    for (const ParkId id : parks) shown.push_back(park_now(board, id));
    for (const LegId id : calls_to_show(board, parks)) shown.push_back(call_now(board, id));
    for (const std::string& user : board.presences.touched()) shown.emplace_back(presence_of(board, user));
    for (const TaskId id : board.tasks.touched()) shown.push_back(task_now(board, id));
    for (const MessageId id : board.messages.touched()) shown.push_back(message_now(board, id));
}

std::vector<Shown> everything_shown(const Board& board) {
    std::vector<Shown> shown{lots_now(board)};
    for (const auto& [name, desk] : board.lots)
        for (const auto& call : desk.lot.parked()) shown.emplace_back(shown_park(board, name, call));
    for (const auto& [place, there] : board.elsewhere) shown.emplace_back(shown_elsewhere(there));
    for (const auto& [id, leg] : board.legs) shown.emplace_back(view_call(board, leg));
    for (const auto& [user, presence] : board.presences) shown.emplace_back(presence);
    for (const auto& [id, task] : board.tasks) shown.emplace_back(task);
    for (const auto& [id, message] : board.messages)
        if (message.state != Message::State::recording) shown.emplace_back(message);
    return shown;
}

}  // namespace layby::calls

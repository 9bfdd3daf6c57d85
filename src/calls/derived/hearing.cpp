#include "calls/derived/hearing.hpp"

#include "calls/house/board.hpp"
#include "calls/states/state.hpp"

namespace layby::calls {
namespace {

LegId bridged_with(const Hearing& hearing, LegId leg) {
    const auto told = hearing.told.find(leg);
    const auto* bridge = told == hearing.told.end() ? nullptr : std::get_if<Connect>(&told->second);
    return bridge ? bridge->other : LegId{};
}

/// The engine ends a bridge for both; the other one hears nothing then.
void end_bridge(Hearing& hearing, LegId leg) {
    const LegId other = bridged_with(hearing, leg);
    if (other && bridged_with(hearing, other) == leg) hearing.told[other] = Quiet{other};
}

void note_told(Hearing& hearing, LegId leg, const Sound& sound) {
    end_bridge(hearing, leg);
    hearing.told.insert_or_assign(leg, sound);
}

void tell_engine(Board& board, LegId leg, const Sound& sound) {
    note_told(board.hearing, leg, sound);
    if (const auto* bridge = std::get_if<Connect>(&sound))
        note_told(board.hearing, bridge->other, Connect{bridge->other, leg});
    std::visit([&](const auto& order) { board.order(AudioOrder{order}); }, sound);
}

bool was_told(const Hearing& hearing, LegId leg, const Sound& sound) {
    const auto told = hearing.told.find(leg);
    return told != hearing.told.end() && told->second == sound;
}

void let_hear(Board& board, LegId id) {
    const Leg* leg = find(board, id);
    if (!leg) {
        end_bridge(board.hearing, id);
        board.hearing.told.erase(id);
        return;
    }
    const auto wanted = hears(board, *leg);
    if (wanted && !was_told(board.hearing, id, *wanted)) tell_engine(board, id, *wanted);
}

/// Whose sound may be another one, by what was touched.
std::vector<LegId> concerned(Board& board) {
    std::vector<LegId> legs = board.legs.touched();
    for (std::size_t i = 0, all = legs.size(); i < all; ++i)
        if (const Leg* leg = find(board, legs[i]); leg && leg->with) legs.push_back(leg->with);
    for (const RingId id : board.rings.touched())
        if (const Ring* ring = board.rings.find(id)) legs.push_back(ring->waiting);
    for (const TransferId id : board.transfers.touched())
        if (const Transfer* transfer = board.transfers.find(id)) legs.push_back(transfer->transferee);
    for (const ParkId id : board.parks.touched())
        if (const Park* park = board.parks.find(id)) legs.push_back(park->parkee);
    return legs;
}

}  // namespace

std::optional<Sound> hears(const Board& board, const Leg& leg) {
    if (!leg.local) return std::nullopt;
    if (leg.prompt) return Say{leg.id, leg.saying, leg.prompt};
    const auto of_its_state = state_of(leg).hears;
    return of_its_state ? of_its_state(board, leg) : std::nullopt;
}

bool is_heard(const Board& board, const Leg& leg) {
    const auto wanted = hears(board, leg);
    return !wanted || was_told(board.hearing, leg.id, *wanted);
}

void let_hear(Board& board) {
    for (const LegId id : concerned(board)) let_hear(board, id);
}

}  // namespace layby::calls

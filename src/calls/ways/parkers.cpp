#include "calls/ways/parkers.hpp"

#include <algorithm>

#include "calls/house/board.hpp"

namespace layby::calls {
namespace {

constexpr std::size_t longest_number = 64;

bool believed(const Board& board, const std::string& name) {
    const Trunk* trunk = board.plan.trunk(name);
    return trunk && trunk->names_parker;
}

/// What can be dialled: a phone's name may be anything, a number has no blanks or controls.
bool is_dialable(const std::string& number) {
    const auto printable = [](char c) { return c > 0x20 && c < 0x7f; };
    return !number.empty() && number.size() <= longest_number && std::ranges::all_of(number, printable);
}

}  // namespace

parking::Parker parker_behind(const Board& board, const std::string& trunk, const std::optional<Party>& who) {
    if (!who || (who->number.empty() && who->name.empty())) return {{}, {}, {{}, trunk, false}};
    parking::Parker parker{{}, {}, *who};
    if (believed(board, trunk) && is_dialable(who->number)) parker.trunk = trunk;
    return parker;
}

parking::Parker parker_of(const Board& board, const Leg& leg) {
    if (leg.is_user()) return {leg.user(), leg.id, leg.party};
    parking::Parker parker = parker_behind(board, leg.from.name, leg.party);
    parker.leg = leg.id;
    return parker;
}

std::optional<Party> sender_of(const Board& board, const CallArrived& call) {
    if (call.from.kind != Origin::Kind::trunk || !believed(board, call.from.name)) return std::nullopt;
    return call.referred_by ? call.referred_by : call.diverted_by;
}

}  // namespace layby::calls

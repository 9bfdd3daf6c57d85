#include "calls/ways/rescue.hpp"

#include "calls/house/board.hpp"
#include "calls/ways/transferring.hpp"
#include "runtime/log.hpp"

namespace layby::calls {
namespace {

/// A person needs longer to hear the refusal and to decide to hang up.
constexpr Duration by_itself_within{3s};
constexpr int fallback_every = 4;  ///< the parker is rung three times, then the fallback

const parking::LotRules* rules_of(const Board& board, const std::string& lot) {
    const auto desk = board.lots.find(lot);
    return desk == board.lots.end() ? nullptr : &desk->second.lot.rules();
}

std::string fallback_of(const Board& board, const std::string& lot) {
    const auto* rules = rules_of(board, lot);
    return rules ? rules->fallback : std::string{};
}

}  // namespace

void note_refused_park(Board& board, Leg& parker, const std::string& lot) {
    parker.refused_park = RefusedPark{lot, board.now};
}

bool needs_rescue(const Board& board, const Leg& parker) {
    const auto& refused = parker.refused_park;
    if (!refused || board.now - refused->at > by_itself_within) return false;
    return parker.is_user() || !fallback_of(board, refused->lot).empty();
}

void rescue(Board& board, const Leg& parker, Leg& caller) {
    log::info("lot {}: {} hung up although its park was refused; it is rung back", parker.refused_park->lot,
              parker.from.name);
    const auto id = next_id<TransferId>(board);
    Transfer& transfer = board.transfers[id];
    transfer.id = id;
    transfer.transferee = caller.id;
    transfer.user = parker.user();
    transfer.rescue = Rescue{parker.refused_park->lot, board.now};
    board.deadlines.cancel(caller.timer);
    enter(caller, Doing::waiting);
    caller.transfer = id;
    ring_back(board, transfer);
}

Destination rescuer(const Board& board, const Transfer& transfer) {
    const std::string fallback = fallback_of(board, transfer.rescue->lot);
    const bool its_turn = transfer.user.empty() || transfer.rung_back % fallback_every == fallback_every - 1;
    if (its_turn && !fallback.empty()) return board.plan.find(fallback);
    return ToUser{transfer.user};
}

bool out_of_patience(const Board& board, const Rescue& rescue) {
    const auto* rules = rules_of(board, rescue.lot);
    const Duration patience = rules ? rules->max_wait : parking::LotRules{}.max_wait;
    return patience > 0s && board.now - rescue.since >= patience;
}

void show_rescue(Ring& ring) {
    const Party& who = ring.caller;
    ring.shown_name = "Not parked · " + (who.anonymous      ? "anonymous"
                                         : who.name.empty() ? who.number
                                                            : who.name);
    ring.alert_info = "<http://layby.invalid>;info=park-recall";
}

}  // namespace layby::calls

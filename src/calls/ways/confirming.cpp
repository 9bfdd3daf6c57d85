#include "calls/ways/confirming.hpp"

#include "calls/house/board.hpp"
#include "calls/states/state.hpp"

namespace layby::calls {
namespace {

constexpr Duration confirmation_overdue{20s};  ///< longer than any phrase

}  // namespace

void confirm_aloud(Board& board, Leg& leg, const std::string& text, const Phrase& phrase) {
    enter(leg, Doing::confirming);
    answer(board, leg, {text, leg.user(), false}, std::nullopt);
    leg.saying = phrase;
    set_timer(board, leg, confirmation_overdue);
    confirm_again(board, leg);
}

void confirm_again(Board& board, Leg& leg) {
    if (!leg.audio || leg.holding()) return;
    say(board, leg, leg.saying.empty() ? Phrase{"tone/confirm"} : leg.saying);
}

}  // namespace layby::calls

// Keys pressed during a call, between phones that say them in RTP (RFC 4733) and phones that say them in SIP
// INFO.
#include "calls/board.hpp"
#include "calls/facts_handled.hpp"

namespace layby::calls {
namespace {

constexpr Duration key_press{160ms};

Leg* listener(Board& board, LegId presser) {
    const Leg* leg = find(board, presser);
    return leg && leg->doing == Doing::talking ? find(board, leg->with) : nullptr;
}

bool takes_rtp_digits(const Leg& leg) { return leg.audio && leg.audio->send_digits; }

}  // namespace

void on(Board& board, const InfoDigit& fact) {
    const Leg* other = listener(board, fact.leg);
    if (!other) return;
    if (takes_rtp_digits(*other)) return board.audio.send_digit(other->id, fact.digit, fact.length);
    board.signalling.send_digit(other->id, fact.digit, fact.length);
}

/// The engine has relayed it if the other side takes RFC 4733.
void on(Board& board, const DigitHeard& fact) {
    const Leg* other = listener(board, fact.leg);
    if (other && !takes_rtp_digits(*other)) board.signalling.send_digit(other->id, fact.digit, key_press);
}

}  // namespace layby::calls

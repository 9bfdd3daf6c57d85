// Keys pressed during a call: those of a PIN, those of a caller who waits, those of the in-call code, and all
// others, which go to the other party, between phones that say them in RTP (RFC 4733), in SIP INFO, or as
// tones in their audio.
#include "calls/house/board.hpp"
#include "calls/house/facts_handled.hpp"
#include "calls/house/keys.hpp"
#include "calls/house/prompts.hpp"
#include "calls/states/pin.hpp"
#include "calls/ways/choices.hpp"
#include "calls/ways/messages.hpp"
#include "calls/ways/parking_steps.hpp"

namespace layby::calls {
namespace {

constexpr Duration key_press{160ms};
constexpr Duration between_keys{3s};

Leg* listener(Board& board, const Leg& presser) {
    return presser.doing == Doing::talking ? change(board, presser.with) : nullptr;
}

bool takes_rtp_digits(const Leg& leg) { return leg.audio && leg.audio->send_digits; }

/// The engine hears its keys in its audio, and so does the other party, unless they are withheld.
bool says_tones(const Leg& leg) { return leg.audio && !leg.audio->receive_digits && !leg.keys_by_info; }

// To a party that takes no digits in RTP they go in the way that the presser knows.
void pass_on(Board& board, const Leg& presser, char digit, Duration length) {
    const Leg* other = listener(board, presser);
    if (!other) return;
    if (takes_rtp_digits(*other) || says_tones(presser))
        return board.order(PlayDigit{other->id, digit, length});
    board.order(SendDigit{other->id, digit, length});
}

/// The code that this leg may key; empty: none.
std::string code_for(const Board& board, const Leg& leg) {
    if (!leg.is_user() || !may_park(board, leg)) return {};
    return board.office.codes.in_call_park;
}

/// What can't become the code any more goes to the other party, in its order.
void give_back(Board& board, Leg& leg, const std::string& code) {
    while (!leg.keyed.empty() && !code.starts_with(leg.keyed)) {
        pass_on(board, leg, leg.keyed.front(), key_press);
        leg.keyed.erase(0, 1);
    }
}

void collect(Board& board, Leg& leg, char digit) {
    const std::string code = code_for(board, leg);
    board.deadlines.cancel(leg.keyed_timer);
    leg.keyed += digit;
    give_back(board, leg, code);
    const bool is_code = !code.empty() && leg.keyed == code;
    if (is_code) leg.keyed.clear();
    if (leg.keyed.empty()) watch_keys(board, leg);
    if (is_code) return park_partner(board, leg, Park::Way::keyed, {board.plan.default_lot()});
    if (!leg.keyed.empty())
        leg.keyed_timer = board.deadlines.set(board.now + between_keys, {Due::What::keys, leg.id.value});
}

// A phone may say its keys in INFO and as tones too: from its first INFO on, INFO counts.
bool said_in_info_too(const Leg& leg) { return leg.keys_by_info && leg.audio && !leg.audio->receive_digits; }

/// Whether this key in INFO is the one that was heard in RTP just before: only the first one can be.
bool was_heard(Leg& leg, char digit) {
    const std::string& heard = leg.pin ? leg.pin->keyed : leg.keyed;
    const bool listened_to = leg.pin ? !leg.keys_by_info : says_tones(leg);
    leg.keys_by_info = true;
    return listened_to && !heard.empty() && heard.back() == digit;
}

/// The '#' with which people end a PIN, though it was complete by a pause: it isn't meant for the caller.
bool ends_pin(Board& board, Leg& leg, char digit) {
    const bool awaited = leg.hash_until && board.now < *leg.hash_until;
    leg.hash_until.reset();
    if (!awaited || digit != '#') return false;
    board.deadlines.cancel(leg.keyed_timer);
    watch_keys(board, leg);
    return true;
}

/// From which key on its keys are withheld: while it is asked for a PIN, and a moment longer, or may choose,
/// from any.
char watched_key(const Board& board, const Leg& leg) {
    if (leg.doing == Doing::entering || leg.hash_until || offers_to(board, leg).any() ||
        is_leaving_message(leg))
        return any_key;
    const std::string code = code_for(board, leg);
    return code.empty() ? '\0' : code.front();
}

bool begins_code(const Board& board, const Leg& leg, char digit) {
    const std::string code = code_for(board, leg);
    return !code.empty() && code.front() == digit;
}

}  // namespace

void watch_keys(Board& board, const Leg& leg) {
    const char first = watched_key(board, leg);
    const bool asked = first != '\0' || leg.asked_keys;
    if (leg.audio && (leg.is_user() || asked)) board.order(WatchForCode{leg.id, first});
}

void swallow_hash(Board& board, Leg& leg) {
    leg.hash_until = board.now + between_keys;
    board.deadlines.cancel(leg.keyed_timer);
    leg.keyed_timer = board.deadlines.set(*leg.hash_until, {Due::What::keys, leg.id.value});
}

void keys_timed_out(Board& board, LegId id) {
    Leg* leg = change(board, id);
    if (!leg) return;
    leg->keyed_timer = {};
    leg->hash_until.reset();
    give_back(board, *leg, {});
    watch_keys(board, *leg);
}

void on(Board& board, const InfoDigit& fact) {
    Leg* leg = change(board, fact.leg);
    if (!leg) return;
    if (was_heard(*leg, fact.digit)) return;
    if (leg->doing == Doing::entering) return pin_key(board, *leg, fact.digit);
    if (leg->doing == Doing::parked) return choose(board, *leg, fact.digit);
    if (ends_pin(board, *leg, fact.digit) || !listener(board, *leg)) return;
    if (!leg->keyed.empty() || begins_code(board, *leg, fact.digit)) return collect(board, *leg, fact.digit);
    pass_on(board, *leg, fact.digit, fact.length);
}

/// Unless it was withheld, the engine has relayed it if the other side takes RFC 4733.
void on(Board& board, const DigitHeard& fact) {
    Leg* leg = change(board, fact.leg);
    if (!leg || said_in_info_too(*leg)) return;
    if (leg->doing == Doing::parked) return choose(board, *leg, fact.digit);
    if (leg->doing == Doing::entering && leg->keys_by_info) return;
    if (leg->doing == Doing::entering) return pin_key(board, *leg, fact.digit);
    if (ends_pin(board, *leg, fact.digit)) return;
    const Leg* other = listener(board, *leg);
    if (says_tones(*leg) && !fact.withheld) return;  // the other one hears the tone
    if (fact.withheld) return collect(board, *leg, fact.digit);
    if (other && !takes_rtp_digits(*other)) board.order(SendDigit{other->id, fact.digit, key_press});
}

}  // namespace layby::calls

#include "calls/pin.hpp"

#include "calls/board.hpp"
#include "calls/keys.hpp"
#include "calls/prompts.hpp"
#include "runtime/check.hpp"
#include "runtime/log.hpp"

namespace layby::calls {
namespace {

constexpr Duration pin_patience{15s};
constexpr Duration between_pin_keys{4s};
constexpr std::size_t longest_entry{32};
constexpr Duration until_audio{20s};
constexpr int most_tries = 3;

/// The call's own PIN, else its lot's; empty: none.
const std::string& pin_of(const Board& board, const std::string& lot, ParkId id) {
    static const std::string none;
    const Park* park = board.parks.find(id);
    if (!park) return none;
    if (!park->pin.empty()) return park->pin;
    const auto desk = board.lots.find(lot);
    return desk == board.lots.end() ? none : desk->second.numbers.pin;
}

void hand_out(Board& board, Leg& leg) {
    const PinEntry entry = *leg.pin;
    board.deadlines.cancel(leg.timer);
    retrieve(board, leg, {entry.lot, entry.slot}, entry.park);
    leg.pin.reset();
    watch_keys(board, leg);
}

void wrong(Board& board, Leg& leg) {
    leg.pin->keyed.clear();
    if (++leg.pin->wrong < most_tries) return say(board, leg, pin_phrase(true));
    log::warn("lot {}: {} wrong PINs by {}", leg.pin->lot, most_tries, leg.from.name);
    end(board, leg);
}

void check(Board& board, Leg& leg) {
    const std::string& pin = pin_of(board, leg.pin->lot, leg.pin->park);
    if (pin.empty() || leg.pin->keyed == pin) return hand_out(board, leg);
    wrong(board, leg);
}

}  // namespace

bool asks_pin(const Board& board, const std::string& lot, ParkId park) {
    return !pin_of(board, lot, park).empty();
}

ParkId behind_pin(const Board& board, const Leg& leg, const ToSlot& where, ParkId expected) {
    const auto desk = board.lots.find(where.lot);
    const auto parked =
        desk == board.lots.end() || !leg.inbound ? std::nullopt : desk->second.lot.at(where.slot);
    if (!parked || (expected && parked->park != expected)) return {};
    if (!asks_pin(board, where.lot, parked->park)) return {};
    const bool waits = parked->phase == parking::Phase::waiting || parked->phase == parking::Phase::ringing;
    return waits ? parked->park : ParkId{};
}

void ask_pin(Board& board, Leg& leg, const ToSlot& where, ParkId park) {
    const Park* parked = find_in(board.parks, park);
    const Leg* parkee = parked ? find(board, parked->parkee) : nullptr;
    leg.doing = Doing::entering;
    leg.asked_pin = true;
    leg.pin = PinEntry{where.lot, where.slot, park, {}, 0};
    set_timer(board, leg, until_audio);
    answer(board, leg, {"PIN for " + where.slot.text(), where.slot.text(), false},
           parkee ? parkee->codec() : std::nullopt);
    sound_pin(board, leg);
}

void sound_pin(Board& board, Leg& leg) {
    if (leg.audio && CHECK(leg.pin)) say(board, leg, pin_phrase(leg.pin->wrong > 0));
}

void pin_awaited(Board& board, Leg& leg) { set_timer(board, leg, pin_patience); }

/// Keys count also while the question is still being asked. '#' ends the entry, as a pause does; '*' begins
/// it again.
void pin_key(Board& board, Leg& leg, char digit) {
    if (!CHECK(leg.pin)) return;
    leg.prompt = {};
    board.audio.quiet(leg.id);
    set_timer(board, leg, between_pin_keys);
    if (digit == '#') return check(board, leg);
    if (digit == '*') return leg.pin->keyed.clear();
    if (leg.pin->keyed.size() < longest_entry) leg.pin->keyed += digit;
}

void pin_timed_out(Board& board, Leg& leg) {
    if (!CHECK(leg.pin) || leg.pin->keyed.empty()) return end(board, leg);
    swallow_hash(board, leg);
    check(board, leg);
}

}  // namespace layby::calls

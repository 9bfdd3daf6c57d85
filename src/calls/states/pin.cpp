#include "calls/states/pin.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "calls/house/board.hpp"
#include "calls/house/keys.hpp"
#include "calls/house/listener.hpp"
#include "calls/house/prompts.hpp"
#include "calls/states/pin_hash.hpp"
#include "calls/states/spoken_refusal.hpp"
#include "runtime/check.hpp"
#include "runtime/log.hpp"

namespace layby::calls {
namespace {

constexpr Duration pin_patience{15s};
constexpr Duration between_pin_keys{4s};
constexpr std::size_t longest_entry{32};
constexpr Duration until_audio{20s};
constexpr int most_tries = 3;
constexpr int tries_before_lock = 10;
constexpr Duration first_lock{60s}, longest_lock{1h}, forgiven_after{1h};

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
    if (!leg.gone) watch_keys(board, leg);  // the caller may have left meanwhile
}

/// Twice as long for each ten wrong ones.
Duration lock_after(int wrong) {
    Duration out = first_lock;
    for (int i = tries_before_lock; i < wrong && out < longest_lock; i += tries_before_lock) out *= 2;
    return std::min(out, longest_lock);
}

/// One more wrong PIN; true when nobody is asked for a while now.
bool count_wrong(PinLock& lock, Instant now) {
    if (lock.wrong > 0 && now - lock.until > forgiven_after) lock = {};
    const bool locks = ++lock.wrong % tries_before_lock == 0;
    lock.until = locks ? now + lock_after(lock.wrong) : now;
    return locks;
}

/// For the call as well as for who keys: a lot's PIN could be tried on one call after the other.
bool is_locked(const Board& board, const Leg& leg, ParkId id) {
    const Park* park = board.parks.find(id);
    const auto own = board.pin_locks.find(leg.user());
    return (park && board.now < park->pin_lock.until) ||
           (own != board.pin_locks.end() && board.now < own->second.until);
}

std::int64_t seconds(Duration time) { return std::chrono::duration_cast<std::chrono::seconds>(time).count(); }

void tell_of_lock(Board& board, const Leg& leg, const Park& park) {
    const auto pause = seconds(park.pin_lock.until - board.now);
    log::warn("lot {}: slot {}: {} wrong PINs, the last by {}; nobody is asked for {} s", park.lot,
              park.slot.text(), park.pin_lock.wrong, leg.from.name, pause);
    if (park.parker.user.empty()) return;
    board.order(SendMessage{0, park.parker.user,
                            fmt::format("Slot {}: {} wrong PINs, the last by {}; locked for {} s",
                                        park.slot.text(), park.pin_lock.wrong, leg.from.name, pause)});
}

/// True when this was one too many, for the call or for who keys.
bool note_wrong(Board& board, const Leg& leg) {
    Park* park = board.parks.change(leg.pin->park);
    const bool call_locks = park && count_wrong(park->pin_lock, board.now);
    if (call_locks) tell_of_lock(board, leg, *park);
    if (!leg.is_user()) return call_locks;
    PinLock& own = board.pin_locks[leg.user()];
    const bool user_locks = count_wrong(own, board.now);
    if (user_locks)
        log::warn("user {}: {} wrong PINs; is not asked for {} s", leg.user(), own.wrong,
                  seconds(own.until - board.now));
    return call_locks || user_locks;
}

void wrong(Board& board, Leg& leg) {
    leg.pin->keyed.clear();
    const bool locks = note_wrong(board, leg);
    if (++leg.pin->wrong < most_tries && !locks)
        return say(board, leg, pin_phrase(true, speech_to(board, leg, leg.pin->lot)));
    log::warn("lot {}: {} wrong {} by {}", leg.pin->lot, leg.pin->wrong, leg.pin->wrong == 1 ? "PIN" : "PINs",
              leg.from.name);
    end(board, leg);
}

/// Who was asked before the lock learns nothing any more, not even from the right PIN.
void check(Board& board, Leg& leg) {
    if (is_locked(board, leg, leg.pin->park)) return end(board, leg);
    const std::string& pin = pin_of(board, leg.pin->lot, leg.pin->park);
    if (pin.empty() || is_the_pin(pin, leg.pin->keyed)) return hand_out(board, leg);
    wrong(board, leg);
}

}  // namespace

bool asks_pin(const Board& board, const std::string& lot, ParkId park) {
    return !pin_of(board, lot, park).empty();
}

ParkId behind_pin(const Board& board, const Leg& leg, const ToSlot& where, ParkId expected) {
    const auto desk = board.lots.find(where.lot);
    const bool rung_for_it = !leg.inbound && !leg.is_ordered();
    const auto parked =
        desk == board.lots.end() || rung_for_it ? std::nullopt : desk->second.lot.at(where.slot);
    if (!parked || (expected && parked->park != expected)) return {};
    if (!asks_pin(board, where.lot, parked->park)) return {};
    const bool waits = parked->phase == parking::Phase::waiting || parked->phase == parking::Phase::ringing;
    return waits ? parked->park : ParkId{};
}

void ask_pin(Board& board, Leg& leg, const ToSlot& where, ParkId park) {
    if (is_locked(board, leg, park))
        return refuse_aloud(board, leg, {403, "too many wrong PINs; try again later"},
                            not_allowed_phrase(speech_to(board, leg, where.lot)));
    const Park* parked = board.parks.find(park);
    const Leg* parkee = parked ? find(board, parked->parkee) : nullptr;
    enter(leg, Doing::entering);
    leg.asked_keys = true;
    leg.pin = PinEntry{where.lot, where.slot, park, {}, 0};
    set_timer(board, leg, until_audio);
    answer(board, leg, {"PIN for " + where.slot.text(), where.slot.text(), false},
           parkee ? parkee->codec() : std::nullopt);
    sound_pin(board, leg);
}

void sound_pin(Board& board, Leg& leg) {
    if (leg.audio && CHECK(leg.pin))
        say(board, leg, pin_phrase(leg.pin->wrong > 0, speech_to(board, leg, leg.pin->lot)));
}

void pin_awaited(Board& board, Leg& leg) { set_timer(board, leg, pin_patience); }

/// Keys count also while the question is still being asked. '#' ends the entry, as a pause does; '*' begins
/// it again.
void pin_key(Board& board, Leg& leg, char digit) {
    if (!CHECK(leg.pin)) return;
    leg.prompt = {};
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

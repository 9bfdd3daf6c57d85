// What a lot has and what it does with each event. This is the table of contents: each chapter has a file of
// its name. Owned by Lot, signalling thread only.
//
// Every handler lists what it does in each phase of the call; an event that makes no sense in a phase, or
// that is about a park that is unknown or over, changes nothing. Handlers set the call's deadlines and
// phase; settle() then brings the indexes in line with them.
#pragma once
#include <map>
#include <set>
#include <unordered_map>

#include "parking/deadlines.hpp"
#include "parking/lapsed_parks.hpp"
#include "parking/lot.hpp"
#include "parking/parked_call.hpp"
#include "parking/slots.hpp"

namespace layby::parking {

struct Lot::Inside {
    Inside(LotRules lot_rules, std::uint64_t seed);

    // park: a slot is reserved, and the caller comes or doesn't
    void on(const SlotAsked& asked, Turn& turn);
    void on(const CallerMoved& moved, Turn& turn);
    void on(const ConsultationEnded& ended, Turn& turn);
    void on(const ParkGivenUp& given_up, Turn& turn);
    void on(const ReservationLost& lost, Turn& turn);
    ParkedCall& reserve(ParkId park, const Parker& parker, SlotNumber slot, Turn& turn);
    bool renew(ParkId park, Turn& turn);
    void lapse(ParkedCall& call, Turn& turn);

    // choose: which slot
    struct Choice {
        std::optional<SlotNumber> slot;
        Refusal why_not{};
        Party holder{};
    };
    Choice choose(const SlotAsked& asked);
    Choice choose_any();
    Choice choose_wanted(const SlotAsked& asked);
    bool may_have(SlotNumber slot, const SlotAsked& asked) const;

    // announce: the parker learns the slot
    void on(const AnnouncementHeard& heard, Turn& turn);
    void on(const ParkerLeft& left, Turn& turn);
    void on(const MessageSettled& settled, Turn& turn);
    void tell_parker(ParkedCall& call, bool by_voice, Turn& turn);
    void send_message(ParkedCall& call, Turn& turn);
    void send_notice(const ParkedCall& call, Turn& turn);

    // wait: music, and the deadlines that end it
    void start_waiting(ParkedCall& call, const CallerMoved& moved, Turn& turn);
    void start_period(ParkedCall& call, Turn& turn);
    void set_reminder(ParkedCall& call, Turn& turn);
    void play_music(const ParkedCall& call, Turn& turn);
    void run_due(ParkedCall& call, Turn& turn);
    void run_overdue(ParkedCall& call, Turn& turn);

    void on(const PartyLearned& learned, Turn& turn);

    // say: what people say about a call that waits
    void on(const NoteWritten& written, Turn& turn);
    void on(const CallDestined& destined, Turn& turn);
    void on(const WaitExtended& extended, Turn& turn);

    // remind
    void remind(ParkedCall& call, Turn& turn);
    void remind_on_time(ParkedCall& call, Turn& turn);

    // recall: the ladder, the fallback, and pauses between them
    void on(const RingFailed& failed, Turn& turn);
    void on(const RingBegan& began, Turn& turn);
    void recall(ParkedCall& call, Turn& turn);
    void lose_patience(ParkedCall& call, Turn& turn);
    void climb(ParkedCall& call, std::size_t from, Turn& turn);
    void next_step(ParkedCall& call, Turn& turn);
    void after_ladder(ParkedCall& call, Turn& turn);
    void ring(ParkedCall& call, RingReason reason, Step step, Turn& turn);
    void ring_fallback(ParkedCall& call, Turn& turn);
    void ring_out(ParkedCall& call, Turn& turn);
    void stop_ringing(const ParkedCall& call, bool completed_elsewhere, Turn& turn);

    // choices: the caller's keys
    void on(const OperatorAsked& asked, Turn& turn);
    void on(const CallBackAsked& asked, Turn& turn);
    void on(const MessageLeft& left, Turn& turn);
    void ring_operator(ParkedCall& call, Turn& turn);
    void nobody_answers(ParkedCall& call, Turn& turn);
    void reply(const ParkedCall& call, Reply what, Turn& turn);

    // retrieve: somebody takes the caller, by dialling the slot or by answering a recall
    void on(const RetrieveAsked& asked, Turn& turn);
    void on(const RingAnswered& answered, Turn& turn);
    void on(const RetrieverConfirmed& confirmed, Turn& turn);
    void on(const RetrieverFailed& failed, Turn& turn);
    void connect(ParkedCall& call, const Retriever& taker, Outcome outcome, Turn& turn);

    // replace: another stands in the caller's place
    void on(const CallerReplaced& replaced, Turn& turn);
    void adopt_parker(ParkedCall& call, const CallerReplaced& replaced, Turn& turn);

    // leave: every way out
    void on(const CallerLeft& left, Turn& turn);
    void on(const ReleaseOrdered& ordered, Turn& turn);
    void abandon_others(const ParkedCall& call, Turn& turn);
    enum class Rest { quarantine, none };
    void end(ParkedCall& call, Outcome outcome, const Party& by, Rest rest, Turn& turn);
    void hand_over(ParkId park, Turn& turn);
    void vacate(ParkedCall& call, Rest rest, Turn& turn);

    // lookup, and the end of each turn
    ParkedCall* find(ParkId park, Turn& turn);
    ParkedCall* find(SlotNumber slot, Turn& turn);
    const ParkedCall* in(SlotNumber slot) const;
    Turn begin(Instant now);
    void settle(const Turn& turn);
    ParkedCallView view(const ParkedCall& call) const;

    // restore
    bool take_place(const ParkedCall& call);

    // consistent
    bool sound(const ParkedCall& call) const;  ///< one call agrees with itself and the indexes; O(log n)
    bool counts_agree() const;                 ///< the indexes agree in size; O(1)
    bool all_sound() const;                    ///< everything; O(n log n)

    LotRules rules;
    Slots slots;
    std::unordered_map<ParkId, ParkedCall> calls;
    std::map<SlotNumber, ParkId> by_slot;
    std::set<SlotNumber> withheld;                 ///< callers of others still wait under these numbers
    std::set<std::pair<Instant, ParkId>> in_line;  ///< callers who wait, also while phones ring for them
    Deadlines deadlines;
    LapsedParks lapsed;
    std::vector<ParkId> touched;
    bool closed{};
    Instant latest{};  ///< time never runs backwards in here
};

/// Whether what a call has agrees with its phase.
bool phase_is_sound(const ParkedCall& call);

/// True for a caller who can be taken out of its slot.
constexpr bool waits(Phase phase) { return phase == Phase::waiting || phase == Phase::ringing; }

}  // namespace layby::parking

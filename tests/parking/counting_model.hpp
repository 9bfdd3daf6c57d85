// A second, much simpler idea of a lot: it believes nothing, follows every effect and counts. For the random
// walk.
#pragma once
#include <map>
#include <set>
#include <unordered_map>

#include "a_lot.hpp"

namespace layby::parking::test {

struct Counts {
    std::uint64_t grants{}, refusals{}, connects{}, failures{}, rings{}, reminders{}, dismissals{},
        renewals{};
    std::map<Outcome, std::uint64_t> ended;
};

class CountingModel {
  public:
    explicit CountingModel(const LotRules& rules) : rules_(rules) {}

    /// What the lot ordered when it was told this (nothing was told when a deadline ran).
    void follow(const Event* event, const Effects& effects, Instant now);
    /// The lot and the model agree about who is where, and nobody is forgotten.
    void compare(const Lot& lot, Instant now) const;
    void change_rules(const LotRules& rules);

    struct Call {
        SlotNumber slot;
        std::string parker;
        LegId parkee;           ///< none: only reserved
        LegId taker;            ///< none: nobody takes it
        std::uint32_t rings{};  ///< the attempt that rings; 0: none
        std::uint32_t attempts{};
        Instant sign_of_life;  ///< moved, rung, or left by a retriever
    };
    const Counts& counts() const { return counts_; }
    const std::unordered_map<ParkId, Call>& calls() const { return calls_; }

  private:
    void note(const SlotAsked& asked) { asked_ = asked; }
    void note(const CallerMoved& moved);
    void note(const CallerReplaced& replaced);
    void note(const RingAnswered& answered);
    void note(const RingFailed& failed);
    void note(const RetrieverFailed& failed);
    void note(const CallerLeft& left) { leaving_ = left.park; }
    void note(const ReleaseOrdered& ordered);
    template <class Other>
    void note(const Other&) {}

    void obey(const GrantSlot& granted);
    void obey(const RefusePark& refused);
    void obey(const PlayMusic& music);
    void obey(const Announce& announce);
    void obey(const SendMessage& message);
    void obey(const SendNotice& notice);
    void obey(const Remind& remind);
    void obey(const Ring& ring);
    void obey(const StopRinging& stop);
    void obey(const Connect& connect);
    void obey(const RefuseRetrieve& refused);
    void obey(const Dismiss& dismissed);
    void obey(const ReplyToCaller& reply);
    void obey(const HangUpCaller& hang_up);
    void obey(const Ended& ended);

    Call& call(ParkId park);
    bool in_range(SlotNumber slot) const { return slot >= rules_.first && slot <= rules_.last; }
    bool rests(SlotNumber slot) const;
    bool every_free_slot_rests() const;
    std::size_t taken_in_range() const;
    Duration longest_silence() const;

    LotRules rules_;
    Instant now_{};
    std::unordered_map<ParkId, Call> calls_;
    std::map<SlotNumber, ParkId> slots_;
    std::map<SlotNumber, Instant> released_;
    std::optional<SlotAsked> asked_;
    std::optional<CallerMoved> moved_;
    ParkId leaving_;
    bool given_up_{};  ///< by the parker: then the slot needs no rest
    Counts counts_;
};

}  // namespace layby::parking::test

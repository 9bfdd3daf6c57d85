// A node as a member of its cluster: its lease, the slots that are its own, and its copy of everybody else's.
// It says what is to be there and goes on until it is: whatever the engine's answer, or the lack of one, the
// next look at the key tells. Pure, behind the port Engine; time is an argument; the cluster's thread.
#pragma once
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "calls/facts.hpp"
#include "calls/turn.hpp"
#include "cluster/engine.hpp"
#include "cluster/estate.hpp"

namespace layby::cluster {

struct MemberOptions {
    std::string node;
    std::string text{};       ///< what others may read of the node
    Duration lease{5s};       ///< so long after our last word we count as gone
    Duration patience{1s};    ///< for the engine's word on a slot
    Duration wall_at_zero{};  ///< the wall clock, since 1970, at the instant zero
    /// Of what nodes leave to each other; none: callers of a dead node wait for it.
    std::optional<store::Seal> seal{};
    Duration grace{};  ///< so long after its lease has ended a node's callers are still its own
};

struct MemberCounters {
    std::uint64_t claimed{}, lost{}, failed{}, writes{}, troubles{}, joined{}, taken{}, taken_away{};
    bool here{};
    std::size_t own{}, others{};
};

/// What a turn wants of the cluster: claims, how slots of ours look at its end, and what is kept of who
/// waits.
struct Wanted {
    std::vector<calls::Claim> claims;
    std::vector<calls::WatchedSlot> slots;
    std::vector<calls::Change> changes{};
    bool empty() const { return claims.empty() && slots.empty() && changes.empty(); }
};
Wanted wanted_of(const calls::Turn& turn);

/// A caller of a node that has died, who is ours from now on.
struct Taken {
    store::ParkedCaller caller;
    std::string node;
};

class Member {
  public:
    /// `engine` outlives it. What happens is told as facts for the switchboard; whom we take over is given to
    /// `adopt`.
    Member(
        MemberOptions options, Engine& engine, std::function<void(calls::Fact)> tell,
        std::function<void(Taken)> adopt = [](const Taken&) {});

    /// Before whatever follows.
    void time_is(Instant now);
    std::optional<Instant> next_deadline() const;
    /// All that is due.
    void expire();

    void carry_out(const Wanted& wanted);
    /// The dialog of a call of ours is such from now on, or over.
    void note(sip::KeptCall dialog);
    void forget(LegId dialog) { estate_.forget(dialog); }
    /// Ends in SlotClaimed, SlotLost or ClaimFailed.
    void claim(const calls::WatchedSlot& slot);
    /// How a slot of ours looks now. One that was never claimed was ours before a restart.
    void update(const calls::WatchedSlot& slot);
    void release(const std::string& lot, SlotNumber slot, ParkId park);

    /// New parks are granted: the lease holds, and what others have is known.
    bool here() const;
    /// Nothing is left to be written.
    bool settled() const { return queue_.empty() && !writing_; }
    /// Others know at once that we are gone. What is ours stays ours.
    void leave(std::function<void()> done);
    MemberCounters counters() const;

  private:
    static constexpr Duration try_again_after{std::chrono::milliseconds{100}};

    struct Wish {
        ParkId park;
        std::string text;
        bool granted{};  ///< its park has been told so
        Instant until{};
        std::string left{};  ///< what we leave of it; empty: nothing
    };
    /// A key of ours: what is to be there, and what is there.
    struct Own {
        std::optional<Wish> wish{};
        Revision changed{};   ///< by us, last; 0: we have nothing there, as far as we know
        std::string there{};  ///< as we have put it
        bool unsure{};        ///< more may have happened to it than we know of
        bool left{};          ///< what we want to leave of it is there
        bool left_there{};    ///< something that we have left is
        bool queued{};
    };

    void join();
    void join_again(Duration after);
    void announce();
    void look_around();
    void take_stock(const Listed& listed);
    void keep_lease();
    void lose_lease(const char* why);
    void listen(Revision from);
    void hear(const Heard& heard);
    void hear(const Heard::Event& event);

    // takeover.cpp
    /// A node that is away, and when its callers are looked for.
    struct Away {
        Instant due;
        bool asked{};
    };
    /// A caller who is to be taken, by its slot's key.
    struct ToTake {
        std::string node;
        store::ParkedCaller caller;
        std::string text;  ///< as that node has left it
        Instant at;        ///< whose turn it is before ours has had its time
        bool tried{};      ///< we may have it already
    };
    void node_is(const KeyValue& node, bool gone);
    void node_is_away(const std::string& node);
    void note_nodes(const Listed& listed);
    void expire_takeover();
    std::optional<Instant> next_takeover() const;
    void look_after(const std::string& node);
    void found_left(const std::string& node, const Listed& left);
    Duration turn_of_ours(const std::string& key) const;
    void take();
    bool is_of(const std::string& key, const std::string& node) const;
    std::optional<Step> step_to_take(const std::string& key, const ToTake& one) const;
    void tried_to_take(const std::string& node, const std::vector<Step>& steps, const Written& answer);
    void is_taken(const std::string& key, const std::string& text, Revision changed);
    void recover(const std::set<std::string>& keys);
    /// `parkee`: none: it is the one in our slot.
    void taken_from_us(const std::string& key, const std::string& by, LegId parkee = {});
    void note_taken(const KeyValue& known);
    void leave_again(ParkId park);

    bool is_ours(const KeyValue& known) const;
    void note_other(const KeyValue& known);
    void forget_other(const std::string& key);
    void queue(const std::string& key);
    void write();
    std::optional<Step> step_for(Own& own, const std::string& key) const;
    void written(const std::vector<Step>& steps, const Written& answer);
    void settle(const Step& step, const Written::Done& done, Revision revision);
    void is_there(Own& own, const std::string& key);
    void taken_by_other(Own& own, const KeyValue& found);
    void fail_claims(bool all);
    void drop(const std::string& key);

    const MemberOptions options_;
    Engine& engine_;
    const std::function<void(calls::Fact)> tell_;
    const std::string our_key_;
    Instant now_{};

    LeaseId lease_{};
    Duration lasts_{};
    bool known_{};           ///< our own key is there, and so is what others have
    Instant alive_until_{};  ///< the lease can't have ended before
    std::optional<Instant> join_at_, keep_at_, listen_at_, write_at_;
    std::uint64_t lease_number_{};  ///< answers to requests of an earlier lease are none
    bool was_here_{};               ///< for the log
    bool leaving_{};

    std::map<std::string, Own> own_;
    std::map<std::string, KeyValue> others_;
    Revision heard_{};  ///< up to this change
    std::deque<std::string> queue_;
    std::map<std::string, Instant> waiting_;  ///< claims without an answer
    bool writing_{};

    Estate estate_;
    const std::function<void(Taken)> adopt_;
    std::set<std::string> nodes_;  ///< who is in the cluster
    std::map<std::string, Away> away_;
    Instant patient_until_{};  ///< nobody is looked after before
    std::map<std::string, ToTake> to_take_;
    std::optional<Instant> take_at_;
    bool taking_{};
    MemberCounters totals_;
};

}  // namespace layby::cluster

// A node as a member of its cluster: its lease, the slots that are its own, and its copy of everybody else's.
// It says what is to be there and goes on until it is: whatever the engine's answer, or the lack of one, the
// next look at the key tells. Pure, behind the port Engine; time is an argument; the cluster's thread.
#pragma once
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "calls/facts.hpp"
#include "calls/turn.hpp"
#include "cluster/engine.hpp"

namespace layby::cluster {

struct MemberOptions {
    std::string node;
    std::string text{};       ///< what others may read of the node
    Duration lease{5s};       ///< so long after our last word we count as gone
    Duration patience{1s};    ///< for the engine's word on a slot
    Duration wall_at_zero{};  ///< the wall clock, since 1970, at the instant zero
};

struct MemberCounters {
    std::uint64_t claimed{}, lost{}, failed{}, writes{}, troubles{}, joined{};
    bool here{};
    std::size_t own{}, others{};
};

/// What a turn wants of the cluster: claims, and how slots of ours look at its end.
struct Wanted {
    std::vector<calls::Claim> claims;
    std::vector<calls::WatchedSlot> slots;
    bool empty() const { return claims.empty() && slots.empty(); }
};
Wanted wanted_of(const calls::Turn& turn);

class Member {
  public:
    /// `engine` outlives it. What happens is told as facts for the switchboard.
    Member(MemberOptions options, Engine& engine, std::function<void(calls::Fact)> tell);

    /// Before whatever follows.
    void time_is(Instant now);
    std::optional<Instant> next_deadline() const;
    /// All that is due.
    void expire();

    void carry_out(const Wanted& wanted);
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
    struct Wish {
        ParkId park;
        std::string text;
        bool granted{};  ///< its park has been told so
        Instant until{};
        bool operator==(const Wish&) const = default;
    };
    /// A key of ours: what is to be there, and what is there.
    struct Own {
        std::optional<Wish> wish{};
        Revision changed{};   ///< by us, last; 0: we have nothing there, as far as we know
        std::string there{};  ///< as we have put it
        bool unsure{};        ///< more may have happened to it than we know of
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
    MemberCounters totals_;
};

}  // namespace layby::cluster

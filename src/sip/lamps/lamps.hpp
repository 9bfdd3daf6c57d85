// Lamps on phones: whoever subscribes to a slot, a lot or a user is told what becomes of it (RFC 6665, 4235,
// 4662, 3842). Owned by the endpoint, signalling thread. A change costs as much as it has watchers.
#pragma once
#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "sip/dialog_keeper.hpp"
#include "sip/door/source.hpp"
#include "sip/lamps/lamp_view.hpp"
#include "sip/lamps/subscribe_request.hpp"
#include "sip/lamps/subscription.hpp"

namespace layby::sip {

/// Subscriptions outlive the process: who keeps them (none: nobody), those that were kept, and the number of
/// this start, which makes ids that no earlier one has used.
struct KeptLamps {
    DialogKeeper* keeper{};
    std::uint64_t start{};
    std::vector<SubscriptionState> subscriptions{};
};

/// Destroyed it tells nobody anything: whoever keeps the subscriptions can go on with them in a new process.
class Lamps final : private SubscriptionHost {
  public:
    Lamps(Stack& stack, const Options& options, KeptLamps kept = {});
    ~Lamps() override;

    using Guard = std::function<std::optional<Reply>(const DialogState&, const Hop& from, const sip_t&)>;
    /// Asked about requests within a subscription: none, when they are the watcher's.
    void guard(Guard guard) { guard_ = std::move(guard); }

    /// A SUBSCRIBE outside of dialogs, of somebody who was let in. Answers it.
    void subscribe(Arrival& arrival, const calls::Origin& origin, const Hop& hop);

    void see(const calls::WatchedLots& seen);
    void see(const calls::WatchedSlot& slot);
    void see(const calls::WatchedUser& user);
    void see(const calls::WatchedPresence& presence);
    void see(const calls::WatchedBox& box);
    void see(const calls::WatchedHours& hours);

    /// The parked call that this dialog stands for, if it is one that watchers were told of.
    std::optional<LampNames::Named> parked_in(const DialogName& name) const { return names_.read(name); }
    /// The call that rings at a user, likewise.
    std::optional<LegId> ringing_in(const DialogName& name) const { return names_.read_ringing(name); }
    /// Changed profiles count for new subscriptions; those of users who are gone end.
    void reload(const Options& options);
    /// Watchers that see us elsewhere now are told where.
    void follow_outlook();
    /// We are about to end for good: phones are asked to come back soon.
    void say_goodbye();
    /// At most so many of them, in no order: it takes time.
    std::vector<LampView> shown(std::size_t most) const;
    std::size_t size() const { return all_.size(); }
    std::uint64_t told() const { return told_; }  ///< NOTIFYs sent
    std::uint64_t not_told() const { return not_told_; }

  private:
    using Found = std::variant<Topic, Reply>;

    // SubscriptionHost
    Stack& stack() override { return stack_; }
    std::optional<Reply> refuse_elsewhere(const DialogState& dialog, const Hop& from,
                                          const sip_t& request) override {
        return guard_ ? guard_(dialog, from, request) : std::nullopt;
    }
    const LampTable& table() const override { return table_; }
    const LampNames& names() const override { return names_; }
    void wake_at(Subscription& which) override;
    void told(bool taken) override { ++(taken ? told_ : not_told_); }
    void keep(const SubscriptionState& state) override;
    void ended(SubscriptionId which) override;
    void over(SubscriptionId which) override;

    // lamps.cpp
    void learn(const Options& options);
    void add(SubscriptionState state, Flow flow, std::uint32_t seconds);
    Subscription& insert(SubscriptionState state, Flow flow);
    void tell(const std::vector<Topic>& topics);
    void end_all(const Topic& topic);
    void wake(SubscriptionId which);
    void run_due();
    void arm();
    void follow_some();
    Subscription* find(SubscriptionId which);

    // restoring.cpp: subscriptions from before a restart
    void restore(std::vector<SubscriptionState> kept);
    bool take_up(SubscriptionState state);
    void tell_restored();
    void tell_restored(SubscriptionId which);

    // watching.cpp: what may be watched, and by whom
    std::optional<Reply> refuse(const SubscribeRequest& request) const;
    Found topic_of(const SubscribeRequest& request, const calls::Origin& origin) const;
    Found slot_or_lot(const SubscribeRequest& request) const;
    Found parked_for(const SubscribeRequest& request, const calls::Origin& origin) const;
    bool exists(const Topic& topic) const;
    bool is_known(const calls::Origin& watcher) const;
    const LampProfile& profile_of(const std::string& user_agent, const calls::Origin& origin) const;
    void ask_older_ones(const std::string& watcher);

    struct Entry {
        std::unique_ptr<Subscription> subscription;
        std::string topic;    ///< key in watching_; empty once ended
        std::string watcher;  ///< key in of_watcher_
        std::optional<Instant> wakes;
        bool kept{};  ///< the keeper has it
    };

    Stack& stack_;
    DialogKeeper* keeper_;
    Guard guard_;
    LampTable table_;
    LampNames names_;
    std::set<std::string> users_;
    std::string profile_;  ///< of everybody without one of his own; empty: by User-Agent
    std::unordered_map<std::string, std::string> profiles_;  ///< of users
    std::unordered_map<SubscriptionId, Entry> all_;
    std::unordered_map<std::string, std::vector<SubscriptionId>> watching_;    ///< by Topic::key()
    std::unordered_map<std::string, std::vector<SubscriptionId>> of_watcher_;  ///< same watcher, same topic
    std::set<std::pair<Instant, SubscriptionId>> deadlines_;
    std::optional<Instant> armed_;                     ///< what timer_ is set to
    std::vector<std::unique_ptr<Subscription>> done_;  ///< destroyed as soon as nobody is inside
    std::deque<SubscriptionId> restored_;              ///< asleep: their turns are to come
    const std::uint64_t start_;
    std::uint64_t last_id_;
    std::uint64_t told_{}, not_told_{};
    Timer timer_;
    Timer sweeper_;
    Timer turns_;
    std::deque<SubscriptionId> to_follow_;  ///< may see us elsewhere: their turns are to come
    Timer following_;
};

}  // namespace layby::sip

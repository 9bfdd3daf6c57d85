// One subscription at work: its dialog, its NOTIFYs (one at a time), its end. Owned by the lamps, which wake
// it at its deadline. Signalling thread.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "sip/dialog/dialog_leg.hpp"
#include "sip/lamps/documents.hpp"
#include "sip/lamps/subscribe_request.hpp"

namespace layby::sip {

class Subscription;

/// What a subscription needs from its owner.
class SubscriptionHost {
  public:
    virtual ~SubscriptionHost() = default;
    virtual Stack& stack() = 0;
    /// A request that comes from another address than the watcher's: a challenge, unless it is the watcher's.
    virtual std::optional<Reply> refuse_elsewhere(const DialogState& dialog, const Hop& from,
                                                  const sip_t& request) = 0;
    virtual const LampTable& table() const = 0;
    virtual const LampNames& names() const = 0;
    virtual void wake_at(Subscription& which) = 0;          ///< its next_deadline() has changed
    virtual void told(bool taken) = 0;                      ///< counts the NOTIFYs: sent, or in vain
    virtual void keep(const SubscriptionState& state) = 0;  ///< so that it outlives the process
    virtual void ended(SubscriptionId which) = 0;           ///< nobody need tell it anything more
    virtual void over(SubscriptionId which) = 0;            ///< destroys it
};

class Subscription {
  public:
    Subscription(SubscriptionHost& host, SubscriptionState state, Flow flow);

    /// The SUBSCRIBE that began it was answered: tells everything, now. Seconds 0: once (a fetch).
    void begin(std::uint32_t seconds);
    /// It is from before a restart: until its watcher refreshes it or its turn comes, nothing is told.
    void sleep();
    bool asleep() const { return asleep_; }
    /// Its turn has come: tells everything.
    void wake();
    /// What it watches looks different.
    void changed(SlotNumber slot);
    /// Tells everything again, soon.
    void tell_all();
    /// Its last NOTIFY, with a reason as in RFC 6665 section 4.2.2.
    void end(const std::string& reason);
    /// When to call run() again; none: a response is awaited.
    std::optional<Instant> next_deadline() const;
    void run();

    const SubscriptionState& state() const { return state_; }
    bool sees_us_elsewhere() const;  ///< than it was told last
    /// The watcher has answered the last that there was to tell.
    bool confirmed() const { return !state_.pending.any && !sent_ && !asleep_; }

  private:
    void on_request(std::unique_ptr<Incoming> incoming, const sip_t& sip);
    void refresh(std::unique_ptr<Incoming> incoming, const sip_t& sip);
    void follow(Incoming& incoming, const sip_t& sip);
    void keep();
    std::string current_contact() const;
    bool reachable() const;
    bool has_news() const { return state_.pending.any && !asleep_ && reachable(); }
    void send_next();
    void send_last(const std::string& reason);
    void send(const std::string& subscription_state);
    void responded(int status, const sip_t* sip);
    void failed(int status, const sip_t* sip);
    std::uint32_t seconds_left() const;
    Instant now() const;

    SubscriptionHost& host_;
    SubscriptionState state_;
    Flow flow_;  ///< the watcher's connection to us
    DialogLeg leg_;
    std::unique_ptr<Outgoing> sent_;
    std::string ending_;  ///< the reason, once its end has come
    bool last_sent_{};    ///< nothing more will be sent
    bool asleep_{};       ///< restored, and its turn to be told hasn't come
    Instant earliest_;    ///< of the next NOTIFY
    Instant answer_by_;   ///< else the one that was sent is given up
    int failures_{};      ///< in a row
};

/// Too brief an Expires (423), or none.
std::optional<Reply> refuse_expires(std::optional<std::uint32_t> asked);
std::uint32_t granted(std::optional<std::uint32_t> asked);

/// Moves a state that was kept on to numbers that can't have been used since. False: there are none left, the
/// watcher has to subscribe anew. `lives`: see lives_since().
bool skip_numbers(SubscriptionState& state, std::uint32_t lives);

}  // namespace layby::sip

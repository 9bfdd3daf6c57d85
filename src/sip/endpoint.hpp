// The SIP side of one tenant: registrar, trunks, dialogs, lamps and transfers on sofia-sip's nta, behind what
// all tenants have in common (front.hpp). Carries out the orders to signalling. Lives on the signalling
// thread. Facts are told through `tell`, never from within an order.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "calls/facts.hpp"
#include "calls/orders.hpp"
#include "calls/past_call.hpp"
#include "calls/watched.hpp"
#include "sip/counters.hpp"
#include "sip/dialog_keeper.hpp"
#include "sip/front.hpp"
#include "sip/kept_registrations.hpp"
#include "sip/lamps/lamp_view.hpp"
#include "sip/loop.hpp"
#include "sip/options.hpp"
#include "sip/passing_login.hpp"
#include "sip/registrar/registration_view.hpp"
#include "sip/trunks/trunk_view.hpp"

namespace layby::sip {

/// What outlives the process: who keeps it (none: nobody), and what was kept.
struct Kept {
    RegistrationKeeper* keeper{};
    std::vector<KeptRegistration> registrations{};
    DialogKeeper* dialogs{};
    std::uint64_t start{};  ///< which start of the server this is
    std::uint64_t node{};   ///< of which node of a cluster, so that no other gives the same ids to legs
    std::vector<SubscriptionState> subscriptions{};
    std::vector<KeptCall> calls{};
    /// Runs a job on the signalling thread as soon as all that was ordered to be kept so far is durable.
    /// Empty: at once.
    std::function<void(std::function<void()>)> when_durable{};
};

class Endpoint {
  public:
    /// `front` outlives it.
    Endpoint(Front& front, Options options, std::function<void(calls::Fact)> tell, Kept kept = {});
    ~Endpoint();

    /// Before an order of this turn waits for the disk: its dialog is kept if it has to outlive the process
    /// from now on. An inbound call without an answer doesn't: its transaction ends with the process.
    void prepare(const calls::Order& order);
    /// Orders for a leg that is gone are ignored.
    void carry_out(const calls::Order& order);
    /// An established call of another server, which has died: a Resume goes on with it. Our address towards
    /// its peer, for RTP.
    std::string adopt(KeptCall call);
    /// Ends the kept calls that nobody has resumed: BYE or CANCEL. Once, after the last Resume.
    void end_unclaimed();
    /// Whom one can call now, as facts, for a switchboard that begins. What changes from then on is told.
    std::vector<calls::Fact> reachable();

    /// The lamps of phones show it.
    void show(const calls::Watched& seen);
    /// Two legs of one call, for the tape.
    void note(const calls::Tie& tie);
    /// Asks every watcher to subscribe again in a moment: we are about to end.
    void end_subscriptions();

    /// Changed accounts and trunks take effect at once; calls and registrations in place stay.
    void reload(Options options);
    Counters counters() const;  ///< its own, without the front's
    std::vector<RegistrationView> registrations() const;
    /// Told of a user's phones whenever one has registered, also again, or is gone. Set once.
    using PhonesWatch = std::function<void(const std::string& user, std::vector<RegistrationView> phones)>;
    void watch_phones(PhonesWatch watch);
    std::vector<TrunkView> trunks() const;  ///< in the order of the settings
    /// Told whenever one of them may be seen otherwise. Set once.
    void watch_trunks(std::function<void()> moved);
    /// Not more than a few thousand of them, in no order.
    std::vector<LampView> lamps() const;
    /// With what a browser registers as this user from now on; none: there is no such user.
    std::optional<PassingLogin> pass(const std::string& user) const;
    std::string realm() const;  ///< of our challenges: our domain, if we have one

  private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

}  // namespace layby::sip

// The SIP side of Layby: transports, registrar, trunks, dialogs and transfers on sofia-sip's nta. Carries out
// the orders to signalling. Lives on the signalling thread. Facts are told through `tell`, never from within
// an order.
#pragma once
#include <array>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "calls/facts.hpp"
#include "calls/orders.hpp"
#include "calls/past_call.hpp"
#include "calls/watched.hpp"
#include "edge/upgrade.hpp"
#include "sip/dialog_keeper.hpp"
#include "sip/door/bans.hpp"
#include "sip/kept_registrations.hpp"
#include "sip/lamps/lamp_view.hpp"
#include "sip/loop.hpp"
#include "sip/options.hpp"
#include "sip/passing_login.hpp"
#include "sip/registrar/registration_view.hpp"
#include "sip/trace.hpp"
#include "sip/trunks/trunk_view.hpp"

namespace layby::sip {

struct Counters {
    std::size_t dialogs{}, server_transactions{}, client_transactions{}, subscriptions{}, timers{},
        registrations{};
    std::uint64_t requests{}, refused_overload{}, refused_auth{}, malformed{}, bans{}, ended_connections{};
    std::size_t tls_connections{}, web_sockets{};
    std::uint64_t tls_failed{};  ///< handshakes that came to nothing, and connections that were turned away
    std::uint64_t web_sockets_refused{};
    std::size_t trunk_connections{}, trunk_connections_missing{};  ///< over TLS: there are, and ought to be
    std::uint64_t keep_alives{};                                   ///< sent
    std::uint64_t lamps_told{}, lamps_failed{};
    std::array<std::uint64_t, 7> responses{};  ///< sent, by class: 1 for 1xx
};

/// What outlives the process: who keeps it (none: nobody), and what was kept.
struct Kept {
    RegistrationKeeper* keeper{};
    std::vector<KeptRegistration> registrations{};
    DialogKeeper* dialogs{};
    std::uint64_t start{};  ///< which start of the server this is: its ids begin at ids_of(start)
    std::vector<SubscriptionState> subscriptions{};
    std::vector<KeptCall> calls{};
    /// Runs a job on the signalling thread as soon as all that was ordered to be kept so far is durable.
    /// Empty: at once.
    std::function<void(std::function<void()>)> when_durable{};
};

class Endpoint {
  public:
    /// Binds every listen address; throws std::runtime_error with a sentence for the admin ("port 5060/udp is
    /// in use …").
    Endpoint(Loop& loop, Options options, std::function<void(calls::Fact)> tell, Kept kept = {});
    ~Endpoint();

    /// Before an order of this turn waits for the disk: its dialog is kept if it has to outlive the process
    /// from now on. An inbound call without an answer doesn't: its transaction ends with the process.
    void prepare(const calls::Order& order);
    /// Orders for a leg that is gone are ignored.
    void carry_out(const calls::Order& order);
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
    /// For a network that is looked up (PeerNetwork::looked_up): as whom we are seen there. New calls say so
    /// from now on, those in progress are told by a re-INVITE.
    void is_seen_as(const std::string& network, const SeenAs& seen);
    std::vector<PeerNetwork> networks() const;  ///< with what is known now
    /// Shows whole messages from now on; without Trace::write no longer.
    void trace(Trace trace);
    Counters counters() const;
    std::vector<RegistrationView> registrations() const;
    /// Told of a user's phones whenever one has registered, also again, or is gone. Set once.
    using PhonesWatch = std::function<void(const std::string& user, std::vector<RegistrationView> phones)>;
    void watch_phones(PhonesWatch watch);
    std::vector<TrunkView> trunks() const;  ///< in the order of the settings
    /// Told whenever one of them may be seen otherwise. Set once.
    void watch_trunks(std::function<void()> moved);
    /// Not more than a few thousand of them, in no order.
    std::vector<LampView> lamps() const;
    std::vector<Ban> bans() const;
    bool lift_ban(const std::string& source);  ///< as listed, or an address of it
    std::vector<Listen> listening() const;     ///< with the real ports where 0 was asked for
    /// With what a browser registers as this user from now on; none: there is no such user.
    std::optional<PassingLogin> pass(const std::string& user) const;
    std::string realm() const;  ///< of our challenges: our domain, if we have one
    /// Where WebSockets go that came in elsewhere; empty: nowhere. Any thread, as long as we live.
    std::function<void(edge::HandedOver)> door_for_browsers();

  private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

}  // namespace layby::sip

// The SIP side of Layby: transports, registrar, trunks, dialogs and transfers on sofia-sip's nta. Implements
// the Signalling port. Lives on the signalling thread. Facts are told through `tell`, never from within an
// order.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "calls/ports/signalling.hpp"
#include "calls/ports/watchers.hpp"
#include "sip/dialog_keeper.hpp"
#include "sip/door/bans.hpp"
#include "sip/options.hpp"
#include "sip/registrar/kept_registrations.hpp"
#include "sip/registrar/registration_view.hpp"
#include "sip/stack/loop.hpp"
#include "sip/stack/trace.hpp"

namespace layby::sip {

struct Counters {
    std::size_t dialogs{}, server_transactions{}, client_transactions{}, subscriptions{}, timers{},
        registrations{};
    std::uint64_t requests{}, refused_overload{}, refused_auth{}, malformed{}, bans{}, ended_connections{};
};

/// What outlives the process: who keeps it (none: nobody), and what was kept.
struct Kept {
    RegistrationKeeper* keeper{};
    std::vector<KeptRegistration> registrations{};
    DialogKeeper* dialogs{};
    std::uint64_t start{};  ///< which start of the server this is: ids begin at start << 32, so none repeats
    std::vector<SubscriptionState> subscriptions{};
    std::vector<KeptCall> calls{};
    /// Runs a job on the signalling thread as soon as all that was ordered to be kept so far is durable.
    /// Empty: at once.
    std::function<void(std::function<void()>)> when_durable{};
};

class Endpoint final : public calls::Signalling {
  public:
    /// Binds every listen address; throws std::runtime_error with a sentence for the admin ("port 5060/udp is
    /// in use …").
    Endpoint(Loop& loop, Options options, std::function<void(calls::Fact)> tell, Kept kept = {});
    ~Endpoint() override;

    LegId new_leg() override;
    bool resume(const calls::Resumed& leg) override;
    /// Ends the kept calls that nobody has resumed: BYE or CANCEL. Once, after the last resume().
    void end_unclaimed();
    std::vector<calls::Device> devices_of(const std::string& user) const override;
    std::string call_id(LegId leg) const override;
    std::optional<std::string> near_ip_of_trunk(const std::string& trunk) const override;
    void ring(LegId leg, const std::optional<MediaDescription>& early, const Party& shown) override;
    void answer(LegId leg, const MediaDescription& description, const Party& shown) override;
    void refuse(LegId leg, const calls::Refused& why) override;
    void call(LegId leg, const calls::OutboundCall& order) override;
    void hang_up(LegId leg, calls::CancelReason reason) override;
    void offer(LegId leg, const MediaDescription& description) override;
    void accept_offer(LegId leg, const MediaDescription& answer) override;
    void refuse_offer(LegId leg, const calls::Refused& why) override;
    void show_party(LegId leg, const Party& shown) override;
    void probe(LegId leg) override;
    void send_digit(LegId leg, char digit, Duration length) override;
    void accept_transfer(LegId leg) override;
    void report_transfer(LegId leg, int status, const std::string& reason) override;
    void refuse_transfer(LegId leg, const calls::Refused& why) override;
    void accept_referral(ReferralId referral) override;
    void report_referral(ReferralId referral, const calls::Refused& result, LegId parked) override;
    void refuse_referral(ReferralId referral, const calls::Refused& why) override;
    void send_message(std::uint64_t token, const std::string& user, const std::string& text) override;
    void send_message_out(std::uint64_t token, const std::string& trunk, const std::string& number,
                          const std::string& text) override;

    /// The lamps of phones, to be told what they show.
    calls::Watchers& watchers();
    /// Asks every watcher to subscribe again in a moment: we are about to end.
    void end_subscriptions();

    /// Changed accounts and trunks take effect at once; calls and registrations in place stay.
    void reload(Options options);
    /// Shows whole messages from now on; without Trace::write no longer.
    void trace(Trace trace);
    Counters counters() const;
    std::vector<RegistrationView> registrations() const;
    std::vector<Ban> bans() const;
    bool lift_ban(const std::string& source);
    std::vector<Listen> listening() const;  ///< with the real ports where 0 was asked for

  private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

}  // namespace layby::sip

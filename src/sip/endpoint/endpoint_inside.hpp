// What the endpoint is made of. For this folder only; signalling thread.
#pragma once
#include <deque>
#include <memory>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "sip/dialog/call.hpp"
#include "sip/dialog/foreign_call.hpp"
#include "sip/dialog/messenger.hpp"
#include "sip/dialog/referral.hpp"
#include "sip/door/backlog.hpp"
#include "sip/door/overload.hpp"
#include "sip/door/source.hpp"
#include "sip/endpoint.hpp"
#include "sip/lamps/lamps.hpp"
#include "sip/registrar/registrar.hpp"
#include "sip/stack/stack.hpp"
#include "sip/text/refer_to.hpp"
#include "sip/text/uri.hpp"
#include "sip/trunks/trunk_line.hpp"

namespace layby::sip {

struct Endpoint::Inside final : CallHost {
    Inside(Loop& loop, Options settings, std::function<void(calls::Fact)> teller, Kept outlives);
    ~Inside() override;

    // orders.cpp
    template <class What>
    void carry_out(const What& order);

    // CallHost
    Stack& stack() override { return stack_; }
    const Options& options() const override { return options_; }
    void tell(calls::Fact fact) override;
    TrunkLine* trunk(const std::string& name) override { return lines.find(name); }
    std::uint64_t start() const override { return kept.start; }
    std::optional<LegId> leg_named(const DialogName& name) override;
    void named(LegId leg, const DialogName& name) override;
    void forget(const DialogName& name) override { names.erase(name.key()); }
    void over(LegId leg) override;
    std::size_t& subscriptions() override { return subscriptions_; }
    void changed(LegId leg) override;
    void acknowledge_later(LegId leg) override;
    void awaits_connection(LegId leg) override { without_connection.push_back(leg); }

    // refusing.cpp: what is told of those who are refused
    DoorWatch door_watch();
    void note_refused(const RefusedKind& kind, const std::string& who, const Sender& from,
                      std::string_view what = {});
    void note_refused(const RefusedKind& kind, LegId leg, const calls::Refused& why);
    void tell_refusals();

    // dispatch.cpp: requests outside of dialogs
    void on_arrival(Arrival& arrival);
    void admitted(Arrival& arrival, const calls::Origin& origin, const Hop& hop);
    void on_register(Arrival& arrival, const calls::Origin& origin, const Hop& hop);
    void on_invite(Arrival& arrival, const calls::Origin& origin, const Hop& hop);
    std::variant<LegId, Reply> replaced(const Replaces& asked);
    // referring.cpp
    void on_refer(Arrival& arrival, const calls::Origin& origin, const Hop& hop);
    void refer(Arrival& arrival, const Hop& hop, calls::ParkAsked fact, std::optional<ForeignCall> foreign);
    void forget_referral(ReferralId id);
    Referral* find(ReferralId id);
    // foreign_calls.cpp
    std::variant<ForeignCall, calls::Refused> foreign_party(const std::string& uri, const Hop& asker) const;
    std::optional<ForeignCall> known_party(const std::string& uri, const Uri& parsed) const;
    std::optional<ForeignCall> through(const TrunkLine* line, const std::string& uri,
                                       const Uri& parsed) const;
    bool is_ours(const std::string& ip, std::uint16_t port) const;
    bool overloaded(Arrival& arrival);
    bool ends_a_wait(const sip_t& invite) const;

    // placing.cpp: outbound calls
    void place(LegId leg, const calls::OutboundCall& order);
    std::vector<Target> targets_of(const calls::OutboundCall& order, DialogState& state);
    std::vector<Target> foreign_target(const calls::OutboundCall& order, DialogState& state);

    Call* find(LegId leg);
    /// Runs later, unless the endpoint is gone by then.
    void soon(std::function<void()> job);
    void hand_over_facts();
    void bury(LegId leg);  ///< its names stay known for 5 s, for a late Replaces
    void forget_buried();
    void schedule_expiry();

    // resuming.cpp: calls outlive the process
    void write_changes();
    void acknowledge_when_durable(const std::vector<LegId>& answered);
    void restore_calls();
    Call& revive(const KeptCall& record);
    bool resume(const calls::Resume& as);
    void prove_next();
    void end_unclaimed();
    void connected_again(DeviceId device, const Flow& flow);

    // reachable.cpp: whom one can call
    std::vector<calls::Device> devices_of(const std::string& user) const;
    bool note_devices(const std::string& user);  ///< whether they are others than was told
    bool note_trunk(const std::string& trunk);
    void tell_devices();
    void tell_trunk(const std::string& trunk);
    void tell_all_trunks();

    // keeping.cpp: registrations outlive the process
    RegistrationWatch watch();
    void restore(const std::vector<KeptRegistration>& records);

    Loop& loop;
    Kept kept;  ///< its records are taken out of it at start
    Options options_;
    std::function<void(calls::Fact)> teller_;
    std::shared_ptr<Inside*> alive;  ///< shared with posted jobs: empty once we are gone
    std::vector<calls::Fact> facts;
    Stack stack_;
    RefusalLog refusal_log;
    Timer refusals_due;
    Door door;
    std::vector<std::string> changed_users;  ///< whose devices may be others, to be told within this turn
    std::unordered_map<std::string, std::vector<calls::Device>> told_devices;  ///< absent: none
    std::unordered_map<std::string, std::string> told_trunks;  ///< our address towards it; absent: down
    Registrar registrar;
    Overload overload;
    Backlog backlog;
    TrunkLines lines;
    Messenger messenger;
    Lamps lamps;
    Timer registrations_expire, buried_expire, proofs;
    LegIds leg_ids;
    std::uint64_t last_referral{};
    std::size_t subscriptions_{};
    std::uint64_t requests{}, refused_overload{};

    struct Buried {
        Instant until;
        std::string key;
    };
    std::unordered_map<std::string, LegId> names;  ///< DialogName::key()
    std::deque<Buried> buried;
    std::unordered_map<LegId, std::unique_ptr<Call>> calls_;
    std::unordered_map<ReferralId, std::unique_ptr<Referral>> referrals;

    std::vector<LegId> changed_calls;               ///< to be written within this turn
    std::vector<LegId> unacknowledged;              ///< answered in this turn
    std::unordered_map<LegId, KeptCall> unclaimed;  ///< kept, and not resumed yet
    std::deque<LegId> to_prove;                     ///< resumed; their peers are asked in turn
    std::vector<LegId> without_connection;          ///< resumed; their peers have to connect again
};

Target target_of(const Binding& device);

}  // namespace layby::sip

// What the endpoint is made of. For this folder only; signalling thread.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "sip/dialog/dialog.hpp"
#include "sip/dialog/foreign_call.hpp"
#include "sip/dialog/messenger.hpp"
#include "sip/dialog/referral.hpp"
#include "sip/endpoint.hpp"
#include "sip/endpoint/dialog_table.hpp"
#include "sip/endpoint/end_of_turn.hpp"
#include "sip/endpoint/front_inside.hpp"
#include "sip/endpoint/reachable.hpp"
#include "sip/endpoint/referrals.hpp"
#include "sip/endpoint/registrations.hpp"
#include "sip/endpoint/relocation.hpp"
#include "sip/endpoint/resumption.hpp"
#include "sip/endpoint/soon.hpp"
#include "sip/lamps/lamps.hpp"
#include "sip/stack/stack.hpp"
#include "sip/text/refer_to.hpp"
#include "sip/text/uri.hpp"
#include "sip/trunks/trunk_line.hpp"

namespace layby::sip {

struct Endpoint::Inside final : DialogHost, Side {
    Inside(Front& shared, Options settings, std::function<void(calls::Fact)> teller, Kept outlives);
    ~Inside() override;

    // orders.cpp
    template <class What>
    void carry_out(const What& order);

    // DialogHost, and its options for the front
    Stack& stack() override { return stack_; }
    const Options& options() const override { return options_; }
    void tell(calls::Fact fact) override { turn.tell(std::move(fact)); }
    TrunkLine* trunk(const std::string& name) override { return reachable.lines().in_calls(name); }
    std::uint64_t start() const override { return dialogs.start(); }
    std::optional<Reply> refuse_elsewhere(const DialogState& dialog, const Hop& from,
                                          const sip_t& request) override;
    std::optional<LegId> leg_named(const DialogName& name) override { return dialogs.leg_named(name); }
    void named(LegId leg, const DialogName& name) override { dialogs.name(leg, name); }
    void forget(const DialogName& name) override { dialogs.forget(name); }
    void over(LegId leg) override { dialogs.over(leg); }
    std::size_t& subscriptions() override { return dialogs.transfers(); }
    void changed(LegId leg) override { turn.changed(leg); }
    void acknowledge_later(LegId leg) override { turn.acknowledge_later(leg); }
    void awaits_connection(LegId leg) override { resumption.awaits_connection(leg); }
    void owes_address(LegId leg, Duration after) override { relocation.follow(leg, after); }

    Instant now() const { return soon.loop().now(); }
    Dialog* find(LegId leg) const { return dialogs.find(leg); }
    Referral* find(ReferralId id) const { return referrals.find(id); }
    void reload(Options options);
    TrunkLines::HasCalls has_calls();
    /// For the log: forbidden by the switchboard, a call or a transfer that this user or trunk may not have.
    void note_refused(const RefusedKind& kind, LegId leg, const calls::Refused& why);

    // elsewhere.cpp: who speaks in a dialog from another address
    bool is_at_home(const DialogState& dialog, const std::string& ip) const;
    // Side
    void on_arrival(Arrival& arrival) override;
    void trunk_connected(const std::string& trunk) override;
    void outlook_changed() override;
    bool has_phones_at(const std::string& ip) const override { return registrations.registrar().any_at(ip); }
    void add_to(Counters& counters) const override;

    // dispatch.cpp: requests outside of dialogs
    void admitted(Arrival& arrival, const calls::Origin& origin, const Hop& hop);
    void on_register(Arrival& arrival, const calls::Origin& origin, const Hop& hop);
    /// That device's calls go on over it, if they need to.
    void registered_over(DeviceId device, const Flow& flow);
    /// That device's calls are reached there, where a NAT or its user has moved it to.
    void registered_from(DeviceId device, const Hop& hop);
    void on_invite(Arrival& arrival, const calls::Origin& origin, const Hop& hop);
    void trunk_came(const std::string& trunk, const Flow& flow);
    std::variant<LegId, Reply> replaced(const Replaces& asked);
    // referring.cpp
    void on_refer(Arrival& arrival, const calls::Origin& origin, const Hop& hop);
    void refer(Arrival& arrival, const Hop& hop, calls::ParkAsked fact, std::optional<ForeignCall> foreign);
    // foreign_calls.cpp
    std::variant<ForeignCall, calls::Refused> foreign_party(const std::string& uri, const Hop& asker) const;
    const TrunkLine* over_tls_at(const std::string& ip) const;
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

    void devices_changed(const std::string& user);

    Options options_;
    PhonesWatch watch_phones = [](const auto&, const auto&) {};
    Front::Inside& front;
    Soon soon;
    Stack& stack_;
    Registrations registrations;
    KeepAlives keep_alives;
    Door door;
    DialogTable dialogs;
    EndOfTurn turn;
    Reachable reachable;
    Messenger messenger;
    Lamps lamps;
    Resumption resumption;
    Relocation relocation;
    Referrals referrals;
};

Target target_of(const Binding& device);

}  // namespace layby::sip

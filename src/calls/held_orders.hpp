// Orders to signalling that wait until what they follow from is durable: a phone is never told of a state
// that a crash could undo. Stands before the real port; made, used and destroyed on the signalling thread.
// Questions and what only concerns this process pass at once.
#pragma once
#include <functional>
#include <vector>

#include "calls/ports/signalling.hpp"

namespace layby::calls {

class HeldOrders final : public Signalling {
  public:
    /// Runs a job on the signalling thread, in the order of asking, once everything that was kept so far is
    /// durable.
    using WhenDurable = std::function<void(std::function<void()>)>;

    /// `to` outlives this object and every job.
    HeldOrders(Signalling& to, WhenDurable when_durable);

    /// Ends a turn of the switchboard, whose changes have been kept by now: its orders leave with them.
    void turn_over();

    LegId new_leg() override { return to_.new_leg(); }
    bool resume(const Resumed& leg) override { return to_.resume(leg); }
    std::vector<Device> devices_of(const std::string& user) const override { return to_.devices_of(user); }
    std::optional<std::string> near_ip_of_trunk(const std::string& trunk) const override {
        return to_.near_ip_of_trunk(trunk);
    }

    std::string call_id(LegId leg) const override { return to_.call_id(leg); }

    void ring(LegId leg, const std::optional<MediaDescription>& early, const Party& shown) override;
    void answer(LegId leg, const MediaDescription& description, const Party& shown) override;
    void refuse(LegId leg, const Refused& why) override;
    void call(LegId leg, const OutboundCall& order) override;
    void hang_up(LegId leg, CancelReason reason) override;
    void offer(LegId leg, const MediaDescription& description) override;
    void accept_offer(LegId leg, const MediaDescription& answer) override;
    void refuse_offer(LegId leg, const Refused& why) override;
    void show_party(LegId leg, const Party& shown) override;
    void probe(LegId leg) override;
    void send_digit(LegId leg, char digit, Duration length) override;
    void accept_transfer(LegId leg) override;
    void report_transfer(LegId leg, int status, const std::string& reason) override;
    void refuse_transfer(LegId leg, const Refused& why) override;
    void accept_referral(ReferralId referral) override;
    void report_referral(ReferralId referral, const Refused& result, LegId parked) override;
    void refuse_referral(ReferralId referral, const Refused& why) override;
    void send_message(std::uint64_t token, const std::string& user, const std::string& text) override;

  private:
    template <class... Parameters, class... Arguments>
    void hold(void (Signalling::*order)(Parameters...), Arguments&&... arguments);

    Signalling& to_;
    WhenDurable when_durable_;
    std::vector<std::function<void()>> turn_;  ///< ordered in this turn
};

}  // namespace layby::calls

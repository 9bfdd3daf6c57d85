// SIP without a network: keeps what each leg was ordered, as its party would see it, and refuses the N-th
// order if told to. Orders for legs that are gone are ignored, as the port says; orders that make no sense
// for a leg's state are mistakes.
#pragma once
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "calls/ports/signalling.hpp"

namespace layby::world {

/// One leg as its party sees it.
struct Seen {
    enum class State { arriving, ringing, up, over };
    State state{};
    bool inbound{};
    bool confirmed{};
    std::optional<calls::OutboundCall> call;  ///< outbound: what was sent
    std::optional<MediaDescription> offer;    ///< inbound: what was offered
    std::optional<MediaDescription> early, answered;
    std::optional<MediaDescription> accepted;  ///< our answer to the last re-INVITE
    std::optional<calls::Refused> refused, offer_refused, transfer_refused;
    std::optional<calls::CancelReason> cancelled;
    bool hung_up_by_us{};
    bool transfer_accepted{};
    bool acceptance_lost{};  ///< the 202 of its transfer never left
    std::optional<int> transfer_status;
    std::optional<MediaDescription> offered;  ///< our last re-INVITE
    int rings{}, probes{}, reports{};
    Party shown;  ///< what its display shows
    std::string digits;
};

class FakeSignalling final : public calls::Signalling {
  public:
    LegId new_leg() override;
    bool resume(const calls::Resumed& leg) override;
    std::vector<calls::Device> devices_of(const std::string& user) const override;
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

    struct Referral {
        bool accepted{};
        std::optional<calls::Refused> refused, result;
        LegId parked;
    };
    struct Message {
        std::uint64_t token{};
        std::string user, text;
        std::string trunk{};  ///< then `user` is a number behind it
    };

    /// A leg that arrives from outside.
    LegId arrive(const std::optional<MediaDescription>& offer);
    /// The process dies: what it had in hand is gone, and nobody will answer a call that came in.
    void die();
    bool deaf{};  ///< orders don't leave
    /// The peer ended it, or is about to be told so.
    void over(LegId leg) { legs[leg].state = Seen::State::over; }
    bool is_open(LegId leg) const;
    std::vector<LegId> open_legs() const;
    /// Outbound legs that ring at this user's phones.
    std::vector<LegId> ringing(const std::string& user) const;
    std::vector<LegId> ringing_trunk(const std::string& trunk) const;

    std::map<std::string, std::vector<calls::Device>> devices;
    std::map<std::string, std::string> trunks;  ///< name and our address towards it; absent: down
    std::map<LegId, Seen> legs;
    std::vector<Message> messages;
    std::map<ReferralId, Referral> referrals;
    std::deque<calls::Fact> to_tell;  ///< consequences of orders that were refused
    std::uint64_t orders{}, refuse_order{};
    std::vector<std::string> mistakes;

  private:
    Seen* ordered(LegId leg, const char* what, bool inbound_only = false);
    void fail(LegId leg);
    std::uint64_t last_leg_{};
    bool died_{};
};

}  // namespace layby::world

// SIP without a network: keeps what each leg was ordered, as its party would see it, and refuses the N-th
// order if told to. Orders for legs that are gone are ignored, as orders.hpp says; orders that make no sense
// for a leg's state are mistakes.
#pragma once
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "calls/facts.hpp"
#include "calls/orders.hpp"

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
    bool hung_up_by_us{}, abandoned{};
    bool transfer_accepted{};
    bool acceptance_lost{};  ///< the 202 of its transfer never left
    std::optional<int> transfer_status;
    std::optional<MediaDescription> offered;  ///< our last re-INVITE
    int rings{}, probes{}, reports{};
    Party shown;  ///< what its display shows
    std::string digits;
};

class FakeSignalling {
  public:
    /// `first_id`: of the legs that arrive.
    explicit FakeSignalling(std::uint64_t first_id = 0) : leg_ids_{first_id, LegIds::Giver::endpoint} {}
    void carry_out(const calls::Order& order);

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

    std::map<LegId, Seen> legs;
    std::vector<Message> messages;
    std::map<ReferralId, Referral> referrals;
    std::deque<calls::Fact> to_tell;  ///< consequences of orders that were refused
    std::uint64_t orders{}, refuse_order{};
    std::vector<std::string> mistakes;

  private:
    void on(const calls::Resume& order);
    void on(const calls::Alert& order);
    void on(const calls::Answer& order);
    void on(const calls::Refuse& order);
    void on(const calls::PlaceCall& order);
    void on(const calls::HangUp& order);
    void on(const calls::Abandon& order);
    void on(const calls::Offer& order);
    void on(const calls::AcceptOffer& order);
    void on(const calls::RefuseOffer& order);
    void on(const calls::Show& order);
    void on(const calls::Probe& order);
    void on(const calls::SendDigit& order);
    void on(const calls::AcceptTransfer& order);
    void on(const calls::ReportTransfer& order);
    void on(const calls::RefuseTransfer& order);
    void on(const calls::AcceptReferral& order);
    void on(const calls::ReportReferral& order);
    void on(const calls::RefuseReferral& order);
    void on(const calls::SendMessage& order);
    void on(const calls::SendMessageOut& order);
    Seen* ordered(LegId leg, const char* what, bool inbound_only = false);
    void fail(LegId leg);
    LegIds leg_ids_;
    bool died_{};
};

}  // namespace layby::world

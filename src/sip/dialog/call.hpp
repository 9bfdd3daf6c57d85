// One leg: a dialog with its INVITEs, offers, session timer and transfer. Orders come from the endpoint,
// facts go to it. Owned by the endpoint; signalling thread. The dialog itself is plain data (DialogState).
#pragma once
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "calls/ports/signalling.hpp"
#include "sip/dialog/dialog_context.hpp"
#include "sip/dialog/dialog_state.hpp"
#include "sip/dialog/kept_calls.hpp"
#include "sip/dialog/liveness.hpp"
#include "sip/dialog/offer_answer.hpp"
#include "sip/dialog/session_clock.hpp"
#include "sip/dialog/transfer.hpp"
#include "sip/stack/stack.hpp"
#include "sip/trunks/trunk_line.hpp"

namespace layby::sip {

/// Where an outbound INVITE goes; several are tried in turn.
struct Target {
    std::string uri;
    std::string next_hop;
    std::string route_headers;
    Flow flow;
    std::string peer_ip, transport;
    std::optional<Server> server;  ///< of a trunk
    std::string extra_headers{};   ///< lines that only this INVITE has
    std::string features{};        ///< parameters of our Contact (RFC 3840)
};

class Call final : public DialogContext {
  public:
    Call(DialogHost& host, DialogState state);
    ~Call() override;

    // An INVITE that was found acceptable. `offer` none: delayed offer.
    struct Invitation {
        std::unique_ptr<Incoming> transaction;
        std::optional<SessionDescription> offer;
        TimerHeaders timer;
        bool reliable_required{}, reliable_supported{};
        Flow flow;
    };
    void arrive(Invitation invitation);
    void dial(const calls::OutboundCall& order, std::vector<Target> targets);

    // From before a restart: once, instead of arrive() and dial().
    void resume(const KeptCall& kept, const calls::Resumed& as);
    void end_resumed(const KeptCall& kept);  ///< nobody wants it any more: BYE or CANCEL
    /// Asks the peer whether it still knows of the call.
    void prove() { liveness_.prove(); }
    /// The peer has a new connection to us.
    void connected_again(Flow flow) { liveness_.connected_again(std::move(flow)); }
    std::optional<KeptCall> take_changes();  ///< what is to be kept; none: it is over
    void acknowledge() override;             ///< the 2xx, if that is still due

    // Orders, as in the port.
    void ring(const std::optional<MediaDescription>& early, const Party& shown);
    void answer(const MediaDescription& description, const Party& shown);
    void refuse(const calls::Refused& why);
    void hang_up(calls::CancelReason reason);
    void offer(const MediaDescription& description) { offers_.offer(description); }
    void accept_offer(const MediaDescription& description) { offers_.accept(description); }
    void refuse_offer(const calls::Refused& why) { offers_.refuse(why); }
    void show_party(const Party& shown);
    void probe() { liveness_.probe(); }
    void send_digit(char digit, Duration length);
    void accept_transfer() { transfer_.accept(); }
    void report_transfer(int status, const std::string& reason) { transfer_.report(status, reason); }
    void refuse_transfer(const calls::Refused& why) { transfer_.refuse(why); }

    const DialogState& values() const { return state_; }  ///< to look at
    /// Where the INVITE or REFER came from that waits for its answer.
    std::optional<Hop> asked_from() const;
    bool established() const { return phase_ == Phase::up || phase_ == Phase::answered; }

  private:
    // DialogContext
    DialogHost& host() override { return host_; }
    DialogState& state() override { return state_; }
    DialogRequests& requests() override { return requests_; }
    Phase phase() const override { return phase_; }
    void enter(Phase phase) override;
    void changed() override;
    bool confirmed() const override { return confirmed_; }
    void confirm(const std::optional<MediaDescription>& answer) override;
    void alive() override { liveness_.alive(); }
    void settled() override { offers_.next(); }
    void session_due(bool we_ask) override { liveness_.due(we_ask); }
    bool offer_again(Purpose purpose) override { return offers_.again(purpose); }
    void lost(calls::HangupCause cause) override;
    void bye() override { send_bye(); }
    void finish() override;

    // call.cpp: the dialog and its end
    void on_request(std::unique_ptr<Incoming> incoming, const sip_t& sip);
    void dispatch(std::unique_ptr<Incoming> incoming, const sip_t& sip);
    void on_bye(std::unique_ptr<Incoming> incoming);
    void on_info(std::unique_ptr<Incoming> incoming, const sip_t& sip);
    void send_bye();
    void release();

    // inbound_call.cpp
    void on_invite_event(Incoming::Event event, const sip_t* sip);
    void confirmed(const sip_t* ack);
    void pracked(std::unique_ptr<Incoming> prack, const sip_t* sip);
    void accept_prack(std::unique_ptr<Incoming> prack, const sip_t* sip);
    void send_answer(const MediaDescription& description, const Party& shown);
    void ack_missing();

    // outbound_call.cpp
    void try_target();
    void send_invite();
    std::string invite_headers(const Target& target) const;
    Party shown_caller() const;
    std::string referred_by_value(const std::string& user) const;
    void on_invite_response(int status, const sip_t* sip);
    void progressed(int status, const sip_t& sip);
    void acknowledge_reliable(const sip_t& sip);
    void connected(const sip_t& sip);
    void repeat_invite();
    void failed(int status, const sip_t* sip);
    bool try_again(int status, const sip_t& sip);
    void follow(const sip_t& sip);
    bool try_next_server(int status, bool made_here);
    void silent_target();
    void cancel();

    // resumed_call.cpp: over a restart
    KeptCall kept() const;
    KeptInvite kept_invite() const;
    void restore(const KeptCall& kept);
    void resume_established(const KeptCall& kept, const calls::Resumed& as);
    void resume_ringing(const KeptInvite& invite);
    void restore_invite(const KeptInvite& invite);
    void await_confirmation();
    void late_ack(const sip_t& ack);

    DialogHost& host_;
    DialogState state_;
    Phase phase_{};
    DialogRequests requests_;
    SessionClock clock_;
    Liveness liveness_;
    OfferAnswer offers_;
    Transfer transfer_;

    // the first INVITE
    std::unique_ptr<Incoming> invite_in_;
    std::unique_ptr<Outgoing> invite_out_;
    bool reliable_required_{}, reliable_supported_{};
    bool answer_owed_{};                            ///< our SDP was the offer: ACK or PRACK answers
    std::optional<MediaDescription> early_answer_;  ///< it came with PRACK, or with a 1xx
    struct HeldAnswer {
        MediaDescription description;
        Party shown;
    };
    std::optional<HeldAnswer> held_answer_;  ///< our 200 waits for a PRACK
    bool bye_after_ack_{};
    bool answered_{};     ///< a 2xx was sent or has come
    bool confirmed_{};    ///< its ACK has come or was sent
    bool ack_owed_{};     ///< our ACK waits until the answer is durable
    std::string branch_;  ///< of the last INVITE
    std::uint32_t invite_cseq_{};
    calls::OutboundCall order_;
    std::vector<Target> targets_;
    std::size_t target_{};
    std::uint32_t min_se_{};
    std::string proved_;  ///< credentials of the last INVITE
    calls::CancelReason cancel_reason_{};
    int told_status_{};
    std::optional<MediaDescription> told_answer_;
    Timer answer_deadline_;

    std::optional<SessionDescription> offered_session_;

    bool noted_{};  ///< the host knows that something is to be written
};

}  // namespace layby::sip

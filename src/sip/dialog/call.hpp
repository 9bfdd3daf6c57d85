// One leg: a dialog with its INVITEs, offers, session timer and transfer. Orders come from the endpoint,
// facts go to it. Owned by the endpoint; signalling thread. The dialog itself is plain data (DialogState).
#pragma once
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "calls/orders.hpp"
#include "sip/dialog/dialog_state.hpp"
#include "sip/dialog/kept_calls.hpp"
#include "sip/dialog/session_timer.hpp"
#include "sip/registrar/registrar.hpp"
#include "sip/stack/dialog_leg.hpp"
#include "sip/stack/stack.hpp"
#include "sip/text/bodies.hpp"
#include "sip/trunks/trunk_line.hpp"

namespace layby::sip {

/// What a call needs from the endpoint that owns it.
class CallHost {
  public:
    virtual ~CallHost() = default;
    virtual Stack& stack() = 0;
    virtual const Options& options() const = 0;
    virtual std::uint64_t start() const = 0;  ///< which start of the server this is
    virtual void tell(calls::Fact fact) = 0;  ///< queued
    virtual TrunkLine* trunk(const std::string& name) = 0;
    virtual std::optional<LegId> leg_named(const DialogName& name) = 0;
    virtual void named(LegId leg, const DialogName& name) = 0;  ///< a dialog has come into being
    virtual void forget(const DialogName& name) = 0;            ///< it was an early one that came to nothing
    virtual void over(LegId leg) = 0;  ///< nothing is left to do: destroyed soon, not at once
    virtual std::size_t& subscriptions() = 0;
    virtual void changed(LegId leg) = 0;            ///< what is kept of it: written within this turn
    virtual void acknowledge_later(LegId leg) = 0;  ///< when its answer is durable
    virtual void awaits_connection(LegId leg) = 0;  ///< of the peer, which is no longer there
};

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

class Call {
  public:
    Call(CallHost& host, DialogState state);
    ~Call();

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
    void resume(const KeptCall& kept, const calls::Resume& as);
    void end_resumed(const KeptCall& kept);  ///< nobody wants it any more: BYE or CANCEL
    void prove();                            ///< asks the peer whether it still knows of the call
    void connected_again(Flow flow);         ///< the peer has a new connection to us
    std::optional<KeptCall> take_changes();  ///< what is to be kept; none: it is over
    void acknowledge();                      ///< the 2xx, if that is still due

    // Orders, as in the port.
    void ring(const std::optional<MediaDescription>& early, const Party& shown);
    void answer(const MediaDescription& description, const Party& shown);
    void refuse(const calls::Refused& why);
    void hang_up(calls::CancelReason reason);
    void offer(const MediaDescription& description);
    void accept_offer(const MediaDescription& description);
    void refuse_offer(const calls::Refused& why);
    void show_party(const Party& shown);
    void probe();
    void send_digit(char digit, Duration length);
    void accept_transfer();
    void report_transfer(int status, const std::string& reason);
    void refuse_transfer(const calls::Refused& why);

    const DialogState& state() const { return state_; }
    /// Where the INVITE or REFER came from that waits for its answer.
    std::optional<Hop> asked_from() const;
    bool established() const { return phase_ == Phase::up || phase_ == Phase::answered; }

  private:
    enum class Phase {
        ringing,     ///< inbound, no final response yet
        answered,    ///< inbound, 2xx sent, no ACK yet
        calling,     ///< outbound, no final response yet
        cancelling,  ///< outbound, given up by us
        up,
        ending,  ///< BYE is under way; the peer may still say things
        over
    };
    using Done = std::function<void(int status, const sip_t* sip)>;

    // call.cpp: the dialog and its end
    void make_leg();
    void follow_target(const sip_t& sip);  ///< RFC 3261 section 12.2
    void note_source(const Incoming& incoming);
    void tell_heard();
    void drop_leg();  ///< an early dialog came to nothing
    void on_request(std::unique_ptr<Incoming> incoming, const sip_t& sip);
    void dispatch(std::unique_ptr<Incoming> incoming, const sip_t& sip);
    void on_bye(std::unique_ptr<Incoming> incoming);
    void on_info(std::unique_ptr<Incoming> incoming, const sip_t& sip);
    void send_bye();
    void lost(calls::HangupCause cause);  ///< the session is dead: BYE and tell
    void finish();                        ///< lets go of everything
    void release();
    NewRequest in_dialog(const std::string& method) const;
    void request(NewRequest request, Done done);  ///< answers one challenge of a trunk
    void transmit(NewRequest request, bool proved, Done done);
    std::optional<std::string> prove(const sip_t& challenged, const std::string& method,
                                     const std::string& uri, const std::string& proved = {});
    void responded(std::list<std::unique_ptr<Outgoing>>::iterator at, const NewRequest& request, bool proved,
                   int status, const sip_t* sip, const Done& done);
    std::string identity_lines(const Party& shown) const;
    std::string dialled() const;
    std::string display_lines(const Party& shown) const;  ///< the same, and says if it is nobody
    bool believed() const;  ///< who the peer says it is: a trunk, none that only a phone named
    void learn_party(const sip_t& sip);
    Body sdp(const MediaDescription& description);
    std::string usual_headers() const;  ///< Contact, Allow, Supported
    std::string shown_host() const;     ///< the domain by which our users are known to this peer

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

    // offers.cpp: theirs
    void on_reinvite(std::unique_ptr<Incoming> incoming, const sip_t& sip);
    void on_update(std::unique_ptr<Incoming> incoming, const sip_t& sip);
    bool overlaps(Incoming& incoming);
    bool refuses_timer(Incoming& incoming, const sip_t& sip);
    std::string refreshed_headers();
    void take_offer(std::unique_ptr<Incoming> incoming, const sip_t& sip, bool is_invite);
    void answer_refresh(std::unique_ptr<Incoming> incoming, bool is_invite, const SessionDescription& theirs);
    void reply_with_sdp(Incoming& incoming, const MediaDescription& description);
    void wait_for_ack(std::unique_ptr<Incoming> incoming);
    void on_reinvite_event(Incoming::Event event, const sip_t* sip);
    void reinvite_acked(const sip_t* ack);

    // reoffer.cpp: ours
    enum class Purpose { change, refresh, probe, show };
    void show_by_offer(const Party& shown);
    void next_offer();
    void send_offer(const MediaDescription& description, Purpose purpose, const std::string& proof = {});
    bool prove_offer(const Outgoing& invite, const sip_t& challenged);
    void on_reoffer_response(int status, const sip_t* sip);
    void reoffer_accepted(const Outgoing& invite, const sip_t& sip);
    void offer_settled(const std::optional<MediaDescription>& answer);
    void retry_offer_later();
    static calls::HangupCause cause_of(Purpose purpose);

    // refresh.cpp
    void start_timer(const SessionTimer& timer);
    void unanswered(Purpose purpose);  ///< no word from the peer: lost, unless it may still reconnect
    void timer_fired();
    void refresh(Purpose purpose);
    void working_on_it();  ///< a provisional response to our re-INVITE
    void alive();          ///< the session timer starts anew
    void refreshed(Purpose purpose, int status, const sip_t* sip);
    std::string refresh_request_headers() const;

    // resumed_call.cpp: over a restart
    KeptCall kept() const;
    KeptInvite kept_invite() const;
    void changed();
    void restore(const KeptCall& kept);
    void restore_transfer(const KeptTransfer& kept);
    void resume_established(const KeptCall& kept, const calls::Resume& as);
    void resume_ringing(const KeptInvite& invite);
    void restore_invite(const KeptInvite& invite);
    void await_confirmation();
    void late_ack(const sip_t& ack);
    void confirm(const std::optional<MediaDescription>& answer);
    void lose_connection();
    bool reconnects(const Incoming& incoming);
    bool spared() const;

    // transfer.cpp
    void on_refer(std::unique_ptr<Incoming> incoming, const sip_t& sip);
    void notify(int status, const std::string& reason, bool final);
    void end_subscription();
    Reply transfer_accepted() const;

    CallHost& host_;
    DialogState state_;
    Phase phase_{};
    Flow flow_;             ///< the peer's connection to us
    std::string heard_ip_;  ///< where it speaks from now, if elsewhere than at first
    std::unique_ptr<DialogLeg> leg_;
    std::list<std::unique_ptr<Outgoing>> requests_;  ///< BYE, INFO, UPDATE, NOTIFY, PRACK under way

    // the first INVITE
    std::unique_ptr<Incoming> invite_in_;
    std::unique_ptr<Outgoing> invite_out_;
    TimerHeaders asked_timer_;
    bool reliable_required_{}, reliable_supported_{};
    bool answer_owed_{};                            ///< our SDP was the offer: ACK or PRACK answers
    std::optional<MediaDescription> early_answer_;  ///< it came with PRACK, or with a 1xx
    struct HeldAnswer {
        MediaDescription description;
        Party shown;
    };
    std::optional<HeldAnswer> held_answer_;  ///< our 200 waits for a PRACK
    bool bye_after_ack_{};
    std::optional<Party> show_after_ack_;  ///< somebody else than our 200 said
    bool answered_{};                             ///< a 2xx was sent or has come
    bool confirmed_{};                            ///< its ACK has come or was sent
    bool ack_owed_{};                             ///< our ACK waits until the answer is durable
    std::string branch_;                          ///< of the last INVITE
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

    // offers within the dialog
    std::unique_ptr<Incoming> offered_in_;  ///< re-INVITE or UPDATE that waits for accept_offer
    bool offered_by_invite_{};
    std::optional<SessionDescription> offered_session_;
    std::unique_ptr<Incoming> unacked_;  ///< re-INVITE that we answered; its ACK is on the way
    bool unacked_owes_answer_{};
    std::unique_ptr<Outgoing> reoffer_;  ///< our re-INVITE
    std::optional<MediaDescription> reoffer_media_;
    Purpose reoffer_purpose_{};
    std::string proved_reoffer_;
    std::string shown_by_offer_;                  ///< the identity lines of Purpose::show
    std::optional<MediaDescription> next_offer_;  ///< waits for its turn
    Timer glare_;

    // session timer
    std::optional<SessionTimer> timer_;
    Timer session_clock_;

    // over a restart
    bool noted_{};            ///< the host knows that something is to be written
    bool connectable_{true};  ///< false: only over a connection that the peer opens
    Instant spared_until_;    ///< its silence is no proof before: its connection ended with us

    // transfer
    struct Subscription {
        std::unique_ptr<Incoming> refer;  ///< until accepted or refused
        std::string event;                ///< "refer" or "refer;id=93809824"
        bool silent{};                    ///< Refer-Sub: false
        std::uint32_t cseq{};
    };
    std::optional<Subscription> transfer_;
    bool transferred_before_{};
};

Reply refusal(const calls::Refused& why);  ///< with Reason and Warning
/// Session-Expires, Min-SE and Supported of a message.
TimerHeaders timer_headers(const sip_t& sip);
std::uint32_t seconds_in(unsigned long delta);  ///< at most what fits
TimerRules timer_rules(const Options& options);
std::string_view payload_of(const sip_t& sip);
BodyView body_of(const sip_t& sip);
std::string_view sdp_in(const sip_t& sip);    ///< also as a part of a multipart body; empty: none
Reply refusal_of(const SdpReading& reading);  ///< 400 or 488, and why
bool has_sdp(const sip_t& sip);
std::optional<Reply> refused_body(const sip_t& sip);  ///< 415: something in it would have to be understood
bool allows(const sip_t& sip, const char* method);
std::vector<std::string> record_route_of(const sip_t& sip);

}  // namespace layby::sip

// One leg: a dialog with its parts, each with its own state: the INVITE that began it, offers, session timer,
// liveness, transfer. Orders come from the endpoint, facts go to it. Owned by the endpoint; signalling
// thread. The dialog itself is plain data (DialogState).
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "calls/orders.hpp"
#include "sip/dialog/dialog_context.hpp"
#include "sip/dialog/dialog_host.hpp"
#include "sip/dialog/dialog_requests.hpp"
#include "sip/dialog/dialog_state.hpp"
#include "sip/dialog/display.hpp"
#include "sip/dialog/invite_client.hpp"
#include "sip/dialog/invite_server.hpp"
#include "sip/dialog/kept_calls.hpp"
#include "sip/dialog/liveness.hpp"
#include "sip/dialog/offer_answer.hpp"
#include "sip/dialog/session_clock.hpp"
#include "sip/dialog/transfer.hpp"

namespace layby::sip {

class Dialog final : private DialogContext {
  public:
    Dialog(DialogHost& host, DialogState state);
    ~Dialog() override;

    // Once, one of these.
    void arrive(Invitation invitation) { server_.arrive(std::move(invitation)); }
    void dial(const calls::OutboundCall& order, std::vector<Target> targets);
    // From before a restart.
    void resume(const KeptCall& kept, const calls::Resume& as);
    void end_resumed(const KeptCall& kept);  ///< nobody wants it any more: BYE or CANCEL

    std::optional<KeptCall> take_changes();          ///< what is to be kept; none: nothing
    bool is_kept() const { return kept_; }           ///< something of it was taken to be kept
    void will_be_answered() { answer_due_ = true; }  ///< from now on it has to outlive the process
    /// Asks the peer whether it still knows of the call.
    void prove() { liveness_.prove(); }
    /// The peer has a new connection to us.
    void connected_again(const Flow& flow);
    /// Its device has registered over that connection: if nothing else reaches it, it goes on over that.
    void registered_over(const Flow& flow);
    /// True: its trunk's connection is its own from now on, and it has to be asked whether it still lives.
    bool trunk_connected(const Flow& line);
    /// Its device has registered from there: a NAT may have moved it, or its user.
    void registered_from(const Hop& hop);
    enum class Followed { nothing_new, told, not_yet };
    /// As whom the peer sees us may have changed: then it is told so, in a re-INVITE. `not_yet`: it can't be
    /// told before the call is up, or what is under way is over.
    Followed follow_outlook();
    void acknowledge() override;  ///< the 2xx, if that is still due

    // Orders, as in the port.
    void ring(const std::optional<MediaDescription>& early, const Party& shown) {
        server_.ring(early, shown);
    }
    void answer(const MediaDescription& description, const Party& shown) {
        server_.answer(description, shown);
    }
    void refuse(const calls::Refused& why) { server_.refuse(why); }
    void hang_up(calls::CancelReason reason);
    void abandon() { finish(); }
    void offer(const MediaDescription& description) { offers_.offer(description); }
    void accept_offer(const MediaDescription& description) { offers_.accept(description); }
    void refuse_offer(const calls::Refused& why) { offers_.refuse(why); }
    void show_party(const Party& shown) override;
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
    bool confirmed() const override { return handshake().confirmed; }
    void confirm(const std::optional<MediaDescription>& answer) override { server_.confirm(answer); }
    void alive() override { liveness_.alive(); }
    bool sees_us_elsewhere() const override;
    void settled() override { offers_.next(); }
    const std::optional<Party>& to_show() const override { return display_.unproved(); }
    void has_shown(const std::optional<Party>& said) override { display_.has_shown(said); }
    void session_due(bool we_ask) override { liveness_.due(we_ask); }
    bool offer_again(Purpose purpose) override { return offers_.again(purpose); }
    void lost(calls::HangupCause cause) override;
    void bye() override;
    void finish() override;

    const Handshake& handshake() const { return state_.inbound ? server_.handshake() : client_.handshake(); }
    std::string current_contact() const;
    void heard_at(const std::string& ip);
    void follow_source(const Hop& hop);
    void on_request(std::unique_ptr<Incoming> incoming, const sip_t& sip);
    void dispatch(std::unique_ptr<Incoming> incoming, const sip_t& sip);
    bool is_of_peer(Incoming& incoming, const sip_t& sip);
    void on_bye(std::unique_ptr<Incoming> incoming);
    void on_info(std::unique_ptr<Incoming> incoming, const sip_t& sip);
    void release();
    bool is_of_tls_trunk() const;
    bool waits_for_line() const;
    void send_bye();

    // resuming_dialog.cpp: over a restart
    bool outlives() const { return !state_.inbound || phase_ != Phase::ringing || answer_due_; }
    KeptCall kept() const;
    void restore(const KeptCall& kept, bool answered);
    void resume_established(const calls::Resume& as);

    DialogHost& host_;
    DialogState state_;
    Phase phase_;
    bool noted_{};  ///< the host knows that something is to be written
    bool kept_{};
    bool answer_due_{};
    bool bye_waits_{};  ///< for the connection to its trunk
    DialogRequests requests_;
    SessionClock clock_;
    Display display_;
    Liveness liveness_;
    OfferAnswer offers_;
    InviteServer server_;  ///< of an inbound one
    InviteClient client_;  ///< of an outbound one
    Transfer transfer_;
    Timer bye_patience_;
};

}  // namespace layby::sip

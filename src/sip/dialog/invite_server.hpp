// The INVITE of an inbound call up to its ACK: 1xx, PRACK, 2xx, CANCEL (RFC 3261 section 13.3, RFC 3262). A
// part of the dialog; signalling thread.
#pragma once
#include <memory>
#include <optional>

#include "sip/dialog/dialog_context.hpp"
#include "sip/dialog/handshake.hpp"
#include "sip/dialog/liveness.hpp"
#include "sip/dialog/session_clock.hpp"
#include "sip/stack/stack.hpp"

namespace layby::sip {

/// Whether provisional responses are acknowledged by the peer.
enum class Reliability { none, supported, required };

/// An INVITE that was found acceptable. `offer` none: delayed offer.
struct Invitation {
    std::unique_ptr<Incoming> transaction;
    std::optional<SessionDescription> offer;
    TimerHeaders timer;
    Reliability reliability{};
    Flow flow;
};

class InviteServer {
  public:
    InviteServer(DialogContext& dialog, SessionClock& clock, Liveness& liveness);

    void arrive(Invitation invitation);
    void ring(const std::optional<MediaDescription>& early, const Party& shown);
    /// 2xx, once a reliable response that is under way has its PRACK.
    void answer(const MediaDescription& description, const Party& shown);
    void refuse(const calls::Refused& why);
    void show_later(const Party& shown) { show_later_ = shown; }  ///< as soon as the ACK has come
    void give_up();  ///< we hang up: 487, or BYE as soon as the ACK has come
    void ended();    ///< BYE before an answer: 487, and told
    void stop() {
        patience_.clear();
        watch_.clear();
    }

    const Handshake& handshake() const { return handshake_; }
    const Incoming* waiting() const { return transaction_.get(); }  ///< for answer() or refuse()

    // After a restart.
    void resume(const Handshake& kept) { handshake_ = kept; }
    /// Our 2xx may have been lost with its transaction. The late ACK settles it, or the answer to a
    /// re-INVITE: a peer that has no 2xx of ours refuses that one (RFC 3261 section 14.2).
    void await_confirmation();
    void confirm(const std::optional<MediaDescription>& answer);

  private:
    struct HeldAnswer {
        MediaDescription description;
        Party shown;
    };
    /// Offer and answer of the first INVITE.
    struct Session {
        std::optional<SessionDescription> offer;       ///< theirs
        bool answer_owed{};                            ///< our SDP was the offer: ACK or PRACK answers
        std::optional<MediaDescription> early_answer;  ///< it came with PRACK
        std::optional<HeldAnswer> held;                ///< our 200 waits for a PRACK
    };
    void on_event(Incoming::Event event, const sip_t* sip);
    void pracked(std::unique_ptr<Incoming> prack, const sip_t* sip);
    void accept_prack(std::unique_ptr<Incoming> prack, const sip_t& sip);
    void send_answer(const MediaDescription& description, const Party& shown);
    void acked(const sip_t* ack);
    bool answers_us(const sip_t* ack) const;
    void await_ack();
    void ack_missing();
    void late_ack(const sip_t& ack);
    void cancelled();
    void watch();

    DialogContext& dialog_;
    SessionClock& clock_;
    Liveness& liveness_;
    std::unique_ptr<Incoming> transaction_;
    Reliability reliability_{};
    Session session_;
    bool bye_after_ack_{};
    std::optional<Party> show_later_;  ///< somebody else than our 200 said
    Handshake handshake_;
    Timer patience_;  ///< with an ACK, after a restart
    Timer watch_;     ///< of its connection while it rings, and of the ACK
    Flow came_over_;
};

}  // namespace layby::sip

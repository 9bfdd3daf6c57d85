// Whether the peer of a dialog still lives: asked when the session timer says so, when its audio is silent
// and after a restart; and how long it may be silent when its connection ended with us. A part of the dialog;
// signalling thread.
#pragma once
#include <optional>
#include <string>

#include "sip/dialog/dialog_context.hpp"
#include "sip/dialog/session_clock.hpp"
#include "sip/stack/stack.hpp"

namespace layby::sip {

/// A peer that has said 100 or 180 to our re-INVITE is there, and takes its time: as much as RFC 3261 section
/// 16.6 gives to any INVITE.
constexpr Duration patience_with_the_slow = std::chrono::seconds{185};

/// How long a phone whose connection ended with the old process may take to come back. Desk phones notice at
/// once; one that only sends a keep-alive now and then, within two minutes.
constexpr Duration reconnect_patience = std::chrono::seconds{180};

class Liveness {
  public:
    Liveness(DialogContext& dialog, SessionClock& clock);

    /// By UPDATE, which can't collide with an offer; else, or `with_offer`, or when the peer is to be told
    /// another address of ours, by what was agreed.
    void refresh(Purpose purpose, bool with_offer = false);
    void prove();  ///< after a restart: whether the peer still knows of the dialog
    void probe();
    /// Somebody elsewhere said that the call is over. If it was the peer and only couldn't prove it, it
    /// doesn't know the call any more and says so. It has a moment to answer the challenge.
    void prove_soon();
    void due(bool we_ask);             ///< the interval of the session timer has passed
    void unanswered(Purpose purpose);  ///< no word from the peer: lost, unless it may still reconnect
    void working(Purpose purpose);     ///< a provisional response to our re-INVITE
    void alive();                      ///< the session timer starts anew
    void stop();

    // The peer's connection to us.
    void lose_connection();           ///< it ended, with the old process or by itself
    void connected_again(Flow flow);  ///< the peer has another: it is asked over it
    void goes_on_over(Flow flow);     ///< the same; it will be asked later
    /// A request came over another connection while it was spared: it wants to be asked.
    bool reconnects(const Incoming& incoming);
    bool spared();
    Duration grace() const;  ///< how long its silence proves nothing

    /// Whether it is known to speak from there.
    bool hears(const std::string& ip) const;
    /// Tells when it speaks from elsewhere, as its audio will. True: it does.
    bool note_source(const std::string& ip);
    void tell_heard();

  private:
    bool is_cut_off() const;
    void expect_answer(Duration within, Purpose purpose);
    void update(Purpose purpose);
    void updated(Purpose purpose, int status, const sip_t* sip);

    DialogContext& dialog_;
    SessionClock& clock_;
    Timer patience_;
    Timer doubt_;
    bool connectable_{true};  ///< false: only over a connection that the peer opens
    Instant spared_until_;    ///< its silence is no proof before: its connection ended with us
};

calls::HangupCause cause_of(Purpose purpose);  ///< of a hang-up because that request had no answer
/// Where a connection of ours could reach a contact: a trunk's server listens there, and so do most desk
/// phones, but none that is behind a NAT. (Over TCP a phone's requests come from a port where nobody
/// listens.) Empty: nowhere.
std::string address_to_connect(const std::string& contact, const calls::Origin& peer,
                               const std::string& peer_ip);

}  // namespace layby::sip

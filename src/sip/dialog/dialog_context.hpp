// What a part of a dialog sees of the whole: its values, how far it is, what it sends, and how it ends. The
// parts know each other only from below: SessionClock, Liveness, OfferAnswer, then the two INVITEs.
// Signalling thread; for this folder only.
#pragma once
#include <optional>

#include "calls/facts.hpp"
#include "calls/orders.hpp"
#include "sip/dialog/dialog_host.hpp"
#include "sip/dialog/dialog_requests.hpp"
#include "sip/dialog/dialog_state.hpp"

namespace layby::sip {

enum class Phase {
    ringing,     ///< inbound, no final response yet
    answered,    ///< inbound, 2xx sent, no ACK yet
    calling,     ///< outbound, no final response yet
    cancelling,  ///< outbound, given up by us
    up,
    ending,  ///< BYE is under way; the peer may still say things
    over
};

/// Why the peer is asked something within an established dialog.
enum class Purpose {
    change,   ///< an offer that the switchboard has ordered
    refresh,  ///< the session timer
    probe,    ///< its audio is silent
    show,     ///< an identity, beside what was agreed
    move      ///< we are seen elsewhere
};

/// Whether the answer tells above all that the peer lives.
inline bool asks_for_life(Purpose purpose) {
    return purpose == Purpose::refresh || purpose == Purpose::probe;
}

class DialogContext {
  public:
    virtual ~DialogContext() = default;
    virtual DialogHost& host() = 0;
    virtual DialogState& state() = 0;
    virtual DialogRequests& requests() = 0;
    virtual Phase phase() const = 0;
    virtual void enter(Phase phase) = 0;
    virtual void changed() = 0;  ///< something that is kept
    /// Whether the ACK of the first INVITE has come or was sent.
    virtual bool confirmed() const = 0;
    /// It must have come: the peer has answered what only an established dialog answers.
    virtual void confirm(const std::optional<MediaDescription>& answer) = 0;

    virtual void acknowledge() = 0;  ///< the 2xx of the first INVITE, if that is still due
    virtual void alive() = 0;        ///< the peer has answered or asked: the session timer starts anew
    virtual void settled() = 0;      ///< an exchange is over: what waits for its turn may go
    /// The interval of the session timer has passed. `we_ask`: a refresh is ours to send; else one is
    /// missing.
    virtual void session_due(bool we_ask) = 0;
    /// Whom the peer isn't known to show yet: a request that is sent now says it as well.
    virtual const std::optional<Party>& to_show() const = 0;
    virtual void has_shown(const std::optional<Party>& said) = 0;
    /// Offers what was agreed once more. False: an exchange is open, or nothing was agreed.
    virtual bool offer_again(Purpose purpose) = 0;

    /// Shows the peer who it talks to, in whatever way it allows.
    virtual void show_party(const Party& shown) = 0;

    /// Than where its sound goes, as far as it has agreed to that.
    virtual bool sees_us_elsewhere() const = 0;

    virtual void lost(calls::HangupCause cause) = 0;  ///< the session is dead: BYE and tell
    virtual void bye() = 0;
    virtual void finish() = 0;  ///< lets go of everything
};

}  // namespace layby::sip

// Offers within an established dialog, in both directions and one at a time: re-INVITE and UPDATE of the
// peer (RFC 3261 section 14.2, RFC 3311), and our re-INVITEs (section 14.1). A part of the dialog; signalling
// thread.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "sip/dialog/dialog_context.hpp"
#include "sip/dialog/liveness.hpp"
#include "sip/dialog/session_clock.hpp"
#include "sip/stack/stack.hpp"

namespace layby::sip {

class OfferAnswer {
  public:
    OfferAnswer(DialogContext& dialog, SessionClock& clock, Liveness& liveness);

    // their_offers.cpp
    void invited(std::unique_ptr<Incoming> invite, const sip_t& sip);
    void updated(std::unique_ptr<Incoming> update, const sip_t& sip);
    void accept(const MediaDescription& description);
    void refuse(const calls::Refused& why);

    // our_offers.cpp
    void offer(const MediaDescription& description);  ///< as soon as nothing else is open
    void next();                                      ///< sends what waits for its turn
    /// What was agreed, once more. False: an exchange is open, or nothing was agreed.
    bool again(Purpose purpose);
    /// For a phone that doesn't allow UPDATE: what was agreed, with the identity beside it. Only while
    /// nothing else is open, as a display isn't worth a glare, and to phones, not to other systems.
    void show();

    /// The peer has another connection: what it can't answer any more is made again over that.
    void follow(const Flow& flow);

    void release();  ///< the dialog ends

  private:
    /// Theirs, until accept() or refuse().
    struct Received {
        std::unique_ptr<Incoming> transaction;
        bool by_invite{};                           ///< else by UPDATE
        std::optional<SessionDescription> session;  ///< none: we are to make the offer
    };
    /// Their re-INVITE that we answered; its ACK is on the way.
    struct Unacked {
        std::unique_ptr<Incoming> transaction;
        bool owes_answer{};  ///< our 2xx was the offer
    };
    /// Our re-INVITE, and what it was about when it is over.
    struct Sent {
        std::unique_ptr<Outgoing> invite;
        std::optional<MediaDescription> media;
        Purpose purpose{};
        std::string proved;            ///< credentials that it carried
        std::optional<Party> shown{};  ///< whom the peer wasn't known to show
        std::string told{};            ///< addresses of ours
    };

    bool overlaps(Incoming& incoming) const;
    void take(std::unique_ptr<Incoming> incoming, const sip_t& sip, bool by_invite);
    void answer_refresh(std::unique_ptr<Incoming> incoming, bool by_invite, const SessionDescription& theirs);
    void reply(Incoming& incoming, const MediaDescription& ours,
               const std::optional<SessionDescription>& theirs = {});
    void watch(Incoming& invite);
    void wait_for_ack(std::unique_ptr<Incoming> invite, bool owes_answer);
    void on_event(Incoming::Event event, const sip_t* sip);
    void acked(const sip_t* ack);

    bool is_open() const { return sent_.invite || received_ || unacked_; }
    void send(const MediaDescription& description, Purpose purpose, const std::string& proof = {});
    void on_response(int status, const sip_t* sip);
    void begun();
    bool prove(const Outgoing& invite, const sip_t& challenged);
    void accepted(const Outgoing& invite, const sip_t& sip);
    void settle(const std::optional<MediaDescription>& answer, bool as_before = true);
    void retry_later();
    void wait_for_connection();
    void keep_for_later();
    void withdraw();
    void unsent();
    void not_moved();
    void overdue();

    DialogContext& dialog_;
    SessionClock& clock_;
    Liveness& liveness_;
    std::optional<Received> received_;
    std::optional<Unacked> unacked_;
    Sent sent_;
    std::optional<MediaDescription> next_;  ///< waits for its turn
    unsigned moves_in_vain_{};              ///< in a row
    Timer glare_;
    Timer overdue_;  ///< our re-INVITE has had a first word, after which no transaction ends it by itself
};

}  // namespace layby::sip

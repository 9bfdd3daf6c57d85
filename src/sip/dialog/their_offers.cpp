// Offers that the peer makes within the call: re-INVITE and UPDATE (RFC 3261 section 14.2, RFC 3311).
#include "runtime/log.hpp"
#include "sip/dialog/invitation.hpp"
#include "sip/dialog/offer_answer.hpp"
#include "sip/dialog/our_headers.hpp"
#include "sip/stack/message_parts.hpp"

namespace layby::sip {
namespace {

/// Ours as an answer to the very offer that it had answered before: only what is offered, with its payload
/// types.
MediaDescription narrowed(const MediaDescription& ours, const MediaDescription& theirs) {
    auto answer = ours;
    answer.codecs.clear();
    for (const auto& choice : ours.codecs)
        for (const auto& offered : theirs.codecs)
            if (offered.codec == choice.codec) answer.codecs.push_back(offered);
    if (answer.codecs.empty()) answer.codecs = ours.codecs;
    answer.max_ptime = theirs.max_ptime;
    answer.digits_8k = ours.digits_8k ? theirs.digits_8k : std::nullopt;
    answer.digits_48k = ours.digits_48k ? theirs.digits_48k : std::nullopt;
    answer.crypto.clear();
    for (const auto& offered : theirs.crypto)
        for (const auto& own : ours.crypto)
            if (own.key.cipher == offered.key.cipher && answer.crypto.empty())
                answer.crypto = {{offered.tag, own.key}};
    answer.mid = theirs.mid;
    if (answer.dtls && answer.dtls->setup == DtlsSetup::actpass)
        answer.dtls->setup =
            theirs.dtls && theirs.dtls->setup == DtlsSetup::passive ? DtlsSetup::active : DtlsSetup::passive;
    return answer;
}

MediaDescription asked_anew(MediaDescription answer) {
    answer.direction = Direction::sendrecv;
    if (answer.dtls) answer.dtls->setup = DtlsSetup::actpass;
    return answer;
}

/// What waits to be offered was written before the peer had other keys agreed.
MediaDescription protected_like(MediaDescription waiting, const MediaDescription& agreed) {
    waiting.crypto = agreed.crypto;
    waiting.encrypted_only = agreed.encrypted_only;
    waiting.dtls = agreed.dtls;
    if (waiting.dtls) waiting.dtls->setup = DtlsSetup::actpass;
    waiting.ice = agreed.ice;
    waiting.rtcp_mux = agreed.rtcp_mux;
    waiting.mid = agreed.mid;
    return waiting;
}

}  // namespace

/// RFC 3261 section 14.2: 500 while an earlier one of the peer's is open, 491 while one of ours is.
bool OfferAnswer::overlaps(Incoming& incoming) const {
    const auto phase = dialog_.phase();
    const bool theirs_open = received_ || (unacked_ && unacked_->owes_answer);
    if (theirs_open || phase == Phase::ringing || phase == Phase::answered) {
        incoming.reply(Reply{500, {}, header("Retry-After", "1"), {}});
        return true;
    }
    if (sent_.invite || phase != Phase::up) {
        incoming.reply(491);
        return true;
    }
    return false;
}

void OfferAnswer::invited(std::unique_ptr<Incoming> invite, const sip_t& sip) {
    if (const auto refused = refused_body(sip)) return invite->reply(*refused);
    if (overlaps(*invite)) return;
    if (const auto refused = clock_.refused(sip)) return invite->reply(*refused);
    unacked_.reset();  // a new INVITE says that the last 2xx arrived
    dialog_.requests().follow_target(sip);
    dialog_.requests().learn_party(sip);
    invite->reply(100);
    if (has_sdp(sip)) return take(std::move(invite), sip, true);
    received_ = Received{std::move(invite), true, {}};
    watch(*received_->transaction);
    dialog_.host().tell(calls::OfferAsked{dialog_.state().leg});
}

void OfferAnswer::updated(std::unique_ptr<Incoming> update, const sip_t& sip) {
    if (const auto refused = refused_body(sip)) return update->reply(*refused);
    if (has_sdp(sip) && overlaps(*update)) return;
    if (const auto refused = clock_.refused(sip)) return update->reply(*refused);
    dialog_.requests().follow_target(sip);
    dialog_.requests().learn_party(sip);
    if (has_sdp(sip)) return take(std::move(update), sip, false);
    update->reply(Reply{200, {}, usual_headers(dialog_.state()) + clock_.agree(), {}});
    if (dialog_.phase() != Phase::up) return;
    dialog_.alive();
    liveness_.tell_heard();
}

void OfferAnswer::take(std::unique_ptr<Incoming> incoming, const sip_t& sip, bool by_invite) {
    const auto& state = dialog_.state();
    auto reading = read_sdp(sdp_in(sip));
    if (!reading.session) {
        const auto refused = refusal_of(reading);
        log::info("leg {}: an offer is refused: {}", state.leg.value, why_refused(refused));
        return incoming->reply(refused);
    }
    if (state.remote_session && state.local_media && same_session(*state.remote_session, *reading.session))
        return answer_refresh(std::move(incoming), by_invite, *reading.session);
    const calls::OfferReceived fact{state.leg, reading.session->audio};
    received_ = Received{std::move(incoming), by_invite, std::move(reading.session)};
    if (by_invite) watch(*received_->transaction);
    dialog_.host().tell(fact);
}

/// Nothing has changed: the session goes on as it is. The peer's audio may come from another place all the
/// same: behind a NAT it is often for that reason that a phone repeats itself.
void OfferAnswer::answer_refresh(std::unique_ptr<Incoming> incoming, bool by_invite,
                                 const SessionDescription& theirs) {
    auto& state = dialog_.state();
    state.remote_session = theirs;
    reply(*incoming, narrowed(*state.local_media, theirs.audio));
    liveness_.tell_heard();
    if (!by_invite) return dialog_.alive();
    wait_for_ack(std::move(incoming), false);
}

void OfferAnswer::reply(Incoming& incoming, const MediaDescription& ours,
                        const std::optional<SessionDescription>& theirs) {
    auto& state = dialog_.state();
    const auto told = state.told;
    incoming.reply(
        Reply{200, {}, usual_headers(state) + clock_.agree(), sdp_body(dialog_.host(), state, ours, theirs)});
    if (told != state.told) dialog_.changed();
}

void OfferAnswer::watch(Incoming& invite) {
    invite.on_event([this](Incoming::Event event, const sip_t* sip) { on_event(event, sip); });
}

void OfferAnswer::wait_for_ack(std::unique_ptr<Incoming> invite, bool owes_answer) {
    unacked_ = Unacked{std::move(invite), owes_answer};
    watch(*unacked_->transaction);
    dialog_.alive();
}

/// If the peer has given its offer up meanwhile, both believe something else: so we ask how it shall be.
void OfferAnswer::accept(const MediaDescription& description) {
    if (dialog_.phase() != Phase::up) return;
    if (!received_) return offer(asked_anew(description));
    if (next_) next_ = protected_like(std::move(*next_), description);
    auto received = *std::exchange(received_, {});
    reply(*received.transaction, description, received.session);
    auto& state = dialog_.state();
    state.local_media = description;
    const bool owes_answer = !received.session;
    if (received.session) state.remote_session = std::move(received.session);
    dialog_.changed();
    if (received.by_invite) return wait_for_ack(std::move(received.transaction), owes_answer);
    dialog_.alive();
    next();
}

void OfferAnswer::refuse(const calls::Refused& why) {
    if (!received_) return;
    const auto received = *std::exchange(received_, {});
    received.transaction->reply(refusal(why));
    next();
}

void OfferAnswer::on_event(Incoming::Event event, const sip_t* sip) {
    switch (event) {
        case Incoming::Event::cancelled:  // nta answers 487; the session stays as it was
            received_.reset();
            return next();
        case Incoming::Event::timed_out:
            if (unacked_) dialog_.lost(calls::HangupCause::unreachable);
            return;
        case Incoming::Event::acked:
            return acked(sip);
    }
}

void OfferAnswer::acked(const sip_t* ack) {
    const auto done = std::exchange(unacked_, {});
    if (!done) return;
    auto& state = dialog_.state();
    if (done->owes_answer) {
        calls::OfferAnswered fact{state.leg, {}};
        auto reading = ack && has_sdp(*ack) ? read_sdp(sdp_in(*ack)) : SdpReading{};
        if (reading.session) fact.answer = reading.session->audio;
        if (reading.session) state.remote_session = std::move(reading.session);
        dialog_.changed();
        dialog_.host().tell(std::move(fact));
    }
    next();
}

}  // namespace layby::sip

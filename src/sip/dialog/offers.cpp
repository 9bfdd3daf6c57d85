// Offers that the peer makes within the call: re-INVITE and UPDATE (RFC 3261 section 14.2, RFC 3311).
#include <algorithm>

#include "runtime/log.hpp"
#include "sip/dialog/call.hpp"
#include "sip/text/invitation.hpp"
#include "sip/text/request_view.hpp"

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
    return answer;
}

}  // namespace

/// RFC 3261 section 14.2: 500 while an earlier one of the peer's is open, 491 while one of ours is.
bool Call::overlaps(Incoming& incoming) {
    if (offered_in_ || (unacked_ && unacked_owes_answer_) || phase_ == Phase::ringing ||
        phase_ == Phase::answered) {
        incoming.reply(Reply{500, {}, header("Retry-After", "1"), {}});
        return true;
    }
    if (reoffer_ || phase_ != Phase::up) {
        incoming.reply(491);
        return true;
    }
    return false;
}

void Call::on_reinvite(std::unique_ptr<Incoming> incoming, const sip_t& sip) {
    if (const auto refused = refused_body(sip)) return incoming->reply(*refused);
    if (overlaps(*incoming)) return;
    if (refuses_timer(*incoming, sip)) return;
    unacked_.reset();  // a new INVITE says that the last 2xx arrived
    follow_target(sip);
    learn_party(sip);
    incoming->reply(100);
    if (has_sdp(sip)) return take_offer(std::move(incoming), sip, true);
    offered_in_ = std::move(incoming);
    offered_by_invite_ = true;
    unacked_owes_answer_ = true;
    offered_in_->on_event([this](Incoming::Event event, const sip_t* it) { on_reinvite_event(event, it); });
    host_.tell(calls::OfferAsked{state_.leg});
}

void Call::on_update(std::unique_ptr<Incoming> incoming, const sip_t& sip) {
    if (const auto refused = refused_body(sip)) return incoming->reply(*refused);
    if (has_sdp(sip) && overlaps(*incoming)) return;
    if (refuses_timer(*incoming, sip)) return;
    follow_target(sip);
    learn_party(sip);
    if (has_sdp(sip)) return take_offer(std::move(incoming), sip, false);
    incoming->reply(Reply{200, {}, usual_headers() + refreshed_headers(), {}});
    if (phase_ != Phase::up) return;
    start_timer(*timer_);
    tell_heard();
}

bool Call::refuses_timer(Incoming& incoming, const sip_t& sip) {
    const auto rules = timer_rules(host_.options());
    const auto asked = timer_headers(sip);
    if (too_small(asked, rules)) {
        incoming.reply(Reply{422, {}, header("Min-SE", std::to_string(rules.min_se)), {}});
        return true;
    }
    asked_timer_ = asked;
    return false;
}

std::string Call::refreshed_headers() {
    timer_ = agree_as_server(asked_timer_, timer_rules(host_.options()));
    return timer_->response_headers();
}

void Call::take_offer(std::unique_ptr<Incoming> incoming, const sip_t& sip, bool is_invite) {
    auto reading = read_sdp(sdp_in(sip));
    if (!reading.session) {
        const auto refused = refusal_of(reading);
        log::info("leg {}: an offer is refused: {}", state_.leg.value, why_refused(refused));
        return incoming->reply(refused);
    }
    if (state_.remote_session && state_.local_media && same_session(*state_.remote_session, *reading.session))
        return answer_refresh(std::move(incoming), is_invite, *reading.session);
    offered_session_ = std::move(reading.session);
    offered_in_ = std::move(incoming);
    offered_by_invite_ = is_invite;
    unacked_owes_answer_ = false;
    if (is_invite)
        offered_in_->on_event(
            [this](Incoming::Event event, const sip_t* it) { on_reinvite_event(event, it); });
    host_.tell(calls::OfferReceived{state_.leg, offered_session_->audio});
}

/// Nothing has changed: the session goes on as it is. The peer's audio may come from another place all the
/// same: behind a NAT it is often for that reason that a phone repeats itself.
void Call::answer_refresh(std::unique_ptr<Incoming> incoming, bool is_invite,
                          const SessionDescription& theirs) {
    state_.remote_session = theirs;
    unacked_owes_answer_ = false;
    reply_with_sdp(*incoming, narrowed(*state_.local_media, theirs.audio));
    tell_heard();
    if (!is_invite) return start_timer(*timer_);
    wait_for_ack(std::move(incoming));
}

void Call::reply_with_sdp(Incoming& incoming, const MediaDescription& description) {
    incoming.reply(Reply{200, {}, usual_headers() + refreshed_headers(), sdp(description)});
}

void Call::wait_for_ack(std::unique_ptr<Incoming> incoming) {
    unacked_ = std::move(incoming);
    unacked_->on_event([this](Incoming::Event event, const sip_t* sip) { on_reinvite_event(event, sip); });
    start_timer(*timer_);
}

void Call::accept_offer(const MediaDescription& description) {
    if (!offered_in_ || phase_ != Phase::up) return;
    const auto incoming = offered_in_.get();
    reply_with_sdp(*incoming, description);
    state_.local_media = description;
    if (offered_session_) state_.remote_session = std::exchange(offered_session_, {});
    changed();
    if (offered_by_invite_) return wait_for_ack(std::move(offered_in_));
    offered_in_.reset();
    start_timer(*timer_);
    next_offer();
}

void Call::refuse_offer(const calls::Refused& why) {
    if (!offered_in_) return;
    const auto incoming = std::move(offered_in_);
    incoming->reply(refusal(why));
    offered_session_.reset();
    next_offer();
}

void Call::on_reinvite_event(Incoming::Event event, const sip_t* sip) {
    switch (event) {
        case Incoming::Event::cancelled:  // nta answers 487; the session stays as it was
            offered_session_.reset();
            offered_in_.reset();
            return next_offer();
        case Incoming::Event::timed_out:
            if (unacked_) lost(calls::HangupCause::unreachable);
            return;
        case Incoming::Event::acked:
            return reinvite_acked(sip);
    }
}

void Call::reinvite_acked(const sip_t* ack) {
    const auto done = std::move(unacked_);
    if (!done) return;
    if (std::exchange(unacked_owes_answer_, false)) {
        calls::OfferAnswered fact{state_.leg, {}};
        auto reading = ack && has_sdp(*ack) ? read_sdp(sdp_in(*ack)) : SdpReading{};
        if (reading.session) fact.answer = reading.session->audio;
        if (reading.session) state_.remote_session = std::move(reading.session);
        changed();
        host_.tell(std::move(fact));
    }
    next_offer();
}

}  // namespace layby::sip

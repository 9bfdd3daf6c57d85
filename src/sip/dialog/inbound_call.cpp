// An inbound call up to its ACK: 1xx, PRACK, 2xx, CANCEL.
#include "sip/dialog/call.hpp"
#include "sip/text/request_view.hpp"

namespace layby::sip {

void Call::arrive(Invitation invitation) {
    phase_ = Phase::ringing;
    invite_in_ = std::move(invitation.transaction);
    flow_ = std::move(invitation.flow);
    asked_timer_ = invitation.timer;
    reliable_required_ = invitation.reliable_required;
    reliable_supported_ = invitation.reliable_supported || reliable_required_;
    answer_owed_ = !invitation.offer;
    offered_session_ = std::move(invitation.offer);
    make_leg();
    invite_in_->tag(state_.name.local_tag);
    invite_in_->on_event([this](Incoming::Event event, const sip_t* sip) { on_invite_event(event, sip); });
    invite_in_->reply(100);
    changed();
}

void Call::ring(const std::optional<MediaDescription>& early, const Party& shown) {
    if (phase_ != Phase::ringing) return;
    Reply reply{early ? 183 : 180, {}, usual_headers() + identity_lines(shown), {}};
    if (early) reply.body = sdp(*early);
    const bool reliably = reliable_required_ || (early && reliable_supported_);
    if (reliably && invite_in_->reply_reliably(
                        reply, [this](auto prack, const sip_t* sip) { pracked(std::move(prack), sip); })) {
        if (early) state_.local_media = early;
        return;
    }
    if (!reliable_required_) invite_in_->reply(reply);
}

/// None: the response was repeated for 32 s without a PRACK; the transaction reports its own end.
void Call::pracked(std::unique_ptr<Incoming> prack, const sip_t* sip) {
    if (!prack) return;
    accept_prack(std::move(prack), sip);
    tell_heard();
    if (auto held = std::exchange(held_answer_, {})) send_answer(held->description, held->shown);
}

void Call::accept_prack(std::unique_ptr<Incoming> prack, const sip_t* sip) {
    if (const auto refused = refused_body(*sip)) return prack->reply(*refused);
    if (has_sdp(*sip) && answer_owed_) {
        auto reading = read_sdp(sdp_in(*sip));
        if (!reading.session) return prack->reply(400);
        early_answer_ = reading.session->audio;
        state_.remote_session = std::move(reading.session);
        answer_owed_ = false;
    } else if (has_sdp(*sip)) {
        return prack->reply(488);
    }
    prack->reply(200);
}

void Call::answer(const MediaDescription& description, const Party& shown) {
    if (phase_ != Phase::ringing) return;
    phase_ = Phase::answered;
    state_.local_media = description;
    if (invite_in_->awaits_prack())
        held_answer_ = HeldAnswer{description, shown};
    else
        send_answer(description, shown);
}

/// Only once a reliable response that is under way has its PRACK: sofia would answer that 481 (RFC 3262
/// section 3).
void Call::send_answer(const MediaDescription& description, const Party& shown) {
    const auto timer = agree_as_server(asked_timer_, timer_rules(host_.options()));
    Reply reply{200, {}, usual_headers() + identity_lines(shown) + timer.response_headers(), {}};
    if (!early_answer_) reply.body = sdp(description);
    timer_ = timer;
    answered_ = true;
    invite_in_->reply(reply);
    changed();
}

void Call::refuse(const calls::Refused& why) {
    if (phase_ != Phase::ringing) return;
    invite_in_->reply(refusal(why));
    finish();
}

void Call::on_invite_event(Incoming::Event event, const sip_t* sip) {
    switch (event) {
        case Incoming::Event::acked:
            return confirmed(sip);
        case Incoming::Event::cancelled:  // nta answers 200 and 487
            host_.tell(calls::CallCancelled{state_.leg});
            return finish();
        case Incoming::Event::timed_out:
            return ack_missing();
    }
}

void Call::ack_missing() {
    if (phase_ == Phase::ringing || held_answer_) {  // no PRACK in 32 s: nta refuses with 503
        host_.tell(calls::CallCancelled{state_.leg});
        return finish();
    }
    if (phase_ != Phase::answered) return;
    if (!bye_after_ack_) return lost(calls::HangupCause::unreachable);
    send_bye();
}

void Call::confirmed(const sip_t* ack) {
    if (phase_ != Phase::answered) return;
    phase_ = Phase::up;
    confirmed_ = true;
    invite_in_.reset();
    calls::CallConfirmed fact{state_.leg, early_answer_};
    if (offered_session_) state_.remote_session = std::exchange(offered_session_, {});
    if (answer_owed_ && ack && has_sdp(*ack)) {
        auto reading = read_sdp(sdp_in(*ack));
        if (reading.session) fact.answer = reading.session->audio;
        state_.remote_session = std::move(reading.session);
    }
    answer_owed_ = false;
    changed();
    if (bye_after_ack_) return send_bye();
    host_.tell(std::move(fact));
    if (timer_) start_timer(*timer_);
    next_offer();
    if (const auto shown = std::exchange(show_after_ack_, {})) show_party(*shown);
}

/// 305: incompatible media format (RFC 3261 section 20.43).
Reply refusal(const calls::Refused& why) {
    Reply reply{why.status, status_phrase(why.status, why.reason), {}, {}};
    if (why.reason.empty()) return reply;
    reply.headers =
        header("Reason", "SIP;cause=" + std::to_string(why.status) + ";text=" + sip::quoted(why.reason)) +
        header("Warning", (why.status == 488 ? "305 layby " : "399 layby ") + sip::quoted(why.reason));
    if (why.status == 503) reply.headers += header("Retry-After", "5");
    return reply;
}

}  // namespace layby::sip

#include "sip/dialog/invite_server.hpp"

#include <strings.h>

#include "runtime/check.hpp"
#include "sip/dialog/our_headers.hpp"
#include "sip/stack/message_parts.hpp"

namespace layby::sip {
namespace {

constexpr Duration ack_patience = std::chrono::seconds{32};    ///< 64*T1, as nta waits for an ACK
constexpr Duration stack_patience = std::chrono::seconds{35};  ///< should nta never say that it has waited
constexpr Duration between_glances = std::chrono::seconds{1};  ///< at the connection of a call that rings

}  // namespace

InviteServer::InviteServer(DialogContext& dialog, SessionClock& clock, Liveness& liveness)
    : dialog_(dialog),
      clock_(clock),
      liveness_(liveness),
      patience_(dialog.host().stack().loop()),
      watch_(dialog.host().stack().loop()) {}

void InviteServer::arrive(Invitation invitation) {
    if (!CHECK(invitation.transaction && !transaction_ && dialog_.phase() == Phase::ringing)) return;
    transaction_ = std::move(invitation.transaction);
    clock_.asked(invitation.timer);
    reliability_ = invitation.reliability;
    session_.answer_owed = !invitation.offer;
    session_.offer = std::move(invitation.offer);
    came_over_ = invitation.flow;
    dialog_.requests().flow_over(std::move(invitation.flow));
    dialog_.requests().make_leg();
    transaction_->tag(dialog_.state().name.local_tag);
    transaction_->on_event([this](Incoming::Event event, const sip_t* sip) { on_event(event, sip); });
    transaction_->reply(100);
    dialog_.changed();
    if (!can_be_opened(dialog_.state().transport)) watch();
}

/// The transaction has only the connection by which it came: without that nobody would hear our answer. The
/// stack tells nobody.
void InviteServer::watch() {
    watch_.set(between_glances, [this] {
        if (dialog_.phase() != Phase::ringing && !session_.held) return;
        is_open(came_over_) ? watch() : cancelled();
    });
}

void InviteServer::ring(const std::optional<MediaDescription>& early, const Party& shown) {
    if (dialog_.phase() != Phase::ringing) return;
    auto& host = dialog_.host();
    auto& state = dialog_.state();
    Reply reply{early ? 183 : 180, {}, usual_headers(state) + identity_lines(host, state, shown), {}};
    if (early) reply.body = sdp_body(host, state, *early, session_.offer);
    const bool required = reliability_ == Reliability::required;
    const bool reliably = required || (early && reliability_ == Reliability::supported);
    if (reliably && transaction_->reply_reliably(
                        reply, [this](auto prack, const sip_t* sip) { pracked(std::move(prack), sip); })) {
        if (early) state.local_media = early;
        return;
    }
    if (!required) transaction_->reply(reply);
}

/// None: the response was repeated for 32 s without a PRACK; the transaction reports its own end.
void InviteServer::pracked(std::unique_ptr<Incoming> prack, const sip_t* sip) {
    if (!prack) return;
    accept_prack(std::move(prack), *sip);
    liveness_.tell_heard();
    if (auto held = std::exchange(session_.held, {})) send_answer(held->description, held->shown);
}

void InviteServer::accept_prack(std::unique_ptr<Incoming> prack, const sip_t& sip) {
    if (const auto refused = refused_body(sip)) return prack->reply(*refused);
    if (has_sdp(sip) && session_.answer_owed) {
        auto reading = read_sdp(sdp_in(sip));
        if (!reading.session) return prack->reply(400);
        session_.early_answer = reading.session->audio;
        session_.answer_owed = false;
        dialog_.state().remote_session = std::move(reading.session);
    } else if (has_sdp(sip)) {
        return prack->reply(488);
    }
    prack->reply(200);
}

void InviteServer::answer(const MediaDescription& description, const Party& shown) {
    if (dialog_.phase() != Phase::ringing) return;
    dialog_.enter(Phase::answered);
    dialog_.state().local_media = description;
    if (transaction_->awaits_prack())
        session_.held = HeldAnswer{description, shown};
    else
        send_answer(description, shown);
}

/// Only once a reliable response that is under way has its PRACK: sofia would answer that 481 (RFC 3262
/// section 3).
void InviteServer::send_answer(const MediaDescription& description, const Party& shown) {
    if (!CHECK(transaction_ && !transaction_->awaits_prack())) return;
    auto& host = dialog_.host();
    auto& state = dialog_.state();
    Reply reply{200, {}, usual_headers(state) + identity_lines(host, state, shown) + clock_.agree(), {}};
    if (!session_.early_answer) reply.body = sdp_body(host, state, description, session_.offer);
    handshake_.answered = true;
    transaction_->reply(reply);
    watch_.set(stack_patience, [this] { ack_missing(); });
    dialog_.changed();
}

void InviteServer::refuse(const calls::Refused& why) {
    if (dialog_.phase() != Phase::ringing) return;
    transaction_->reply(refusal(why));
    dialog_.finish();
}

void InviteServer::give_up() {
    if (dialog_.phase() == Phase::answered) {
        bye_after_ack_ = true;
        return;
    }
    if (!CHECK(dialog_.phase() == Phase::ringing)) return;
    transaction_->reply(487);
    dialog_.finish();
}

void InviteServer::ended() {
    transaction_->reply(487);
    dialog_.host().tell(calls::CallCancelled{dialog_.state().leg});
}

void InviteServer::cancelled() {
    dialog_.host().tell(calls::CallCancelled{dialog_.state().leg});
    dialog_.finish();
}

void InviteServer::on_event(Incoming::Event event, const sip_t* sip) {
    switch (event) {
        case Incoming::Event::acked:
            return answers_us(sip) ? acked(sip) : await_ack();
        case Incoming::Event::cancelled:  // nta answers 200 and 487
            return cancelled();
        case Incoming::Event::timed_out:
            return ack_missing();
    }
}

/// Whoever made the INVITE's Via can make an ACK that the stack takes for the right one. Only who has got our
/// answer knows its tag; nothing else proves that the address in the INVITE was the sender's own.
bool InviteServer::answers_us(const sip_t* ack) const {
    const auto* tag = ack && ack->sip_to ? ack->sip_to->a_tag : nullptr;
    return tag && strcasecmp(tag, dialog_.state().name.local_tag.c_str()) == 0;
}

/// The stack waits no longer for the right one.
void InviteServer::await_ack() {
    if (!patience_.running()) patience_.set(ack_patience, [this] { ack_missing(); });
}

void InviteServer::ack_missing() {
    if (dialog_.phase() == Phase::ringing || session_.held)
        return cancelled();  // no PRACK in 32 s: nta refuses with 503
    if (dialog_.phase() != Phase::answered) return;
    if (!bye_after_ack_) return dialog_.lost(calls::HangupCause::unreachable);
    dialog_.bye();
}

void InviteServer::acked(const sip_t* ack) {
    if (dialog_.phase() != Phase::answered) return;
    dialog_.enter(Phase::up);
    watch_.clear();
    came_over_.reset();
    handshake_.confirmed = true;
    transaction_.reset();
    auto& state = dialog_.state();
    calls::CallConfirmed fact{state.leg, session_.early_answer};
    if (session_.offer) state.remote_session = std::exchange(session_.offer, {});
    if (session_.answer_owed && ack && has_sdp(*ack)) {
        auto reading = read_sdp(sdp_in(*ack));
        if (reading.session) fact.answer = reading.session->audio;
        state.remote_session = std::move(reading.session);
    }
    session_.answer_owed = false;
    dialog_.changed();
    if (bye_after_ack_) return dialog_.bye();
    dialog_.host().tell(std::move(fact));
    dialog_.alive();
    dialog_.settled();
    if (const auto shown = std::exchange(show_later_, {})) dialog_.show_party(*shown);
}

// -- after a restart

void InviteServer::await_confirmation() {
    dialog_.requests().on_ack([this](const sip_t& ack) { late_ack(ack); });
    patience_.set(liveness_.grace() + ack_patience,
                  [this] { dialog_.lost(calls::HangupCause::unreachable); });
}

void InviteServer::late_ack(const sip_t& ack) {
    if (handshake_.confirmed || dialog_.phase() != Phase::up) return;
    auto& state = dialog_.state();
    auto reading = has_sdp(ack) && !state.remote_session ? read_sdp(sdp_in(ack)) : SdpReading{};
    std::optional<MediaDescription> answer;
    if (reading.session) answer = reading.session->audio;
    if (reading.session) state.remote_session = std::move(reading.session);
    confirm(answer);
}

void InviteServer::confirm(const std::optional<MediaDescription>& answer) {
    if (!CHECK(!handshake_.confirmed)) return;
    handshake_.confirmed = true;
    patience_.clear();
    dialog_.changed();
    dialog_.host().tell(calls::CallConfirmed{dialog_.state().leg, answer});
}

}  // namespace layby::sip

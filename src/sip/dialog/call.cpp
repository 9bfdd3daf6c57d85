// The dialog of a call, what happens in it, and its end.
#include "sip/dialog/call.hpp"

#include "sip/text/info_digit.hpp"
#include "sip/text/invitation.hpp"
#include "sip/text/request_view.hpp"

namespace layby::sip {

Call::Call(CallHost& host, DialogState state)
    : host_(host),
      state_(std::move(state)),
      answer_deadline_(host.stack().loop()),
      glare_(host.stack().loop()),
      session_clock_(host.stack().loop()) {}

Call::~Call() { end_subscription(); }

std::optional<Hop> Call::asked_from() const {
    const auto* waits = phase_ == Phase::ringing ? invite_in_.get()
                        : transfer_              ? transfer_->refer.get()
                                                 : nullptr;
    if (!waits) return {};
    return hop_of(host_.stack(), *waits);
}

void Call::make_leg() {
    leg_ = std::make_unique<DialogLeg>(host_.stack(), state_,
                                       [this](std::unique_ptr<Incoming> incoming, const sip_t& sip) {
                                           on_request(std::move(incoming), sip);
                                       });
    // A caller of before RFC 3261 has no tag, and a dialog all the same (section 12.1.1).
    if (state_.inbound || !state_.name.remote_tag.empty()) host_.named(state_.leg, state_.name);
}

void Call::follow_target(const sip_t& sip) {
    if (!sip.sip_contact) return;
    leg_->refresh_target(sip.sip_contact);
    state_.remote_target = "<" + text_of(*sip.sip_contact->m_url) + ">";
    changed();
}

void Call::drop_leg() {
    if (!leg_) return;
    state_.local_cseq = leg_->local_cseq();
    leg_.reset();
    host_.forget(state_.name);
    state_.name.remote_tag.clear();
}

void Call::on_request(std::unique_ptr<Incoming> incoming, const sip_t& sip) {
    if (sip.sip_cseq->cs_seq < state_.remote_cseq) {  // RFC 3261 section 12.2.2
        incoming->reply(500);
        return;
    }
    state_.remote_cseq = sip.sip_cseq->cs_seq;
    changed();
    if (state_.transport == "tcp" && length_of(sip) > longest_message) return incoming->reply(513);
    if (const auto refused = refused_extension(sip)) return incoming->reply(*refused);
    if (phase_ == Phase::ending && sip.sip_request->rq_method != sip_method_bye) {
        incoming->reply(481);
        return;
    }
    note_source(*incoming);
    const bool back = reconnects(*incoming);
    dispatch(std::move(incoming), sip);
    if (back) prove();
}

/// A phone that has changed its network speaks from another address; so does its audio.
void Call::note_source(const Incoming& incoming) {
    const auto ip = hop_of(host_.stack(), incoming).peer.ip;
    if (ip.empty() || ip == (heard_ip_.empty() ? state_.peer_ip : heard_ip_)) return;
    heard_ip_ = ip;
    tell_heard();
}

void Call::tell_heard() {
    host_.tell(calls::PeerHeard{state_.leg, heard_ip_.empty() ? state_.peer_ip : heard_ip_});
}

void Call::dispatch(std::unique_ptr<Incoming> incoming, const sip_t& sip) {
    switch (sip.sip_request->rq_method) {
        case sip_method_bye:
            return on_bye(std::move(incoming));
        case sip_method_invite:
            return on_reinvite(std::move(incoming), sip);
        case sip_method_update:
            return on_update(std::move(incoming), sip);
        case sip_method_refer:
            return on_refer(std::move(incoming), sip);
        case sip_method_info:
            return on_info(std::move(incoming), sip);
        case sip_method_options:
            return incoming->reply(options_reply());
        case sip_method_message:
            return incoming->reply(200);
        case sip_method_notify:
        case sip_method_prack:
            return incoming->reply(481);
        case sip_method_subscribe:
            return incoming->reply(489);
        case sip_method_unknown:
            return incoming->reply(Reply{501, {}, allow_header(), {}});
        default:
            return incoming->reply(Reply{405, {}, allow_header(), {}});
    }
}

void Call::on_bye(std::unique_ptr<Incoming> incoming) {
    incoming->reply(200);
    if (phase_ == Phase::ending || phase_ == Phase::over) return;
    if (phase_ == Phase::ringing) {
        invite_in_->reply(487);
        host_.tell(calls::CallCancelled{state_.leg});
    } else if (phase_ != Phase::cancelling) {
        host_.tell(calls::HungUp{state_.leg, calls::HangupCause::normal});
    }
    finish();
}

/// "Signal=5\r\nDuration=160" or just "5".
void Call::on_info(std::unique_ptr<Incoming> incoming, const sip_t& sip) {
    if (payload_of(sip).empty()) return incoming->reply(200);
    const auto body = read_body(body_of(sip), {"application/dtmf-relay", "application/dtmf"});
    if (body.refused) {
        incoming->reply(Reply{415, {}, header("Accept", "application/dtmf-relay, application/dtmf"), {}});
        return;
    }
    const auto key = body.found ? read_info_digit(body.found->text) : std::nullopt;
    if (!body.found) return incoming->reply(200);
    incoming->reply(key ? 200 : 400);
    if (key) host_.tell(calls::InfoDigit{state_.leg, key->digit, key->length});
}

void Call::send_bye() {
    phase_ = Phase::ending;
    if (!leg_) return finish();
    answer_deadline_.set(std::chrono::seconds{40}, [this] { finish(); });  // its name can't be looked up
    request(in_dialog("BYE"), [this](int status, const sip_t*) {
        if (status >= 200) finish();
    });
}

void Call::lost(calls::HangupCause cause) {
    if (phase_ == Phase::ending || phase_ == Phase::over) return;
    host_.tell(calls::HungUp{state_.leg, cause});
    release();
    send_bye();
}

void Call::release() {
    session_clock_.clear();
    glare_.clear();
    answer_deadline_.clear();
    next_offer_.reset();
    if (offered_in_) offered_in_->reply(487);
    offered_in_.reset();
    unacked_.reset();
    if (reoffer_) reoffer_->cancel({});  // so that its final response is acknowledged
    reoffer_.reset();
    acknowledge();
    end_subscription();
}

void Call::finish() {
    if (phase_ == Phase::over) return;
    phase_ = Phase::over;
    release();
    host_.over(state_.leg);
}

void Call::hang_up(calls::CancelReason reason) {
    cancel_reason_ = reason;
    switch (phase_) {
        case Phase::ringing:
            invite_in_->reply(487);
            return finish();
        case Phase::answered:
            bye_after_ack_ = true;
            return;
        case Phase::calling:
            return cancel();
        case Phase::up:
            release();
            return send_bye();
        case Phase::cancelling:
        case Phase::ending:
        case Phase::over:
            return;
    }
}

void Call::send_digit(char digit, Duration length) {
    if (phase_ != Phase::up) return;
    auto info = in_dialog("INFO");
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(length).count();
    info.body = {"application/dtmf-relay",
                 "Signal=" + std::string(1, digit) + "\r\nDuration=" + std::to_string(ms) + "\r\n"};
    request(std::move(info), nullptr);
}

/// A phone that still rings can be told if it has an early dialog (RFC 3311 section 5.1), and not otherwise.
void Call::show_party(const Party& shown) {
    const bool rings = phase_ == Phase::calling && leg_ && invite_out_ && state_.allows_update;
    if (phase_ == Phase::answered) show_after_ack_ = shown;
    if (phase_ != Phase::up && !rings) return;
    if (!state_.allows_update) return show_by_offer(shown);
    auto update = in_dialog("UPDATE");
    update.headers += display_lines(shown);
    request(std::move(update), nullptr);
}

}  // namespace layby::sip

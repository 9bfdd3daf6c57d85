// Offers that we make within the call: re-INVITE, one at a time, glare retried (RFC 3261 section 14.1).
#include "sip/dialog/call.hpp"
#include "sip/text/request_view.hpp"

namespace layby::sip {

void Call::offer(const MediaDescription& description) {
    next_offer_ = description;
    if (!glare_.running()) next_offer();
}

/// Sends what waits, if nothing is open in either direction.
void Call::next_offer() {
    if (phase_ != Phase::up || !next_offer_ || reoffer_ || offered_in_ || unacked_ || ack_owed_) return;
    const auto description = *std::exchange(next_offer_, {});
    send_offer(description, Purpose::change);
}

/// For a phone that doesn't allow UPDATE: what was agreed is offered as it is, with the identity beside it.
/// Only while nothing else is open, as a display isn't worth a glare, and to phones, not to other systems.
void Call::show_by_offer(const Party& shown) {
    const bool open = reoffer_ || offered_in_ || unacked_ || next_offer_ || glare_.running();
    if (open || !state_.local_media || state_.peer.kind != calls::Origin::Kind::user) return;
    shown_by_offer_ = display_lines(shown);
    send_offer(*state_.local_media, Purpose::show);
}

void Call::send_offer(const MediaDescription& description, Purpose purpose, const std::string& proof) {
    acknowledge();
    proved_reoffer_ = proof;
    reoffer_media_ = description;
    reoffer_purpose_ = purpose;
    auto invite = in_dialog("INVITE");
    invite.headers = usual_headers() + refresh_request_headers() + proved_reoffer_;
    if (purpose == Purpose::show) invite.headers += shown_by_offer_;
    invite.body = sdp(description);
    reoffer_ = host_.stack().send_on(
        leg_->get(), invite, [this](int status, const sip_t* sip) { on_reoffer_response(status, sip); });
    changed();
    if (!reoffer_) offer_settled({});
}

void Call::on_reoffer_response(int status, const sip_t* sip) {
    if (status < 200) return working_on_it();
    const auto invite = std::move(reoffer_);
    if (sip) alive();
    if (status < 300 && sip) return reoffer_accepted(*invite, *sip);
    if ((status == 401 || status == 407) && sip && prove_offer(*invite, *sip)) return;
    if (reoffer_purpose_ == Purpose::show && status != 481) return offer_settled({});
    if (status == 491) return retry_offer_later();
    if (!sip && spared()) {
        offer_settled({});
        return unanswered(reoffer_purpose_);
    }
    if (!sip || status == 481 || status == 408) return lost(cause_of(reoffer_purpose_));
    offer_settled({});
}

/// A trunk's provider may challenge a re-INVITE, too; one answer is enough.
bool Call::prove_offer(const Outgoing& invite, const sip_t& challenged) {
    if (!proved_reoffer_.empty()) return false;
    const auto proof = prove(challenged, "INVITE", text_of(*invite.request()->sip_request->rq_url));
    if (!proof) return false;
    send_offer(MediaDescription{*reoffer_media_}, reoffer_purpose_, *proof);
    return true;
}

calls::HangupCause Call::cause_of(Purpose purpose) {
    return purpose == Purpose::probe ? calls::HangupCause::silent : calls::HangupCause::unreachable;
}

void Call::reoffer_accepted(const Outgoing& invite, const sip_t& sip) {
    follow_target(sip);
    learn_party(sip);
    auto ack = in_dialog("ACK");
    ack.cseq = invite.cseq();
    host_.stack().acknowledge(leg_->get(), ack);
    start_timer(agree_as_client(timer_headers(sip), timer_ ? timer_->interval : 0));
    auto reading = has_sdp(sip) ? read_sdp(sdp_in(sip)) : SdpReading{};
    if (!reading.session) return offer_settled({});
    const auto answer = reading.session->audio;
    state_.remote_session = std::move(reading.session);
    state_.local_media = reoffer_media_;
    changed();
    if (!confirmed_) confirm(answer);
    offer_settled(answer);
}

/// A mere refresh concerns nobody else.
void Call::offer_settled(const std::optional<MediaDescription>& answer) {
    if (reoffer_purpose_ == Purpose::change) host_.tell(calls::OfferAnswered{state_.leg, answer});
    reoffer_media_.reset();
    next_offer();
}

/// RFC 3261 section 14.1: who made the Call-ID waits 2.1 to 4 s, the other up to 2 s; at once it would meet
/// the other's again.
void Call::retry_offer_later() {
    const auto tens = std::hash<std::string>{}(token(8));
    const auto ms = state_.inbound ? 10 + tens % 200 * 10 : 2100 + tens % 190 * 10;
    const bool newer = next_offer_.has_value();
    if (reoffer_purpose_ == Purpose::change && !newer) next_offer_ = reoffer_media_;
    if (reoffer_purpose_ == Purpose::change && newer) host_.tell(calls::OfferAnswered{state_.leg, {}});
    const auto purpose = reoffer_purpose_;
    glare_.set(std::chrono::milliseconds{ms}, [this, purpose] {
        if (purpose == Purpose::change || next_offer_) return next_offer();
        refresh(purpose);
    });
}

}  // namespace layby::sip

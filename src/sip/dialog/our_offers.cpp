// Offers that we make within the call: re-INVITE, one at a time, glare retried (RFC 3261 section 14.1).
#include <utility>

#include "runtime/check.hpp"
#include "sip/dialog/offer_answer.hpp"
#include "sip/dialog/our_headers.hpp"
#include "sip/stack/message_parts.hpp"

namespace layby::sip {
namespace {

using namespace std::chrono_literals;

/// To be told of our address: from 5 s to 10 min, together about as long as that twice. Longer than a glare
/// lasts (RFC 3261 section 14.1).
constexpr Duration first_pause = 5s;
constexpr unsigned most_moves_in_vain = 8;

}  // namespace

OfferAnswer::OfferAnswer(DialogContext& dialog, SessionClock& clock, Liveness& liveness)
    : dialog_(dialog),
      clock_(clock),
      liveness_(liveness),
      glare_(dialog.host().stack().loop()),
      overdue_(dialog.host().stack().loop()) {}

void OfferAnswer::offer(const MediaDescription& description) {
    next_ = description;
    if (!glare_.running()) next();
}

/// If nothing is open in either direction.
void OfferAnswer::next() {
    const bool owes_ack = !dialog_.state().inbound && !dialog_.confirmed();
    if (dialog_.phase() != Phase::up || !next_ || is_open() || owes_ack) return;
    const auto description = *std::exchange(next_, {});
    send(description, Purpose::change);
}

bool OfferAnswer::again(Purpose purpose) {
    const auto agreed = dialog_.state().local_media;
    if (is_open() || !agreed) return false;
    dialog_.acknowledge();        // what follows from the answer says that it is durable;
    if (is_open()) return false;  // and now an offer that waited for it is under way
    send(*agreed, purpose);
    return true;
}

void OfferAnswer::show() {
    const auto& state = dialog_.state();
    if (is_open() || next_ || glare_.running() || state.peer.kind != calls::Origin::Kind::user) return;
    again(Purpose::show);
}

void OfferAnswer::send(const MediaDescription& description, Purpose purpose, const std::string& proof) {
    if (!CHECK(!sent_.invite && !received_)) return;
    sent_.proved = proof;
    sent_.media = description;
    sent_.purpose = purpose;
    auto& requests = dialog_.requests();
    auto invite = requests.make("INVITE");
    invite.headers = usual_headers(dialog_.state()) + clock_.ask() + sent_.proved;
    sent_.shown = dialog_.to_show();
    if (sent_.shown) invite.headers += display_lines(dialog_.host(), dialog_.state(), *sent_.shown);
    auto& told = dialog_.state().told;
    const auto before = told;
    invite.body = sdp_body(dialog_.host(), dialog_.state(), description);
    sent_.told = std::exchange(told, before);  // until it is accepted
    sent_.invite =
        requests.invite(invite, [this](int status, const sip_t* sip) { on_response(status, sip); });
    dialog_.changed();
    if (!sent_.invite) unsent();
}

/// An identity is said with whatever is sent next.
void OfferAnswer::unsent() {
    if (sent_.purpose == Purpose::move) return not_moved();
    if (sent_.purpose == Purpose::show || !liveness_.spared()) return settle({});
    wait_for_connection();
}

void OfferAnswer::on_response(int status, const sip_t* sip) {
    if (status < 200) return begun();
    overdue_.clear();
    const auto invite = std::move(sent_.invite);
    if (!CHECK(invite)) return;
    if (sip) dialog_.alive();
    if (status < 300 && sip) return accepted(*invite, *sip);
    if ((status == 401 || status == 407) && sip && prove(*invite, *sip)) return;
    if (sent_.purpose == Purpose::show && status != 481) return settle({});
    if (sent_.purpose == Purpose::move && status != 481) return not_moved();
    if (status == 491) return retry_later();
    if (!sip && liveness_.spared()) return wait_for_connection();
    if (!sip || status == 481 || status == 408) return dialog_.lost(cause_of(sent_.purpose));
    settle({});
}

/// No reason to end the call: its router may let in only whom it has called, and we still hear it.
void OfferAnswer::not_moved() {
    if (moves_in_vain_ < most_moves_in_vain)
        dialog_.host().owes_address(dialog_.state().leg, first_pause * (1 << moves_in_vain_++));
    settle({});
}

/// It ended with the process before: when the peer has another, it hears of what was to change.
void OfferAnswer::wait_for_connection() {
    withdraw();
    liveness_.unanswered(sent_.purpose);
}

void OfferAnswer::follow(const Flow& flow) {
    if (sent_.invite && sent_.invite->is_left_behind_by(flow)) withdraw();
}

/// What was to change waits for its turn; the rest is asked anew by whoever asked.
void OfferAnswer::withdraw() {
    overdue_.clear();
    sent_.invite.reset();
    if (sent_.purpose == Purpose::change) keep_for_later();
    sent_.media.reset();
}

/// Unless there is a newer one, which takes its place.
void OfferAnswer::keep_for_later() {
    if (next_) return dialog_.host().tell(calls::OfferAnswered{dialog_.state().leg, {}});
    next_ = sent_.media;
}

/// Whatever else shows that the peer lives: while this is open, nothing else can be agreed.
void OfferAnswer::begun() {
    overdue_.set(patience_with_the_slow, [this] { overdue(); });
    liveness_.working(sent_.purpose);
}

void OfferAnswer::overdue() {
    if (sent_.purpose == Purpose::move) {
        sent_.invite->cancel({});
        withdraw();
        return not_moved();
    }
    liveness_.spared() ? wait_for_connection() : liveness_.unanswered(sent_.purpose);
}

/// A trunk's provider may challenge a re-INVITE, too; one answer is enough.
bool OfferAnswer::prove(const Outgoing& invite, const sip_t& challenged) {
    if (!sent_.proved.empty()) return false;
    const auto uri = text_of(*invite.request()->sip_request->rq_url);
    const auto proof = dialog_.requests().prove(challenged, "INVITE", uri);
    if (!proof) return false;
    send(MediaDescription{*sent_.media}, sent_.purpose, *proof);
    return true;
}

void OfferAnswer::accepted(const Outgoing& invite, const sip_t& sip) {
    auto& requests = dialog_.requests();
    requests.follow_target(sip);
    requests.learn_party(sip);
    auto ack = requests.make("ACK");
    ack.cseq = invite.cseq();
    requests.acknowledge(ack);
    clock_.agreed(sip);
    dialog_.has_shown(sent_.shown);
    dialog_.alive();
    auto reading = has_sdp(sip) ? read_sdp(sdp_in(sip)) : SdpReading{};
    if (!reading.session) return settle({});
    auto& state = dialog_.state();
    const auto answer = reading.session->audio;
    const bool as_before = state.remote_session && same_session(*state.remote_session, *reading.session);
    state.remote_session = std::move(reading.session);
    state.local_media = sent_.media;
    state.told = sent_.told;
    moves_in_vain_ = 0;
    dialog_.changed();
    if (!dialog_.confirmed()) dialog_.confirm(answer);
    settle(answer, as_before);
}

/// A mere refresh concerns nobody else, unless the answer says that the peer holds, or has moved.
void OfferAnswer::settle(const std::optional<MediaDescription>& answer, bool as_before) {
    if (sent_.purpose == Purpose::change || (answer && !as_before))
        dialog_.host().tell(calls::OfferAnswered{dialog_.state().leg, answer});
    sent_.media.reset();
    next();
}

/// RFC 3261 section 14.1: who made the Call-ID waits 2.1 to 4 s, the other up to 2 s; at once it would meet
/// the other's again.
void OfferAnswer::retry_later() {
    const auto& state = dialog_.state();
    const auto tens = std::hash<std::string>{}(token(8));
    const auto ms = state.inbound ? 10 + tens % 200 * 10 : 2100 + tens % 190 * 10;
    const auto purpose = sent_.purpose;
    if (purpose == Purpose::change) keep_for_later();
    glare_.set(std::chrono::milliseconds{ms}, [this, purpose] {
        if (purpose == Purpose::change || next_) return next();
        liveness_.refresh(purpose);
    });
}

void OfferAnswer::release() {
    glare_.clear();
    overdue_.clear();
    next_.reset();
    if (received_) received_->transaction->reply(487);
    received_.reset();
    unacked_.reset();
    if (sent_.invite) sent_.invite->cancel({});  // so that its final response is acknowledged
    sent_.invite.reset();
}

}  // namespace layby::sip

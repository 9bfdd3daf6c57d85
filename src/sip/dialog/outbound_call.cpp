// An outbound call up to its final response: servers tried in turn, challenges, 1xx, 2xx, CANCEL.
#include "sip/dialog/call.hpp"
#include "sip/text/identity.hpp"
#include "sip/text/request_view.hpp"
#include "sip/text/uri.hpp"

namespace layby::sip {
namespace {

constexpr Duration cancel_patience = std::chrono::seconds{35};  ///< RFC 3261 section 9.1: 64*T1 and a bit

std::string remote_tag_of(const sip_t& sip) { return sip.sip_to ? str(sip.sip_to->a_tag) : std::string{}; }

std::string redirect_of(const sip_t& sip) {
    if (sip.sip_status->st_status / 100 != 3 || !sip.sip_contact) return {};
    const auto uri = parse_uri(text_of(*sip.sip_contact->m_url));
    return uri ? uri->number() : std::string{};
}

}  // namespace

void Call::dial(const calls::OutboundCall& order, std::vector<Target> targets) {
    phase_ = Phase::calling;
    order_ = order;
    targets_ = std::move(targets);
    state_.local_media = order.offer;
    try_target();
}

void Call::try_target() {
    const auto& target = targets_[target_];
    state_.peer_ip = target.peer_ip;
    state_.transport = target.transport;
    state_.contact = host_.stack().contact(target.peer_ip, target.transport) + target.features;
    state_.next_hop = target.route_headers.empty() ? target.next_hop : std::string{};
    flow_ = target.flow;
    send_invite();
}

std::string Call::invite_headers(const Target& target) const {
    const auto rules = timer_rules(host_.options());
    auto lines = target.route_headers + target.extra_headers + usual_headers() + accept_header() +
                 identity_lines(shown_caller()) + proved_ +
                 request_headers(interval_to_ask(rules, min_se_), std::max(rules.min_se, min_se_), true);
    auto alert = order_.alert_info;
    if (order_.auto_answer) {
        lines += header("Call-Info", "<sip:layby.invalid>;answer-after=0");
        if (alert.empty()) alert = "<http://layby.invalid>;info=alert-autoanswer;delay=0";
    }
    if (!alert.empty()) lines += header("Alert-Info", alert);
    if (!order_.referred_by.empty()) lines += header("Referred-By", referred_by_value(order_.referred_by));
    return lines;
}

/// Why it rings stands wherever a phone or another system may look for the name; the number is the caller's.
Party Call::shown_caller() const {
    auto shown = order_.caller;
    if (!order_.shown_name.empty()) shown.name = order_.shown_name;
    return shown;
}

std::string Call::referred_by_value(const std::string& user) const {
    return "<sip:" + escaped_user(user) + "@" + bracketed(shown_host()) + ">";
}

void Call::send_invite() {
    invite_cseq_ = ++state_.local_cseq;
    branch_ = "z9hG4bK" + token();
    repeat_invite();
    changed();
}

/// Also over a restart: with the same branch and CSeq a phone takes it for a retransmission.
void Call::repeat_invite() {
    const auto& target = targets_[target_];
    NewRequest invite{.method = "INVITE",
                      .uri = target.uri,
                      .next_hop = target.next_hop,
                      .from = state_.local + ";tag=" + state_.name.local_tag,
                      .to = state_.remote,
                      .call_id = state_.name.call_id,
                      .cseq = invite_cseq_,
                      .headers = invite_headers(target),
                      .body = sdp(order_.offer),
                      .flow = target.flow,
                      .branch = branch_};
    invite_out_ =
        host_.stack().send(invite, [this](int status, const sip_t* sip) { on_invite_response(status, sip); });
    if (!invite_out_) return failed(503, nullptr);
    auto* line = target.server ? host_.trunk(state_.peer.name) : nullptr;
    if (line) answer_deadline_.set(line->answer_within(), [this] { silent_target(); });
}

/// It may have got the INVITE all the same, and ring: should it ever say so, it gets a CANCEL, and whatever
/// it answers is acknowledged (RFC 3261 sections 9.1 and 17.1.1.3).
void Call::silent_target() {
    host_.stack().end_late_answers(state_.name.call_id);
    invite_out_->cancel({});
    invite_out_.reset();
    if (phase_ == Phase::cancelling) return finish();
    failed(408, nullptr);
}

void Call::on_invite_response(int status, const sip_t* sip) {
    if (sip && phase_ == Phase::calling) {
        answer_deadline_.clear();
        if (auto* line = targets_[target_].server ? host_.trunk(state_.peer.name) : nullptr)
            line->answered(*targets_[target_].server);
    }
    if (status < 200) return sip ? progressed(status, *sip) : void();
    if (status < 300 && sip) return connected(*sip);
    failed(status, sip);
}

/// Takes over what a response says about the dialog: the first one with a tag, another branch of a fork, or
/// the 2xx, whose route set counts (RFC 3261 section 13.2.2.4).
void Call::follow(const sip_t& sip) {
    const auto tag = remote_tag_of(sip);
    const bool final = sip.sip_status->st_status >= 200;
    if (tag.empty() || (leg_ && tag == state_.name.remote_tag && !final)) return;
    drop_leg();
    state_.name.remote_tag = tag;
    state_.route_set = record_route_of(sip);
    if (sip.sip_contact) state_.remote_target = "<" + text_of(*sip.sip_contact->m_url) + ">";
    if (sip.sip_allow) state_.allows_update = allows(sip, "UPDATE");
    make_leg();
    changed();
}

void Call::progressed(int status, const sip_t& sip) {
    if (phase_ != Phase::calling || status == 100) return;
    follow(sip);
    acknowledge_reliable(sip);
    calls::CallProgressed fact{state_.leg, status, {}, state_.peer_ip};
    if (has_sdp(sip)) {
        auto reading = read_sdp(sdp_in(sip));
        if (reading.session) fact.answer = early_answer_ = reading.session->audio;
        if (reading.session) state_.remote_session = std::move(reading.session);
    }
    const bool news = status != told_status_ || fact.answer != told_answer_;
    told_status_ = status;
    told_answer_ = fact.answer;
    if (news) host_.tell(std::move(fact));
}

/// RFC 3262. The peer repeats the response until PRACK comes; each is acknowledged once.
void Call::acknowledge_reliable(const sip_t& sip) {
    if (!sip.sip_rseq || !sip_has_feature(sip.sip_require, "100rel") || !leg_) return;
    nta_outgoing_setrseq(invite_out_->get(), sip.sip_rseq->rs_response);
    auto prack = in_dialog("PRACK");
    prack.headers += header("RAck", std::to_string(sip.sip_rseq->rs_response) + " " +
                                        std::to_string(invite_out_->cseq()) + " INVITE");
    request(std::move(prack), nullptr);
}

void Call::connected(const sip_t& sip) {
    follow(sip);
    answered_ = ack_owed_ = true;
    if (phase_ == Phase::cancelling) {
        acknowledge();
        return send_bye();
    }
    phase_ = Phase::up;
    calls::CallAnswered fact{state_.leg, early_answer_, {}, state_.peer_ip};
    if (has_sdp(sip)) {
        auto reading = read_sdp(sdp_in(sip));
        if (reading.session) fact.answer = reading.session->audio;
        if (reading.session) state_.remote_session = std::move(reading.session);
    }
    fact.connected = party_of(identity_of(sip), believed());
    host_.tell(std::move(fact));
    start_timer(agree_as_client(timer_headers(sip), interval_to_ask(timer_rules(host_.options()), min_se_)));
    changed();
    host_.acknowledge_later(state_.leg);
}

/// Until then the phone repeats its 2xx, which the INVITE's transaction swallows; or, if we die, the next
/// process gets it.
void Call::acknowledge() {
    if (!std::exchange(ack_owed_, false)) return;
    auto ack = in_dialog("ACK");
    ack.cseq = invite_cseq_;
    ack.branch = std::exchange(branch_, {});
    ack.headers += proved_;
    if (leg_) host_.stack().acknowledge(leg_->get(), ack);
    confirmed_ = true;
    invite_out_.reset();
    order_ = {};  // thousands of calls needn't remember
    targets_ = {};
    changed();
    next_offer();
}

void Call::failed(int status, const sip_t* sip) {
    answer_deadline_.clear();
    if (phase_ == Phase::cancelling) return finish();
    if (sip && try_again(status, *sip)) return;
    if (try_next_server(status, sip == nullptr)) return;
    calls::CallFailed fact{state_.leg, status, phrase_of(status), {}};
    if (sip) fact.reason = str(sip->sip_status->st_phrase);
    if (sip) fact.redirect = redirect_of(*sip);
    host_.tell(std::move(fact));
    finish();
}

bool Call::try_again(int status, const sip_t& sip) {
    if (status == 422 && sip.sip_min_se && min_se_ == 0) {
        min_se_ = seconds_in(sip.sip_min_se->min_delta);
    } else if (status == 401 || status == 407) {
        auto proof = prove(sip, "INVITE", targets_[target_].uri, proved_);
        if (!proof) return false;
        proved_ = *proof;
    } else {
        return false;
    }
    drop_leg();
    send_invite();
    return true;
}

bool Call::try_next_server(int status, bool made_here) {
    const auto& server = targets_[target_].server;
    if (!server || !(status == 503 || (made_here && status == 408))) return false;
    if (auto* line = host_.trunk(state_.peer.name)) line->unanswered(*server, host_.stack().loop().now());
    if (target_ + 1 == targets_.size()) return false;
    ++target_;
    proved_.clear();
    drop_leg();
    state_.name.call_id = token(24);
    try_target();
    return true;
}

void Call::cancel() {
    phase_ = Phase::cancelling;
    if (!invite_out_) return finish();
    const bool elsewhere = cancel_reason_ == calls::CancelReason::completed_elsewhere;
    invite_out_->cancel(elsewhere ? header("Reason", "SIP;cause=200;text=\"Call completed elsewhere\"") : "");
    answer_deadline_.set(cancel_patience, [this] { silent_target(); });
}

}  // namespace layby::sip

#include "sip/dialog/invite_client.hpp"

#include <algorithm>

#include "runtime/check.hpp"
#include "sip/dialog/liveness.hpp"
#include "sip/dialog/our_headers.hpp"
#include "sip/stack/message_parts.hpp"
#include "sip/stack/message_view.hpp"
#include "sip/text/identity.hpp"
#include "sip/text/uri.hpp"

namespace layby::sip {
namespace {

constexpr Duration cancel_patience = std::chrono::seconds{35};  ///< RFC 3261 section 9.1: 64*T1 and a bit

constexpr Duration between_looks = std::chrono::seconds{1};  ///< at the connection over which a phone rings

std::string remote_tag_of(const sip_t& sip) { return sip.sip_to ? str(sip.sip_to->a_tag) : std::string{}; }

std::string redirect_of(const sip_t& sip) {
    if (sip.sip_status->st_status / 100 != 3 || !sip.sip_contact) return {};
    const auto uri = parse_uri(text_of(*sip.sip_contact->m_url));
    return uri ? uri->number() : std::string{};
}

}  // namespace

InviteClient::InviteClient(DialogContext& dialog, SessionClock& clock)
    : dialog_(dialog),
      clock_(clock),
      deadline_(dialog.host().stack().loop()),
      flow_watch_(dialog.host().stack().loop()) {}

// -- what is sent

void InviteClient::dial(const calls::OutboundCall& order, std::vector<Target> targets) {
    if (!CHECK(!targets.empty() && attempt_.targets.empty())) return;
    dialog_.enter(Phase::calling);
    attempt_.order = order;
    attempt_.targets = std::move(targets);
    dialog_.state().local_media = order.offer;
    try_target();
}

TrunkLine* InviteClient::line() {
    return target().server ? dialog_.host().trunk(dialog_.state().peer.name) : nullptr;
}

/// Of the session timer, in seconds.
std::uint32_t InviteClient::interval() const {
    return interval_to_ask(timer_rules(dialog_.host().options()), attempt_.min_se);
}

void InviteClient::try_target() {
    auto& state = dialog_.state();
    const auto& to = target();
    state.peer_ip = to.peer_ip;
    state.transport = to.transport;
    state.contact = dialog_.host().stack().contact(to.peer_ip, to.transport) + to.features;
    state.next_hop = to.route_headers.empty() ? to.next_hop : std::string{};
    dialog_.requests().flow_over(to.flow);
    send();
}

std::string InviteClient::headers() const {
    auto& host = dialog_.host();
    const auto& state = dialog_.state();
    const auto& order = attempt_.order;
    const auto min_se = std::max(timer_rules(host.options()).min_se, attempt_.min_se);
    auto lines = target().route_headers + target().extra_headers + usual_headers(state) + accept_header() +
                 identity_lines(host, state, shown_caller()) + attempt_.proved +
                 request_headers(interval(), min_se, true);
    auto alert = order.alert_info;
    if (order.auto_answer) {
        lines += header("Call-Info", "<sip:layby.invalid>;answer-after=0");
        if (alert.empty()) alert = "<http://layby.invalid>;info=alert-autoanswer;delay=0";
    }
    if (!alert.empty()) lines += header("Alert-Info", alert);
    if (!order.referred_by.empty()) lines += header("Referred-By", referred_by());
    if (!order.diverted_by.empty()) lines += header("Diversion", diversion());
    return lines;
}

/// Why it rings stands wherever a phone or another system may look for the name; the number is the caller's.
Party InviteClient::shown_caller() const {
    auto shown = attempt_.order.caller;
    if (!attempt_.order.shown_name.empty()) shown.name = attempt_.order.shown_name;
    return shown;
}

std::string InviteClient::referred_by() const {
    const auto host = bracketed(shown_host(dialog_.host(), dialog_.state()));
    return "<sip:" + escaped_user(attempt_.order.referred_by) + "@" + host + ">";
}

/// RFC 5806. A trunk with a number of its own is told that one, or the user's.
std::string InviteClient::diversion() const {
    const auto& order = attempt_.order;
    const auto* trunk = order.to == calls::OutboundCall::To::trunk
                            ? dialog_.host().trunk(dialog_.state().peer.name)
                            : nullptr;
    const auto host = trunk ? trunk->from_host() : bracketed(shown_host(dialog_.host(), dialog_.state()));
    const Party user{{}, order.diverted_by, false};
    const auto number = trunk ? trunk->shown(user, {}).asserted.number : user.number;
    const auto why = order.diverted_why.empty() ? std::string{} : ";reason=" + order.diverted_why;
    return "<sip:" + escaped_user(number) + "@" + host + ">" + why;
}

void InviteClient::send() {
    attempt_.cseq = ++dialog_.state().local_cseq;
    attempt_.branch = "z9hG4bK" + token();
    repeat();
    dialog_.changed();
}

NewRequest InviteClient::request(const char* method, std::string header_lines) const {
    const auto& state = dialog_.state();
    return {.method = method,
            .uri = target().uri,
            .next_hop = target().next_hop,
            .from = state.local + ";tag=" + state.name.local_tag,
            .to = state.remote,
            .call_id = state.name.call_id,
            .cseq = attempt_.cseq,
            .headers = std::move(header_lines),
            .body = {},
            .flow = target().flow,
            .by_flow_alone = !can_be_opened(target().transport),
            .branch = attempt_.branch};
}

/// Also over a restart: with the same branch and CSeq a phone takes it for a retransmission.
void InviteClient::repeat() {
    auto invite = request("INVITE", headers());
    invite.body = sdp_body(dialog_.host(), dialog_.state(), attempt_.order.offer);
    auto& stack = dialog_.host().stack();
    transaction_ = stack.send(invite, [this](int status, const sip_t* sip) { on_response(status, sip); });
    if (!transaction_) return failed(503, nullptr);
    if (invite.by_flow_alone) watch_flow();
    if (const auto* trunk = line())
        deadline_.set(at_most(trunk->answer_within()), [this] { silent_target(); });
}

/// The stack tells nobody that the connection has ended over which a phone rings.
void InviteClient::watch_flow() {
    flow_watch_.set(between_looks, [this] { is_open(target().flow) ? watch_flow() : flow_ended(); });
}

void InviteClient::flow_ended() { leads_by_line() ? await_line() : give_up(480); }

void InviteClient::cancel(calls::CancelReason reason) {
    dialog_.enter(Phase::cancelling);
    const bool elsewhere = reason == calls::CancelReason::completed_elsewhere;
    if (elsewhere) why_cancelled_ = header("Reason", "SIP;cause=200;text=\"Call completed elsewhere\"");
    if (leads_by_line() && !is_open(target().flow)) return await_line();
    if (!transaction_) return dialog_.finish();
    transaction_->cancel(why_cancelled_);
    deadline_.set(cancel_patience, [this] { silent_target(); });
}

/// It may have got the INVITE all the same, and ring: should it ever say so, it gets a CANCEL, and whatever
/// it answers is acknowledged (RFC 3261 sections 9.1 and 17.1.1.3).
void InviteClient::silent_target() { give_up(408); }

void InviteClient::give_up(int status) {
    if (!CHECK(transaction_)) return;
    dialog_.host().stack().end_late_answers(dialog_.state().name.call_id);
    transaction_->cancel(why_cancelled_);
    cancel_unheard();
    transaction_.reset();
    if (dialog_.phase() == Phase::cancelling) return dialog_.finish();
    failed(status, nullptr);
}

/// What we have said again it takes for a retransmission, and answers it over the connection that has ended.
/// It has rung, so a CANCEL needn't wait for an answer; to the stack this one belongs to no INVITE (trap 23).
void InviteClient::cancel_unheard() {
    const bool rang = !dialog_.state().name.remote_tag.empty();
    if (!leads_by_line() || !rang || nta_outgoing_status(transaction_->get()) >= 100) return;
    dialog_.host().stack().send(request("CANCEL", target().route_headers + why_cancelled_), nullptr);
}

// -- while its trunk can't be reached

/// Over TLS nothing but the connection that is kept to it leads to a trunk.
bool InviteClient::leads_by_line() const {
    return !attempt_.targets.empty() && target().server && !can_be_opened(target().transport);
}

/// It may ring on. A call that is still wanted waits as long as for any answer of the trunk, its end as long
/// as that of any other call.
void InviteClient::await_line() {
    flow_watch_.clear();
    const auto* trunk = line();
    const bool wanted = dialog_.phase() == Phase::calling;
    const auto patience = wanted && trunk ? trunk->answer_within() : reconnect_patience;
    auto& until = end_of_waiting();
    if (!until) until = dialog_.host().stack().loop().now() + patience;
    deadline_.set(trunk ? at_most(patience) : Duration{}, [this] { line_stays_away(); });
}

std::optional<Instant>& InviteClient::end_of_waiting() {
    return dialog_.phase() == Phase::calling ? wanted_until_ : cancelling_until_;
}

Duration InviteClient::at_most(Duration patience) {
    const auto until = end_of_waiting();
    const auto left = until ? *until - dialog_.host().stack().loop().now() : patience;
    return std::clamp(left, Duration{}, patience);
}

/// The next trunk is called; this one is told that it rings for nobody, should it come back.
void InviteClient::line_stays_away() {
    if (dialog_.phase() == Phase::cancelling) return dialog_.finish();
    tell_failed(503, nullptr);
    dialog_.enter(Phase::cancelling);
    await_line();
}

void InviteClient::goes_on_over(const Flow& line) {
    const bool waits = dialog_.phase() == Phase::calling || dialog_.phase() == Phase::cancelling;
    auto* trunk = waits && leads_by_line() ? this->line() : nullptr;
    const auto servers = trunk ? trunk->servers(dialog_.host().stack().loop().now()) : std::vector<Server>{};
    if (servers.empty()) return;
    if (servers.front() != *target().server) return call_anew(servers.front(), line);
    attempt_.targets[attempt_.target].flow = line;
    ring_on();
    if (dialog_.phase() == Phase::cancelling && transaction_) transaction_->cancel(why_cancelled_);
}

/// Another server knows nothing of that call.
void InviteClient::call_anew(const Server& at, const Flow& line) {
    if (dialog_.phase() == Phase::cancelling) return;
    auto& to = attempt_.targets[attempt_.target];
    to.next_hop = at.uri();
    to.peer_ip = at.address.ip;
    to.server = at;
    to.flow = line;
    try_as_another_call();
}

void InviteClient::acknowledge() {
    if (!handshake_.answered || std::exchange(handshake_.confirmed, true)) return;
    auto ack = dialog_.requests().make("ACK");
    ack.cseq = attempt_.cseq;
    ack.branch = attempt_.branch;
    ack.headers += attempt_.proved;
    dialog_.requests().acknowledge(ack);
    transaction_.reset();
    attempt_ = {};  // thousands of calls needn't remember
    dialog_.changed();
    dialog_.settled();
}

// -- what comes back

void InviteClient::on_response(int status, const sip_t* sip) {
    if (sip && dialog_.phase() == Phase::calling) {
        deadline_.clear();
        wanted_until_.reset();
        if (auto* trunk = line()) trunk->answered(*target().server);
    }
    if (status < 200) return sip ? progressed(status, *sip) : void();
    if (status < 300 && sip) return connected(*sip);
    if (!sip && leads_by_line() && !is_open(target().flow)) return await_line();
    failed(status, sip);
}

/// Takes over what a response says about the dialog: the first one with a tag, another branch of a fork, or
/// the 2xx, whose route set counts (RFC 3261 section 13.2.2.4).
void InviteClient::follow(const sip_t& sip) {
    auto& state = dialog_.state();
    auto& requests = dialog_.requests();
    const auto tag = remote_tag_of(sip);
    const bool final = sip.sip_status->st_status >= 200;
    if (tag.empty() || (requests.has_leg() && tag == state.name.remote_tag && !final)) return;
    requests.drop_leg();
    state.name.remote_tag = tag;
    state.route_set = record_route_of(sip);
    if (sip.sip_contact) state.remote_target = "<" + text_of(*sip.sip_contact->m_url) + ">";
    if (sip.sip_allow) state.allows_update = allows(sip, "UPDATE");
    requests.make_leg();
    dialog_.changed();
}

/// Also makes it what was agreed last.
std::optional<MediaDescription> InviteClient::read_answer(const sip_t& sip) {
    auto reading = has_sdp(sip) ? read_sdp(sdp_in(sip)) : SdpReading{};
    if (!reading.session) return {};
    dialog_.state().remote_session = std::move(reading.session);
    return dialog_.state().remote_session->audio;
}

void InviteClient::progressed(int status, const sip_t& sip) {
    if (dialog_.phase() != Phase::calling || status == 100) return;
    follow(sip);
    acknowledge_reliable(sip);
    const auto& state = dialog_.state();
    const auto answer = read_answer(sip);
    if (answer) early_answer_ = answer;
    if (std::exchange(told_, {status, answer}) == Told{status, answer}) return;
    dialog_.host().tell(calls::CallProgressed{state.leg, status, answer, state.peer_ip});
}

/// RFC 3262. The peer repeats the response until PRACK comes; each is acknowledged once.
void InviteClient::acknowledge_reliable(const sip_t& sip) {
    auto& requests = dialog_.requests();
    if (!sip.sip_rseq || !sip_has_feature(sip.sip_require, "100rel") || !requests.has_leg()) return;
    nta_outgoing_setrseq(transaction_->get(), sip.sip_rseq->rs_response);
    auto prack = requests.make("PRACK");
    prack.headers += header("RAck", std::to_string(sip.sip_rseq->rs_response) + " " +
                                        std::to_string(transaction_->cseq()) + " INVITE");
    requests.send(std::move(prack), nullptr);
}

void InviteClient::connected(const sip_t& sip) {
    follow(sip);
    handshake_.answered = true;
    stop();
    if (dialog_.phase() == Phase::cancelling) {
        acknowledge();
        return dialog_.bye();
    }
    dialog_.enter(Phase::up);
    auto& host = dialog_.host();
    const auto& state = dialog_.state();
    const auto answer = read_answer(sip);
    calls::CallAnswered fact{state.leg, answer ? answer : early_answer_, {}, state.peer_ip};
    fact.connected = party_of(identity_of(sip), is_believed(state));
    host.tell(std::move(fact));
    clock_.agreed(timer_headers(sip), interval());
    dialog_.alive();
    dialog_.changed();
    host.acknowledge_later(state.leg);
}

void InviteClient::failed(int status, const sip_t* sip) {
    stop();
    if (dialog_.phase() == Phase::cancelling) return dialog_.finish();
    if (sip && try_again(status, *sip)) return;
    if (try_next_server(status, sip == nullptr)) return;
    tell_failed(status, sip);
    dialog_.finish();
}

void InviteClient::tell_failed(int status, const sip_t* sip) {
    calls::CallFailed fact{dialog_.state().leg, status, phrase_of(status), {}};
    if (sip) fact.reason = str(sip->sip_status->st_phrase);
    if (sip) fact.redirect = redirect_of(*sip);
    dialog_.host().tell(std::move(fact));
}

bool InviteClient::try_again(int status, const sip_t& sip) {
    auto& requests = dialog_.requests();
    if (status == 422 && sip.sip_min_se && attempt_.min_se == 0) {
        attempt_.min_se = seconds_in(sip.sip_min_se->min_delta);
    } else if (status == 401 || status == 407) {
        auto proof = requests.prove(sip, "INVITE", target().uri, attempt_.proved);
        if (!proof) return false;
        attempt_.proved = *proof;
    } else {
        return false;
    }
    requests.drop_leg();
    send();
    return true;
}

void InviteClient::try_as_another_call() {
    attempt_.proved.clear();
    dialog_.requests().drop_leg();
    dialog_.state().name.call_id = token(24);
    try_target();
}

bool InviteClient::try_next_server(int status, bool made_here) {
    const auto& server = target().server;
    if (!server || !(status == 503 || (made_here && status == 408))) return false;
    auto& host = dialog_.host();
    if (auto* trunk = line()) trunk->unanswered(*server, host.stack().loop().now());
    if (attempt_.target + 1 == attempt_.targets.size()) return false;
    ++attempt_.target;
    try_as_another_call();
    return true;
}

// -- over a restart

std::optional<KeptInvite> InviteClient::kept() const {
    if (attempt_.branch.empty()) return {};
    KeptInvite out{.order = attempt_.order,
                   .targets = {},
                   .target = attempt_.target,
                   .branch = attempt_.branch,
                   .cseq = attempt_.cseq,
                   .proved = attempt_.proved,
                   .min_se = attempt_.min_se};
    for (const auto& target : attempt_.targets) out.targets.push_back(kept_of(target));
    return out;
}

void InviteClient::resume(const Handshake& kept, const std::optional<KeptInvite>& invite) {
    handshake_ = kept;
    if (!invite) return;
    attempt_ = {.order = invite->order,
                .targets = {},
                .target = invite->target,
                .branch = invite->branch,
                .cseq = invite->cseq,
                .proved = invite->proved,
                .min_se = invite->min_se};
    for (const auto& target : invite->targets) attempt_.targets.push_back(target_of(target));
    if (const auto& agreed = dialog_.state().remote_session) early_answer_ = agreed->audio;
}

void InviteClient::resume_answered(bool told) {
    if (handshake_.confirmed) return;
    const auto& state = dialog_.state();
    if (!told) dialog_.host().tell(calls::CallAnswered{state.leg, early_answer_, {}, state.peer_ip});
    dialog_.host().acknowledge_later(state.leg);
}

void InviteClient::resume_ringing() {
    if (leads_by_line()) return resume_by_line();
    const auto& state = dialog_.state();
    const auto& to = target();
    const bool by_connection = is_connection(to.transport) && to.route_headers.empty();
    const bool findable = can_be_opened(to.transport) &&
                          (to.server || address_to_connect(to.uri, state.peer, to.peer_ip) == to.next_hop);
    if (by_connection && !findable)
        return failed(480, nullptr);  // it rings on, but only over its connection could it tell us
    ring_on();
}

void InviteClient::resume_by_line() {
    const auto* trunk = line();
    const auto flow = trunk ? trunk->flow() : Flow{};
    await_line();
    if (flow) goes_on_over(flow);
}

/// It had that INVITE before, and takes this one for the same.
void InviteClient::ring_on() {
    const auto told = dialog_.state().told;
    repeat();
    if (!told.empty()) dialog_.state().told = told;
    dialog_.changed();
}

}  // namespace layby::sip

// A call that outlives the process: what is kept of it, and how the next process goes on with it.
#include <algorithm>

#include "sip/dialog/call.hpp"
#include "sip/door/networks.hpp"
#include "sip/text/request_view.hpp"
#include "sip/text/uri.hpp"
#include "sip/text/without_pin.hpp"

namespace layby::sip {
namespace {

/// What was sent last may not have been written any more; so we leave a gap that it can't exceed.
constexpr std::uint32_t cseq_gap = 1000;
constexpr std::uint64_t session_version_gap = 1000;

/// How long a phone whose connection ended with the old process may take to come back. Desk phones notice at
/// once; one that only sends a keep-alive now and then, within two minutes.
constexpr Duration reconnect_patience = std::chrono::seconds{180};
constexpr Duration ack_patience = std::chrono::seconds{32};  ///< 64*T1, as nta waits for an ACK

constexpr std::uint16_t default_port = 5060;

KeptTarget kept_of(const Target& target) {
    KeptTarget kept{.uri = target.uri,
                    .next_hop = target.next_hop,
                    .route_headers = target.route_headers,
                    .peer_ip = target.peer_ip,
                    .transport = target.transport,
                    .server = {},
                    .extra_headers = target.extra_headers,
                    .features = target.features};
    if (target.server) kept.server = target.server->address;
    return kept;
}

Target target_of(const KeptTarget& kept) {
    Target target{.uri = kept.uri,
                  .next_hop = kept.next_hop,
                  .route_headers = kept.route_headers,
                  .flow = {},
                  .peer_ip = kept.peer_ip,
                  .transport = kept.transport,
                  .server = {},
                  .extra_headers = kept.extra_headers,
                  .features = kept.features};
    if (kept.server) target.server = Server{*kept.server, kept.transport};
    return target;
}

/// Where a connection of ours could reach a contact: a trunk's server listens there, and so do most desk
/// phones, but none that is behind a NAT. (Over TCP a phone's requests come from a port where nobody
/// listens.)
std::string address_to_connect(const std::string& contact, const calls::Origin& peer,
                               const std::string& peer_ip) {
    const auto uri = parse_uri(contact);
    if (!uri) return {};
    const bool at_home =
        peer.kind == calls::Origin::Kind::trunk || address_of(uri->host) == address_of(peer_ip);
    if (!at_home) return {};
    const auto port = uri->port ? uri->port : default_port;
    return "sip:" + bracketed(uri->host) + ":" + std::to_string(port) + ";transport=tcp";
}

std::string uri_in(const std::string& contact) {
    const auto begin = contact.find('<');
    return begin == std::string::npos ? contact : contact.substr(begin + 1, contact.find('>') - begin - 1);
}

}  // namespace

// -- what is kept

void Call::changed() {
    if (phase_ != Phase::over && !std::exchange(noted_, true)) host_.changed(state_.leg);
}

std::optional<KeptCall> Call::take_changes() {
    noted_ = false;
    if (phase_ == Phase::over) return {};
    return kept();
}

KeptCall Call::kept() const {
    KeptCall out;
    out.dialog = state_;
    out.dialog.start = host_.start();
    out.dialog.local = without_pin(state_.local);
    if (leg_) out.dialog.local_cseq = std::max(state_.local_cseq, leg_->local_cseq());
    out.answered = answered_;
    out.confirmed = confirmed_;
    if (!branch_.empty()) out.invite = kept_invite();
    out.timer = timer_;
    if (transfer_) out.transfer = KeptTransfer{transfer_->event, transfer_->silent, transfer_->cseq};
    out.transferred_before = transferred_before_;
    return out;
}

KeptInvite Call::kept_invite() const {
    KeptInvite out{.order = order_,
                   .targets = {},
                   .target = target_,
                   .branch = branch_,
                   .cseq = invite_cseq_,
                   .proved = proved_,
                   .min_se = min_se_};
    for (const auto& target : targets_) out.targets.push_back(kept_of(target));
    return out;
}

// -- how it goes on

void Call::resume(const KeptCall& kept, const calls::Resume& as) {
    restore(kept);
    if (kept.transfer && as.transferring) restore_transfer(*kept.transfer);
    if (kept.answered || as.answered) return resume_established(kept, as);
    phase_ = Phase::calling;
    resume_ringing(*kept.invite);
}

void Call::restore(const KeptCall& kept) {
    const auto lives = lives_since(kept.dialog, host_.start());
    state_.local_cseq += cseq_gap * lives;
    state_.ours.step = session_version_gap * lives;
    const auto features = state_.contact.substr(state_.contact.find('>') + 1);
    state_.contact = host_.stack().contact(state_.peer_ip, state_.transport) + features;
    answered_ = kept.answered;
    confirmed_ = kept.confirmed;
    transferred_before_ = kept.transferred_before;
    if (kept.invite) restore_invite(*kept.invite);
    if (state_.inbound || !state_.name.remote_tag.empty()) make_leg();
}

/// Accepted, even if the 202 never left: then the REFER comes again.
void Call::restore_transfer(const KeptTransfer& kept) {
    transfer_ = Subscription{nullptr, kept.event, kept.silent, kept.cseq};
    ++host_.subscriptions();
}

void Call::restore_invite(const KeptInvite& invite) {
    order_ = invite.order;
    target_ = invite.target;
    branch_ = invite.branch;
    invite_cseq_ = invite.cseq;
    proved_ = invite.proved;
    min_se_ = invite.min_se;
    for (const auto& target : invite.targets) targets_.push_back(target_of(target));
    if (state_.remote_session) early_answer_ = state_.remote_session->audio;
}

void Call::resume_established(const KeptCall& kept, const calls::Resume& as) {
    phase_ = Phase::up;
    answered_ = true;
    if (as.ours) state_.local_media = as.ours;
    lose_connection();
    if (state_.inbound && !confirmed_) await_confirmation();
    if (!state_.inbound && !confirmed_) {
        ack_owed_ = true;
        if (!as.answered) host_.tell(calls::CallAnswered{state_.leg, early_answer_, {}, state_.peer_ip});
        host_.acknowledge_later(state_.leg);
    }
    if (kept.timer) start_timer(*kept.timer);
    changed();
}

void Call::resume_ringing(const KeptInvite& invite) {
    const auto& target = targets_[invite.target];
    const bool over_udp = target.transport == "udp" || !target.route_headers.empty();
    if (!over_udp && address_to_connect(target.uri, state_.peer, target.peer_ip) != target.next_hop &&
        !target.server)
        return failed(480, nullptr);  // it rings on, but only over its connection could it tell us
    repeat_invite();
    changed();
}

void Call::end_resumed(const KeptCall& kept) {
    restore(kept);
    if (kept.answered) {
        phase_ = Phase::up;
        ack_owed_ = !kept.confirmed && !state_.inbound;
        lose_connection();
        return hang_up(calls::CancelReason::none);
    }
    phase_ = Phase::cancelling;
    resume_ringing(*kept.invite);
    if (phase_ == Phase::cancelling) cancel();
}

// -- an inbound call whose ACK hasn't come

/// Our 2xx may have been lost with its transaction. The late ACK settles it, or the answer to a re-INVITE:
/// a peer that has no 2xx of ours refuses that one (RFC 3261 section 14.2).
void Call::await_confirmation() {
    leg_->on_ack([this](const sip_t& ack) { late_ack(ack); });
    const auto patience = spared() ? reconnect_patience + ack_patience : ack_patience;
    answer_deadline_.set(patience, [this] { lost(calls::HangupCause::unreachable); });
}

void Call::late_ack(const sip_t& ack) {
    if (confirmed_ || phase_ != Phase::up) return;
    auto reading = has_sdp(ack) && !state_.remote_session ? read_sdp(sdp_in(ack)) : SdpReading{};
    std::optional<MediaDescription> answer;
    if (reading.session) answer = reading.session->audio;
    if (reading.session) state_.remote_session = std::move(reading.session);
    confirm(answer);
}

void Call::confirm(const std::optional<MediaDescription>& answer) {
    confirmed_ = true;
    answer_deadline_.clear();
    changed();
    host_.tell(calls::CallConfirmed{state_.leg, answer});
}

// -- whether the peer still knows of it

void Call::prove() {
    if (phase_ != Phase::up) return;
    if (ack_owed_) return session_clock_.set(std::chrono::seconds{1}, [this] { prove(); });
    if (!connectable_) return unanswered(Purpose::refresh);
    refresh(Purpose::refresh);
}

bool Call::spared() const { return spared_until_ > host_.stack().loop().now(); }

void Call::lose_connection() {
    if (state_.transport == "udp" || !state_.route_set.empty()) return;
    if (!state_.inbound && state_.peer.kind == calls::Origin::Kind::trunk)
        return;  // we connect to its server
    spared_until_ = host_.stack().loop().now() + reconnect_patience;
    const auto address = address_to_connect(uri_in(state_.remote_target), state_.peer, state_.peer_ip);
    connectable_ = !address.empty();
    if (connectable_) state_.next_hop = address;
    host_.awaits_connection(state_.leg);
}

void Call::connected_again(Flow flow) {
    flow_ = std::move(flow);
    connectable_ = true;
    spared_until_ = {};
    prove();
}

/// The peer sends over a new connection after the old one has ended.
bool Call::reconnects(const Incoming& incoming) {
    if (spared_until_ == Instant{} || is_open(flow_)) return false;
    flow_ = incoming.flow();
    connectable_ = true;
    const bool awaited = spared();
    spared_until_ = {};
    return awaited;
}

}  // namespace layby::sip

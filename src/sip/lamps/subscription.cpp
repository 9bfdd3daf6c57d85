#include "sip/lamps/subscription.hpp"

#include <algorithm>

#include "sip/dialog/our_headers.hpp"
#include "sip/lamps/subscribe_request.hpp"
#include "sip/registrar/register_view.hpp"
#include "sip/stack/message_view.hpp"
#include "sip/text/uri.hpp"

namespace layby::sip {
namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t shortest = 60, longest = 3600;  ///< seconds
constexpr Duration apart = 100ms;                       ///< two NOTIFYs of one subscription
constexpr Duration pause_after_failure = 1s;
constexpr Duration longest_silence = 40s;  ///< a name in its route can't be looked up
constexpr int most_failures = 2;

/// How far CSeq and version go on after a restart. A state is kept with each refresh, and not with each
/// NOTIFY: so many can't have been sent in between.
constexpr std::uint32_t gap = 1 << 16;
static_assert(std::chrono::seconds{longest} / apart < gap);
/// Phones count to 2^31 (RFC 3261 section 8.1.1.5); half of that is left for the time until the next restart.
constexpr std::uint32_t last_number_to_go_on_from = 1 << 30;

/// The watcher knows nothing of this subscription, or never will again: no second try helps.
bool is_final(int status) {
    const bool passing = status == 408 || status == 480 || status == 491 || status >= 500;
    return !passing || status >= 600;
}

Duration pause_asked(const sip_t* sip) {
    if (!sip || !sip->sip_retry_after) return pause_after_failure;
    const auto seconds = std::min<sip_time_t>(sip->sip_retry_after->af_delta, 60);
    return std::max<Duration>(std::chrono::seconds{seconds}, pause_after_failure);
}

}  // namespace

std::optional<Reply> refuse_expires(std::optional<std::uint32_t> asked) {
    if (!asked || *asked == 0 || *asked >= shortest) return {};
    return Reply{423, {}, header("Min-Expires", std::to_string(shortest)), {}};
}

std::uint32_t granted(std::optional<std::uint32_t> asked) {
    return std::min(asked.value_or(longest), longest);
}

bool skip_numbers(SubscriptionState& state, std::uint32_t lives) {
    if (std::max(state.dialog.local_cseq, state.version) > last_number_to_go_on_from) return false;
    state.dialog.local_cseq += gap * lives;
    state.version += gap * lives;
    return true;
}

Subscription::Subscription(SubscriptionHost& host, SubscriptionState state, Flow flow)
    : host_(host),
      state_(std::move(state)),
      flow_(std::move(flow)),
      leg_(host.stack(), state_.dialog, [this](std::unique_ptr<Incoming> incoming, const sip_t& sip) {
          on_request(std::move(incoming), sip);
      }) {}

Instant Subscription::now() const { return host_.stack().loop().now(); }

void Subscription::begin(std::uint32_t seconds) {
    state_.pending = {true, true, {}};
    state_.expires = now() + std::chrono::seconds{seconds};
    if (seconds == 0) return end("timeout");
    keep();
    send_next();
}

void Subscription::sleep() {
    asleep_ = true;
    state_.pending = {false, true, {}};
    keep();
    host_.wake_at(*this);
}

void Subscription::wake() {
    asleep_ = false;
    tell_all();
}

void Subscription::keep() {
    state_.dialog.local_cseq = leg_.local_cseq();
    host_.keep(state_);
}

/// Nobody can connect to a phone: one whose connection is gone is told when it refreshes over a new one.
bool Subscription::reachable() const {
    const auto& dialog = state_.dialog;
    return !dialog.route_set.empty() || !is_connection(dialog.transport) || is_open(flow_);
}

void Subscription::changed(SlotNumber slot) {
    state_.pending.any = true;
    const bool of_many = state_.topic.kind == Topic::Kind::lot || state_.topic.kind == Topic::Kind::list;
    if (of_many) state_.pending.slots.insert(slot);
    host_.wake_at(*this);
}

void Subscription::tell_all() {
    state_.pending.any = state_.pending.full = true;
    host_.wake_at(*this);
}

std::optional<Instant> Subscription::next_deadline() const {
    if (sent_) return std::min(answer_by_, ending_.empty() ? state_.expires : answer_by_);
    if (last_sent_) return {};
    if (!ending_.empty()) return earliest_;
    return has_news() ? std::min(state_.expires, earliest_) : state_.expires;
}

void Subscription::run() {
    if (sent_ && now() >= answer_by_) return responded(408, nullptr);
    if (last_sent_) return;
    if (ending_.empty() && now() >= state_.expires) return end("timeout");
    if (sent_ || now() < earliest_) return host_.wake_at(*this);
    if (!ending_.empty()) return send_last(ending_);
    if (has_news()) send_next();
}

void Subscription::end(const std::string& reason) {
    if (!ending_.empty()) return;
    ending_ = reason;
    state_.pending.any = state_.pending.full = true;
    host_.ended(state_.id);
    if (sent_) return host_.wake_at(*this);  // in turn: a NOTIFY must not overtake another
    if (!reachable()) return host_.over(state_.id);
    send_last(reason);
}

std::string Subscription::current_contact() const {
    return host_.stack().contact(state_.dialog.peer_ip, state_.dialog.transport);
}

bool Subscription::sees_us_elsewhere() const { return current_contact() != state_.dialog.contact; }

void Subscription::send_next() { send("active;expires=" + std::to_string(seconds_left())); }

void Subscription::send_last(const std::string& reason) {
    last_sent_ = true;
    send("terminated;reason=" + reason);
}

std::uint32_t Subscription::seconds_left() const {
    const auto left = std::chrono::duration_cast<std::chrono::seconds>(state_.expires - now()).count();
    return static_cast<std::uint32_t>(std::max<std::int64_t>(0, left));
}

void Subscription::send(const std::string& subscription_state) {
    auto document = next_document(state_, host_.table(), host_.names(), now());
    NewRequest notify;
    notify.method = "NOTIFY";
    lead(notify, state_.dialog, flow_);
    state_.dialog.contact = current_contact();
    notify.headers = header("Contact", state_.dialog.contact) + header("Event", state_.event) +
                     header("Subscription-State", subscription_state) + document.headers;
    notify.body = std::move(document.body);
    earliest_ = now() + apart;
    answer_by_ = now() + longest_silence;
    sent_ = host_.stack().send_on(leg_.get(), notify,
                                  [this](int status, const sip_t* sip) { responded(status, sip); });
    host_.wake_at(*this);
    if (!sent_) return failed(503, nullptr);
    host_.told(true);
}

void Subscription::responded(int status, const sip_t* sip) {
    if (status < 200) return;
    sent_.reset();
    if (status >= 300) return failed(status, sip);
    failures_ = 0;
    if (last_sent_) return host_.over(state_.id);
    host_.wake_at(*this);
}

/// What was lost is told again, in full, once; a watcher that stays silent watches no more. One that has lost
/// its connection is not to blame: it will come back.
void Subscription::failed(int status, const sip_t* sip) {
    host_.told(false);
    failures_ = reachable() ? failures_ + 1 : 0;
    if (last_sent_ || is_final(status) || failures_ >= most_failures) {
        host_.ended(state_.id);
        return host_.over(state_.id);
    }
    earliest_ = now() + pause_asked(sip);
    tell_all();
}

// -- requests within it

void Subscription::on_request(std::unique_ptr<Incoming> incoming, const sip_t& sip) {
    if (sip.sip_cseq->cs_seq < state_.dialog.remote_cseq) return incoming->reply(500);
    const auto from = hop_of(host_.stack(), *incoming);
    if (const auto refused = host_.refuse_elsewhere(state_.dialog, from, sip)) {
        leg_.forget_cseq(state_.dialog);
        return incoming->reply(*refused);
    }
    state_.dialog.remote_cseq = sip.sip_cseq->cs_seq;
    switch (sip.sip_request->rq_method) {
        case sip_method_subscribe:
            return refresh(std::move(incoming), sip);
        case sip_method_options:
            return incoming->reply(options_reply());
        default:
            return incoming->reply(method_not_allowed());
    }
}

void Subscription::refresh(std::unique_ptr<Incoming> incoming, const sip_t& sip) {
    const auto asked = read_subscribe(sip);
    if (!ending_.empty()) return incoming->reply(481);
    if (asked.package != state_.package) return incoming->reply(Reply{489, {}, allow_events_header(), {}});
    if (const auto refused = refuse_expires(asked.expires)) return incoming->reply(*refused);
    const auto seconds = granted(asked.expires);
    follow(*incoming, sip);
    state_.dialog.contact = current_contact();
    incoming->reply(Reply{
        200, {}, header("Contact", state_.dialog.contact) + header("Expires", std::to_string(seconds)), {}});
    state_.expires = now() + std::chrono::seconds{seconds};
    if (seconds == 0) return end("timeout");
    asleep_ = false;
    state_.pending.any = state_.pending.full = true;
    keep();
    if (sent_) return host_.wake_at(*this);
    send_next();
}

/// A refresh may come from another address or connection than the one before.
void Subscription::follow(Incoming& incoming, const sip_t& sip) {
    leg_.refresh_target(sip.sip_contact);
    if (sip.sip_contact) state_.dialog.remote_target = "<" + text_of(*sip.sip_contact->m_url) + ">";
    const auto hop = hop_of(host_.stack(), incoming);
    flow_ = is_connection(hop.transport) ? incoming.flow() : Flow{};
    state_.dialog.peer_ip = hop.peer.ip;
    state_.dialog.transport = hop.transport;
    if (!state_.dialog.next_hop.empty()) state_.dialog.next_hop = hop_uri(hop.peer, hop.transport);
}

}  // namespace layby::sip

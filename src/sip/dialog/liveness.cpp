#include "sip/dialog/liveness.hpp"

#include "runtime/check.hpp"
#include "sip/dialog/our_headers.hpp"
#include "sip/text/uri.hpp"
#include "words/networks.hpp"

namespace layby::sip {
namespace {

/// For a name in a Contact whose name server is dead: the stack itself would wait for minutes.
constexpr Duration refresh_patience = std::chrono::seconds{40};

/// For a user who has moved to answer a challenge.
constexpr Duration time_to_prove = std::chrono::seconds{2};

constexpr std::uint16_t default_port = 5060;

std::string uri_in(const std::string& contact) {
    const auto begin = contact.find('<');
    return begin == std::string::npos ? contact : contact.substr(begin + 1, contact.find('>') - begin - 1);
}

}  // namespace

calls::HangupCause cause_of(Purpose purpose) {
    return purpose == Purpose::probe ? calls::HangupCause::silent : calls::HangupCause::unreachable;
}

std::string address_to_connect(const std::string& contact, const calls::Origin& peer,
                               const std::string& peer_ip) {
    const auto uri = parse_uri(contact);
    if (!uri) return {};
    const bool at_home =
        peer.kind == calls::Origin::Kind::trunk || address_of(uri->host) == address_of(peer_ip);
    if (!at_home) return {};
    const auto port = uri->port ? uri->port : default_port;
    return hop_uri({uri->host, port}, Transport::tcp);
}

Liveness::Liveness(DialogContext& dialog, SessionClock& clock)
    : dialog_(dialog),
      clock_(clock),
      patience_(dialog.host().stack().loop()),
      doubt_(dialog.host().stack().loop()) {}

// -- asking

void Liveness::expect_answer(Duration within, Purpose purpose) {
    clock_.stop();
    patience_.set(within, [this, purpose] { unanswered(purpose); });
}

void Liveness::prove_soon() {
    if (!doubt_.running()) doubt_.set(time_to_prove, [this] { prove(); });
}

void Liveness::refresh(Purpose purpose, bool with_offer) {
    if (!CHECK(asks_for_life(purpose))) return;
    // Unconfirmed, an UPDATE would prove an early dialog only.
    const bool needs_offer = with_offer || dialog_.sees_us_elsewhere();
    const bool by_update = !needs_offer && dialog_.state().allows_update && dialog_.confirmed();
    expect_answer(refresh_patience, purpose);
    if (by_update) return update(purpose);
    if (!dialog_.offer_again(purpose)) alive();
}

void Liveness::update(Purpose purpose) {
    auto update = dialog_.requests().make("UPDATE");
    update.headers = usual_headers(dialog_.state()) + clock_.ask();
    const auto shown = dialog_.to_show();
    if (shown) update.headers += display_lines(dialog_.host(), dialog_.state(), *shown);
    dialog_.requests().send(std::move(update), [this, purpose, shown](int status, const sip_t* sip) {
        if (sip && status < 300) dialog_.has_shown(shown);
        updated(purpose, status, sip);
    });
}

void Liveness::updated(Purpose purpose, int status, const sip_t* sip) {
    if (dialog_.phase() != Phase::up) return;
    if (!sip) return unanswered(purpose);
    if (status == 408 || status == 481) return dialog_.lost(cause_of(purpose));  // it knows nothing of us
    if (status < 300) clock_.agreed(*sip);
    if (clock_.lengthen(status, *sip)) return refresh(purpose);
    alive();
    dialog_.settled();  // what waited for its connection
}

void Liveness::due(bool we_ask) { we_ask ? refresh(Purpose::refresh) : unanswered(Purpose::refresh); }

void Liveness::probe() {
    if (dialog_.phase() == Phase::up) refresh(Purpose::probe);
}

void Liveness::prove() {
    if (dialog_.phase() != Phase::up) return;
    const bool owes_ack = !dialog_.state().inbound && !dialog_.confirmed();
    if (owes_ack) return patience_.set(std::chrono::seconds{1}, [this] { prove(); });
    if (!connectable_) return unanswered(Purpose::refresh);
    // The last word about keys may have got lost with the process: then nobody would hear anything.
    const auto& agreed = dialog_.state().local_media;
    refresh(Purpose::refresh, agreed && !agreed->crypto.empty());
}

void Liveness::unanswered(Purpose purpose) {
    if (!spared()) return dialog_.lost(cause_of(purpose));
    clock_.stop();
    const auto asked = asks_for_life(purpose) ? purpose : Purpose::refresh;
    patience_.set(grace(), [this, asked] { refresh(asked); });
}

void Liveness::working(Purpose purpose) {
    if (dialog_.phase() == Phase::up && asks_for_life(purpose))
        expect_answer(patience_with_the_slow, purpose);
}

void Liveness::alive() {
    patience_.clear();
    clock_.start();
}

void Liveness::stop() {
    patience_.clear();
    doubt_.clear();
    clock_.stop();
}

// -- its connection

Duration Liveness::grace() const {
    const auto now = dialog_.host().stack().loop().now();
    return spared_until_ > now ? spared_until_ - now : Duration{};
}

/// Only the peer could open another connection.
bool Liveness::is_cut_off() const {
    return !can_be_opened(dialog_.state().transport) && !is_open(dialog_.requests().flow());
}

/// A connection that ends while we live is waited for as after a restart, once.
bool Liveness::spared() {
    if (spared_until_ == Instant{} && is_cut_off()) lose_connection();
    return grace() > Duration{};
}

void Liveness::lose_connection() {
    auto& state = dialog_.state();
    if (!is_connection(state.transport)) return;
    const bool to_server = !state.inbound && state.peer.kind == calls::Origin::Kind::trunk;
    // Over TCP we connect to whom the route names, or to the trunk's server.
    if (can_be_opened(state.transport) && (to_server || !state.route_set.empty())) return;
    spared_until_ = dialog_.host().stack().loop().now() + reconnect_patience;
    const auto address = can_be_opened(state.transport)
                             ? address_to_connect(uri_in(state.remote_target), state.peer, state.peer_ip)
                             : std::string{};
    connectable_ = !address.empty();
    if (connectable_) state.next_hop = address;
    dialog_.host().awaits_connection(state.leg);
}

void Liveness::goes_on_over(Flow flow) {
    dialog_.requests().flow_over(std::move(flow));
    connectable_ = true;
    spared_until_ = {};
}

void Liveness::connected_again(Flow flow) {
    goes_on_over(std::move(flow));
    prove();
}

bool Liveness::reconnects(const Incoming& incoming) {
    const bool lost = spared_until_ != Instant{} || is_cut_off();
    if (!lost || is_open(dialog_.requests().flow())) return false;
    const bool awaited = spared();
    dialog_.requests().flow_over(incoming.flow());
    connectable_ = true;
    spared_until_ = {};
    return awaited;
}

// -- where it speaks from

bool Liveness::hears(const std::string& ip) const {
    return ip == dialog_.state().peer_ip || ip == dialog_.state().heard_ip;
}

bool Liveness::note_source(const std::string& ip) {
    if (ip.empty() || ip == speaks_from(dialog_.state())) return false;
    dialog_.state().heard_ip = ip;
    tell_heard();
    return true;
}

void Liveness::tell_heard() {
    const auto& state = dialog_.state();
    dialog_.host().tell(calls::PeerHeard{state.leg, speaks_from(state)});
}

}  // namespace layby::sip

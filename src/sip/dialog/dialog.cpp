// The dialog of a call, what happens in it, and its end.
#include "sip/dialog/dialog.hpp"

#include "runtime/check.hpp"
#include "sip/dialog/invitation.hpp"
#include "sip/dialog/our_headers.hpp"
#include "sip/stack/message_parts.hpp"
#include "sip/stack/message_view.hpp"
#include "sip/text/info_digit.hpp"

namespace layby::sip {
namespace {

constexpr Duration for_its_name = std::chrono::seconds{40};  ///< it can't be looked up

}  // namespace

Dialog::Dialog(DialogHost& host, DialogState state)
    : host_(host),
      state_(std::move(state)),
      phase_(state_.inbound ? Phase::ringing : Phase::calling),
      requests_(*this, [this](std::unique_ptr<Incoming> incoming,
                              const sip_t& sip) { on_request(std::move(incoming), sip); }),
      clock_(*this),
      display_(*this),
      liveness_(*this, clock_),
      offers_(*this, clock_, liveness_),
      server_(*this, clock_, liveness_),
      client_(*this, clock_),
      transfer_(*this),
      bye_patience_(host.stack().loop()) {}

Dialog::~Dialog() { transfer_.end(); }

void Dialog::enter(Phase phase) {
    if (CHECK(phase_ != Phase::over)) phase_ = phase;
}

std::optional<Hop> Dialog::asked_from() const {
    const auto* waits = phase_ == Phase::ringing ? server_.waiting() : transfer_.waiting();
    if (!waits) return {};
    return hop_of(host_.stack(), *waits);
}

/// Its last connection may look open for another minute, and lead nowhere: its computer has changed networks.
void Dialog::registered_over(const Flow& flow) {
    const bool by_flow_alone = !can_be_opened(state_.transport);
    if (by_flow_alone && requests_.flow() != flow) connected_again(flow);
}

bool Dialog::is_of_tls_trunk() const {
    return state_.transport == Transport::tls && state_.peer.kind == calls::Origin::Kind::trunk;
}

bool Dialog::trunk_connected(const Flow& line) {
    if (!is_of_tls_trunk() || requests_.has_own_flow()) return false;
    offers_.follow(line);
    liveness_.goes_on_over(line);
    if (phase_ == Phase::ending && bye_waits_) send_bye();
    client_.goes_on_over(line);
    return true;
}

void Dialog::connected_again(const Flow& flow) {
    offers_.follow(flow);
    liveness_.connected_again(flow);
}

void Dialog::on_request(std::unique_ptr<Incoming> incoming, const sip_t& sip) {
    if (sip.sip_cseq->cs_seq < state_.remote_cseq) {  // RFC 3261 section 12.2.2
        incoming->reply(500);
        return;
    }
    if (!is_of_peer(*incoming, sip)) return;
    state_.remote_cseq = sip.sip_cseq->cs_seq;
    changed();
    if (is_connection(state_.transport) && length_of(sip) > longest_message) return incoming->reply(513);
    if (const auto refused = refused_extension(sip)) return incoming->reply(*refused);
    if (phase_ == Phase::ending && sip.sip_request->rq_method != sip_method_bye) {
        incoming->reply(481);
        return;
    }
    const auto hop = hop_of(host_.stack(), *incoming);
    heard_at(hop.peer.ip);
    const bool back = liveness_.reconnects(*incoming);
    offers_.follow(requests_.flow());
    dispatch(std::move(incoming), sip);
    follow_source(hop);
    if (back) liveness_.prove();
}

/// False: it was refused, as anybody may have sent it who has read the call's tags.
bool Dialog::is_of_peer(Incoming& incoming, const sip_t& sip) {
    const auto from = hop_of(host_.stack(), incoming);
    const bool in_clear = is_of_tls_trunk() && from.transport != Transport::tls;
    if (!in_clear && liveness_.hears(from.peer.ip)) return true;
    const auto refused = host_.refuse_elsewhere(state_, from, sip);
    if (!refused) return true;
    incoming.reply(*refused);
    requests_.forget_cseq();
    if (sip.sip_request->rq_method == sip_method_bye) liveness_.prove_soon();
    return false;
}

void Dialog::dispatch(std::unique_ptr<Incoming> incoming, const sip_t& sip) {
    switch (sip.sip_request->rq_method) {
        case sip_method_bye:
            return on_bye(std::move(incoming));
        case sip_method_invite:
            return offers_.invited(std::move(incoming), sip);
        case sip_method_update:
            return offers_.updated(std::move(incoming), sip);
        case sip_method_refer:
            return transfer_.asked(std::move(incoming), sip);
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

void Dialog::on_bye(std::unique_ptr<Incoming> incoming) {
    incoming->reply(200);
    if (phase_ == Phase::ending && bye_waits_) return finish();
    if (phase_ == Phase::ending || phase_ == Phase::over) return;
    if (phase_ == Phase::ringing)
        server_.ended();
    else if (phase_ != Phase::cancelling)
        host_.tell(calls::HungUp{state_.leg, calls::HangupCause::normal});
    finish();
}

/// "Signal=5\r\nDuration=160" or just "5".
void Dialog::on_info(std::unique_ptr<Incoming> incoming, const sip_t& sip) {
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

void Dialog::bye() {
    enter(Phase::ending);
    if (!requests_.has_leg()) return finish();
    const auto patience = is_of_tls_trunk() ? reconnect_patience : for_its_name;
    bye_patience_.set(patience, [this] { finish(); });
    if (!waits_for_line()) return send_bye();
    bye_waits_ = true;
    host_.awaits_connection(state_.leg);
}

/// Nobody can be told that the call is over, who would pay for it, before the trunk is connected to again.
bool Dialog::waits_for_line() const { return is_of_tls_trunk() && !is_open(requests_.flow()); }

void Dialog::send_bye() {
    bye_waits_ = false;
    requests_.send(requests_.make("BYE"), [this](int status, const sip_t* sip) {
        if (status < 200) return;
        bye_waits_ = !sip && waits_for_line();
        if (!bye_waits_) finish();
    });
}

void Dialog::lost(calls::HangupCause cause) {
    if (phase_ == Phase::ending || phase_ == Phase::over) return;
    host_.tell(calls::HungUp{state_.leg, cause});
    release();
    bye();
}

void Dialog::release() {
    liveness_.stop();
    display_.stop();
    offers_.release();
    server_.stop();
    client_.stop();
    bye_patience_.clear();
    acknowledge();
    transfer_.end();
}

void Dialog::finish() {
    if (phase_ == Phase::over) return;
    phase_ = Phase::over;
    release();
    host_.over(state_.leg);
}

void Dialog::acknowledge() {
    if (!state_.inbound) client_.acknowledge();
}

void Dialog::dial(const calls::OutboundCall& order, std::vector<Target> targets) {
    if (CHECK(!state_.inbound)) client_.dial(order, std::move(targets));
}

void Dialog::hang_up(calls::CancelReason reason) {
    switch (phase_) {
        case Phase::ringing:
        case Phase::answered:
            return server_.give_up();
        case Phase::calling:
            return client_.cancel(reason);
        case Phase::up:
            release();
            return bye();
        case Phase::cancelling:
        case Phase::ending:
        case Phase::over:
            return;
    }
}

void Dialog::send_digit(char digit, Duration length) {
    if (phase_ != Phase::up) return;
    auto info = requests_.make("INFO");
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(length).count();
    info.body = {"application/dtmf-relay",
                 "Signal=" + std::string(1, digit) + "\r\nDuration=" + std::to_string(ms) + "\r\n"};
    requests_.send(std::move(info), nullptr);
}

/// A phone that still rings can be told if it has an early dialog (RFC 3311 section 5.1), and not otherwise.
void Dialog::show_party(const Party& shown) {
    const bool rings =
        phase_ == Phase::calling && requests_.has_leg() && client_.under_way() && state_.allows_update;
    if (phase_ == Phase::answered) return server_.show_later(shown);
    if (phase_ != Phase::up && !rings) return;
    if (state_.allows_update) return display_.show(shown);
    if (state_.peer.kind != calls::Origin::Kind::user) return;  // an offer that another system didn't need
    display_.show_with_next(shown);
    offers_.show();
}

}  // namespace layby::sip

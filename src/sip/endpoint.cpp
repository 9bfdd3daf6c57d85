#include "sip/endpoint.hpp"

#include "sip/endpoint/endpoint_inside.hpp"
#include "sip/stack/loop_inside.hpp"
#include "sip/text/identity.hpp"

namespace layby::sip {
namespace {

std::string domain_of(const Options& options) { return options.domain.empty() ? "layby" : options.domain; }

}  // namespace

Endpoint::Inside::Inside(Loop& loop, Options settings, std::function<void(calls::Fact)> teller, Kept kept)
    : options_(std::move(settings)),
      soon(loop),
      stack_(loop, options_, [this](Arrival& arrival) { on_arrival(arrival); }),
      registrations(options_, loop, kept.keeper, [this](const std::string& user) { devices_changed(user); }),
      keep_alives(stack_, registrations.registrar(),
                  [this](DeviceId device, bool silent) { registrations.is_silent(device, silent); }),
      reception(options_, stack_, registrations.registrar()),
      dialogs(soon, kept.dialogs, kept.start),
      turn(soon, dialogs, std::move(teller), kept.dialogs, std::move(kept.when_durable)),
      reachable(options_, soon, stack_, registrations.registrar(),
                [this](calls::Fact fact) { tell(std::move(fact)); }),
      messenger(stack_, registrations.registrar(), reachable.lines(), domain_of(options_),
                [this](calls::Fact fact) { tell(std::move(fact)); }),
      lamps(stack_, options_, {kept.dialogs, kept.start, std::move(kept.subscriptions)}),
      resumption(soon, dialogs, *this, kept.dialogs, std::move(kept.calls)),
      relocation(stack_, dialogs),
      referrals(soon, stack_, kept.start) {
    stack_.watch_connections([this](const std::string& ip) { return reception.door().excepted(ip); },
                             [this](const Address& peer) {
                                 reception.note_refused(one_too_many, {}, {peer, Transport::tcp});
                             });
    stack_.trunk_doors().watch([this](const std::string& trunk) { trunk_connected(trunk); });
    stack_.watch_unreadable([this](const Address& from, Transport transport) {
        reception.note_refused(unreadable, {}, {from, transport});
    });
    lamps.guard([this](const DialogState& dialog, const Hop& from, const sip_t& request) {
        return refuse_elsewhere(dialog, from, request);
    });
    registrations.keep_open(keep_alives);
    registrations.restore(kept.registrations,
                          [this](const std::string& user) { return reception.door().is_user(user); });
    // Not before it knows the trunks that prove themselves by a certificate.
    if (auto* edge = stack_.edge()) edge->begin();
}

void Endpoint::Inside::devices_changed(const std::string& user) {
    reachable.tell_devices(user);
    watch_phones(user, registrations.registrar().view(user, now()));
}

Endpoint::Inside::~Inside() {
    referrals.clear();
    dialogs.clear();
}

void Endpoint::Inside::reload(Options options) {
    options.listen = options_.listen;
    stack_.use(options.tls);
    options_ = std::move(options);
    reception.reload(options_);
    lamps.reload(options_);
    registrations.reload(options_,
                         [this](const std::string& user) { return reception.door().is_user(user); });
    reachable.reload(options_, has_calls());
    stack_.outlook().change(options_);
    keep_alives.rules_changed();
    outlook_changed();
}

TrunkLines::HasCalls Endpoint::Inside::has_calls() {
    return [this](const std::string& trunk) { return !dialogs.of_trunk(trunk).empty(); };
}

void Endpoint::Inside::is_seen_as(const std::string& network, const SeenAs& seen) {
    if (stack_.outlook().is_seen_as(network, seen)) outlook_changed();
}

/// Who is told nothing new costs next to nothing.
void Endpoint::Inside::outlook_changed() {
    reachable.lines().follow_outlook();  // providers want to know the new address before calls use it
    relocation.begin(options_.resumed_calls_per_second);
    lamps.follow_outlook();
}

void Endpoint::Inside::note_refused(const RefusedKind& kind, LegId leg, const calls::Refused& why) {
    const auto* dialog = why.status == 403 ? find(leg) : nullptr;
    const auto hop = dialog ? dialog->asked_from() : std::nullopt;
    if (!hop) return;
    const auto& values = dialog->values();
    const bool trunk = values.peer.kind == calls::Origin::Kind::trunk;
    const auto dialled = parse_name_address(values.local);
    reception.note_refused(kind, trunk ? "trunk " + values.peer.name : values.peer.name,
                           {hop->peer, hop->transport}, dialled ? dialled->user : why.reason);
}

Endpoint::Endpoint(Loop& loop, Options options, std::function<void(calls::Fact)> tell, Kept kept)
    : inside_(std::make_unique<Inside>(loop, std::move(options), std::move(tell), std::move(kept))) {}
Endpoint::~Endpoint() = default;

void Endpoint::end_unclaimed() { inside_->resumption.end_unclaimed(); }

std::vector<calls::Fact> Endpoint::reachable() { return inside_->reachable.all(inside_->options_); }

void Endpoint::show(const calls::Watched& seen) {
    std::visit([this](const auto& what) { inside_->lamps.see(what); }, seen);
}

void Endpoint::note(const calls::Tie& tie) {
    if (auto* tape = inside_->options_.tape) tape->note_tie(tie.one, tie.other, inside_->now());
}

void Endpoint::end_subscriptions() { inside_->lamps.say_goodbye(); }

void Endpoint::reload(Options options) { inside_->reload(std::move(options)); }

void Endpoint::is_seen_as(const std::string& network, const SeenAs& seen) {
    inside_->is_seen_as(network, seen);
}

std::vector<PeerNetwork> Endpoint::networks() const { return inside_->stack_.outlook().networks(); }

void Endpoint::trace(Trace trace) { inside_->stack_.trace(std::move(trace)); }

Counters Endpoint::counters() const {
    const auto& in = *inside_;
    Counters counters;
    counters.dialogs = in.dialogs.size();
    counters.server_transactions = in.stack_.server_transactions();
    counters.client_transactions = in.stack_.client_transactions();
    counters.subscriptions = in.dialogs.transfers() + in.referrals.size() + in.lamps.size();
    counters.timers = in.soon.loop().inside().timers;
    counters.registrations = in.registrations.registrar().size();
    counters.requests = in.reception.requests();
    counters.refused_overload = in.reception.refused_overload();
    counters.refused_auth = in.reception.door().refused();
    counters.malformed = in.stack_.malformed();
    counters.bans = in.reception.door().bans().total();
    counters.ended_connections = in.stack_.connections().ended();
    if (const auto* edge = in.stack_.edge()) {
        counters.tls_connections = edge->connections();
        counters.tls_failed = edge->failed_handshakes() + edge->turned_away();
        counters.web_sockets = edge->web_sockets();
        counters.web_sockets_refused = edge->refused_web_sockets();
    }
    counters.trunk_connections = in.stack_.trunk_doors().connections();
    counters.trunk_connections_missing = in.stack_.trunk_doors().missing();
    counters.keep_alives = in.keep_alives.sent();
    counters.lamps_told = in.lamps.told();
    counters.lamps_failed = in.lamps.not_told();
    counters.responses = in.stack_.responses();
    return counters;
}

std::vector<RegistrationView> Endpoint::registrations() const {
    return inside_->registrations.registrar().view(inside_->now());
}

void Endpoint::watch_phones(PhonesWatch watch) { inside_->watch_phones = std::move(watch); }

std::vector<TrunkView> Endpoint::trunks() const { return inside_->reachable.lines().view(inside_->now()); }

void Endpoint::watch_trunks(std::function<void()> moved) {
    inside_->reachable.watch_trunks(std::move(moved));
}

std::vector<LampView> Endpoint::lamps() const {
    constexpr std::size_t most = 5000;
    return inside_->lamps.shown(most);
}

std::vector<Ban> Endpoint::bans() const { return inside_->reception.door().bans().list(inside_->now()); }

bool Endpoint::lift_ban(const std::string& source) {
    return inside_->reception.door().bans().lift(source_of(source));
}

std::vector<Listen> Endpoint::listening() const { return inside_->stack_.listening(); }

std::optional<PassingLogin> Endpoint::pass(const std::string& user) const {
    return inside_->reception.door().pass(user);
}

std::string Endpoint::realm() const { return inside_->reception.door().realm(); }

std::function<void(edge::HandedOver)> Endpoint::door_for_browsers() {
    auto* edge = inside_->options_.browsers ? inside_->stack_.edge() : nullptr;
    if (!edge) return {};
    return [edge](edge::HandedOver browser) { edge->enter(std::move(browser)); };
}

}  // namespace layby::sip

#include "sip/endpoint.hpp"

#include "calls/office.hpp"
#include "sip/door/digest.hpp"
#include "sip/endpoint/endpoint_inside.hpp"
#include "sip/text/identity.hpp"

namespace layby::sip {
namespace {

std::string domain_of(const Options& options) { return options.domain.empty() ? "layby" : options.domain; }

}  // namespace

Endpoint::Inside::Inside(Front& shared, Options settings, std::function<void(calls::Fact)> teller, Kept kept)
    : options_(std::move(settings)),
      front(shared.inside()),
      soon(front.stack.loop()),
      stack_(front.stack),
      registrations(options_, stack_.loop(), kept.keeper,
                    [this](const std::string& user) { devices_changed(user); }),
      keep_alives(stack_, registrations.registrar(),
                  [this](DeviceId device, bool silent) { registrations.is_silent(device, silent); }),
      door(
          options_, digest::random_bytes(32),
          [this](const std::string& user, const Address& source) {
              return registrations.registrar().registered_at(user, source);
          },
          front.reception.watch(), front.reception.bans()),
      dialogs(soon, kept.dialogs, kept.start, ids_of(calls::start_of_node(kept.start, kept.node)),
              front.reception.dialogs()),
      turn(soon, dialogs, std::move(teller), kept.dialogs, std::move(kept.when_durable)),
      reachable(options_, soon, stack_, registrations.registrar(),
                [this](calls::Fact fact) { tell(std::move(fact)); }),
      messenger(stack_, registrations.registrar(), reachable.lines(), domain_of(options_),
                [this](calls::Fact fact) { tell(std::move(fact)); }),
      lamps(stack_, options_, {kept.dialogs, kept.start, std::move(kept.subscriptions)}),
      resumption(soon, dialogs, *this, kept.dialogs, std::move(kept.calls)),
      relocation(stack_, dialogs),
      referrals(soon, stack_, kept.start) {
    lamps.guard([this](const DialogState& dialog, const Hop& from, const sip_t& request) {
        return refuse_elsewhere(dialog, from, request);
    });
    registrations.keep_open(keep_alives);
    registrations.restore(kept.registrations, [this](const std::string& user) { return door.is_user(user); });
    front.enter(*this);
}

void Endpoint::Inside::devices_changed(const std::string& user) {
    reachable.tell_devices(user);
    watch_phones(user, registrations.registrar().view(user, now()));
}

Endpoint::Inside::~Inside() {
    front.leave(*this);
    referrals.clear();
    dialogs.clear();
}

void Endpoint::Inside::reload(Options options) {
    options_ = std::move(options);
    front.sides_changed();
    door.reload(options_);
    lamps.reload(options_);
    registrations.reload(options_, [this](const std::string& user) { return door.is_user(user); });
    reachable.reload(options_, has_calls());
    keep_alives.rules_changed();
    outlook_changed();
}

TrunkLines::HasCalls Endpoint::Inside::has_calls() {
    return [this](const std::string& trunk) { return !dialogs.of_trunk(trunk).empty(); };
}

/// Who is told nothing new costs next to nothing.
void Endpoint::Inside::outlook_changed() {
    reachable.lines().follow_outlook();  // providers want to know the new address before calls use it
    relocation.begin(options_.resumed_calls_per_second);
    lamps.follow_outlook();
}

void Endpoint::Inside::add_to(Counters& counters) const {
    counters.dialogs += dialogs.size();
    counters.subscriptions += dialogs.transfers() + referrals.size() + lamps.size();
    counters.registrations += registrations.registrar().size();
    counters.refused_auth += door.refused();
    counters.keep_alives += keep_alives.sent();
    counters.lamps_told += lamps.told();
    counters.lamps_failed += lamps.not_told();
}

void Endpoint::Inside::note_refused(const RefusedKind& kind, LegId leg, const calls::Refused& why) {
    const auto* dialog = why.status == 403 ? find(leg) : nullptr;
    const auto hop = dialog ? dialog->asked_from() : std::nullopt;
    if (!hop) return;
    const auto& values = dialog->values();
    const bool trunk = values.peer.kind == calls::Origin::Kind::trunk;
    const auto dialled = parse_name_address(values.local);
    front.reception.note_refused(kind, trunk ? "trunk " + values.peer.name : values.peer.name,
                                 {hop->peer, hop->transport}, dialled ? dialled->user : why.reason);
}

Endpoint::Endpoint(Front& front, Options options, std::function<void(calls::Fact)> tell, Kept kept)
    : inside_(std::make_unique<Inside>(front, std::move(options), std::move(tell), std::move(kept))) {}
Endpoint::~Endpoint() = default;

std::string Endpoint::adopt(KeptCall call) {
    auto near_ip = inside_->stack_.near_ip(speaks_from(call.dialog));
    inside_->resumption.adopt(std::move(call));
    return near_ip;
}

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

Counters Endpoint::counters() const {
    Counters counters;
    inside_->add_to(counters);
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

std::optional<PassingLogin> Endpoint::pass(const std::string& user) const { return inside_->door.pass(user); }

std::string Endpoint::realm() const { return inside_->door.realm(); }

}  // namespace layby::sip

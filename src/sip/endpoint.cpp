#include "sip/endpoint.hpp"

#include "runtime/log.hpp"
#include "sip/endpoint/endpoint_inside.hpp"
#include "sip/stack/loop_inside.hpp"

namespace layby::sip {
namespace {

constexpr Duration remembered_after_end = std::chrono::seconds{5};

RegistrarRules rules_of(const Options& options) {
    return {.min = options.register_min,
            .max = options.register_max,
            .devices_per_user = RegistrarRules{}.devices_per_user,
            .max_on_connection = options.register_max_tcp};
}

std::string domain_of(const Options& options) { return options.domain.empty() ? "layby" : options.domain; }

}  // namespace

Endpoint::Inside::Inside(Loop& the_loop, Options settings, std::function<void(calls::Fact)> teller,
                         Kept outlives)
    : loop(the_loop),
      kept(std::move(outlives)),
      options_(std::move(settings)),
      teller_(std::move(teller)),
      alive(std::make_shared<Inside*>(this)),
      stack_(loop, options_, [this](Arrival& arrival) { on_arrival(arrival); }),
      refusal_log([](const std::string& line) { log::warn("{}", line); }),
      refusals_due(loop),
      door(
          options_, digest::random_bytes(32),
          [this](const std::string& user, const Address& source) {
              return registrar.registered_at(user, source);
          },
          door_watch()),
      registrar(rules_of(options_), watch()),
      overload(options_.max_new_calls_per_second, options_.max_calls),
      backlog(stack_.listening()),
      lines(stack_, options_,
            [this](const std::string& trunk) { soon([this, trunk] { tell_trunk(trunk); }); }),
      messenger(stack_, registrar, lines, domain_of(options_),
                [this](calls::Fact fact) { tell(std::move(fact)); }),
      lamps(stack_, options_, {kept.dialogs, kept.start, std::move(kept.subscriptions)}),
      registrations_expire(loop),
      buried_expire(loop),
      proofs(loop),
      leg_ids(ids_of(kept.start), LegIds::Giver::endpoint),
      last_referral(ids_of(kept.start)) {
    stack_.watch_connections([this](const std::string& ip) { return door.excepted(ip); },
                             [this](const Address& peer) {
                                 note_refused(one_too_many, {}, {peer, "tcp"});
                             });
    restore(std::exchange(kept.registrations, {}));
    restore_calls();
}

Endpoint::Inside::~Inside() {
    *alive = nullptr;
    referrals.clear();
    calls_.clear();
}

void Endpoint::Inside::soon(std::function<void()> job) {
    loop.post([alive_now = alive, job = std::move(job)] {
        if (*alive_now) job();
    });
}

void Endpoint::Inside::tell(calls::Fact fact) {
    if (auto* answered = std::get_if<calls::CallAnswered>(&fact))
        if (const auto* call = find(answered->leg)) answered->call_id = call->state().name.call_id;
    facts.push_back(std::move(fact));
    if (facts.size() == 1 && unacknowledged.empty()) soon([this] { hand_over_facts(); });
}

void Endpoint::Inside::hand_over_facts() {
    write_changes();
    const auto answered = std::exchange(unacknowledged, {});
    for (const auto& fact : std::exchange(facts, {})) teller_(fact);
    acknowledge_when_durable(answered);
}

Call* Endpoint::Inside::find(LegId leg) {
    const auto found = calls_.find(leg);
    return found == calls_.end() ? nullptr : found->second.get();
}

void Endpoint::Inside::named(LegId leg, const DialogName& name) { names[name.key()] = leg; }

/// Some phones swap the tags of a dialog that they didn't begin.
std::optional<LegId> Endpoint::Inside::leg_named(const DialogName& name) {
    for (const auto& key : {name.key(), DialogName{name.call_id, name.remote_tag, name.local_tag}.key()})
        if (const auto found = names.find(key); found != names.end()) return found->second;
    return {};
}

void Endpoint::Inside::over(LegId leg) {
    soon([this, leg] { bury(leg); });
}

void Endpoint::Inside::bury(LegId leg) {
    const auto found = calls_.find(leg);
    if (found == calls_.end()) return;
    const auto key = found->second->state().name.key();
    buried.push_back({loop.now() + remembered_after_end, names.contains(key) ? key : std::string{}});
    calls_.erase(found);
    if (kept.dialogs) kept.dialogs->forget(leg);
    if (!buried.empty() && !buried_expire.running())
        buried_expire.set(remembered_after_end, [this] { forget_buried(); });
}

void Endpoint::Inside::forget_buried() {
    const auto now = loop.now();
    for (; !buried.empty() && buried.front().until <= now; buried.pop_front())
        names.erase(buried.front().key);
    if (!buried.empty()) buried_expire.set(buried.front().until - now, [this] { forget_buried(); });
}

void Endpoint::Inside::schedule_expiry() {
    const auto next = registrar.next_deadline();
    if (!next) return registrations_expire.clear();
    registrations_expire.set(*next - loop.now(), [this] {
        registrar.expire(loop.now());
        tell_devices();
        schedule_expiry();
    });
}

Endpoint::Endpoint(Loop& loop, Options options, std::function<void(calls::Fact)> tell, Kept kept)
    : inside_(std::make_unique<Inside>(loop, std::move(options), std::move(tell), std::move(kept))) {}
Endpoint::~Endpoint() = default;

void Endpoint::show(const calls::Watched& seen) {
    std::visit([this](const auto& what) { inside_->lamps.see(what); }, seen);
}

void Endpoint::end_subscriptions() { inside_->lamps.say_goodbye(); }

void Endpoint::reload(Options options) {
    auto& in = *inside_;
    options.listen = in.options_.listen;
    in.options_ = std::move(options);
    in.door.reload(in.options_);
    in.lamps.reload(in.options_);
    in.registrar.change_rules(rules_of(in.options_));
    in.overload.change(in.options_.max_new_calls_per_second, in.options_.max_calls);
    in.lines.reload(in.options_);
    for (const auto& view : in.registrar.view(in.loop.now()))
        if (!in.door.is_user(view.user)) in.registrar.remove_user(view.user);
    in.tell_devices();
    in.tell_all_trunks();
}

void Endpoint::trace(Trace trace) { inside_->stack_.trace(std::move(trace)); }

Counters Endpoint::counters() const {
    const auto& in = *inside_;
    Counters counters;
    counters.dialogs = in.calls_.size();
    counters.server_transactions = in.stack_.server_transactions();
    counters.client_transactions = in.stack_.client_transactions();
    counters.subscriptions = in.subscriptions_ + in.lamps.size();
    counters.timers = in.loop.inside().timers;
    counters.registrations = in.registrar.size();
    counters.requests = in.requests;
    counters.refused_overload = in.refused_overload;
    counters.refused_auth = in.door.refused();
    counters.malformed = in.stack_.malformed();
    counters.bans = in.door.bans().total();
    counters.ended_connections = in.stack_.connections().ended();
    return counters;
}

std::vector<RegistrationView> Endpoint::registrations() const {
    return inside_->registrar.view(inside_->loop.now());
}

std::vector<Ban> Endpoint::bans() const { return inside_->door.bans().list(inside_->loop.now()); }

bool Endpoint::lift_ban(const std::string& source) { return inside_->door.bans().lift(source); }

std::vector<Listen> Endpoint::listening() const { return inside_->stack_.listening(); }

}  // namespace layby::sip

#include "sip/endpoint/keep_alives.hpp"

#include <algorithm>
#include <random>

#include "sip/registrar/register_view.hpp"
#include "sip/stack/message_view.hpp"
#include "sip/text/uri.hpp"

namespace layby::sip {
namespace {

using namespace std::chrono_literals;

constexpr int served_at_once = 10;
constexpr Duration between_servings = 5ms;
constexpr unsigned unanswered_means_silent = 3;
/// For who wasn't kept until now, say over a restart: its router may have remembered it for half a minute.
constexpr Duration soon = 5s;

/// At a moment of its own within the interval: phones that came back together, say after a power cut, are not
/// served together for ever.
Instant some_time_within(Duration interval, Instant now) {
    thread_local std::minstd_rand random{std::random_device{}()};
    return now + Duration{std::uniform_int_distribution<Duration::rep>{0, interval.count()}(random)};
}

/// A phone behind a proxy is the proxy's to reach. One on a connection keeps that open by itself: it
/// registers anew every other minute (RegistrarRules::max_on_connection), and TCP tells who is gone.
bool is_ours_to_keep(const Binding& device, const KeepAliveRules& rules) {
    if (rules.how == KeepAlive::off || !device.path.empty() || is_connection(device.transport)) return false;
    return rules.of_all || is_behind_nat(device);
}

}  // namespace

KeepAlives::KeepAlives(Stack& stack, const Registrar& registrar, Silent silent)
    : stack_(stack), registrar_(registrar), silent_(std::move(silent)), timer_(stack.loop()) {}

void KeepAlives::plan(DeviceId device, Turn& turn, Instant due) {
    by_due_.erase({turn.due, device});
    turn.due = due;
    by_due_.emplace(due, device);
    arm();
}

void KeepAlives::registered(const Binding& device) {
    auto* turn = turn_of(device, false);
    if (!turn) return;
    turn->unanswered = 0;
    say(device.id, *turn, false);
}

/// Null: it has none.
KeepAlives::Turn* KeepAlives::turn_of(const Binding& device, bool hurried) {
    const auto rules = stack_.outlook().keep_alive_of(device.source.ip);
    if (!is_ours_to_keep(device, rules)) {
        leave_alone(device.id);
        return nullptr;
    }
    const auto now = stack_.loop().now();
    const auto [found, is_new] = turns_.try_emplace(device.id);
    auto& turn = found->second;
    if (is_new) turn.hurried = hurried;
    if (is_new || turn.due > now + rules.every)
        plan(device.id, turn, some_time_within(hurried ? std::min(rules.every, soon) : rules.every, now));
    return &turn;
}

/// It stays, and nothing is known against it.
void KeepAlives::leave_alone(DeviceId device) {
    const auto turn = turns_.find(device);
    if (turn == turns_.end()) return;
    say(device, turn->second, false);
    gone(device);
}

void KeepAlives::gone(DeviceId device) {
    const auto turn = turns_.find(device);
    if (turn == turns_.end()) return;
    by_due_.erase({turn->second.due, device});
    turns_.erase(turn);
    arm();
}

void KeepAlives::rules_changed() {
    registrar_.each([this](const Binding& device) { turn_of(device, true); });
}

void KeepAlives::arm() {
    if (by_due_.empty()) return timer_.clear();
    timer_.set(std::max(by_due_.begin()->first - stack_.loop().now(), Duration{}), [this] { run(); });
}

void KeepAlives::run() {
    const auto now = stack_.loop().now();
    for (int i = 0; i < served_at_once && !by_due_.empty() && by_due_.begin()->first <= now; ++i) {
        const auto id = by_due_.begin()->second;
        const auto* device = registrar_.find(id);
        if (!device) {
            gone(id);
            continue;
        }
        auto& turn = turns_.at(id);
        const auto every = stack_.outlook().keep_alive_of(device->source.ip).every;
        plan(id, turn, std::exchange(turn.hurried, false) ? some_time_within(every, now) : now + every);
        serve(*device, turn);
    }
    const bool more = !by_due_.empty() && by_due_.begin()->first <= now;
    more ? timer_.set(between_servings, [this] { run(); }) : arm();  // it may have rung a moment early
}

void KeepAlives::serve(const Binding& device, Turn& turn) {
    ++sent_;
    if (stack_.outlook().keep_alive_of(device.source.ip).how == KeepAlive::options) return ask(device, turn);
    stack_.send_empty_line(reach(device).hop);
}

/// One that is still under way counts as unanswered; the stack goes on repeating it for 32 s (RFC 3261
/// section 17.1.2.2), but nobody waits for its answer any more.
void KeepAlives::ask(const Binding& device, Turn& turn) {
    if (turn.asked) unanswered(device.id, turn);
    const auto at = reach(device);
    NewRequest request;
    request.method = "OPTIONS";
    request.call_id = std::string(keep_alive_call_id) + token();
    request.from = "<sip:layby@" + bracketed(stack_.near_ip(at.hop.ip)) + '>';
    request.to = '<' + device.contact + '>';
    request.headers = header("Contact", stack_.contact(at.hop.ip, at.transport)) + accept_header();
    aim(request, at);
    turn.asked = stack_.send(request, [this, id = device.id](int status, const sip_t* sip) {
        if (sip && status >= 200) answered(id);
    });
}

/// Whatever it says, it is there.
void KeepAlives::answered(DeviceId device) {
    const auto found = turns_.find(device);
    if (found == turns_.end()) return;
    auto& turn = found->second;
    turn.asked.reset();
    turn.unanswered = 0;
    turn.has_answered = true;
    say(device, turn, false);
}

void KeepAlives::unanswered(DeviceId device, Turn& turn) {
    turn.asked.reset();
    if (++turn.unanswered >= unanswered_means_silent && turn.has_answered) say(device, turn, true);
}

void KeepAlives::say(DeviceId device, Turn& turn, bool silent) {
    if (std::exchange(turn.silent, silent) != silent) silent_(device, silent);
}

}  // namespace layby::sip

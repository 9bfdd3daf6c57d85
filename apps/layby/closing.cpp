#include "layby/closing.hpp"

#include "runtime/log.hpp"

namespace layby::app {
namespace {

/// How long the other side has to answer our BYE when we end.
constexpr auto farewell = std::chrono::seconds(2);
constexpr auto farewell_step = std::chrono::milliseconds(20);

}  // namespace

Closing::Closing(sip::Loop& loop, calls::Switchboard& switchboard, sip::Endpoint& endpoint, Turns& turns,
                 Durability& durability)
    : loop_(loop), switchboard_(switchboard), endpoint_(endpoint), turns_(turns), durability_(durability) {}

void Closing::say_goodbye() {
    if (goodbye_until_) return loop_.stop();
    ending_ = Ending::goodbye;
    drains_until_.reset();
    goodbye_until_ = loop_.now() + farewell;
    endpoint_.end_subscriptions();
    hang_up_all();
    wait_for_farewells();
}

/// Nothing is left for the next start to go on with.
void Closing::hang_up_all() {
    const auto now = loop_.now();
    for (const auto& lot : switchboard_.lots())
        for (const auto& parked : lot.parked)
            turns_.carry_out(switchboard_.release(lot.name, parked.slot, now));
    const auto calls = switchboard_.calls();
    log::info("shutting down: {}",
              calls.empty() ? "no calls were active" : log::counted(calls.size(), "call leg") + " hung up");
    for (const auto& call : calls) {
        endpoint_.carry_out(calls::HangUp{call.leg});
        turns_.carry_out(switchboard_.handle(calls::HungUp{call.leg, calls::HangupCause::normal}, now));
    }
    turns_.leave();
}

void Closing::wait_for_farewells() {
    const auto counters = endpoint_.counters();
    const bool quiet = counters.client_transactions == 0 && counters.dialogs == 0;
    if (quiet || loop_.now() >= *goodbye_until_) return loop_.stop();
    loop_.wake_at(loop_.now() + farewell_step, [this] { wait_for_farewells(); });
}

void Closing::leave(Ending how) {
    if (saying_goodbye()) return;
    if (!durability_.keeps()) return say_goodbye();
    ending_ = how;
    leaving_ = true;
    durability_.after([this] { loop_.stop(); });
}

void Closing::drain(std::optional<Instant> until) {
    if (ending_soon()) return;
    draining_ = true;
    drains_until_ = until;
    switchboard_.drain(true);
    log::info("draining: no new calls are accepted; the server stops after the last one ({} left)",
              log::counted(switchboard_.counters().legs, "call leg"));
}

bool Closing::stop_draining() {
    if (!draining_ || ending_soon()) return false;
    draining_ = false;
    drains_until_.reset();
    switchboard_.drain(false);
    log::info("drain cancelled: new calls are accepted again");
    return true;
}

void Closing::look() {
    if (draining_ && !ending_soon() && switchboard_.counters().legs == 0) say_goodbye();
}

void Closing::expire() {
    if (!drains_until_ || loop_.now() < *drains_until_) return;
    log::warn("drain deadline reached: {} saved for the next start",
              log::counted(switchboard_.counters().legs, "call leg"));
    drains_until_.reset();
    leave(Ending::left);
}

}  // namespace layby::app

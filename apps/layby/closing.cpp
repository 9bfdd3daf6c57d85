#include "layby/closing.hpp"

#include "runtime/log.hpp"

namespace layby::app {
namespace {

/// How long the other side has to answer our BYE when we end.
constexpr auto farewell = std::chrono::seconds(2);
constexpr auto farewell_step = std::chrono::milliseconds(20);

}  // namespace

Closing::Closing(sip::Loop& loop, Houses& houses, sip::Front& front, Durability& durability)
    : loop_(loop), houses_(houses), front_(front), durability_(durability) {}

void Closing::say_goodbye() {
    if (goodbye_until_) return loop_.stop();
    ending_ = Ending::goodbye;
    drains_until_.reset();
    goodbye_until_ = loop_.now() + farewell;
    for (const auto& house : houses_.all()) house->endpoint().end_subscriptions();
    hang_up_all();
    wait_for_farewells();
}

void Closing::hang_up_all() {
    std::size_t legs{};
    for (const auto& house : houses_.all()) legs += hang_up_all(*house);
    log::info("shutting down: {}",
              legs == 0 ? "no calls were active" : log::counted(legs, "call leg") + " hung up");
}

/// Nothing is left for the next start to go on with.
std::size_t Closing::hang_up_all(House& house) {
    const auto now = loop_.now();
    auto& switchboard = house.switchboard();
    for (const auto& lot : switchboard.lots())
        for (const auto& parked : lot.parked)
            house.turns().carry_out(switchboard.release(lot.name, parked.slot, now));
    const auto calls = switchboard.calls();
    for (const auto& call : calls) {
        house.endpoint().carry_out(calls::HangUp{call.leg});
        house.turns().carry_out(switchboard.handle(calls::HungUp{call.leg, calls::HangupCause::normal}, now));
    }
    house.turns().leave();
    return calls.size();
}

void Closing::wait_for_farewells() {
    const auto counters = front_.counters();
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
    houses_.drain(true);
    log::info("draining: no new calls are accepted; the server stops after the last one ({} left)",
              log::counted(houses_.counters().legs, "call leg"));
}

bool Closing::stop_draining() {
    if (!draining_ || ending_soon()) return false;
    draining_ = false;
    drains_until_.reset();
    houses_.drain(false);
    log::info("drain cancelled: new calls are accepted again");
    return true;
}

void Closing::look() {
    if (draining_ && !ending_soon() && houses_.counters().legs == 0) say_goodbye();
}

void Closing::expire() {
    if (!drains_until_ || loop_.now() < *drains_until_) return;
    log::warn("drain deadline reached: {} saved for the next start",
              log::counted(houses_.counters().legs, "call leg"));
    drains_until_.reset();
    leave(Ending::left);
}

}  // namespace layby::app

#include "layby/turns.hpp"

#include <utility>

namespace layby::app {

Turns::Turns(AudioOfHouse& audio, sip::Endpoint& endpoint, store::Store* store, Durability& durability,
             Show show, std::function<void()> stepped, std::function<void(const calls::Turn&)> agree)
    : audio_(audio),
      endpoint_(endpoint),
      store_(store),
      show_(std::move(show)),
      stepped_(std::move(stepped)),
      agree_(std::move(agree)),
      orders_([&endpoint](const calls::Order& order) { endpoint.carry_out(order); },
              [&durability](auto job) { durability.after(std::move(job)); }) {}

void Turns::carry_out(calls::Turn turn) {
    for (const auto& order : turn.audio) audio_.carry_out(order);
    for (const auto& seen : turn.watched) endpoint_.show(seen);
    if (agree_) agree_(turn);
    if (!turn.shown.empty()) show_(std::move(turn.shown));
    for (const auto& tie : turn.ties) endpoint_.note(tie);
    if (store_) keep(turn);
    if (!turn.past.empty()) show_(std::move(turn.past));
    orders_.hold(std::move(turn.orders));
}

void Turns::keep(calls::Turn& turn) {
    for (const auto& order : turn.orders) endpoint_.prepare(order);
    // Whoever is still kept comes back after a crash, and ends then: the history follows.
    if (!turn.changes.empty()) store_->keep(std::move(turn.changes));
    for (const auto& park : turn.past) store_->ended(park);
    const bool stepped = !turn.steps.empty();
    if (!turn.calls.empty() || stepped) store_->remember(std::move(turn.calls), std::move(turn.steps));
    if (stepped) stepped_();
}

calls::CommandResult Turns::carry_out(calls::Commanded commanded) {
    carry_out(std::move(commanded.turn));
    return commanded.result;
}

}  // namespace layby::app

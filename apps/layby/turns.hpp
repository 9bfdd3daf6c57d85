// What the switchboard's turns want done, carried out: audio, watchers, boards and the store at once, and the
// orders to signalling when what they follow from is durable. Owned by the house; signalling thread.
#pragma once
#include "calls/held_orders.hpp"
#include "calls/switchboard.hpp"
#include "console/news.hpp"
#include "layby/durability.hpp"
#include "layby/legs_of_houses.hpp"
#include "sip/endpoint.hpp"
#include "store/store.hpp"

namespace layby::app {

class Turns {
  public:
    /// Hears what boards show now, and which parked calls have ended.
    using Show = std::function<void(console::News)>;
    /// All of them outlive this object. Without a store nothing is kept, and nothing waits.
    /// `stepped`: something has happened to a call, and was given to the store. `agree`: hears what the
    /// cluster is to agree on.
    Turns(
        AudioOfHouse& audio, sip::Endpoint& endpoint, store::Store* store, Durability& durability, Show show,
        std::function<void()> stepped = [] {}, std::function<void(const calls::Turn&)> agree = {});

    void carry_out(calls::Turn turn);
    /// The same; says what became of the command.
    calls::CommandResult carry_out(calls::Commanded commanded);
    /// The orders so far leave together, with what has been kept by now.
    void leave() { orders_.leave(); }

  private:
    void keep(calls::Turn& turn);

    AudioOfHouse& audio_;
    sip::Endpoint& endpoint_;
    store::Store* store_;
    Show show_;
    std::function<void()> stepped_;
    std::function<void(const calls::Turn&)> agree_;
    calls::HeldOrders orders_;
};

}  // namespace layby::app

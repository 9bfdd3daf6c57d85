// Orders to signalling that wait until what they follow from is durable: a phone is never told of a state
// that a crash could undo. Made, used and destroyed on the signalling thread.
#pragma once
#include <functional>
#include <vector>

#include "calls/orders.hpp"

namespace layby::calls {

class HeldOrders {
  public:
    using CarryOut = std::function<void(const Order&)>;
    /// Runs a job on the signalling thread, in the order of asking, once everything that was kept so far is
    /// durable.
    using WhenDurable = std::function<void(std::function<void()>)>;

    /// What `carry_out` refers to outlives every job.
    HeldOrders(CarryOut carry_out, WhenDurable when_durable)
        : carry_out_(std::move(carry_out)), when_durable_(std::move(when_durable)) {}

    /// Resume alone is carried out at once: it concerns this process, and the peer may speak at any moment.
    void hold(std::vector<Order> orders);
    /// All changes that these orders follow from have been kept by now: they leave together with them.
    void leave();

  private:
    CarryOut carry_out_;
    WhenDurable when_durable_;
    std::vector<Order> held_;
};

}  // namespace layby::calls

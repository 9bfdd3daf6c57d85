#include "calls/held_orders.hpp"

#include <utility>

namespace layby::calls {

void HeldOrders::hold(std::vector<Order> orders) {
    for (Order& order : orders) {
        if (std::holds_alternative<Resume>(order))
            carry_out_(order);
        else
            held_.push_back(std::move(order));
    }
}

void HeldOrders::leave() {
    if (held_.empty()) return;
    when_durable_([carry_out = carry_out_, orders = std::exchange(held_, {})] {
        for (const Order& order : orders) carry_out(order);
    });
}

}  // namespace layby::calls

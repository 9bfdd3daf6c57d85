// Dialogs that outlive the process: the port to whoever keeps calls and subscriptions. Called on the
// signalling thread, returns at once and never fails.
#pragma once
#include "sip/dialog/kept_calls.hpp"
#include "sip/lamps/subscription_state.hpp"

namespace layby::sip {

class DialogKeeper {
  public:
    virtual ~DialogKeeper() = default;
    virtual void keep(KeptCall call) = 0;
    virtual void forget(LegId call) = 0;
    virtual void keep(const SubscriptionState& subscription) = 0;
    virtual void forget(SubscriptionId subscription) = 0;
};

}  // namespace layby::sip

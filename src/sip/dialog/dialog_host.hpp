// What a dialog needs from the endpoint that owns it. Signalling thread; for this folder only.
#pragma once
#include <cstddef>
#include <optional>
#include <string>

#include "calls/facts.hpp"
#include "sip/dialog/dialog_state.hpp"
#include "sip/stack/stack.hpp"
#include "sip/trunks/trunk_line.hpp"

namespace layby::sip {

class DialogHost {
  public:
    virtual ~DialogHost() = default;
    virtual Stack& stack() = 0;
    virtual const Options& options() const = 0;
    virtual std::uint64_t start() const = 0;  ///< which start of the server this is
    virtual void tell(calls::Fact fact) = 0;  ///< queued
    virtual TrunkLine* trunk(const std::string& name) = 0;
    /// A request that claims to be of this dialog and comes from another address: a challenge or a refusal,
    /// unless it is the peer's.
    virtual std::optional<Reply> refuse_elsewhere(const DialogState& dialog, const Hop& from,
                                                  const sip_t& request) = 0;
    virtual std::optional<LegId> leg_named(const DialogName& name) = 0;
    virtual void named(LegId leg, const DialogName& name) = 0;  ///< a dialog has come into being
    virtual void forget(const DialogName& name) = 0;            ///< it was an early one that came to nothing
    virtual void over(LegId leg) = 0;  ///< nothing is left to do: destroyed soon, not at once
    virtual std::size_t& subscriptions() = 0;
    virtual void changed(LegId leg) = 0;            ///< what is kept of it: written within this turn
    virtual void acknowledge_later(LegId leg) = 0;  ///< when its answer is durable
    virtual void awaits_connection(LegId leg) = 0;  ///< of the peer, which is no longer there
    /// The peer may see us elsewhere: Dialog::follow_outlook() after that time.
    virtual void owes_address(LegId leg, Duration after) = 0;
};

}  // namespace layby::sip

// A phone asks us to park one of its calls by a REFER outside of that call (RFC 5359 section 2.15): the
// REFER, and the NOTIFYs about what came of it in a dialog of their own (RFC 3515, 4488). Owned by the
// endpoint; signalling thread.
#pragma once
#include <list>
#include <memory>
#include <optional>
#include <string>

#include "calls/orders.hpp"
#include "sip/dialog/dialog_state.hpp"
#include "sip/dialog/foreign_call.hpp"
#include "sip/stack/dialog_leg.hpp"
#include "sip/stack/stack.hpp"

namespace layby::sip {

class Referral {
  public:
    /// `over` is called when nothing is left to do; it destroys the referral soon, not at once.
    Referral(Stack& stack, DialogState state, std::unique_ptr<Incoming> refer, Flow flow, bool silent,
             std::function<void()> over);

    /// Whom to call to have the caller, when its call doesn't run through us.
    void is_about(ForeignCall call) { foreign_ = std::move(call); }
    const std::optional<ForeignCall>& foreign() const { return foreign_; }

    void accept();  ///< 202 and NOTIFY 100
    /// The final NOTIFY. `parked` is the dialog in which the caller waits now, if it does.
    void report(const calls::Refused& result, const DialogState* parked);
    void refuse(const calls::Refused& why);

  private:
    void notify(const std::string& fragment, bool final);
    void responded(bool final, int status);

    Stack& stack_;
    DialogState state_;
    std::unique_ptr<Incoming> refer_;  ///< until accepted or refused
    Flow flow_;
    bool silent_{};  ///< Refer-Sub: false
    std::optional<ForeignCall> foreign_;
    std::function<void()> over_;
    DialogLeg leg_;
    std::list<std::unique_ptr<Outgoing>> sent_;
};

}  // namespace layby::sip

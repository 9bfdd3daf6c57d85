// A transfer that the peer asks for within its call: REFER and the NOTIFYs about it (RFC 3515, 3420, 4488).
// One at a time. A part of the dialog; signalling thread.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "sip/dialog/dialog_context.hpp"
#include "sip/dialog/kept_calls.hpp"
#include "sip/stack/stack.hpp"

namespace layby::sip {

class Transfer {
  public:
    explicit Transfer(DialogContext& dialog) : dialog_(dialog) {}

    void asked(std::unique_ptr<Incoming> refer, const sip_t& sip);
    void accept();
    void report(int status, const std::string& reason);  ///< NOTIFY; from 200 on it is the last one
    void refuse(const calls::Refused& why);
    void end();  ///< without a word, but for the answer that is due

    const Incoming* waiting() const { return refer_.get(); }  ///< for accept() or refuse(); null: none

    // What is kept of it.
    const std::optional<KeptTransfer>& kept() const { return subscription_; }
    bool asked_before() const { return asked_before_; }
    /// Accepted, even if the 202 never left: then the REFER comes again.
    void resume(const KeptTransfer& kept);
    void resume_asked_before(bool so) { asked_before_ = so; }

  private:
    Reply accepted() const;
    void notify(int status, const std::string& reason, bool final);

    DialogContext& dialog_;
    std::unique_ptr<Incoming> refer_;           ///< until accepted or refused
    std::optional<KeptTransfer> subscription_;  ///< from the REFER to the last NOTIFY
    bool asked_before_{};                       ///< then events have an id
};

}  // namespace layby::sip

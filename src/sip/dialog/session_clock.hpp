// The session timer of a dialog at work (RFC 4028): what was agreed, and when the next refresh is due or
// missing. A part of the dialog; signalling thread.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "sip/dialog/dialog_context.hpp"
#include "sip/dialog/session_timer.hpp"
#include "sip/stack/stack.hpp"

namespace layby::sip {

class SessionClock {
  public:
    explicit SessionClock(DialogContext& dialog);

    // As the server of a request.
    void asked(const TimerHeaders& request) { asked_ = request; }
    std::optional<Reply> refused(const sip_t& request);  ///< 422: too short an interval; else it is noted
    std::string agree();  ///< to what was asked; for our 2xx: Session-Expires and Require

    // As the client.
    std::string ask() const;  ///< for a request within the dialog; empty: no timer
    void agreed(const TimerHeaders& answer, std::uint32_t asked_seconds);
    void agreed(const sip_t& answer);                 ///< to a request within the dialog
    bool lengthen(int status, const sip_t& refusal);  ///< false: it asks for no longer interval

    void start();  ///< anew, from now; session_due() follows
    void stop() { clock_.clear(); }

    /// What is kept of it.
    const std::optional<SessionTimer>& kept() const { return agreed_; }
    void resume(const std::optional<SessionTimer>& kept) { agreed_ = kept; }

  private:
    void agree_to(const SessionTimer& timer);
    std::uint32_t agreed_seconds() const { return agreed_ ? agreed_->interval : 0; }
    TimerRules rules() const;
    void fired();

    DialogContext& dialog_;
    TimerHeaders asked_;  ///< by the peer's last INVITE or UPDATE
    std::optional<SessionTimer> agreed_;
    Timer clock_;
};

TimerHeaders timer_headers(const sip_t& sip);  ///< Session-Expires, Min-SE and Supported of a message
TimerRules timer_rules(const Options& options);

}  // namespace layby::sip

// Whom the peer shows, where no answer says it: by UPDATE (RFC 3311). A request may be lost with the process,
// and one that overtakes another makes the peer refuse it (RFC 3261 section 12.2.2); until an answer says
// that it arrived, the next request of the dialog says it again. A part of the dialog; signalling thread.
#pragma once
#include <optional>

#include "sip/dialog/dialog_context.hpp"

namespace layby::sip {

class Display {
  public:
    explicit Display(DialogContext& dialog);

    void show(const Party& party);  ///< in a request of its own
    void show_with_next(const Party& party) { unproved_ = party; }
    const std::optional<Party>& unproved() const { return unproved_; }
    void has_shown(const std::optional<Party>& said);  ///< an answer to what said that
    void stop() { again_.clear(); }

  private:
    void say();
    void answered(const Party& said, int status);

    DialogContext& dialog_;
    std::optional<Party> unproved_;  ///< it isn't known to have arrived
    Timer again_;
    int refusals_{};
};

}  // namespace layby::sip

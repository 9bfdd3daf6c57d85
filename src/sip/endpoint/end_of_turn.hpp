// What waits for the end of a turn: facts for the switchboard, dialogs whose changes are to be kept, answers
// whose ACK waits until they are durable. Owned by the endpoint; signalling thread.
#pragma once
#include <functional>
#include <vector>

#include "calls/facts.hpp"
#include "sip/endpoint/dialog_table.hpp"
#include "sip/endpoint/soon.hpp"

namespace layby::sip {

class EndOfTurn {
  public:
    using Teller = std::function<void(calls::Fact)>;
    using WhenDurable = std::function<void(std::function<void()>)>;

    /// `keeper` null: nothing is kept; `when_durable` empty: it is so at once.
    EndOfTurn(const Soon& soon, const DialogTable& dialogs, Teller teller, DialogKeeper* keeper,
              WhenDurable when_durable);

    void tell(calls::Fact fact);
    void changed(LegId leg);
    /// At once: it is about to be answered.
    void keep_answered(LegId leg);
    /// After the facts of this turn, so that what follows from the answer is durable, too.
    void acknowledge_later(LegId leg);

  private:
    void hand_over();
    void write_changes();
    void write(Dialog& dialog);
    void acknowledge_when_durable(const std::vector<LegId>& answered);

    const Soon& soon_;
    const DialogTable& dialogs_;
    Teller teller_;
    DialogKeeper* keeper_;
    WhenDurable when_durable_;
    std::vector<calls::Fact> facts_;
    std::vector<LegId> changed_;         ///< to be written within this turn
    std::vector<LegId> unacknowledged_;  ///< answered in this turn
};

}  // namespace layby::sip

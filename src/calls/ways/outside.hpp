// Calls that leave the house by a trunk: what somebody may not call on their account, and how much, so that a
// stolen password or a forwarded phone can't run up a bill. Plain data, owned by the board; signalling
// thread. What the settings themselves call (a ladder, a fallback) is nobody's and is never barred.
#pragma once
#include <map>
#include <optional>
#include <string>

#include "calls/house/leg.hpp"
#include "calls/plan/dial_plan.hpp"

namespace layby::calls {

/// What one account has outside. After a restart the hour begins anew.
struct OutsideUse {
    std::size_t calls{};  ///< now
    Instant paid_up;      ///< each call of the hour moves it on; an hour ahead: there were too many
    Instant warned;
};
using OutsideUses = std::map<Account, OutsideUse>;

/// On whose account this party's calls leave.
Account account_of(const Leg& leg);

/// Why this may not leave on this account now; none: it may, or it doesn't leave.
std::optional<Refused> barred(const Board& board, const Account& payer, const Destination& to);
/// The same when a trunk is about to be called: what was permitted may have had to wait for its turn.
std::optional<Refused> bar_one_more(const Board& board, const Account& payer, const std::string& number);
/// The same of what `call` wants; whoever looks after the office is told of it.
std::optional<Refused> bar_call(Board& board, const Account& payer, const Destination& to, LegId call);
/// Whether its calls may be forwarded there, however many there are now. To an emergency number nobody's are.
bool may_ever_call(const Board& board, const Account& payer, const Destination& to);
/// One more call of this hour.
void note_outside(Board& board, const Account& payer, const ToTrunks& to);

// A leg comes and goes.
void watch_payer(OutsideUses& uses, const Account& payer);
void unwatch_payer(OutsideUses& uses, const Account& payer);

}  // namespace layby::calls

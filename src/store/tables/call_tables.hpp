// The tables of calls that have ended and of the steps of calls. The store's thread.
#pragma once
#include <vector>

#include "store/past.hpp"
#include "store/tables/database.hpp"

namespace layby::store {

/// Calls and steps of a turn on their way to the disk; the time is when they were ordered.
struct NewCalls {
    std::vector<calls::PastCall> calls;
    std::vector<calls::CallStep> steps;
    sip::WallTime at;
    std::string tenant{};
};

class CallTables {
  public:
    explicit CallTables(const Database& database);
    void add(const NewCalls& entry);
    /// So many calls are kept, and `steps_per_call` times as many steps.
    void shorten(std::size_t calls);

  private:
    void add(const calls::PastCall& call, const NewCalls& entry);
    void add(const calls::CallStep& step, const NewCalls& entry);

    Statement add_call_, add_step_, shorten_calls_, shorten_steps_;
};

/// From the columns at, call, park, what, lot, slot, who, how.
StepEntry step_in(Statement& row);
std::vector<CallEntry> read_calls(const Database& database, const HistoryWanted& wanted);
/// What happened to a call, in order.
std::vector<StepEntry> read_steps(const Database& database, LegId call, const std::string& tenant = {});

/// Nobody can tell any more that this number was in a call; how many rows have changed.
std::size_t erase_number(Database& database, const std::string& number, const std::string& tenant = {});
/// What ended before goes, a few thousand rows at a time. True: there may be more.
bool forget_before(Database& database, sip::WallTime when);

}  // namespace layby::store

// What the store remembers: calls that are over, parked or not, and who has changed what. Console thread;
// owned by the API.
#pragma once
#include "console/api/route.hpp"
#include "console/http_server.hpp"

namespace layby::console {

class RecordResources {
  public:
    /// `desk` outlives it.
    RecordResources(const Desk& desk, Post post);
    Routes routes();

  private:
    void history(const Asked&, Answered);
    void past_park(const Asked&, Answered);
    void past_calls(const Asked&, Answered);
    void past_call(const Asked&, Answered);
    void erase(const Asked&, Answered);
    void audit(const Asked&, Answered);

    /// Carries a reply to the console thread.
    template <class Value>
    std::function<void(Value)> here(std::function<void(Value)> then) const;
    /// Answers with an entry and the steps of its call.
    template <class Entry>
    void tell_story(LegId call, const Entry& entry, const RightsOf& rights, const Answered& answered);

    const Desk& desk_;
    Post post_;
};

}  // namespace layby::console

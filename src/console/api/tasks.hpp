// Call-back tasks: looked at, taken, called back, closed. Console thread; owned by the API.
#pragma once
#include <variant>

#include "console/api/route.hpp"
#include "console/feeds.hpp"
#include "console/http_server.hpp"

namespace layby::console {

class TaskResources {
  public:
    /// `desk` and `feeds` outlive it.
    TaskResources(const Desk& desk, Feeds& feeds, Post post);
    Routes routes();

  private:
    using What = calls::TaskOrder::What;
    void all(const Asked&, Answered);
    void one(const Asked&, Answered);
    void edit(const Asked&, Answered);
    void call(const Asked&, Answered);
    void change(const Asked&, Answered, What what);
    Handler changing(What what);

    /// Which task the path names, and by whom; or why that one has nothing to say about it.
    std::variant<calls::TaskOrder, Answer> meant_by(const Asked& asked, What what);
    std::optional<Answer> refuse_task(const Asked& asked, calls::TaskId task);
    Answer told(calls::CommandResult result, const std::optional<calls::Task>& task, const std::string& user);

    const Desk& desk_;
    Feeds& feeds_;
    Post post_;
};

}  // namespace layby::console

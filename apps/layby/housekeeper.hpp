// The thread that waits for signals and does what may take time: ending, and reading the configuration again
// (SIGHUP, or asked for). Signals must be blocked before any other thread starts.
#pragma once
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "runtime/mailbox.hpp"

namespace layby::app {

/// Blocks SIGINT, SIGTERM and SIGHUP for this thread and all it will start, and ignores SIGPIPE and SIGXFSZ.
void block_signals();

/// What is wrong with the configuration; empty when it took effect.
using Problems = std::vector<std::string>;

/// Who asked for a reload and waits for what comes of it. Any thread.
class ReloadRequests {
  public:
    using Reply = std::function<void(Problems)>;

    /// The housekeeper gets to know by a SIGHUP, also when it doesn't run yet.
    void ask(Reply reply);
    void take(std::vector<Reply>& into) { asked_.take(into); }

  private:
    runtime::Mailbox<Reply> asked_;
};

class Housekeeper {
  public:
    /// Both are called on the housekeeper's thread: `end` at each SIGINT or SIGTERM.
    Housekeeper(ReloadRequests& requests, std::function<void()> end, std::function<Problems()> reload);
    ~Housekeeper();  ///< a reload that is under way is finished first
    Housekeeper(const Housekeeper&) = delete;
    Housekeeper& operator=(const Housekeeper&) = delete;

  private:
    void run();
    void reload_now();

    ReloadRequests& requests_;
    std::function<void()> end_;
    std::function<Problems()> reload_;
    std::thread thread_;
};

}  // namespace layby::app

// The thread that waits for signals and does what may take time: ending, reading the configuration again, and
// what the API asks for. Signals must be blocked before any other thread starts.
#pragma once
#include <atomic>
#include <functional>
#include <thread>
#include <vector>

#include "runtime/mailbox.hpp"

namespace layby::app {

/// Blocks SIGINT, SIGTERM, SIGHUP, SIGUSR1 and SIGUSR2 for this thread and all it will start, and ignores
/// SIGPIPE and SIGXFSZ.
void block_signals();

/// Work for the housekeeper. Any thread.
class Errands {
  public:
    using Errand = std::function<void()>;

    /// The housekeeper gets to know by a SIGUSR2, also when it doesn't run yet.
    void ask(Errand errand);
    void take(std::vector<Errand>& into) { asked_.take(into); }

  private:
    runtime::Mailbox<Errand> asked_;
};

class Housekeeper {
  public:
    /// What each signal means. All are called on the housekeeper's thread.
    struct Duties {
        std::function<void()> end;     ///< SIGINT, SIGTERM
        std::function<void()> leave;   ///< SIGUSR1
        std::function<void()> reload;  ///< SIGHUP
    };
    Housekeeper(Errands& errands, Duties duties);
    ~Housekeeper();  ///< an errand that is under way is finished first
    Housekeeper(const Housekeeper&) = delete;
    Housekeeper& operator=(const Housekeeper&) = delete;

  private:
    void run();
    void run_errands();

    Errands& errands_;
    Duties duties_;
    std::atomic<bool> over_{};
    std::thread thread_;
};

}  // namespace layby::app

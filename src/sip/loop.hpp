// The signalling thread's loop (sofia's su_root). One per process; made, run and destroyed on the signalling
// thread.
#pragma once
#include <functional>
#include <memory>
#include <optional>

#include "words/time.hpp"

namespace layby::sip {

class Loop {
  public:
    Loop();
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    /// Runs `job` on the signalling thread soon, in the order of posting. Any thread; never blocks.
    void post(std::function<void()> job);
    /// Monotonic time of this loop, in microseconds. Any thread.
    Instant now() const;
    /// Calls `job` each time before the thread waits for something to happen, after what was posted.
    /// Signalling thread.
    void before_rest(std::function<void()> job);
    /// Calls `job` once at `when` or just after; replaces the deadline set before; none: no deadline.
    /// Signalling thread.
    void wake_at(std::optional<Instant> when, std::function<void()> job);

    void run();   ///< until stop()
    void stop();  ///< any thread, also from a signal handler's thread

    struct Inside;  ///< the sofia objects, for this folder only
    Inside& inside() { return *inside_; }

  private:
    std::unique_ptr<Inside> inside_;
};

}  // namespace layby::sip

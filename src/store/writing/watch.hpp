// Watches over a disk that may never answer: while a commit hangs, so does the thread that made it. Owned by
// the writer; a thread of its own that looks in now and then.
#pragma once
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

namespace layby::store {

class Watch {
  public:
    using Clock = std::chrono::steady_clock;

    /// `late` is called, again and again, while something takes longer than `patience`; never after its end.
    Watch(std::chrono::milliseconds patience, std::function<void()> late);
    ~Watch();
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

    /// What is watched takes as long as this lives.
    class During {
      public:
        explicit During(Watch& watch) : watch_(watch) { watch_.set(Clock::now()); }
        ~During() { watch_.set({}); }
        During(const During&) = delete;
        During& operator=(const During&) = delete;

      private:
        Watch& watch_;
    };

  private:
    void set(std::optional<Clock::time_point> since);
    void run();
    void look() const;

    const std::chrono::milliseconds patience_;
    const std::function<void()> late_;
    std::mutex mutex_;
    std::condition_variable end_;
    bool ending_{};
    std::optional<Clock::time_point> since_;  ///< when it began
    std::thread thread_;                      ///< last: everything above is there when it starts
};

}  // namespace layby::store

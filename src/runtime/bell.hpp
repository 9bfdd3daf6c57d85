// Wakes a thread that waits for work: any thread rings, one waits. A ring before the wait counts, several are
// one. A loud ring also ends a pause.
#pragma once
#include <chrono>
#include <condition_variable>
#include <mutex>

namespace layby::runtime {

class Bell {
  public:
    void ring() { set(false); }
    void ring_loudly() { set(true); }

    void wait() {
        std::unique_lock lock(mutex_);
        news_.wait(lock, [this] { return rung_; });
    }
    /// For so long at most.
    void wait(std::chrono::milliseconds time) {
        std::unique_lock lock(mutex_);
        news_.wait_for(lock, time, [this] { return rung_; });
    }
    /// For so long, or until a loud ring.
    void pause(std::chrono::milliseconds time) {
        std::unique_lock lock(mutex_);
        news_.wait_for(lock, time, [this] { return loud_; });
    }
    /// What has rung so far is being dealt with.
    void silence() {
        const std::lock_guard hold(mutex_);
        rung_ = loud_ = false;
    }

  private:
    void set(bool loud) {
        {
            const std::lock_guard hold(mutex_);
            rung_ = true;
            loud_ = loud_ || loud;
        }
        news_.notify_one();
    }

    std::mutex mutex_;
    std::condition_variable news_;
    bool rung_{}, loud_{};
};

}  // namespace layby::runtime

// Jobs for a moment later, which do nothing once whoever gave them is gone. Owned by the endpoint; signalling
// thread.
#pragma once
#include <functional>
#include <memory>

#include "sip/loop.hpp"

namespace layby::sip {

class Soon {
  public:
    explicit Soon(Loop& loop) : loop_(loop), alive_(std::make_shared<bool>(true)) {}
    ~Soon() { *alive_ = false; }
    Soon(const Soon&) = delete;
    Soon& operator=(const Soon&) = delete;

    void run(std::function<void()> job) const { loop_.post(guarded(std::move(job))); }
    /// The job for others to run, at any time.
    std::function<void()> guarded(std::function<void()> job) const {
        return [alive = alive_, job = std::move(job)] {
            if (*alive) job();
        };
    }
    Loop& loop() const { return loop_; }

  private:
    Loop& loop_;
    std::shared_ptr<bool> alive_;  ///< shared with jobs that were given away
};

}  // namespace layby::sip

// Jobs in their order, each in a stretch of its own: between them calls are served. Owned by the server;
// signalling thread.
#pragma once
#include <deque>
#include <functional>
#include <utility>

#include "sip/loop.hpp"

namespace layby::app {

class Stretches {
  public:
    /// The loop doesn't turn any more when this goes.
    explicit Stretches(sip::Loop& loop) : loop_(loop) {}
    Stretches(const Stretches&) = delete;
    Stretches& operator=(const Stretches&) = delete;

    void add(std::function<void()> job) {
        jobs_.push_back(std::move(job));
        if (jobs_.size() == 1) post();
    }

  private:
    void post() {
        loop_.post([this] {
            jobs_.front()();
            jobs_.pop_front();
            if (!jobs_.empty()) post();
        });
    }

    sip::Loop& loop_;
    std::deque<std::function<void()>> jobs_;  ///< the first one is posted, or runs
};

}  // namespace layby::app

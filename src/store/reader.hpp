// Answers questions about the past on a thread and a connection of its own: a search through all of it may
// take long, and whoever waits for a commit doesn't wait for that. Owned by the driver.
#pragma once
#include <atomic>
#include <functional>
#include <thread>
#include <vector>

#include "runtime/bell.hpp"
#include "runtime/mailbox.hpp"

namespace layby::store {

class Reader {
  public:
    using Job = std::function<void()>;

    Reader();
    ~Reader();  ///< what was asked is answered first
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;

    /// Runs on the reader's thread, in order. Any thread.
    void ask(Job job);

  private:
    void run();

    runtime::Mailbox<Job> jobs_;
    runtime::Bell bell_;
    std::atomic<bool> ending_{};
    std::thread thread_;  ///< last: everything above is there when it starts
};

}  // namespace layby::store

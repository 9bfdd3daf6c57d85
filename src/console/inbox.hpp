// News on their way from the signalling thread to the console's. Bounded: who puts never waits, and when the
// console doesn't take for long, everything is lost on purpose and has to be told anew, as at the start.
#pragma once
#include <atomic>
#include <utility>
#include <vector>

#include "console/news.hpp"
#include "runtime/mailbox.hpp"

namespace layby::console {

class Inbox {
  public:
    /// `most`: changes that may wait.
    explicit Inbox(std::size_t most = 200'000) : most_(most) {}

    /// Signalling thread. True: the console has to be woken.
    bool put(News news) {
        const bool anew = std::holds_alternative<Anew>(news);
        const bool counted = std::holds_alternative<Past>(news);  // also before there is a copy
        if (lost_ && !anew && !counted) return false;
        if (!counted) lost_ = false;
        const auto* changes = std::get_if<std::vector<calls::Shown>>(&news);
        waiting_ += changes ? changes->size() : 1;
        if (waiting_ > most_ && !anew) return lost_ = true;  // the console has to hear of that
        return news_.put(std::move(news));
    }

    // Console thread.
    std::vector<News> take() {
        waiting_ = 0;
        return news_.take();
    }
    /// Nothing comes before everything has been told anew.
    bool lost() const { return lost_; }

  private:
    const std::size_t most_;
    std::atomic<std::size_t> waiting_{};
    std::atomic<bool> lost_{true};
    runtime::Mailbox<News> news_;
};

}  // namespace layby::console

// Tells how far the disk has got, when that has changed, and complains aloud while it fails. Owned by the
// writer; any thread.
#pragma once
#include <functional>
#include <mutex>
#include <string>

#include "store/store.hpp"

namespace layby::store {

class Reporter {
  public:
    /// Complains again after so long.
    explicit Reporter(std::chrono::milliseconds again) : again_(again) {}

    void on_progress(std::function<void(Progress)> tell);
    void durable(std::uint64_t orders);  ///< every one up to this number
    void failing(const std::string& why);
    Progress progress() const;

  private:
    void change(Progress now);

    const std::chrono::milliseconds again_;
    mutable std::mutex mutex_;  ///< also held while telling: afterwards a former listener may be gone
    std::function<void(Progress)> tell_;
    Progress progress_;
    std::chrono::steady_clock::time_point complained_{};
};

}  // namespace layby::store

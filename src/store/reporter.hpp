// Tells how far the disk has got, when that has changed. Owned by the writer; any thread.
#pragma once
#include <functional>
#include <mutex>

#include "store/store.hpp"

namespace layby::store {

class Reporter {
  public:
    void on_progress(std::function<void(Progress)> tell);
    void durable(std::uint64_t orders);  ///< every one up to this number
    void failing();
    Progress progress() const;

  private:
    void change(Progress now);

    mutable std::mutex mutex_;  ///< also held while telling: afterwards a former listener may be gone
    std::function<void(Progress)> tell_;
    Progress progress_;
};

}  // namespace layby::store

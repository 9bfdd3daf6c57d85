// Whose thread something is. What a header says in its signpost ("signalling thread"), its owner states at
// its doors, so that a call from elsewhere is a bug that is reported, not a race. Standard library only.
#pragma once
#include <atomic>
#include <thread>

namespace layby::runtime {

/// Belongs to the thread that comes first, until it is released.
class OneThread {
  public:
    /// True on the thread that it belongs to. For CHECK(thread_.is_ours()) at a door.
    bool is_ours() const noexcept {
        const auto here = std::this_thread::get_id();
        auto nobody = std::thread::id{};
        return owner_.load(std::memory_order_relaxed) == here ||
               owner_.compare_exchange_strong(nobody, here, std::memory_order_relaxed) || nobody == here;
    }
    /// Whoever comes next owns it: made on one thread, used on another.
    void release() noexcept { owner_.store({}, std::memory_order_relaxed); }

  private:
    mutable std::atomic<std::thread::id> owner_{};
};

}  // namespace layby::runtime

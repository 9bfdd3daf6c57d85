// A queue from any thread to one: what is put is taken all at once, in order. Shared by the threads that use
// it; its lock is held for a move of one value. Both sides keep their memory, so that a busy queue does not
// allocate.
#pragma once
#include <mutex>
#include <utility>
#include <vector>

namespace layby::runtime {

template <class T>
class Mailbox {
  public:
    /// True when it was empty: then the taker has to be woken; otherwise somebody has done so already.
    bool put(T value) {
        const std::lock_guard hold(mutex_);
        values_.push_back(std::move(value));
        return values_.size() == 1;
    }

    bool empty() const {
        const std::lock_guard hold(mutex_);
        return values_.empty();
    }

    /// Replaces what `into` held by everything that was put.
    void take(std::vector<T>& into) {
        into.clear();
        const std::lock_guard hold(mutex_);
        values_.swap(into);
    }
    std::vector<T> take() {
        std::vector<T> out;
        take(out);
        return out;
    }

  private:
    mutable std::mutex mutex_;
    std::vector<T> values_;
};

}  // namespace layby::runtime

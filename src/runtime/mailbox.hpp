// A queue from any number of threads to one: puts are short and never wait for the reader; the reader takes
// everything at once, in the order of putting.
#pragma once
#include <mutex>
#include <utility>
#include <vector>

namespace layby::runtime {

template <class T>
class Mailbox {
  public:
    /// True when the box was empty: the reader must be woken.
    bool put(T item) {
        const std::lock_guard lock(mutex_);
        items_.push_back(std::move(item));
        return items_.size() == 1;
    }
    std::vector<T> take() {
        const std::lock_guard lock(mutex_);
        return std::exchange(items_, {});
    }

  private:
    std::mutex mutex_;
    std::vector<T> items_;
};

}  // namespace layby::runtime

#include "store/writing/watch.hpp"

namespace layby::store {

Watch::Watch(std::chrono::milliseconds patience, std::function<void()> late)
    : patience_(patience), late_(std::move(late)), thread_([this] { run(); }) {}

Watch::~Watch() {
    {
        const std::lock_guard hold(mutex_);
        ending_ = true;
    }
    end_.notify_one();
    thread_.join();
}

void Watch::set(std::optional<Clock::time_point> since) {
    const std::lock_guard hold(mutex_);
    since_ = since;
}

void Watch::run() {
    for (std::unique_lock lock(mutex_); !ending_; look()) end_.wait_for(lock, patience_ / 2);
}

void Watch::look() const {
    if (since_ && Clock::now() - *since_ >= patience_) late_();
}

}  // namespace layby::store

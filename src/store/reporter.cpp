#include "store/reporter.hpp"

namespace layby::store {

void Reporter::on_progress(std::function<void(Progress)> tell) {
    const std::lock_guard hold(mutex_);
    tell_ = std::move(tell);
    if (tell_) tell_(progress_);
}

void Reporter::durable(std::uint64_t orders) {
    const std::lock_guard hold(mutex_);
    change({orders, false});
}

void Reporter::failing() {
    const std::lock_guard hold(mutex_);
    change({progress_.durable, true});
}

Progress Reporter::progress() const {
    const std::lock_guard hold(mutex_);
    return progress_;
}

void Reporter::change(Progress now) {
    if (std::exchange(progress_, now) != now && tell_) tell_(now);
}

}  // namespace layby::store

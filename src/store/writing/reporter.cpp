#include "store/writing/reporter.hpp"

#include "runtime/log.hpp"

namespace layby::store {

void Reporter::on_progress(std::function<void(Progress)> tell) {
    const std::lock_guard hold(mutex_);
    tell_ = std::move(tell);
    if (tell_) tell_(progress_);
}

void Reporter::durable(std::uint64_t orders) {
    const std::lock_guard hold(mutex_);
    if (progress_.failing) log::info("store: the disk takes changes again");
    change({orders, false});
}

void Reporter::failing(const std::string& why) {
    const std::lock_guard hold(mutex_);
    const auto now = std::chrono::steady_clock::now();
    if (!progress_.failing || now - complained_ >= again_) {
        complained_ = now;
        log::error("store: nothing can be written: {}; calls go on, and it is tried again", why);
    }
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

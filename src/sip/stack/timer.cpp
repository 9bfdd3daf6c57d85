#include "sip/stack/loop_inside.hpp"
#include "sip/stack/stack.hpp"

namespace layby::sip {

void Timer::trampoline(void*, su_timer_t*, void* self) noexcept {
    auto* me = static_cast<Timer*>(self);
    auto job = std::move(me->job_);
    me->clear();
    if (job) job();
}

void Timer::set(Duration after, std::function<void()> job) {
    clear();
    job_ = std::move(job);
    const auto ms = std::min<Duration::rep>((after.count() + 999) / 1000, SU_DURATION_MAX);
    timer_ = su_timer_create(su_root_task(loop_.inside().root), 0);
    su_timer_set_interval(timer_, trampoline, this, static_cast<su_duration_t>(ms));
    ++loop_.inside().timers;
}

void Timer::clear() {
    if (!timer_) return;
    su_timer_destroy(std::exchange(timer_, nullptr));
    job_ = nullptr;
    --loop_.inside().timers;
}

}  // namespace layby::sip

#include "sip/loop.hpp"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>

#include "sip/stack/loop_inside.hpp"

namespace layby::sip {
namespace {

void quiet_log(void*, const char*, va_list) {}

/// What was posted may post again, but not keep everybody else waiting.
constexpr int drained_at_once = 16;

thread_local Loop::Inside* about_to_rest = nullptr;

int on_bell(void*, su_wait_t*, void* inside) noexcept {
    eventfd_t rings{};
    eventfd_read(static_cast<Loop::Inside*>(inside)->bell, &rings);
    return 0;
}

void on_prepoll(void* inside, su_root_t*) noexcept { static_cast<Loop::Inside*>(inside)->prepare_rest(); }

void on_alarm(void*, su_timer_t*, void* inside) noexcept { static_cast<Loop::Inside*>(inside)->ring(); }

}  // namespace

Instant monotonic_now() { return Instant{Duration{static_cast<Duration::rep>(su_monotime(nullptr) / 1000)}}; }

Loop::Inside::Inside() {
    su_init();
    su_log_redirect(nullptr, quiet_log, nullptr);
    root = su_root_create(nullptr);
    bell = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (!root || bell < 0)
        throw std::runtime_error("can't make the signalling loop: out of file descriptors");
    su_wait_t wait[1]{};
    su_wait_create(wait, bell, SU_WAIT_IN);
    bell_index = su_root_register(root, wait, on_bell, this, 0);
    su_root_add_prepoll(root, on_prepoll, this);
    alarm = su_timer_create(su_root_task(root), 1);
}

Loop::Inside::~Inside() {
    if (about_to_rest == this) about_to_rest = nullptr;
    su_root_remove_prepoll(root);
    su_timer_destroy(alarm);
    su_root_deregister(root, bell_index);
    close(bell);
    su_root_destroy(root);
    su_deinit();
}

void Loop::Inside::wake() { eventfd_write(bell, 1); }

void Loop::Inside::drain() {
    for (int i = 0; i < drained_at_once; ++i) {
        posted.take(batch);
        if (batch.empty()) return;
        for (auto& job : batch) job();
    }
}

void Loop::Inside::prepare_rest() {
    drain();
    if (before_rest) before_rest();
    about_to_rest = this;
}

/// From here on whoever posts rings. What came before, also from a timer of sofia's, rings here.
void Loop::Inside::rest() {
    resting = true;
    if (!posted.empty()) wake();
}

void Loop::Inside::rested() { resting = false; }

void Loop::Inside::arm(Duration after) {
    const auto ms = std::max<Duration::rep>(0, (after.count() + 999) / 1000);
    su_timer_set_interval(alarm, on_alarm, this,
                          static_cast<su_duration_t>(std::min<std::int64_t>(ms, 86400000)));
}

void Loop::Inside::ring() {
    if (const auto now = monotonic_now(); now < alarm_at) return arm(alarm_at - now);
    const auto job = std::exchange(alarm_job, nullptr);
    if (job) job();
}

Loop::Loop() : inside_(std::make_unique<Inside>()) {}
Loop::~Loop() = default;

void Loop::post(std::function<void()> job) {
    if (inside_->posted.put(std::move(job)) && inside_->resting) inside_->wake();
}

void Loop::before_rest(std::function<void()> job) { inside_->before_rest = std::move(job); }

Instant Loop::now() const { return monotonic_now(); }

void Loop::wake_at(std::optional<Instant> when, std::function<void()> job) {
    if (!when) {
        inside_->alarm_job = nullptr;
        su_timer_reset(inside_->alarm);
        return;
    }
    inside_->alarm_at = *when;
    inside_->alarm_job = std::move(job);
    inside_->arm(*when - now());
}

void Loop::run() { su_root_run(inside_->root); }

void Loop::stop() {
    post([root = inside_->root] { su_root_break(root); });
}

}  // namespace layby::sip

/// In place of the C library's, for sofia and everybody else in this process: sofia doesn't say when it
/// really waits. Only then a post has to ring, which costs three system calls.
extern "C" int epoll_wait(int epoll, epoll_event* events, int most, int timeout) {
    auto* loop = std::exchange(layby::sip::about_to_rest, nullptr);
    if (loop) loop->rest();
    const int found = epoll_pwait(epoll, events, most, timeout, nullptr);
    if (loop) loop->rested();
    return found;
}

#include "sip/stack/loop.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>

#include "sip/stack/loop_inside.hpp"

namespace layby::sip {
namespace {

void quiet_log(void*, const char*, va_list) {}

int on_bell(void*, su_wait_t*, void* inside) noexcept {
    static_cast<Loop::Inside*>(inside)->drain();
    return 0;
}

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
    alarm = su_timer_create(su_root_task(root), 1);
}

Loop::Inside::~Inside() {
    su_timer_destroy(alarm);
    su_root_deregister(root, bell_index);
    close(bell);
    su_root_destroy(root);
    su_deinit();
}

void Loop::Inside::wake() { eventfd_write(bell, 1); }

void Loop::Inside::drain() {
    eventfd_t rings{};
    eventfd_read(bell, &rings);
    for (auto& job : posted.take()) job();
}

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
    if (inside_->posted.put(std::move(job))) inside_->wake();
}

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

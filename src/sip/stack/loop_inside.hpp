// The sofia objects of the loop, for this folder and its tests. Signalling thread, but for the mailbox.
#pragma once
#include <functional>

#include "runtime/mailbox.hpp"
#include "sip/stack/loop.hpp"
#include "sip/stack/sofia.hpp"

namespace layby::sip {

struct Loop::Inside {
    Inside();
    ~Inside();
    Inside(const Inside&) = delete;
    Inside& operator=(const Inside&) = delete;

    void drain();  ///< runs what was posted before now
    void wake();
    void arm(Duration after);
    void ring();  ///< the deadline of wake_at, or a bit early

    su_root_t* root{};
    int bell{-1};  ///< eventfd: rung when the mailbox was empty
    int bell_index{-1};
    runtime::Mailbox<std::function<void()>> posted;
    su_timer_t* alarm{};
    Instant alarm_at{};
    std::function<void()> alarm_job;
    std::size_t timers{};  ///< running Timer objects, for the counters
};

Instant monotonic_now();

}  // namespace layby::sip

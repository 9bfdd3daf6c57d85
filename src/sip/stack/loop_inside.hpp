// The sofia objects of the loop, for this folder and its tests. Signalling thread, but for the mailbox.
#pragma once
#include <atomic>
#include <functional>
#include <vector>

#include "runtime/mailbox.hpp"
#include "sip/loop.hpp"
#include "sip/stack/sofia.hpp"

namespace layby::sip {

struct Loop::Inside {
    Inside();
    ~Inside();
    Inside(const Inside&) = delete;
    Inside& operator=(const Inside&) = delete;

    void drain();  ///< runs what was posted, and a few times what that has posted
    void prepare_rest();
    void rest();    ///< the thread is about to wait
    void rested();  ///< and has done so
    void wake();
    void arm(Duration after);
    void ring();  ///< the deadline of wake_at, or a bit early

    su_root_t* root{};
    int bell{-1};  ///< eventfd: rung by who posts while the thread waits
    int bell_index{-1};
    std::atomic<bool> resting{true};
    std::function<void()> before_rest;
    runtime::Mailbox<std::function<void()>> posted;
    std::vector<std::function<void()>> batch;  ///< keeps its memory
    su_timer_t* alarm{};
    Instant alarm_at{};
    std::function<void()> alarm_job;
    std::size_t timers{};  ///< running Timer objects, for the counters
};

Instant monotonic_now();

}  // namespace layby::sip

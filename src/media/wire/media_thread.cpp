#include "media/wire/media_thread.hpp"

#include <pthread.h>
#include <sys/prctl.h>

#include "media/wire/clock.hpp"

namespace layby::media {
namespace {

constexpr int fifo_priority = 10;

/// A job may wait so long. A busy thread looks by itself until then, and a wake-up costs three system calls
/// and a switch of threads.
constexpr Duration soon = std::chrono::milliseconds{1};

}  // namespace

MediaThread::MediaThread(Core::Setup setup, Net& net, std::function<void(calls::Fact)> tell, Tally& tally)
    : net_(net), core_(setup, net, std::move(tell), tally), thread_([this] { run(); }) {}

MediaThread::~MediaThread() {
    stop_ = true;
    net_.wake();
    thread_.join();
}

void MediaThread::post(Job job) {
    if (orders_.put(std::move(job)) && resting_) net_.wake();
}

bool MediaThread::make_realtime() {
    const sched_param priority{fifo_priority};
    return pthread_setschedparam(thread_.native_handle(), SCHED_FIFO, &priority) == 0;
}

void MediaThread::run() {
    pthread_setname_np(pthread_self(), "media");
    prctl(PR_SET_TIMERSLACK, 1UL);
    while (!stop_) {
        rest();
        const Instant now = clock_now();
        receive(now);
        core_.tick(now);
        carry_out_orders(now);
    }
    core_.say_goodbye(clock_now());
}

/// Who posts after it was looked for orders sees that this thread rests.
void MediaThread::rest() {
    const Instant now = clock_now();
    const auto due = core_.empty() ? std::nullopt : std::optional{core_.next_tick()};
    resting_ = !due || *due > now + soon;
    net_.wait(resting_ && !orders_.empty() ? now : due);
    resting_ = false;
}

void MediaThread::receive(Instant now) {
    for (bool more = true; more;) {
        received_.clear();
        more = net_.receive(received_);
        core_.hear(received_, now);
    }
}

/// A line is opened before its first order is given, so it is taken over before the order is carried out.
void MediaThread::carry_out_orders(Instant now) {
    orders_.take(taken_);
    if (taken_.empty()) return;
    net_.take_over();
    for (Job& order : taken_) order.carry_out(core_, now);
    taken_.clear();
    core_.flush();
}

}  // namespace layby::media

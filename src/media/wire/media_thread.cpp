#include "media/wire/media_thread.hpp"

#include <pthread.h>
#include <sys/prctl.h>

namespace layby::media {
namespace {

constexpr int fifo_priority = 10;

}  // namespace

MediaThread::MediaThread(Core::Setup setup, std::function<void(calls::Fact)> tell, Tally& tally)
    : core_(setup, sockets_, std::move(tell), tally), thread_([this] { run(); }) {}

MediaThread::~MediaThread() {
    stop_ = true;
    sockets_.wake();
    thread_.join();
}

void MediaThread::post(Job job) {
    if (orders_.put(std::move(job))) sockets_.wake();
}

bool MediaThread::make_realtime() {
    const sched_param priority{fifo_priority};
    return pthread_setschedparam(thread_.native_handle(), SCHED_FIFO, &priority) == 0;
}

void MediaThread::run() {
    pthread_setname_np(pthread_self(), "media");
    prctl(PR_SET_TIMERSLACK, 1UL);
    while (!stop_) {
        sockets_.wait(core_.empty() ? std::nullopt : std::optional{core_.next_tick()});
        const Instant now = Sockets::now();
        sockets_.receive_into(core_, now);
        core_.tick(now);
        orders_.take(taken_);
        for (Job& order : taken_) order.carry_out(core_, sockets_, now);
        taken_.clear();
    }
    core_.say_goodbye(Sockets::now());
}

}  // namespace layby::media

#include "sounds/loader.hpp"

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <iterator>

namespace layby::sounds {
namespace {

constexpr int lowest_priority = 19;
constexpr std::size_t at_once = 50;  // one second; the destructor waits for at most this
constexpr int seconds_ahead = 60, seconds_between = 5;

/// Signals are for the main thread.
class WithoutSignals {
  public:
    WithoutSignals() {
        sigset_t all;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    ~WithoutSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

  private:
    sigset_t before_{};
};

void append(Loader::Jobs& to, Loader::Jobs more) {
    std::move(more.begin(), more.end(), std::back_inserter(to));
}

}  // namespace

void Loader::start(Work work, Shelf& shelf) {
    shelf_ = &shelf;
    append(work_.shorts, std::move(work.shorts));
    append(work_.longs, std::move(work.longs));
    append(work_.slow, std::move(work.slow));
    complete_ = work_.shorts.empty() && work_.longs.empty() && work_.slow.empty();
    if (complete_) return shelf.clear_others();
    stop_ = false;
    const WithoutSignals quiet;
    thread_ = std::thread{[this] { run(); }};
}

/// Once more of each, in turn.
void Loader::pass(Jobs& jobs) {
    std::erase_if(jobs, [&](const std::unique_ptr<Making>& job) {
        if (stop_ || job->make(at_once)) return false;
        job->keep(*shelf_);
        return true;
    });
}

void Loader::finish(Jobs& jobs) {
    while (!stop_ && !jobs.empty()) pass(jobs);
}

/// Callers hear the beginning of a music already: it must stay ahead of them, however long a slow one takes.
void Loader::finish_slow() {
    using namespace std::chrono;
    for (int i = 0; i < seconds_ahead && !stop_; ++i) pass(work_.longs);
    while (!stop_ && !work_.slow.empty()) {
        const auto begun = steady_clock::now();
        Jobs one;
        one.push_back(std::move(work_.slow.front()));
        work_.slow.erase(work_.slow.begin());
        pass(one);
        append(work_.slow, std::move(one));  // it was stopped
        const auto took = duration_cast<seconds>(steady_clock::now() - begun).count();
        for (auto i = 0; i < seconds_between + 2 * took && !stop_; ++i) pass(work_.longs);
    }
}

void Loader::run() {
    pthread_setname_np(pthread_self(), "sounds");
    setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), lowest_priority);  // as it is where not permitted
    finish(work_.shorts);
    if (!work_.slow.empty()) finish_slow();
    finish(work_.longs);
    if (stop_) return;
    shelf_->clear_others();
    complete_ = true;
}

void Loader::pause() {
    stop_ = true;
    if (thread_.joinable()) thread_.join();
    work_.slow.clear();
}

Loader::~Loader() { pause(); }

}  // namespace layby::sounds

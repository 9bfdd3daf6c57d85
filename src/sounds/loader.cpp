#include "sounds/loader.hpp"

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <iterator>

namespace layby::sounds {
namespace {

constexpr int lowest_priority = 19;
constexpr std::size_t at_once = 50;  // one second; the destructor waits for at most this

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

/// So many frames of each, in turn.
void Loader::finish(Jobs& jobs, std::size_t frames) {
    const auto done = [&](const std::unique_ptr<Making>& job) {
        if (stop_ || job->make(frames)) return false;
        job->keep(*shelf_);
        return true;
    };
    while (!stop_ && !jobs.empty()) std::erase_if(jobs, done);
}

void Loader::run() {
    pthread_setname_np(pthread_self(), "sounds");
    setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), lowest_priority);  // as it is where not permitted
    finish(work_.shorts, at_once);
    finish(work_.longs, at_once);
    finish(work_.slow, at_once);
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

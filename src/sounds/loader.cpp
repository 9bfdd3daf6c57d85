#include "sounds/loader.hpp"

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>

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

}  // namespace

void Loader::start(Jobs shorts, Jobs longs, Shelf& shelf) {
    shelf_ = &shelf;
    shorts_ = std::move(shorts);
    longs_ = std::move(longs);
    complete_ = shorts_.empty() && longs_.empty();
    if (complete_) return shelf.clear_others();
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
    finish(shorts_, at_once);
    finish(longs_, at_once);
    if (stop_) return;
    shelf_->clear_others();
    complete_ = true;
}

Loader::~Loader() {
    stop_ = true;
    if (thread_.joinable()) thread_.join();
}

}  // namespace layby::sounds

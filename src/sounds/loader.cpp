#include "sounds/loader.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <csignal>

namespace layby::sounds {
namespace {

constexpr int lowest_priority = 19;
constexpr std::size_t at_once = frames_per_second;  // the destructor waits for at most this

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

void Loader::start(std::vector<MusicMaking> jobs) {
    jobs_ = std::move(jobs);
    complete_ = jobs_.empty();
    if (jobs_.empty()) return;
    const WithoutSignals quiet;
    thread_ = std::thread{[this] { run(); }};
}

void Loader::run() {
    setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), lowest_priority);  // as it is where not permitted
    while (!stop_ && !jobs_.empty()) {
        std::erase_if(jobs_, [this](MusicMaking& job) { return stop_ || !job.make(at_once); });
    }
    complete_ = !stop_;
}

Loader::~Loader() {
    stop_ = true;
    if (thread_.joinable()) thread_.join();
}

}  // namespace layby::sounds

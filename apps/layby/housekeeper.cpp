#include "layby/housekeeper.hpp"

#include <pthread.h>
#include <unistd.h>

#include <csignal>

namespace layby::app {
namespace {

/// Something is to be done, or the housekeeper is over; nobody else sends it.
constexpr int bell = SIGUSR2;

sigset_t ours() {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGUSR1, bell}) sigaddset(&set, signal);
    return set;
}

}  // namespace

void block_signals() {
    const auto set = ours();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);  // a limit of the file size is to us as a full disk: calls go on
}

void Errands::ask(Errand errand) {
    asked_.put(std::move(errand));
    kill(getpid(), bell);
}

Housekeeper::Housekeeper(Errands& errands, Duties duties)
    : errands_(errands), duties_(std::move(duties)), thread_([this] { run(); }) {}

Housekeeper::~Housekeeper() {
    over_ = true;
    pthread_kill(thread_.native_handle(), bell);
    thread_.join();
}

void Housekeeper::run() {
    pthread_setname_np(pthread_self(), "housekeeper");
    const auto set = ours();
    while (!over_) {
        int signal = 0;
        if (sigwait(&set, &signal) != 0) continue;
        if (signal == bell)
            run_errands();
        else if (signal == SIGHUP)
            duties_.reload();
        else
            signal == SIGUSR1 ? duties_.leave() : duties_.end();
    }
}

void Housekeeper::run_errands() {
    std::vector<Errands::Errand> waiting;
    errands_.take(waiting);
    for (const auto& errand : waiting) errand();
}

}  // namespace layby::app

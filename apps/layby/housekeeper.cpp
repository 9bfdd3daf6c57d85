#include "layby/housekeeper.hpp"

#include <unistd.h>

#include <csignal>

namespace layby::app {
namespace {

/// Ends the housekeeper; nobody else sends it.
constexpr int leave = SIGUSR2;

sigset_t ours() {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, leave}) sigaddset(&set, signal);
    return set;
}

}  // namespace

void block_signals() {
    const auto set = ours();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);  // a limit of the file size is to us as a full disk: calls go on
}

void ReloadRequests::ask(Reply reply) {
    asked_.put(std::move(reply));
    kill(getpid(), SIGHUP);
}

Housekeeper::Housekeeper(ReloadRequests& requests, std::function<void()> end,
                         std::function<Problems()> reload)
    : requests_(requests), end_(std::move(end)), reload_(std::move(reload)), thread_([this] { run(); }) {}

Housekeeper::~Housekeeper() {
    pthread_kill(thread_.native_handle(), leave);
    thread_.join();
}

void Housekeeper::run() {
    const auto set = ours();
    for (;;) {
        int signal = 0;
        if (sigwait(&set, &signal) != 0) continue;
        if (signal == leave) return;
        signal == SIGHUP ? reload_now() : end_();
    }
}

void Housekeeper::reload_now() {
    std::vector<ReloadRequests::Reply> waiting;
    requests_.take(waiting);
    const auto problems = reload_();
    for (const auto& reply : waiting) reply(problems);
}

}  // namespace layby::app

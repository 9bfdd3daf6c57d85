#include "store/reader.hpp"

#include <pthread.h>

namespace layby::store {

Reader::Reader() : thread_([this] { run(); }) {}

Reader::~Reader() {
    ending_ = true;
    bell_.ring();
    thread_.join();
}

void Reader::ask(Job job) {
    jobs_.put(std::move(job));
    bell_.ring();
}

void Reader::run() {
    pthread_setname_np(pthread_self(), "past");
    std::vector<Job> taken;
    for (bool more = true; more;) {
        bell_.wait();
        bell_.silence();
        more = !ending_;  // what was asked until now is still answered
        jobs_.take(taken);
        for (const auto& job : taken) job();
        taken.clear();
    }
}

}  // namespace layby::store

#include "store/reader.hpp"

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

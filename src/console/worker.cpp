#include "console/worker.hpp"

#include <sys/resource.h>
#include <unistd.h>

namespace layby::console {

Worker::Worker(Post post) : post_(std::move(post)) {
    boost::asio::post(thread_, [] {
        // Calls come first; but a busy machine must not keep people out, so not the lowest.
        setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), 5);
    });
}

Worker::~Worker() {
    thread_.stop();
    thread_.join();
}

}  // namespace layby::console

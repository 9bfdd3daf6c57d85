#include "console/access/hasher.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <boost/asio/post.hpp>
#include <utility>

#include "runtime/log.hpp"

namespace layby::console {

Hasher::Hasher(HashCost cost, Post post)
    : cost_(cost), post_(std::move(post)), nobody_(hash_of_nobody(cost)) {
    boost::asio::post(thread_, [] {
        // Calls come first; but a busy machine must not keep people out, so not the lowest.
        setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), 5);
    });
}

Hasher::~Hasher() {
    thread_.stop();
    thread_.join();
}

template <class Job, class Done>
void Hasher::ask(Job job, Done done) {
    if (is_full()) return;
    ++waiting_;
    boost::asio::post(thread_, [this, post = post_, job = std::move(job), done = std::move(done)] {
        post([this, result = job(), done] {
            --waiting_;
            done(result);
        });
    });
}

void Hasher::check(std::string password, std::string hash, std::function<void(bool)> done) {
    ask(
        [this, password = std::move(password), hash = std::move(hash)] {
            return password_fits(password, hash.empty() ? nobody_ : hash) && !hash.empty();
        },
        std::move(done));
}

void Hasher::hash(std::string password, std::function<void(std::string)> done) {
    ask(
        [this, password = std::move(password)]() -> std::string {
            try {
                return password_hash(password, cost_);
            } catch (const std::exception& error) {
                log::error("console: {}", error.what());
                return {};
            }
        },
        std::move(done));
}

Answer hasher_busy() {
    auto answer = refusal(503, "busy", "too many log in just now; try again");
    answer.retry_after = std::chrono::seconds(1);
    return answer;
}

}  // namespace layby::console

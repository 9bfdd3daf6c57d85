// A thread for what takes long, one thing at a time, so that it holds up neither calls nor other connections.
// What waits is bounded. Shared by the sites of a server; asked on the console thread.
#pragma once
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <cstddef>
#include <utility>

#include "console/exchange.hpp"

namespace layby::console {

class Worker {
  public:
    /// More would wait longer than a connection does for its answer.
    static constexpr std::size_t most_waiting = 16;

    explicit Worker(Post post);
    ~Worker();  ///< what is under way is finished first; nobody gets to know
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    /// Too many wait: who asks now isn't served.
    bool is_full() const { return waiting_ >= most_waiting; }
    /// `done` gets on the console thread what `job` returns; it is never called when the worker is full. A
    /// job throws nothing.
    template <class Job, class Done>
    void ask(Job job, Done done) {
        if (is_full()) return;
        ++waiting_;
        boost::asio::post(thread_, [this, post = post_, job = std::move(job), done = std::move(done)] {
            post([this, result = job(), done] {
                --waiting_;
                done(result);
            });
        });
    }

  private:
    Post post_;
    std::size_t waiting_{};
    boost::asio::thread_pool thread_{1};
};

/// Those of a server: neither holds up the other.
struct Workers {
    explicit Workers(const Post& post) : hashing(post), printing(post), reading(post) {}

    Worker hashing, printing, reading;
};

}  // namespace layby::console

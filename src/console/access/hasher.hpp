// The thread that hashes and checks passwords, one at a time, so that a log-in holds up neither calls nor
// other connections. What waits is bounded. Owned by the API; asked on the console thread.
#pragma once
#include <boost/asio/thread_pool.hpp>
#include <functional>
#include <string>

#include "console/exchange.hpp"
#include "console/password.hpp"

namespace layby::console {

class Hasher {
  public:
    using Post = std::function<void(std::function<void()>)>;
    /// More would wait longer than a connection does for its answer.
    static constexpr std::size_t most_waiting = 16;

    /// `post` leads back to the console thread.
    Hasher(HashCost cost, Post post);
    ~Hasher();  ///< what is under way is finished first; nobody gets to know
    Hasher(const Hasher&) = delete;
    Hasher& operator=(const Hasher&) = delete;

    /// Too many wait: who asks now isn't served.
    bool is_full() const { return waiting_ >= most_waiting; }
    /// `done` is called on the console thread; never when it is full. An empty hash is that of nobody, whom
    /// no password fits.
    void check(std::string password, std::string hash, std::function<void(bool fits)> done);
    /// As check(). The hash is empty when there was no memory for it.
    void hash(std::string password, std::function<void(std::string)> done);

  private:
    template <class Job, class Done>
    void ask(Job job, Done done);

    const HashCost cost_;
    Post post_;
    const std::string nobody_;
    std::size_t waiting_{};
    boost::asio::thread_pool thread_{1};
};

/// The refusal (503) while it is full.
Answer hasher_busy();

}  // namespace layby::console
